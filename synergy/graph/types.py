"""The GraphQL types that the declarations stand for, made as Strawberry types."""

from __future__ import annotations

import enum
import functools
import keyword
import operator
import re
import types
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Optional, Union

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from synergy.graph.conditions import where_input
from synergy.graph.enums import enum_of, made_enum
from synergy.graph.grades import graded
from synergy.graph.mapping import Grade, Input
from synergy.graph.model import (
    ID,
    ColumnField,
    Field,
    PropertyField,
    RelationField,
    ResolvedField,
    StatementField,
    Type,
    ValueType,
    camel,
)
from synergy.graph.orders import order_value
from synergy.graph.plan import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from synergy.graph.mapping import Argument
    from synergy.graph.model import Model

MISSING: Any = object()


class Types:
    """Makes every Strawberry type of a model; `query_fields` are the fields of Query."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.made: dict[str, Any] = {"ID": strawberry.ID}
        self._page_info()
        for type_ in model.types.values():
            self._enums(type_)
        self._node_interface()
        for type_ in model.types.values():
            self._declared(type_)

    # -- making ---------------------------------------------------------------------------------------------------

    def object(self, name: str, description: str, fields: Iterable[StrawberryField], *bases: type) -> Any:
        """Make an object type."""
        return self._make(name, description, fields, strawberry.type, *bases)

    def input(self, name: str, description: str, fields: Iterable[StrawberryField]) -> Any:
        """Make an input type."""
        return self._make(name, description, fields, strawberry.input)

    def _make(
        self, name: str, description: str, fields: Iterable[StrawberryField], decorate: Callable[..., Any], *bases: type
    ) -> Any:
        namespace: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
        annotations: dict[str, Any] = {}
        for made in fields:
            namespace[made.python_name] = made
            if made.type_annotation is not None:
                annotations[made.python_name] = made.type_annotation
            if made.base_resolver is None:
                namespace["__annotations__"][made.python_name] = Any
        cls = types.new_class(name, bases, {}, lambda ns: ns.update(namespace))
        self.made[name] = decorate(cls, name=name, description=description)
        for made in self.made[name].__strawberry_definition__.fields:
            # Strawberry resolves an annotation when it sees the class; ours name types that are made later.
            made.type_annotation = annotations.get(made.python_name, made.type_annotation)
        return self.made[name]

    def field(
        self,
        name: str,
        annotation: str,
        description: str,
        arguments: Iterable[StrawberryArgument] = (),
        *,
        resolver: Callable[..., Any] | None = None,
        **more: Any,
    ) -> StrawberryField:
        """Make a field; the annotation is a string over names of types, which may be made later."""
        if resolver is not None:
            more["base_resolver"] = StrawberryResolver(resolver)
        made = StrawberryField(
            python_name=_python_name(name),
            graphql_name=name,
            type_annotation=StrawberryAnnotation(annotation, namespace=self._namespace()),
            description=description,
            **more,
        )
        if arguments:
            made.arguments = list(arguments)
        return made

    def argument(self, name: str, annotation: str, description: str, default: Any = MISSING) -> StrawberryArgument:
        """Make an argument."""
        made = StrawberryArgument(
            python_name=name,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(annotation, namespace=self._namespace()),
            description=description,
        )
        if default is not MISSING:
            made.default = default
        return made

    def _namespace(self) -> dict[str, Any]:
        # One dictionary for all, filled as types are made: annotations are resolved when the schema is.
        if "Optional" not in self.made:
            self.made |= {
                "Optional": Optional, "list": list, "str": str, "int": int, "float": float, "bool": bool,
                "date": date, "datetime": datetime, "Annotated": Annotated, "Union": Union,
            }  # fmt: skip
            self.made["Decimal"] = Decimal
        return self.made

    # -- the declared types ---------------------------------------------------------------------------------------

    def _declared(self, type_: Type) -> None:
        if type_.members:
            return  # made by `finish`, once its members are
        if type_.edge:
            return
        fields = [self._field(type_, declared) for declared in type_.fields.values()]
        bases = (self.made["Node"],) if type_.node else ()
        self.object(type_.name, type_.description, fields, *bases)
        if type_.node:
            self._connection(f"{type_.name}Connection", type_.name, None)
            where_input(self, type_)
            self._order(f"{type_.name}Order", type_.orders, type_.name)

    def finish(self) -> None:
        """Make the unions, whose members exist by now."""
        for type_ in self.model.types.values():
            if type_.members:
                members = tuple(self.made[name] for name in type_.members)
                one_of: Any = functools.reduce(operator.or_, members)
                self.made[type_.name] = Annotated[one_of, strawberry.union(type_.name, description=type_.description)]

    def _field(self, owner: Type, declared: Field) -> StrawberryField:
        if isinstance(declared, PropertyField):
            return self.field(
                declared.name,
                _value(declared.value, declared.required),
                # Introspection does not tell of directives, so the description tells of the grade as well.
                declared.description + (" (C2: masked unless covered.)" if declared.grade is Grade.C2 else ""),
                directives=graded(declared),
            )
        if isinstance(declared, ColumnField):
            inner = f"list[{declared.target}]" if declared.many else declared.target
            return self.field(declared.name, _optional(inner, declared.required), declared.description)
        if isinstance(declared, StatementField):
            return self.statement(declared)
        if isinstance(declared, ResolvedField):
            return strawberry.field(declared.function, name=declared.name, description=declared.function.__doc__)
        if not declared.many:
            return self.field(declared.name, _optional(declared.target, declared.required), declared.description)
        return self._many(owner, declared)

    def _many(self, owner: Type, declared: RelationField) -> StrawberryField:
        connection = f"{declared.target}Connection"
        edge = self.model.types[declared.edge] if declared.edge else None
        targets = self.model.targets(declared.target)
        orders = dict(targets[0].orders) if len(targets) == 1 else {}
        order = f"{declared.target}Order" if orders else None
        if edge:
            connection = f"{owner.name}{declared.name[0].upper()}{declared.name[1:]}Connection"
            self._connection(connection, declared.target, edge)
            if edge.orders:
                order = connection.replace("Connection", "Order")
                self._order(order, orders | edge.orders, f"{owner.name}.{declared.name}")
        elif len(targets) > 1 and connection not in self.made:
            self._connection(connection, declared.target, None)
        where = f"{declared.target}Where" if len(targets) == 1 else None
        return self.field(declared.name, connection, declared.description, self.paging(where, order))

    def paging(self, where: str | None, order: str | None) -> list[StrawberryArgument]:
        """Make the arguments of a connection."""
        arguments = [
            self.argument("first", "Optional[int]", f"How many rows from the start, at most 100; {PAGE} by default."),
            self.argument("after", "Optional[str]", "The cursor after which the page starts."),
            self.argument("last", "Optional[int]", "How many rows from the end, at most 100."),
            self.argument("before", "Optional[str]", "The cursor before which the page ends."),
        ]
        if where:
            arguments.append(self.argument("where", f"Optional[{where}]", "Which rows."))
        if order:
            arguments.append(self.argument("orderBy", f"Optional[{order}]", "In which order."))
        return arguments

    def statement(self, declared: StatementField) -> StrawberryField:
        """Make the field that a statement answers."""
        result = declared.result if isinstance(declared.result, str) else _value(declared.result, required=True)
        inner = f"list[{result}]" if declared.many else result
        arguments = [self._statement_argument(name, given) for name, given in declared.arguments.items()]
        return self.field(declared.name, _optional(inner, declared.required), declared.description, arguments)

    def _statement_argument(self, name: str, given: Argument) -> StrawberryArgument:
        return self.argument(
            name,
            self.annotation(given.annotation),
            given.description,
            MISSING if given.default is ... else given.default,
        )

    def annotation(self, annotation: Any) -> str:
        """Name a Python annotation of an argument, making enum and input types as needed."""
        if isinstance(annotation, Input):
            if annotation.name not in self.made:
                fields = [self._input_field(name, given) for name, given in annotation.takes.items()]
                self.input(annotation.name, annotation.description, fields)
            return _optional(annotation.name, annotation.required)
        text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
        if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
            self._enum(annotation)
        for inner in getattr(annotation, "__args__", ()):
            if isinstance(inner, type) and issubclass(inner, enum.Enum):
                self._enum(inner)
        if getattr(annotation, "__origin__", None) is list:
            (inner,) = annotation.__args__
            return f"list[{self.annotation(inner)}]"
        args = getattr(annotation, "__args__", ())
        if type(None) in args:
            inner = next(arg for arg in args if arg is not type(None))
            return f"Optional[{self.annotation(inner)}]"
        return "ID" if annotation is ID else text

    def _input_field(self, name: str, given: Argument) -> StrawberryField:
        # What is left out stays left out: defaults are for who prepares the input.
        return self.field(camel(name), self.annotation(given.annotation), given.description, default=strawberry.UNSET)

    # -- generic parts --------------------------------------------------------------------------------------------

    def _page_info(self) -> None:
        self._namespace()
        self.object(
            "PageInfo",
            "Where a page stands among all rows.",
            [
                self.field("hasNextPage", "bool", "Whether rows follow; backwards, whether `before` was given."),
                self.field("hasPreviousPage", "bool", "Whether rows precede; forwards, whether `after` was given."),
                self.field("startCursor", "Optional[str]", "The cursor of the first row."),
                self.field("endCursor", "Optional[str]", "The cursor of the last row."),
            ],
        )  # fmt: skip

    def _node_interface(self) -> None:
        fields = [self.field("id", "ID", "The node's id; its prefix names the noun.")]
        self._make("Node", "Anything with an id.", fields, strawberry.interface)

    def _connection(self, name: str, target: str, edge: Type | None) -> None:
        edge_name = name.removesuffix("Connection") + "Edge"
        own = [self._field(edge, declared) for declared in edge.fields.values()] if edge else []
        description = edge.description if edge else f"A row of a page: a {target} and its cursor."
        self.object(
            edge_name,
            description,
            [
                self.field("node", target, f"The {target}."),
                self.field("cursor", "str", "Where the row stands in this order."),
                *own,
            ],
        )
        self.object(
            name,
            f"A page of {target} rows.",
            [
                self.field("edges", f"list[{edge_name}]", "The rows."),
                self.field("pageInfo", "PageInfo", "Where the page stands."),
                self.field("totalCount", "int", "How many rows there are in all; counted only when asked for."),
            ],
        )

    def _order(self, name: str, orders: dict[str, Any], owner: str) -> None:
        values: dict[str, Any] = {}
        for order in orders.values():
            value = order_value(order.name)
            values[value] = strawberry.enum_value(value, description=f"By `{order.name}`, ascending.")
            values[f"{value}_DESC"] = strawberry.enum_value(
                f"{value}_DESC", description=f"By `{order.name}`, descending."
            )
        self.made[name] = made_enum(name, values, f"The orders of {owner}.")

    def _enums(self, type_: Type) -> None:
        for declared in type_.fields.values():
            if isinstance(declared, PropertyField) and declared.value.is_enum:
                self._enum(declared.value.python)

    def _enum(self, cls: Any) -> None:
        if cls.__name__ in self.made:
            return
        self.made[cls.__name__] = enum_of(cls)


def _python_name(name: str) -> str:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def _value(value: ValueType, required: bool) -> str:
    return _optional(f"list[{value.annotation}]" if value.is_list else value.annotation, required)


def _optional(inner: str, required: bool) -> str:
    return inner if required else f"Optional[{inner}]"
