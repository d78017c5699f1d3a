"""Orders and cursors: which order is asked for, and the Cypher that walks it from where a cursor stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synergy.errors import BadInput
from synergy.graph import paging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synergy.graph.model import Order, Type
    from synergy.graph.selection import Leaf


def given(arguments: dict[str, Any], name: str) -> Leaf | None:
    """Return an argument's leaf when the request gives it a value that is not null."""
    leaf = arguments.get(name)
    return None if leaf is None or leaf.value is None else leaf


def order_value(name: str) -> str:
    """Return the enum value of an order: `startedOn` becomes `STARTED_ON`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


@dataclass(frozen=True, slots=True)
class Walk:
    """One way through a connection: an order, a direction, and the end it starts from.

    `name` is what its cursors are good for; `descending` is the way the statement walks, which for a page read from the
    end is opposite to the way the client sees.
    """

    order: Order
    name: str
    descending: bool
    backward: bool

    @property
    def is_id(self) -> bool:
        """Whether the key is the id itself, which needs no tie-break."""
        return self.order.property == "id"

    def ordered(self, key: str, tie: str) -> str:
        """Return the ORDER BY clause."""
        way = " DESC" if self.descending else ""
        return f"ORDER BY {key}{way}" if self.is_id else f"ORDER BY {key}{way}, {tie}{way}"

    def after(self, key: str, tie: str, cursor: str | None) -> str:
        """Say that a row comes after the cursor, in one predicate: good where the parent is bound."""
        if cursor is None:
            return "true"
        beyond, *ties = self.branches(key, tie, cursor)[::-1]
        return f"({beyond[0]} OR ({' AND '.join(ties[0])}))" if ties else beyond[0]

    def branches(self, key: str, tie: str, cursor: str) -> list[list[str]]:
        """Say it as one or two lists of predicates, of which each alone is an index seek."""
        sign = "<" if self.descending else ">"
        at = paging.key_expression(self.order.value.scalar, cursor)
        if self.is_id:
            return [[f"{key} {sign} {at}"]]
        return [[f"{key} = {at}", f"{tie} {sign} {cursor}.id"], [f"{key} {sign} {at}"]]

    def decode(self, cursor: Any) -> dict[str, Any]:
        """Read a client's cursor. Raises BadCursor."""
        return paging.decode(self.name, self.order.value.scalar, cursor)


def walk(arguments: dict[str, Any], owner: str, types: Iterable[Type], default: str | None = None) -> Walk:
    """Return the walk that the arguments ask for, over the orders of the types, the first type's first by default."""
    orders = {order.name: order for type_ in types for order in type_.orders.values()}
    leaf = given(arguments, "orderBy")
    asked = leaf.value if leaf else order_value(default or next(iter(orders)))
    order = next(order for order in orders.values() if order_value(order.name) == asked.removesuffix("_DESC"))
    backward = bool(given(arguments, "last") or (given(arguments, "before") and not given(arguments, "first")))
    return Walk(order, f"{owner}:{order.name}", asked.endswith("_DESC") != backward, backward)


def cursor_of(arguments: dict[str, Any], way: Walk) -> Leaf | None:
    """Return the cursor's leaf, if one is given. Raises BadInput when it does not go with the size."""
    if given(arguments, "first") and given(arguments, "last"):
        raise BadInput("Give `first` or `last`, not both.")
    after, before = given(arguments, "after"), given(arguments, "before")
    if (after and before) or (after and way.backward) or (before and not way.backward):
        raise BadInput("`after` goes with `first`, `before` with `last`.")
    return after or before
