"""Values written into a document: as literals, or moved out into variables, whole or in part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    IntValueNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    parse_type,
)

from tests.values import DAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import ValueNode

    from tests.values import Choices


def literal(  # noqa: PLR0911 (one for each kind of type)
    value: Any, type_: Any, of: Callable[[Any, Any], ValueNode] | None = None
) -> ValueNode:
    """Write a value as a literal; `of` writes its parts."""
    part = of or literal
    if value is None:
        return NullValueNode()
    if is_non_null_type(type_):
        return literal(value, type_.of_type, of)
    if is_list_type(type_):
        if not isinstance(value, list):
            return literal(value, type_.of_type, of)
        return ListValueNode(values=tuple(part(each, type_.of_type) for each in value))
    if isinstance(type_, GraphQLInputObjectType):
        fields = (
            ObjectFieldNode(name=NameNode(value=name), value=part(each, type_.fields[name].type))
            for name, each in value.items()
        )
        return ObjectValueNode(fields=tuple(fields))
    if isinstance(type_, GraphQLEnumType):
        return EnumValueNode(value=value)
    if isinstance(value, bool):
        return BooleanValueNode(value=value)
    if isinstance(value, int):
        return IntValueNode(value=str(value))
    return FloatValueNode(value=repr(value)) if isinstance(value, float) else StringValueNode(value=value)


@dataclass
class Variables:
    """The variables of one document."""

    choose: Choices
    another_id: Callable[[str], str]
    definitions: list[VariableDefinitionNode] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    """Other values of the same shape, for which the same plan must do."""

    def node(self, value: Any, type_: Any, percent: int, *, required: bool = False) -> ValueNode:
        """Write a value, in so many cases of a hundred as a variable; parts of it become variables less often."""
        required = required or is_non_null_type(type_)
        if self.choose.chance(percent):
            return self._variable(value, type_, required=required)
        if isinstance(value, list) and len(value) == 1 and self.choose.chance(30):
            value = value[0]  # one value stands for a list of one
        return literal(value, type_, lambda part, of: self.node(part, of, 8))

    def absent(self, type_: Any) -> VariableNode:
        """Name a variable that the request leaves out."""
        return self._define(str(type_))

    def _variable(self, value: Any, type_: Any, *, required: bool) -> VariableNode:
        named = str(type_)
        default = literal(value, type_) if self.choose.chance(30) else None
        if required and not named.endswith("!") and (default is None or self.choose.chance(50)):
            named += "!"
        elif named.endswith("!") and default is not None and value is not None and self.choose.chance(50):
            named = named[:-1]
        elif not named.endswith("!") and value is not None and self.choose.chance(25):
            named += "!"
        if default is not None and value is None:
            default = NullValueNode()
        variable = self._define(named, default)
        if default is None or self.choose.chance(50):
            self.values[variable.name.value] = value
            self.others[variable.name.value] = value if named.startswith("String") else self._other(value, type_)
        return variable

    def _other(self, value: Any, type_: Any) -> Any:
        """Change a value but not what a plan may depend on: presence, booleans, members of enums, prefixes of ids."""
        named: Any = get_named_type(type_)
        if isinstance(value, list):
            others = [self._other(each, named) for each in value]
            return others if isinstance(named, GraphQLInputObjectType) or len(others) == 2 else [*others, *others[:1]]
        if isinstance(value, dict):
            return {name: self._other(each, named.fields[name].type) for name, each in value.items()}
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            return self.choose.number(0, 8) if 0 <= value <= 8 else value
        if named.name == "ID":
            return self.another_id(value)
        return {"Date": self.choose.pick(DAYS).isoformat(), "String": value[:1]}.get(named.name, value)

    def _define(self, named: str, default: Any = None) -> VariableNode:
        variable = VariableNode(name=NameNode(value=f"v{len(self.definitions)}"))
        self.definitions.append(
            VariableDefinitionNode(variable=variable, type=parse_type(named), default_value=default)
        )
        return variable
