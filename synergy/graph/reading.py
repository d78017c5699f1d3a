"""Reads the declarations into the model, and checks that they fit together."""

from __future__ import annotations

import enum
import inspect
import sys
import types
import typing
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from synergy.errors import ModelError
from synergy.graph import mapping
from synergy.graph.mapping import Connection, Grade, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

from synergy.graph.model import (
    SCALARS,
    ColumnField,
    Field,
    Model,
    Order,
    PropertyField,
    RelationField,
    ResolvedField,
    StatementField,
    Type,
    ValueType,
    camel,
)


def read_model(modules: Iterable[types.ModuleType]) -> Model:
    """Read every declaration of the modules; the order of the modules does not matter. Raises ModelError."""
    declared = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__ and _is_declaration(value)
    ]
    named = [cls for cls in declared if not hasattr(cls, "__extends__")]
    if twice := [name for name, times in Counter(cls.__name__ for cls in named).items() if times > 1]:
        raise ModelError(f"{twice[0]} is declared twice")
    namespace: dict[str, Any] = {cls.__name__: cls for cls in named}
    read = {cls.__name__: _read_type(cls) for cls in named}
    queries: dict[str, StatementField] = {}
    for cls in declared:
        reader = _FieldReader(cls, namespace)
        owner = getattr(cls, "__extends__", cls.__name__)
        for read_field in reader.fields():
            fields: dict[str, Any] = queries if owner == "Query" else read[owner].fields
            if read_field.name in fields:
                raise ModelError(f"{owner}.{read_field.name} is declared twice")
            fields[read_field.name] = read_field
    for type_ in read.values():
        _add_orders(type_)
    model = Model(read, queries)
    _check(model)
    return model


def _is_declaration(cls: type) -> bool:
    return any(f"__{what}__" in vars(cls) for what in ("node", "edge", "union", "record", "extends"))


def _read_type(cls: type) -> Type:
    own = vars(cls)
    return Type(
        name=cls.__name__,
        description=inspect.cleandoc(cls.__doc__ or ""),
        declared=cls,
        node=own.get("__node__"),
        edge=own.get("__edge__"),
        members=own.get("__union__", ()),
    )


class _FieldReader:
    """Reads the fields of one declaring class, its bases first."""

    def __init__(self, cls: type, namespace: dict[str, Any]) -> None:
        self.cls = cls
        self.namespace = namespace

    def fields(self) -> Iterable[Field]:
        for base in reversed(self.cls.__mro__):
            module = sys.modules[base.__module__]
            for name, annotation in inspect.get_annotations(base).items():
                declared = base.__dict__.get(name)
                if declared is None:
                    continue
                # A noun's module may name nouns it only imports for type checking: the model's names complete it.
                resolved = eval(annotation, {**self.namespace, **vars(module)})  # noqa: S307 (our own annotations)
                yield self._field(name, resolved, declared)
            for name, declared in vars(base).items():
                if isinstance(declared, mapping.Resolved):
                    yield ResolvedField(camel(name), name, declared.function, declared.needs)

    def _field(self, name: str, annotation: Any, declared: Any) -> Field:
        required, inner = _unwrap_optional(annotation)
        if isinstance(declared, mapping.Stored):
            _check_grade(f"{self.cls.__name__}.{name}", declared, inner)
            element = typing.get_args(inner)[0] if typing.get_origin(inner) is list else inner
            if isinstance(element, type) and _is_declaration(element):
                is_list = element is not inner
                return ColumnField(camel(name), name, declared.description, element.__name__, is_list, required)
            return PropertyField(
                camel(name),
                name,
                declared.description,
                _value_type(inner, f"{self.cls.__name__}.{name}"),
                required,
                declared.property or camel(name),
                declared.grade,
                declared.mask,
            )
        if isinstance(declared, mapping.Related):
            if declared.many:
                (inner,) = typing.get_args(inner)
            return RelationField(
                camel(name),
                name,
                declared.description,
                parse_pattern(declared.pattern),
                inner.__name__,
                declared.many,
                required,
                _name_of(declared.edge),
                camel(declared.order) if declared.order else None,
            )
        if isinstance(declared, mapping.Statement):
            return self._statement(name, inner, declared, required=required)
        raise ModelError(f"{self.cls.__name__}.{name} is not declared with stored, one, many or statement")

    def _statement(self, name: str, inner: Any, declared: mapping.Statement, *, required: bool) -> StatementField:
        many = typing.get_origin(inner) is list
        if many:
            (inner,) = typing.get_args(inner)
        folder = Path(str(sys.modules[self.cls.__module__].__file__)).parent
        is_type = isinstance(inner, type) and _is_declaration(inner)
        return StatementField(
            camel(name),
            name,
            declared.description,
            folder / declared.file,
            {camel(argument): value for argument, value in declared.arguments.items()},
            inner.__name__ if is_type else _value_type(inner, name),
            many,
            required,
            declared.prepare,
            declared.meaning_of,
        )


def _name_of(edge: type | str | None) -> str | None:
    return edge.__name__ if isinstance(edge, type) else edge


def _unwrap_optional(annotation: Any) -> tuple[bool, Any]:
    if typing.get_origin(annotation) in (Union, types.UnionType):
        inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return False, inner[0]
    return True, annotation


def _check_grade(where: str, declared: mapping.Stored, annotation: Any) -> None:
    if declared.grade is Grade.C3:
        raise ModelError(f"{where} is C3: credentials and biometrics are never stored")
    if declared.grade is Grade.C1:
        if declared.mask:
            raise ModelError(f"{where} has a mask and must be C2: nothing else is masked")
    elif declared.mask is None:
        raise ModelError(f"{where} is C2 and needs a mask: how it is shown to those not covered")
    elif annotation is not str:
        raise ModelError(f"{where} is C2 and must be one text: a mask keeps its ends")


def _value_type(annotation: Any, where: str) -> ValueType:
    if typing.get_origin(annotation) is list:
        (inner,) = typing.get_args(annotation)
        return ValueType(_value_type(inner, where).scalar, inner, is_list=True)
    if annotation in SCALARS:
        return ValueType(SCALARS[annotation], annotation)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return ValueType(annotation.__name__, annotation)
    raise ModelError(f"{where} has a type that cannot be stored: {annotation}")


def _add_orders(type_: Type) -> None:
    """Give a noun its declared orders and `id`; a relationship names its own in `orders`."""
    if type_.node:
        names = (*type_.node.orders, "id")
        type_.orders = {camel(name): _order(type_, camel(name), on_edge=False) for name in names}
    if type_.edge:
        names = tuple(getattr(type_.declared, "orders", ()))
        type_.orders = {camel(name): _order(type_, camel(name), on_edge=True) for name in names}


def _order(type_: Type, name: str, *, on_edge: bool) -> Order:
    declared = type_.fields.get(name)
    if not isinstance(declared, PropertyField) or declared.grade is not Grade.C1 or declared.value.is_list:
        raise ModelError(f"{type_.name} cannot be ordered by {name}: it must be a stored, unmasked, single value")
    sentinel: str | None = getattr(type_.declared, declared.python_name).sentinel
    if not declared.required and sentinel is None:
        raise ModelError(f"{type_.name} cannot be ordered by {name}: it may be absent and has no sentinel twin")
    return Order(name, sentinel or declared.property, declared.value, on_edge)


def _check(model: Model) -> None:
    if len(model.by_prefix) != len(model.nouns):
        raise ModelError("two nouns share a prefix")
    for type_ in model.types.values():
        if type_.node and type_.node.label != type_.name:
            raise ModelError(f"the class {type_.name} and its label {type_.node.label} must have one name")
        for name in type_.members:
            if name not in model.nouns:
                raise ModelError(f"{type_.name} names a member that is no noun: {name}")
        _check_masked(type_)
        for declared in type_.fields.values():
            if isinstance(declared, RelationField):
                _check_relation(model, type_, declared)
            if isinstance(declared, ResolvedField):
                _check_needs(type_, declared)
            if not type_.node and isinstance(declared, PropertyField) and declared.grade is not Grade.C1:
                raise ModelError(f"{type_.name}.{declared.name}: C2 values belong to nodes, whose rules cover them")


def _check_masked(type_: Type) -> None:
    stored = [declared for declared in type_.fields.values() if isinstance(declared, PropertyField)]
    bare = {declared.property for declared in stored if declared.grade is Grade.C1}
    bare |= {order.property for order in type_.orders.values()}
    if shown := {declared.property for declared in stored if declared.grade is not Grade.C1} & bare:
        raise ModelError(f"{type_.name} masks {sorted(shown)}, and reads or orders by it unmasked as well")


def _check_relation(model: Model, owner: Type, relation: RelationField) -> None:
    where = f"{owner.name}.{relation.name}"
    if relation.target not in model.types:
        raise ModelError(f"{where} leads to something undeclared: {relation.target}")
    targets = {target.label for target in model.targets(relation.target)}
    for type_ in relation.pattern.types:
        if type_ not in model.edges:
            raise ModelError(f"{where} uses an undeclared relationship {type_}")
        declaration = model.edges[type_].edge
        if declaration is None:
            raise ModelError(f"{type_} is no relationship")
        near, far = declaration.start, declaration.end
        if not relation.pattern.outgoing:
            near, far = far, near
        if owner.label not in near or not targets & set(far):
            raise ModelError(f"{where}: {type_} does not lead from {owner.label} to {sorted(targets)}")
    if relation.order and relation.edge and relation.order not in model.types[relation.edge].orders:
        raise ModelError(f"{where} has an unknown default order {relation.order}")


def _check_needs(type_: Type, resolved: ResolvedField) -> None:
    stored = {f.python_name for f in type_.fields.values() if isinstance(f, PropertyField) and f.grade is Grade.C1}
    if missing := set(resolved.needs) - stored:
        raise ModelError(f"{type_.name}.{resolved.name} needs fields that are not stored or not C1: {sorted(missing)}")


__all__ = ["Connection", "Model", "Type", "read_model"]
