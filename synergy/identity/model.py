"""The weights of a model by Fellegi and Sunter: for each level, how often it holds among matches and among others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from synergy.identity.comparison import Terms


@dataclass(frozen=True, slots=True)
class LevelWeight:
    """`m` is the share of matches, `u` the share of other pairs, that reach the level."""

    m: float
    u: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of each comparison's levels, from level 0 on, by the comparison's name; `trained_on` says on what."""

    comparisons: Mapping[str, tuple[LevelWeight, ...]]
    trained_on: str

    def to_json(self) -> str:
        """Write the weights down as they are committed."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def read_weights(file: Traversable) -> Weights:
    """Read weights that `to_json` wrote."""
    written = json.loads(file.read_text(encoding="utf-8"))
    comparisons = {
        name: tuple(LevelWeight(**level) for level in levels) for name, levels in written["comparisons"].items()
    }
    return Weights(comparisons, written["trained_on"])


def committed(kind: str) -> Weights:
    """Return the weights that come with the program: `company` or `person`."""
    return read_weights(files(__package__) / f"{kind}.json")


@dataclass(frozen=True)
class Frequencies:
    """How often each value of a term occurs among the parties that have one.

    Where `others` has the term, a value stands for one party at least, and what is told is how often it stands for
    another one: its count less one, plus the figure of `others`, which is what to expect of a value seen once.
    """

    counts: Mapping[str, Counter[str]] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, float] = field(default_factory=dict)

    def share(self, term: str, value: str) -> float | None:
        """Return the value's share of all parties; None when it was not counted."""
        count = self.counts[term][value] if term in self.counts else 0
        if not count:
            return None
        if term in self.others:
            return (count - 1 + self.others[term]) / self.totals[term]
        return count / self.totals[term]


def count_terms(parties: Iterable[Terms]) -> Frequencies:
    """Count the terms of parties."""
    counts: dict[str, Counter[str]] = {}
    for terms in parties:
        for term, value in terms.items():
            if value:
                counts.setdefault(term, Counter())[value] += 1
    return Frequencies(counts, {term: counter.total() for term, counter in counts.items()})


def expected_others(counter: Counter[str], least: float) -> float:
    """Return how many other parties to expect behind a value seen once: 2 N2 / N1 (Good 1953), from `least` to 1."""
    sizes = Counter(counter.values())
    return min(1.0, max(least, 2 * sizes[2] / sizes[1] if sizes[1] else 1.0))
