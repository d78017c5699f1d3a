"""One hop along a relationship: its pattern, and the predicate under which the viewer may know where it leads."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synergy.graph.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.graph.model import Model, RelationField, Type
    from synergy.graph.words import Words


@dataclass(frozen=True, slots=True)
class Hop:
    """`pattern` starts at a bound node and binds `edge` and `that`; `allowed` holds for what may be seen."""

    pattern: str
    edge: str
    that: str
    allowed: str


@dataclass(slots=True)
class Hops:
    """Names the nodes and relationships of one statement, and says what each hop demands."""

    model: Model
    words: Words
    _serial: Iterator[int] = field(default_factory=itertools.count)

    def name(self, letter: str) -> str:
        """Return a variable name that no other part of the statement has."""
        return f"{letter}{next(self._serial)}"

    def hop(self, this: str, relation: RelationField) -> Hop:
        """Follow a declared relationship from the node bound to `this`."""
        serial = next(self._serial)
        edge, that = f"e{serial}", f"n{serial}"
        types = relation.pattern.types
        arrow = f"-[{edge}:{'|'.join(types)}]-"
        targets = self.model.targets(relation.target)
        # The relationship's type implies the label at its far end, unless it leads to several.
        far = f"({that})" if self._implied(relation, targets) else f"({that}:{'|'.join(t.label for t in targets)})"
        pattern = f"({this}){arrow}>{far}" if relation.pattern.outgoing else f"({this})<{arrow}{far}"
        valid = [self.words.valid(type_, edge) for type_ in types]
        if len(set(valid)) > 1:
            valid = [" OR ".join(f"type({edge}) = '{t}' AND {v}" for t, v in zip(types, valid, strict=True))]
        ends = (this, that) if relation.pattern.outgoing else (that, this)
        seen = [self.words.visible(type_, edge, ends) for type_ in types]
        if len(set(seen)) > 1:
            seen = [" OR ".join(f"type({edge}) = '{t}' AND ({s})" for t, s in zip(types, seen, strict=True))]
        return Hop(pattern, edge, that, both(valid[0], seen[0], self.seen(targets, that)))

    def seen(self, targets: tuple[Type, ...], variable: str) -> str:
        """Say that the viewer may know of a node that is of one of the types."""
        if len(targets) == 1:
            return self.words.visible(targets[0].label, variable)
        rules = {target.label: self.words.visible(target.label, variable) for target in targets}
        if set(rules.values()) == {"true"}:
            return "true"
        return " OR ".join(f"{variable}:{label} AND ({rule})" for label, rule in rules.items())

    def _implied(self, relation: RelationField, targets: tuple[Type, ...]) -> bool:
        wanted = {target.label for target in targets}
        for type_ in relation.pattern.types:
            declared = self.model.edges[type_].edge
            if declared is None or not set(declared.end if relation.pattern.outgoing else declared.start) <= wanted:
                return False
        return True
