"""A plan: a statement's text, how a request's values are bound to it, and how its record becomes the response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synergy.errors import BadInput, LimitExceeded
from synergy.graph.completion import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from synergy.graph.completion import Complete
    from synergy.graph.selection import Variables

MOST_PER_PAGE = 100
MOST_OBJECTS = 10_000
MOST_PLACES = 100
"""In how many places an operation may select nodes: fragments can multiply them without writing them."""
PAGE = 10
"""The page size when neither `first` nor `last` is given."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter: its name in `$p` (within a scope, for a statement's arguments), and where its value comes from."""

    scope: str | None
    name: str
    fetch: Callable[[Variables], Any]


@dataclass(frozen=True, slots=True)
class PageSlot:
    """A page size: its parameter, the page it is nested in, and how many rows beyond the page are read."""

    name: str
    parent: int | None
    fetch: Callable[[Variables], Any]
    extra: int


@dataclass(slots=True)
class Budget:
    """What is left of one operation's limits."""

    places: int = MOST_PLACES
    objects: int = 2 * MOST_OBJECTS

    def spend(self, places: int, objects: int) -> None:
        """Take what a root field costs. Raises LimitExceeded when nothing is left."""
        self.places -= places
        self.objects -= objects
        if self.places < 0:
            raise LimitExceeded(f"One request may select nodes in {MOST_PLACES} places.")
        if self.objects < 0:
            raise LimitExceeded(f"All pages of a request together may hold {2 * MOST_OBJECTS:,} objects at most.")


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement for one root field. The text holds no value; `$p` is its only parameter.

    `places` is in how many places it selects nodes, a field that a statement answers being several; the plan is
    `mixed` when Python answers some field, so that the executor must walk what it completes. `probes` are the C2 fields
    (`Type.field`) by which it filters.
    """

    text: str
    slots: tuple[Slot, ...]
    pages: tuple[PageSlot, ...]
    complete: Complete
    places: int
    mixed: bool
    probes: tuple[str, ...]

    def bind(self, variables: Variables, given: Mapping[str, Any], budget: Budget) -> tuple[dict[str, Any], Run]:
        """Return the parameter map and the run's state. Raises BadInput and LimitExceeded for impossible values."""
        p: dict[str, Any] = dict(given)
        sizes: list[int] = []
        products: list[int] = []
        for page in self.pages:
            size = page_size(page.fetch(variables))
            # An empty page still reads a row, and everything below it.
            product = max(1, size) * (products[page.parent] if page.parent is not None else 1)
            if product > MOST_OBJECTS:
                raise LimitExceeded(f"Nested pages may hold {MOST_OBJECTS:,} objects at most; ask for smaller pages.")
            sizes.append(size)
            products.append(product)
            p[page.name] = size + page.extra
        budget.spend(self.places, sum(products))
        for slot in self.slots:
            target = p if slot.scope is None else p.setdefault(slot.scope, {})
            target[slot.name] = slot.fetch(variables)
        return p, Run(sizes)

    def probed(self, p: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the C2 fields by which it filters: its own, and those that prepared arguments name as `probes`."""
        prepared = [p[slot.scope]["asked"] for slot in self.slots if slot.scope and slot.name == "asked"]
        named = {name for one in prepared if isinstance(one, dict) for name in one.get("probes", ())}
        return tuple(sorted(named.union(self.probes)))


def page_size(value: Any) -> int:
    """Check a page size; None stands for the default."""
    if value is None:
        return PAGE
    if not isinstance(value, int) or value < 0:
        raise BadInput("A page size is a number from 0 to 100.")
    if value > MOST_PER_PAGE:
        raise LimitExceeded(f"A page holds at most {MOST_PER_PAGE} rows.")
    return value
