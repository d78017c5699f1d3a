"""What a statement reads of one bound node: the columns to compute first, the list of values, how to complete it."""

from __future__ import annotations

from dataclasses import dataclass, field

from synergy.graph.completion import AS_IT_IS, Completer

Columns = list[tuple[str, str]]
"""Names and expressions to hoist into a `WITH`: lists only name columns, so that subqueries compose to any depth."""


@dataclass(slots=True)
class Projection:
    """What a statement reads of one bound node."""

    columns: Columns = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    """The expressions of the values."""
    completer: Completer = AS_IT_IS
    whole: str | None = None
    """The expression to return where it is not the list of the items."""

    def add(self, expression: str) -> str:
        """Read one more value; return which part of the row it is."""
        self.items.append(expression)
        return f"[{len(self.items) - 1}]"

    @property
    def value(self) -> str:
        """The Cypher expression of the value."""
        return f"[{', '.join(self.items)}]" if self.whole is None else self.whole

    def after(self, *bound: str) -> str:
        """Return the clauses that compute the columns beside what is bound, and return the value."""
        hoisted = "".join(f",\n  {indent(value)} AS {name}" for name, value in self.columns)
        return (f"WITH {', '.join(bound)}{hoisted}\n" if self.columns else "") + f"RETURN {self.value}"


def indent(text: str) -> str:
    """Indent all lines but the first."""
    return text.replace("\n", "\n  ")


def collect(body: str) -> str:
    """Return the subquery that collects what the body returns."""
    return f"COLLECT {{\n  {indent(body)}\n}}"


def where(predicate: str) -> str:
    """Return the WHERE clause on a line of its own, or nothing when the predicate always holds."""
    return "" if predicate == "true" else f"\nWHERE {predicate}"
