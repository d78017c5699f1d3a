"""How a type declares where it is stored.

A declaration is a class whose fields are one line each:

    @node("Customer", prefix="cus", orders=("name", "employees"))
    class Customer(Node):
        \"\"\"A company that a subsidiary serves.\"\"\"

        name: str = stored("What the customer is called, in Chinese.")
        industry: Industry | None = one("The trade.", "(this)-[:IN_INDUSTRY]->(that)")
        served_by: Connection[Subsidiary] = many("Who serves it.", "(this)<-[edge:SERVES]-(that)", edge=Serves)

Declaring only describes; `graph/reading.py` reads the declarations, checks them and gives the compiler what it needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from synergy.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


class Grade(StrEnum):
    """How sensitive a value is."""

    C1 = "C1"
    """Internal: every viewer who sees the node reads the value."""
    C2 = "C2"
    """Identity and contact details: masked unless the viewer's access covers the field."""
    C3 = "C3"
    """Credentials and biometrics: never stored, so no field has this grade."""


class Mask(StrEnum):
    """What kind of value a C2 field holds; the settings say how many characters stay of each kind but RECORD."""

    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    MAIL = "mail"
    RECORD = "record"
    """A whole record, or what is made of it: nothing is shown, and nothing tells how long it is."""


class Connection(Generic[T]):
    """Annotation of a relationship to many nodes, paged as Relay describes."""


class Node:
    """What every stored thing carries."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A property of the node or relationship, under the field's GraphQL name unless `property` says otherwise."""

    description: str
    grade: Grade = Grade.C1
    mask: Mask | None = None
    sentinel: str | None = None
    """The property to order by instead: a non-null twin of a field that may be absent."""
    property: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A relationship: `pattern` binds `this`, `that`, and `edge` where the relationship itself is read."""

    description: str
    pattern: str
    many: bool
    edge: type | str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A `.cypher` file beside the declaring module answers the field; see `graph/statements.py`."""

    description: str
    file: str
    arguments: dict[str, Argument]
    prepare: Callable[[Mapping[str, Any]], Any] | None = None
    meaning_of: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a statement field: a Python type or an `Input`. `least` and `most` bound a number.

    Of a list, `most` bounds the length.
    """

    annotation: Any
    description: str
    default: Any = ...
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """The annotation of an argument that is an input object: its type's name, and its fields by Python names."""

    name: str
    description: str
    takes: Mapping[str, Argument]
    required: bool = True


@dataclass(frozen=True, slots=True)
class NodeDeclaration:
    """What `@node` says of a class."""

    label: str
    prefix: str
    orders: tuple[str, ...]
    plural: str
    labels: tuple[str, ...]
    telling: tuple[str, ...]
    """C1 fields that are made of a C2 value, so that whoever reads them reads it."""
    absorbed: str | None
    """The label of what was merged into another of the noun: its id leads there by MERGED_INTO."""


@dataclass(frozen=True, slots=True)
class EdgeDeclaration:
    """What `@edge` says of a class. A dated relationship holds over `[validFrom, validTo)`."""

    type: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    dated: bool


def stored(
    description: str,
    *,
    grade: Grade = Grade.C1,
    mask: Mask | None = None,
    sentinel: str | None = None,
    property: str | None = None,  # noqa: A002 (the graph's own word)
) -> Any:
    """Declare a stored property; a C2 one has a `mask`. A `sentinel` names the non-null twin that serves its order."""
    return Stored(description, grade, mask, sentinel, property)


def one(description: str, pattern: str) -> Any:
    """Declare a relationship to at most one node (the first by id, should there be more)."""
    return Related(description, pattern, many=False)


def many(description: str, pattern: str, *, edge: type | str | None = None, order: str | None = None) -> Any:
    """Declare a paged relationship; `edge` declares the relationship's own fields, `order` the default order."""
    return Related(description, pattern, many=True, edge=edge, order=order)


def statement(
    description: str,
    file: str,
    *,
    prepare: Callable[[Mapping[str, Any]], Any] | None = None,
    meaning_of: str | None = None,
    **arguments: Argument,
) -> Any:
    """Declare a field answered by a `.cypher` file that stands beside the declaring module.

    `prepare` turns the arguments but `first`, each None when left out, into what the statement reads as `$asked`: a
    pure function, which raises BadInput for impossible values. An input object comes as a dictionary. Where what it
    returns has `probes`, these are C2 fields (`Type.field`) by which the statement filters: the audit hears of them.

    `meaning_of` names a text argument whose vector the statement reads as `$meaning`: a list of one `{by, vector}`, or
    an empty one where no text encoder is configured, or it cannot read the text.
    """
    return Statement(description, file, arguments, prepare, meaning_of)


def node(  # noqa: PLR0913 (each is an option)
    label: str,
    *,
    prefix: str,
    orders: tuple[str, ...] = (),
    plural: str | None = None,
    labels: tuple[str, ...] = (),
    telling: tuple[str, ...] = (),
    absorbed: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declare a noun: its label, the prefix of its ids, the fields it may be ordered by, and further labels.

    `telling` are C1 fields that are made of a C2 value: its rule must let only those see the node who may read that.
    `absorbed` is the label of nodes that were merged into another of the noun: their ids find that one.
    """
    name = label[0].lower() + label[1:]
    declaration = NodeDeclaration(label, prefix, orders, plural or f"{name}s", labels, telling, absorbed)
    return _declare("__node__", declaration)


def edge(
    type_: str, start: str | tuple[str, ...], end: str | tuple[str, ...], *, dated: bool = False
) -> Callable[[type[T]], type[T]]:
    """Declare a relationship type, the labels at its ends, and whether it is valid over a period only."""
    start, end = ((labels,) if isinstance(labels, str) else labels for labels in (start, end))
    return _declare("__edge__", EdgeDeclaration(type_, start, end, dated))


def record(declared: type[T]) -> type[T]:
    """Declare a row that a statement returns: its fields are columns of the file's final RETURN."""
    declared.__record__ = True  # type: ignore[attr-defined]
    return declared


def root(declared: type[T]) -> type[T]:
    """Declare fields of Query that statements answer."""
    declared.__extends__ = "Query"  # type: ignore[attr-defined]
    return declared


def union(*members: str) -> Callable[[type[T]], type[T]]:
    """Declare a target that may be one of several nouns, named."""
    return _declare("__union__", members)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A field answered by Python, from properties the plan reads for it (`needs`, by their Python names)."""

    function: Callable[..., Any]
    needs: tuple[str, ...]


def resolved(*needs: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field that a function answers: `self` has the needed properties, the rest is Strawberry's."""
    return lambda function: Resolved(function, needs)


def extends(noun: type) -> Callable[[type[T]], type[T]]:
    """Let a verb add fields to a noun that must not know the verb."""
    return _declare("__extends__", noun.__name__)


def _declare(attribute: str, value: Any) -> Callable[[type[T]], type[T]]:
    def decorate(declared: type[T]) -> type[T]:
        if not (declared.__doc__ or "").strip():
            raise ModelError(f"{declared.__name__} needs a docstring: it becomes the API's description")
        setattr(declared, attribute, value)
        return declared

    return decorate


@dataclass(frozen=True, slots=True)
class Pattern:
    """One hop, parsed: the relationship types, and whether it runs from `this` to `that`."""

    types: tuple[str, ...]
    outgoing: bool
    named: bool


_HOP = re.compile(r"^\(this\)(<?)-\[(edge)?:([A-Z_|]+)\]-(>?)\(that\)$")


def parse_pattern(pattern: str) -> Pattern:
    """Read `(this)-[edge:TYPE]->(that)`; anything longer than one hop belongs in a `.cypher` file."""
    match = _HOP.match(pattern)
    if not match or (match[1] == "<") == (match[4] == ">"):
        raise ModelError(f"not a pattern of one directed hop between this and that: {pattern}")
    return Pattern(tuple(match[3].split("|")), match[4] == ">", match[2] is not None)
