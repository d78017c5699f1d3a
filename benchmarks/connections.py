"""Every page of every connection of the schema, as the statements that the engine would send for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, get_named_type

from benchmarks.capture import statement
from synergy.graph import paging
from synergy.graph.executor import plural
from synergy.graph.orders import order_value

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

    from graphql import GraphQLField

    from synergy.access.viewer import Viewer
    from synergy.graph.model import Model, Order
    from synergy.schema import Api

PAGES = ("first: 10", 'first: 10, after: "{cursor}"', "last: 10", 'last: 10, before: "{cursor}"')
TOGETHER = 8
_ROWS = "edges { cursor node { __typename } }"
_KEYS: Mapping[str, Any] = {
    "Int": 5, "Float": 0.5, "Boolean": True, "Date": "2022-03-01", "DateTime": "2022-03-01T00:00:00Z",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A statement for one page, or for several below one noun; `name` says which."""

    name: str
    text: str
    p: dict[str, Any]


async def all_pages(api: Api, viewers: Iterable[Viewer], *, thorough: bool) -> AsyncIterator[Page]:
    """Yield the statements of all pages: every connection, order, direction, first page and deep page; no text twice.

    The pages below a noun come several to a statement, as a client may ask for them. Unless it has to be thorough, an
    order shows itself in two pages, the first one way and a deep one the other; and one order does for a connection
    around a bound node, where all pages have the same pattern; and one viewer, since whose side is read from matters at
    the root alone.
    """
    known: set[str] = set()
    roots, nested = list(_roots(api, thorough=thorough)), list(_nested(api, thorough=thorough))
    for number, viewer in enumerate(viewers):
        for name, document in [*roots, *(nested if thorough or number == 0 else ())]:
            text, p = await statement(api, viewer, document)
            if text not in known:
                known.add(text)
                yield Page(f"{name} for {viewer.user}", text, p)


def _roots(api: Api, *, thorough: bool) -> Iterator[tuple[str, str]]:
    for owner, name, definition in connections(api):
        if owner == "Query":
            calls = list(_calls(api.model, owner, name, definition))
            for call in calls if thorough else _some(calls):
                yield call, f"{{ {call} {{ {_ROWS} }} }}"


def _nested(api: Api, *, thorough: bool) -> Iterator[tuple[str, str]]:
    calls: dict[str, list[str]] = {}
    for owner, name, definition in connections(api):
        if owner != "Query":
            below = list(_calls(api.model, owner, name, definition))
            calls.setdefault(owner, []).extend(below if thorough else below[:2])
    for owner, below in calls.items():
        parents = plural(api.model.nouns[owner])
        for start in range(0, len(below), TOGETHER):
            some = below[start : start + TOGETHER]
            fields = " ".join(f"p{number}: {call} {{ {_ROWS} }}" for number, call in enumerate(some))
            yield f"{owner}: {', '.join(some)}", f"{{ {parents}(first: 5) {{ edges {{ node {{ {fields} }} }} }} }}"


def _some(calls: Sequence[str]) -> Iterator[str]:
    """Yield two pages of each order: the first one ascending, and the one after a deep cursor descending."""
    for at, call in enumerate(calls):
        if at % (2 * len(PAGES)) in {0, 2 * len(PAGES) - 3}:
            yield call


def _calls(model: Model, owner: str, name: str, definition: GraphQLField) -> Iterator[str]:
    """Yield the field with the arguments of each page."""
    orders: Any = get_named_type(definition.args["orderBy"].type) if "orderBy" in definition.args else None
    for value in orders.values if orders else ["ID"]:  # a connection to several types has the order of ids only
        by = f"orderBy: {value}, " if orders else ""
        for page in PAGES:
            yield f"{name}({by}{page.format(cursor=_cursor(model, owner, name, value))})"


def connections(api: Api) -> Iterator[tuple[str, str, GraphQLField]]:
    """Yield every field of the schema that is a connection, with the type that has it."""
    for type_name, type_ in api.schema._schema.type_map.items():  # noqa: SLF001 (Strawberry offers no other way)
        if isinstance(type_, GraphQLObjectType) and not type_name.startswith("__"):
            for name, definition in type_.fields.items():
                if get_named_type(definition.type).name.endswith("Connection"):
                    yield type_name, name, definition


def _cursor(model: Model, owner: str, name: str, value: str) -> str:
    """Make a cursor of the order: of a row that need not exist."""
    if owner == "Query":
        noun = next(noun for noun in model.nouns.values() if plural(noun) == name)
        return _made(noun.orders, noun.name, value)
    relation: Any = model.types[owner].fields[name]
    targets = model.targets(relation.target)
    orders = dict(targets[0].orders) if len(targets) == 1 else {"id": targets[0].orders["id"]}
    if relation.edge:
        orders |= model.types[relation.edge].orders
    return _made(orders, f"{owner}.{name}", value)


def _made(orders: Mapping[str, Order], owner: str, value: str) -> str:
    order = next(one for one in orders.values() if order_value(one.name) == value.removesuffix("_DESC"))
    return paging.encode(f"{owner}:{order.name}", _KEYS.get(order.value.scalar, "m"), "m")
