"""Cypher maps over one bound node: the columns to compute first, the map that names them, how to complete it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synergy.graph.completion import Completer

Columns = list[tuple[str, str]]
"""Names and expressions to hoist into a `WITH`: maps only name columns, so that subqueries compose to any depth."""


@dataclass(slots=True)
class Projection:
    """What a statement reads of one bound node."""

    columns: Columns
    items: dict[str, str]
    """Expressions by response key. What the client did not ask for stands under a key with `@`, which no alias has."""
    completer: Completer
    whole: str | None = None
    """The expression to return where it is not the map of the items."""

    @property
    def value(self) -> str:
        """The Cypher expression of the value."""
        if self.whole is not None:
            return self.whole
        return "{" + ", ".join(f"{_key(key)}: {value}" for key, value in self.items.items()) + "}"

    def after(self, *bound: str) -> str:
        """Return the clauses that compute the columns beside what is bound, and return the value."""
        hoisted = "".join(f",\n  {indent(value)} AS {name}" for name, value in self.columns)
        return (f"WITH {', '.join(bound)}{hoisted}\n" if self.columns else "") + f"RETURN {self.value}"


_PLAIN = re.compile(r"[a-z][A-Za-z0-9]*")
_RESERVED = frozenset({"true", "false", "null", "case", "count", "exists", "collect", "all", "any", "none", "single"})


def _key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and key not in _RESERVED else f"`{key}`"


def indent(text: str) -> str:
    """Indent all lines but the first."""
    return text.replace("\n", "\n  ")


def collect(body: str) -> str:
    """Return the subquery that collects what the body returns."""
    return f"COLLECT {{\n  {indent(body)}\n}}"


def where(predicate: str) -> str:
    """Return the WHERE clause on a line of its own, or nothing when the predicate always holds."""
    return "" if predicate == "true" else f"\nWHERE {predicate}"
