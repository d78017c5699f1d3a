"""`where` arguments to Cypher predicates. A missing value matches nothing, so `not` of it matches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from math import isfinite
from typing import TYPE_CHECKING, Any

from synergy.errors import BadInput, LimitExceeded
from synergy.graph.mapping import Grade
from synergy.graph.model import PropertyField, RelationField
from synergy.graph.selection import Leaf, Variables
from synergy.graph.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from synergy.graph.hops import Hops
    from synergy.graph.model import Type

MOST_DEPTH = 5
MOST_CLAUSES = 30

COMPARISONS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(slots=True)
class Predicates:
    """Compiles the filters of one statement; counts their clauses, and notes the C2 fields (`Type.field`) asked."""

    hops: Hops
    parameter: Callable[[Leaf, Callable[[Any], Any] | None], str]
    clauses: int = 0
    probes: set[str] = field(default_factory=set)

    def choose_by_id(self, types: Iterable[Type]) -> None:
        """Note that nodes are chosen by their ids: where an id tells a C2 value, that is to filter by the value."""
        self.probes |= {f"{type_.name}.id" for type_ in types if type_.tells("id")}

    def of(self, type_: Type, variable: str, where: Any, depth: int = 1) -> str:
        """Return the predicate that a node of the type, bound to the variable, matches `where`."""
        if isinstance(where, Leaf) or not where:
            if depth > 1:
                self._count()
            return "true"
        if depth > MOST_DEPTH:
            raise LimitExceeded(f"`where` may be nested {MOST_DEPTH} deep.")
        return both(*(self._entry(type_, variable, name, tree, depth) for name, tree in where.items()))

    def _entry(self, type_: Type, variable: str, name: str, tree: Any, depth: int) -> str:
        self._count()
        if isinstance(tree, Leaf):  # null: the same as not given
            return "true"
        if name == "and":
            return both(*(self.of(type_, variable, part, depth + 1) for part in tree))
        if name == "or":
            parts = [self.of(type_, variable, part, depth + 1) for part in tree]
            return f"({' OR '.join(parts)})" if parts else "false"
        if name == "not":
            return f"NOT coalesce({self.of(type_, variable, tree, depth + 1)}, false)"
        declared = type_.fields[name]
        if isinstance(declared, PropertyField):
            return self._property(type_, variable, declared, tree)
        if isinstance(declared, RelationField):
            return self._relation(variable, declared, tree, depth)
        raise BadInput(f"`{name}` cannot be filtered by.")

    def _count(self) -> None:
        self.clauses += 1
        if self.clauses > MOST_CLAUSES:
            raise LimitExceeded(f"`where` may have {MOST_CLAUSES} clauses.")

    def _property(self, type_: Type, variable: str, declared: PropertyField, tree: dict[str, Any]) -> str:
        stored = f"{variable}.{declared.property}"
        if declared.value.scalar == "DateTime":
            tree = {name: _moments(leaf) for name, leaf in tree.items()}
        if declared.value.scalar == "Decimal":  # stored as text, which has no order of numbers
            stored, tree = f"toFloat({stored})", {name: _numbers(leaf) for name, leaf in tree.items()}
        said = both(*(self._comparison(stored, name, leaf) for name, leaf in tree.items()))
        if declared.grade is not Grade.C1 or type_.tells(declared.python_name):
            self.probes.add(f"{type_.name}.{declared.name}")
        if declared.grade is Grade.C1:
            return said
        # A value that the viewer may not read matches nothing, so that no filter can guess it.
        return both(self.hops.words.covers(type_.label, declared.name, variable), said)

    def _comparison(self, stored: str, name: str, leaf: Leaf) -> str:
        if leaf.value is None:
            if name != "eq":
                raise BadInput(f"`{name}: null` compares with nothing; `eq: null` finds what has no value.")
            return f"{stored} IS NULL"
        if name in COMPARISONS:
            return f"{stored} {COMPARISONS[name]} {self.parameter(leaf, None)}"
        if name == "in":
            return f"{stored} IN {self.parameter(leaf, _at_most_100)}"
        if name == "between":
            bounds = self.parameter(leaf, _two)
            return f"{stored} >= {bounds}[0] AND {stored} <= {bounds}[1]"
        word = {"contains": "CONTAINS", "startsWith": "STARTS WITH"}[name]
        return f"toLower({stored}) {word} {self.parameter(leaf, str.lower)}"

    def _relation(self, variable: str, declared: RelationField, tree: Any, depth: int) -> str:
        if not declared.many:
            return self._some(variable, declared, tree, depth)
        parts = []
        for quantifier, inner in tree.items():
            if isinstance(inner, Leaf):
                continue
            if quantifier == "some":
                parts.append(self._some(variable, declared, inner, depth))
            elif quantifier == "none":
                parts.append(f"NOT {self._some(variable, declared, inner, depth)}")
            else:
                parts.append(f"NOT {self._some(variable, declared, inner, depth, negate=True)}")
        return both(*parts)

    def _some(self, variable: str, declared: RelationField, inner: Any, depth: int, *, negate: bool = False) -> str:
        hop = self.hops.hop(variable, declared)
        (target,) = self.hops.model.targets(declared.target)
        matches = self.of(target, hop.that, inner, depth + 1)
        if negate:
            matches = f"NOT coalesce({matches}, false)"
        where = both(hop.allowed, matches)
        return f"EXISTS {{ MATCH {hop.pattern}{'' if where == 'true' else ' WHERE ' + where} }}"


def _moments(leaf: Leaf) -> Leaf:
    """Refuse a moment without its offset, which the graph would compare with nothing, or outside of all years."""

    def fetch(variables: Variables) -> Any:
        value = leaf.fetch(variables)
        for moment in value if isinstance(value, list) else [value]:
            if moment.tzinfo is None:
                raise BadInput("A moment needs its offset from UTC, as in 2026-11-24T08:00:00+08:00.")
            try:
                moment.astimezone(UTC)
            except OverflowError as error:
                raise BadInput("A moment lies within the years 1 to 9999, in UTC.") from error
        return value

    return Leaf(leaf.value, fetch)


def _numbers(leaf: Leaf) -> Leaf:
    """Compare with the nearest double: two decimals of up to 15 digits that differ have two that differ."""

    def fetch(variables: Variables) -> Any:
        value = leaf.fetch(variables)
        found = value if isinstance(value, list) else [value]
        # A signalling NaN cannot even be made a double.
        if not all(one.is_finite() and isfinite(float(one)) for one in found):
            raise BadInput("A number to compare with is finite, and has at most 308 digits.")
        return [float(one) for one in found] if isinstance(value, list) else float(value)

    return Leaf(leaf.value, fetch)


def _at_most_100(values: Any) -> Any:
    if len(values) > 100:  # noqa: PLR2004 (as the message says)
        raise LimitExceeded("`in` takes at most 100 values.")
    return values


def _two(values: Any) -> Any:
    if len(values) != 2:  # noqa: PLR2004 (as the message says)
        raise BadInput("`between` takes the lower and the upper bound.")
    return values
