"""What the API refuses to answer, judged over a whole document before any of it is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    is_abstract_type,
)
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from synergy.errors import BadInput, LimitExceeded
from synergy.graph import paging
from synergy.graph.model import RelationField
from tests.filters import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphql import DocumentNode, GraphQLNamedType, GraphQLSchema, SelectionNode

    from synergy.graph.model import Model, Order


def order_of(model: Model, owner: str, name: str, arguments: dict[str, Any]) -> tuple[str, Order, bool]:
    """Return the name of a connection's order for cursors, the order, and whether it descends.

    Without `orderBy` the relationship's own default holds, then the noun's first order; several nouns go by id.
    """
    if owner == "Query":
        noun = next(type_ for type_ in model.nouns.values() if type_.node and type_.node.plural == name)
        prefix, orders, default = noun.name, dict(noun.orders), next(iter(noun.orders))
    else:
        relation = model.types[owner].fields[name]
        assert isinstance(relation, RelationField)
        targets = model.targets(relation.target)
        of_edge = model.types[relation.edge].orders if relation.edge else {}
        orders = dict(targets[0].orders) | of_edge
        prefix, default = f"{owner}.{name}", relation.order or next(iter(targets[0].orders))
        if len(targets) > 1:
            orders, default = {"id": targets[0].orders["id"]}, "id"
    chosen = (arguments.get("orderBy") or "").removesuffix("_DESC")
    order = next((order for order in orders.values() if _shouted(order.name) == chosen), orders[default])
    return f"{prefix}:{order.name}", order, (arguments.get("orderBy") or "").endswith("_DESC")


def _shouted(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in name).upper()


@dataclass
class Limits:
    """Walks a document as it would be answered if every object were there."""

    model: Model
    schema: GraphQLSchema
    document: DocumentNode
    variables: Any
    own: str
    """The id of the viewer's organisation: what else an organisation could be is not asked for."""
    _pages: list[int] = field(default_factory=list)

    def check(self, operation: OperationDefinitionNode) -> None:
        """Raise BadInput, or one of its kinds, where something is asked for that the API refuses."""
        root = self.schema.query_type
        assert root
        for nodes in self._fields([operation], root).values():
            self._field(root, nodes, 1)
            if sum(self._pages) > 20_000:
                raise LimitExceeded("too many objects in all")

    def _field(self, parent: GraphQLObjectType, nodes: list[FieldNode], around: int) -> None:
        name = nodes[0].name.value
        if name.startswith("__"):
            return
        definition = parent.fields[name]
        arguments = get_argument_values(definition, nodes[0], self.variables)
        size = self._connection(parent.name, name, arguments) if "after" in definition.args else None
        if "first" in definition.args and size is None:
            size = _size(arguments["first"])
        if size is not None:
            around *= size
            self._pages.append(around)
            if around > 10_000:
                raise LimitExceeded("too many objects")
        if not 1900 <= arguments.get("year", 2022) <= 9999:
            raise BadInput("no year")
        if len(arguments.get("ids", ())) > 100:
            raise LimitExceeded("too many ids")
        if parent.name == "Viewer":
            arguments = {"id": self.own}
        for type_ in self._possible(get_named_type(definition.type), arguments):
            for inner in self._fields(nodes, type_).values():
                self._field(type_, inner, around)

    def _possible(self, named: GraphQLNamedType, arguments: dict[str, Any]) -> Iterable[GraphQLObjectType]:
        if isinstance(named, GraphQLObjectType):
            return [named]
        if not is_abstract_type(named):
            return []
        possible = self.schema.get_possible_types(named)
        if "id" not in arguments and "ids" not in arguments:
            return possible
        prefixes = {str(each).partition("_")[0] for each in arguments.get("ids", [arguments.get("id")])}
        asked = {type_.name for prefix, type_ in self.model.by_prefix.items() if prefix in prefixes}
        return [type_ for type_ in possible if type_.name in asked]

    def _connection(self, owner: str, name: str, arguments: dict[str, Any]) -> int:
        first, last, after, before = (arguments.get(word) for word in ("first", "last", "after", "before"))
        if first is not None and last is not None:
            raise BadInput("`first` or `last`")
        both = after is not None and before is not None
        if both or (after is not None and last is not None) or (before is not None and first is not None):
            raise BadInput("`after` goes with `first`, `before` with `last`")
        order_name, order, _ = order_of(self.model, owner, name, arguments)
        for cursor in (after, before):
            if cursor is not None:
                paging.decode(order_name, order.value.scalar, cursor)
        if arguments.get("where") is not None:
            noun = self._noun(owner, name)
            check(self.model, self.model.types[noun], arguments["where"])
        return _size(last if last is not None else first)

    def _noun(self, owner: str, name: str) -> str:
        if owner == "Query":
            return next(t.name for t in self.model.nouns.values() if t.node and t.node.plural == name)
        relation = self.model.types[owner].fields[name]
        assert isinstance(relation, RelationField)
        return relation.target

    def _fields(self, nodes: Iterable[Any], type_: GraphQLObjectType) -> dict[str, list[FieldNode]]:
        found: dict[str, list[FieldNode]] = {}
        for node in nodes:
            for selected in self._selected(node.selection_set.selections if node.selection_set else (), type_):
                found.setdefault((selected.alias or selected.name).value, []).append(selected)
        return found

    def _selected(self, selections: Iterable[SelectionNode], type_: GraphQLObjectType) -> Iterator[FieldNode]:
        for selection in selections:
            skip = get_directive_values(GraphQLSkipDirective, selection, self.variables)
            include = get_directive_values(GraphQLIncludeDirective, selection, self.variables)
            if (skip and skip["if"]) or (include and not include["if"]):
                continue
            if isinstance(selection, FieldNode):
                yield selection
                continue
            condition, inner = self._fragment(selection)
            named = self.schema.type_map[condition] if condition else type_
            if named is type_ or (is_abstract_type(named) and self.schema.is_sub_type(named, type_)):
                yield from self._selected(inner, type_)

    def _fragment(self, selection: SelectionNode) -> tuple[str | None, Iterable[SelectionNode]]:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            return condition.name.value if condition else None, selection.selection_set.selections
        assert isinstance(selection, FragmentSpreadNode)
        wanted = selection.name.value
        found = next(
            d for d in self.document.definitions if isinstance(d, FragmentDefinitionNode) and d.name.value == wanted
        )
        return found.type_condition.name.value, found.selection_set.selections


def _size(value: int | None) -> int:
    if value is None:
        return 10
    if value < 0:
        raise BadInput("negative")
    if value > 100:
        raise LimitExceeded("more than a page holds")
    return value
