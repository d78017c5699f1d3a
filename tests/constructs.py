"""Counts what generated documents use, so that a run shows what it has proven."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    visit,
)

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from tests.documents import Generated

SAID = ("where", "orderBy", "after", "before", "last", "asOf", "groupBy", "ids", "id")
FILTERS = {
    "and", "or", "not", "eq", "in", "contains", "startsWith", "gt", "gte", "lt", "lte", "between",
    "some", "none", "every",
}  # fmt: skip
FIELDS = {
    "totalCount", "pageInfo", "cursor", "node", "nodes", "viewer", "crossSell", "expertMatches", "achievements",
    "servedByCount", "__typename", "loud",
}  # fmt: skip


def constructs(generated: Generated, schema: GraphQLSchema) -> set[str]:
    """Name every construct that the document uses."""
    info = TypeInfo(schema)
    seen = _Seen(info)
    visit(generated.document, TypeInfoVisitor(info, seen))
    if seen.fields & {"__schema", "__type"}:
        seen.used.add("introspection with data" if len(seen.roots) > 1 else "introspection")
    if seen.depth > 1:
        seen.used.add(f"pages nested {seen.depth} deep")
    seen.used |= {f"filter {word}" for word in _words(generated.variables)}
    if generated.refused:
        seen.used.add(f"refused: {generated.refused}")
    return seen.used


def _words(value: Any) -> set[str]:
    """Find the words of filters inside the variables."""
    if isinstance(value, dict):
        return (value.keys() & FILTERS).union(*map(_words, value.values()))
    return set().union(*map(_words, value)) if isinstance(value, list) else set()


class _Seen(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.used: set[str] = set()
        self.fields: set[str] = set()
        self.roots: list[str] = []
        self.depth = 0
        self._within = 0
        self._defining = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        name = node.name.value
        self.fields.add(name)
        parent = self.info.get_parent_type()
        if parent and parent.name == "Query":
            self.roots.append(name)
        if name in FIELDS:
            self.used.add(f"field {name}")
        if node.alias:
            self.used.add("alias")
        if parent and parent.name.endswith("Edge") and name not in {"node", "cursor", "__typename"}:
            self.used.add("field of a relationship")
        type_ = self.info.get_type()
        named: Any = get_named_type(type_) if type_ else None
        if is_abstract_type(named):
            self.used.add(f"{'interface' if named.name == 'Node' else 'union'} selected")
        if named and named.name.endswith("Connection"):
            self._within += 1
            self.depth = max(self.depth, self._within)

    def leave_field(self, _node: FieldNode, *_: Any) -> None:
        type_ = self.info.get_type()
        if type_ and get_named_type(type_).name.endswith("Connection"):
            self._within -= 1

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> None:
        names = Counter(field.name.value for field in node.selections if isinstance(field, FieldNode))
        keys = Counter((field.alias or field.name).value for field in node.selections if isinstance(field, FieldNode))
        if any(count > 1 and name != "__typename" for name, count in names.items()):
            self.used.add("same field twice")
        if any(count > 1 for count in keys.values()):
            self.used.add("same response key twice")

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        self.used.add("named fragment")
        if any(isinstance(each, FragmentSpreadNode | InlineFragmentNode) for each in node.selection_set.selections):
            self.used.add("fragment in a fragment")

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        self.used.add("inline fragment" if node.type_condition else "inline fragment without a type")

    def enter_directive(self, node: Any, *_: Any) -> None:
        kind = "variable" if isinstance(node.arguments[0].value, VariableNode) else "literal"
        self.used.add(f"@{node.name.value} with a {kind}")

    def enter_argument(self, node: Any, *_: Any) -> None:
        if node.name.value in SAID:
            self.used.add(f"argument {node.name.value}")

    def enter_object_field(self, node: Any, *_: Any) -> None:
        if node.name.value in FILTERS:
            self.used.add(f"filter {node.name.value}")

    def enter_null_value(self, *_: Any) -> None:
        self.used.add("null as a literal")

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        for definition in node.variable_definitions or ():
            self.used.add("variable with a default" if definition.default_value else "variable")

    def enter_variable(self, *_: Any) -> None:
        given = self.info.get_input_type()
        if given is None or self._defining:
            return
        inner: Any = given.of_type if is_non_null_type(given) else given
        if is_list_type(inner):
            self.used.add("list in a variable")
        elif is_input_object_type(inner):
            self.used.add("input object in a variable")
        elif is_enum_type(inner):
            self.used.add("enum in a variable")

    def enter_variable_definition(self, *_: Any) -> None:
        self._defining = True

    def leave_variable_definition(self, *_: Any) -> None:
        self._defining = False
