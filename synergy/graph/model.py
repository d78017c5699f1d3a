"""The model: what the compiler, the GraphQL types and the documents know of the graph."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType

from synergy.errors import ModelError
from synergy.graph import mapping
from synergy.graph.mapping import EdgeDeclaration, Grade, Mask, NodeDeclaration, Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


ID = NewType("ID", str)

SCALARS: Mapping[Any, str] = {
    str: "String",
    int: "Int",
    float: "Float",
    bool: "Boolean",
    date: "Date",
    datetime: "DateTime",
    Decimal: "Decimal",
    ID: "ID",
}


_ANNOTATIONS = {
    "String": "str", "Int": "int", "Float": "float", "Boolean": "bool", "Date": "date", "DateTime": "datetime",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueType:
    """A scalar or enum, perhaps a list of it."""

    scalar: str
    python: Any
    is_list: bool = False

    @property
    def is_enum(self) -> bool:
        """Whether the values are the names of an enum's members."""
        return isinstance(self.python, type) and issubclass(self.python, enum.Enum)

    @property
    def annotation(self) -> str:
        """The name by which a Strawberry annotation tells one value."""
        return _ANNOTATIONS.get(self.scalar, self.scalar)


@dataclass(frozen=True, slots=True)
class PropertyField:
    """A stored property."""

    name: str
    python_name: str
    description: str
    value: ValueType
    required: bool
    property: str
    grade: Grade = Grade.C1
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class RelationField:
    """A relationship to nodes of one or several types."""

    name: str
    python_name: str
    description: str
    pattern: Pattern
    target: str
    many: bool
    required: bool
    edge: str | None
    order: str | None


@dataclass(frozen=True, slots=True)
class StatementField:
    """A field that a `.cypher` file answers, with rows of `result` (a record, a noun or a value)."""

    name: str
    python_name: str
    description: str
    file: Path
    arguments: dict[str, mapping.Argument]
    result: str | ValueType
    many: bool
    required: bool
    prepare: Callable[[Mapping[str, Any]], Any] | None = None
    meaning_of: str | None = None

    @property
    def parameters(self) -> frozenset[str]:
        """What its file may read of the arguments."""
        meant = {"meaning"} if self.meaning_of else set()
        if self.prepare is None:
            return frozenset(meant.union(self.arguments))
        return frozenset(meant | {"asked"} | {"first"} & set(self.arguments))


@dataclass(frozen=True, slots=True)
class ResolvedField:
    """A field that Python answers from `needs`, Python names of stored properties of the same type."""

    name: str
    python_name: str
    function: Any
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnField:
    """A column of a record that is no value: a node, or maps with the fields of another record."""

    name: str
    python_name: str
    description: str
    target: str
    many: bool
    required: bool


Field = PropertyField | RelationField | StatementField | ResolvedField | ColumnField


@dataclass(frozen=True, slots=True)
class Order:
    """An order over a non-null key: a property of the node, or of the relationship that led to it."""

    name: str
    property: str
    value: ValueType
    on_edge: bool = False


@dataclass(slots=True)
class Type:
    """A declared type. Nouns have a `node`, relationship declarations an `edge`, unions `members`, records neither."""

    name: str
    description: str
    declared: type
    node: NodeDeclaration | None = None
    edge: EdgeDeclaration | None = None
    members: tuple[str, ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label of a noun."""
        if self.node is None:
            raise ModelError(f"{self.name} is no noun")
        return self.node.label

    def tells(self, python_name: str) -> bool:
        """Whether a C1 field of the noun is made of a C2 value."""
        return self.node is not None and python_name in self.node.telling


@dataclass
class Model:
    """All declared types by name, and the nouns by prefix and label."""

    types: dict[str, Type]
    queries: dict[str, StatementField]

    def __post_init__(self) -> None:
        """Index the nouns by prefix and the relationship declarations by type."""
        self.nouns = {t.name: t for t in self.types.values() if t.node}
        self.by_prefix = {t.node.prefix: t for t in self.nouns.values() if t.node}
        self.by_label = {t.label: t for t in self.nouns.values()}
        self.edges = {t.edge.type: t for t in self.types.values() if t.edge}

    def targets(self, name: str) -> tuple[Type, ...]:
        """Return the nouns that a relationship's target name stands for: one, or a union's members."""
        return tuple(self.types[member] for member in self.types[name].members) or (self.types[name],)


def camel(name: str) -> str:
    """Turn a Python name into its GraphQL name."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
