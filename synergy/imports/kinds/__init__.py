"""The kinds of files there are: each a module of this folder that declares its rows, beside the statement for them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from synergy.imports.headings import plain
from synergy.imports.kinds.customers import CUSTOMERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synergy.imports.headings import Headings
    from synergy.imports.kinds.kind import Kind

NAMES = (
    CUSTOMERS.kind,
    "contacts",
    "traits",
    "holdings",
    "products",
    "people",
    "experts",
    "projects",
    "reports",
    "cases",
)
"""Every kind, in the order in which one file may refer to another's rows."""
_ENOUGH = 2


@cache
def find_kind(name: str) -> Kind | None:
    """Return the declaration of a kind; None for customers, whose rows are recognised and not just written."""
    if name == CUSTOMERS.kind:
        return None
    declared: Kind = import_module(f"{__name__}.{name}").KIND
    return declared


@cache
def find_headings(name: str) -> Headings:
    """Return the titles of a kind of file."""
    kind = find_kind(name)
    return kind.headings if kind else CUSTOMERS


def other_kind(titles: Iterable[str], headings: Headings) -> str | None:
    """Return the kind that more titles point to than to the one of `headings`, if two or more do."""
    have = frozenset(map(plain, titles))
    own = sum(headings.field_of(title) in headings.own for title in have)
    signs = {name: len((find_headings(name).titles - headings.titles) & have) for name in NAMES}
    kind = max(NAMES, key=lambda name: signs[name])
    return kind if signs[kind] >= max(_ENOUGH, own + 1) else None
