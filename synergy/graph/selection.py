"""Reads a GraphQL selection: which fields are asked for, and where each argument's value comes from.

A plan may not depend on values, only on shape; so an argument is read as a tree whose leaves know how to fetch their
value from the variables of any later request of the same shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedInputType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
)
from graphql.utilities import coerce_input_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Variables = dict[str, Any]
MOST_IDS = 100
"""How many ids one argument may hold."""


@dataclass(slots=True)
class Leaf:
    """A value: as it is in this request, and how to fetch it in the next one."""

    value: Any
    fetch: Callable[[Variables], Any]


Tree = Leaf | dict[str, Any] | list[Any]
"""A leaf, or an input object's or a list's trees."""


def constant(value: Any) -> Leaf:
    """Make a leaf that the document or the schema fixes."""
    return Leaf(value, lambda _: value)


@dataclass(slots=True)
class Selection:
    """Reads one operation's selections."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables

    def fields(self, nodes: Iterable[FieldNode], type_name: str) -> dict[str, list[FieldNode]]:
        """Return what is selected below the nodes for an object of the type, by response key, in order."""
        found: dict[str, list[FieldNode]] = {}
        # One set for all: a fragment spread twice below merged fields says the same twice.
        seen: set[str] = set()
        for node in nodes:
            if node.selection_set:
                self._collect(node.selection_set, type_name, found, seen)
        return found

    def _collect(
        self, selections: SelectionSetNode, type_name: str, found: dict[str, list[FieldNode]], seen: set[str]
    ) -> None:
        for selection in selections.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = (selection.alias or selection.name).value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, type_name):
                    self._collect(selection.selection_set, type_name, found, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = self._fragment(selection.name.value)
                if self._applies(fragment.type_condition.name.value, type_name):
                    self._collect(fragment.selection_set, type_name, found, seen)

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        found: Any = self.fragments[name]
        # graphql-core keeps a fragment together with its variable signature while it executes.
        return found if isinstance(found, FragmentDefinitionNode) else found.definition

    def _applies(self, condition: str, type_name: str) -> bool:
        if condition == type_name:
            return True
        named: Any = self.schema.type_map.get(condition)
        return isinstance(named, GraphQLAbstractType) and any(
            possible.name == type_name for possible in self.schema.get_possible_types(named)
        )

    def _included(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            name = directive.name.value
            if name in {"skip", "include"} and directive.arguments:
                condition = directive.arguments[0].value
                value = (
                    self.variables.get(condition.name.value)
                    if isinstance(condition, VariableNode)
                    else getattr(condition, "value", None)
                )
                if value is None:
                    raise GraphQLError(f"The condition of `@{name}` may not be null.")
                if bool(value) == (name == "skip"):
                    return False
        return True

    def arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Tree]:
        """Return the arguments that were given or have a default, each as a tree."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        found: dict[str, Tree] = {}
        for name, argument in definition.args.items():
            tree = self._tree(given[name], argument.type) if name in given else None
            if tree is None and argument.default_value is not Undefined:
                tree = constant(plain(argument.default_value))
            if tree is not None:
                found[name] = tree
        return found

    def _tree(self, node: ValueNode, type_: GraphQLInputType) -> Tree | None:
        if isinstance(node, VariableNode):
            name = node.name.value
            if name not in self.variables:
                return None
            if self.variables[name] is None and is_non_null_type(type_):
                raise GraphQLError(f"The variable `${name}` may not be null here.")
            return _wrap(self.variables[name], type_, (name,))
        if isinstance(node, NullValueNode):
            return constant(None)
        type_ = type_.of_type if is_non_null_type(type_) else type_
        named: Any = get_named_type(type_)
        if isinstance(named, GraphQLInputObjectType):
            return self._input_object(node, type_, named)
        if isinstance(node, ListValueNode):
            return self._list(node, named)
        value = _literal(node, named)
        return constant([value] if is_list_type(type_) else value)

    def _list(self, node: ListValueNode, named: Any) -> Leaf:
        """Read a list of scalars, of which some may be variables."""
        items = [self._tree(item, named) or constant(None) for item in node.values]
        fetches = [item.fetch for item in items if isinstance(item, Leaf)]
        values = [item.value for item in items if isinstance(item, Leaf)]
        return Leaf(values, lambda variables: [fetch(variables) for fetch in fetches])

    def _input_object(self, node: ValueNode, type_: GraphQLInputType, named: GraphQLInputObjectType) -> Tree | None:
        if isinstance(node, ListValueNode):
            return [self._tree(item, named) or constant(None) for item in node.values]
        if not isinstance(node, ObjectValueNode):
            return None
        found = {}
        for item in node.fields:
            tree = self._tree(item.value, named.fields[item.name.value].type)
            if tree is not None:
                found[item.name.value] = tree
        return [found] if is_list_type(type_) else found


def _literal(node: ValueNode, named: GraphQLNamedInputType) -> Any:
    if isinstance(named, GraphQLEnumType):
        return getattr(node, "value", None)
    return plain(coerce_input_literal(node, named))


def _wrap(value: Any, type_: GraphQLInputType, path: tuple[Any, ...]) -> Tree:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType) and isinstance(value, dict):
        return {key: _wrap(item, named.fields[key].type, (*path, key)) for key, item in value.items()}
    if isinstance(named, GraphQLInputObjectType) and isinstance(value, list):
        return [_wrap(item, named, (*path, index)) for index, item in enumerate(value)]

    def fetch(variables: Variables) -> Any:
        found: Any = variables
        for step in path:
            found = found[step]
        return plain(found)

    return Leaf(plain(value), fetch)


def plain(value: Any) -> Any:
    """Give an enum's member its GraphQL name; leave the rest."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def skeleton_of(operation: OperationDefinitionNode, schema: GraphQLSchema) -> Callable[[Variables], tuple[Any, ...]]:
    """Return the function that tells, of an operation's variables, all that a plan may depend on.

    That is: which values are there and which are null, booleans (they steer `@skip`), orders, and the prefixes of ids;
    never another value, a length of a list or of a string. Inside a filter only presence steers.
    """
    readers: list[tuple[str, Callable[[Any], Any]]] = []
    for definition in operation.variable_definitions or ():
        type_: Any = type_from_ast(schema, definition.type)
        readers.append((definition.variable.name.value, _reader(get_named_type(type_))))
    absent = object()

    def skeleton(variables: Variables) -> tuple[Any, ...]:
        return tuple(
            None if (value := variables.get(name, absent)) is absent else (read(value),) for name, read in readers
        )

    return skeleton


def _reader(named: Any) -> Callable[[Any], Any]:
    if named.name == "Boolean" or (isinstance(named, GraphQLEnumType) and named.name.endswith("Order")):
        return str
    return _read_ids if named.name == "ID" else _shape


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _shape(item)) for key, item in sorted(value.items()))
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return tuple(map(_shape, value))
    return value is None


def _read_ids(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) > MOST_IDS:
            return "too many"
        return frozenset(prefix_of(item) for item in value if item is not None)
    return None if value is None else prefix_of(value)


def prefix_of(node_id: str) -> str:
    """Return the part of an id that names its noun; `?` stands for anything too long to be a prefix."""
    prefix = node_id.partition("_")[0]
    return prefix if len(prefix) <= 4 else "?"  # noqa: PLR2004 (prefixes have three or four letters)
