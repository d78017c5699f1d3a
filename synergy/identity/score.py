"""How likely two records are one party: the match weights of all comparisons added up, and which part each has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log2
from typing import TYPE_CHECKING, Generic, TypeVar

from synergy.identity.comparison import UNKNOWN, Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synergy.identity.comparison import Terms
    from synergy.identity.model import Frequencies, Weights

P = TypeVar("P")
_CERTAIN = 60.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One bar of the waterfall: what was compared, what came of it in words, and its weight in bits."""

    comparison: str
    words: str
    weight: float


@dataclass(frozen=True)
class Score:
    """`weight` is the match weight in bits without the prior; `prior` the log odds, in bits, that any two match."""

    weight: float
    prior: float
    evidence: tuple[Evidence, ...]

    @cached_property
    def probability(self) -> float:
        """The probability that the two are one party."""
        bits = self.weight + self.prior
        if bits > _CERTAIN:
            return 1.0
        odds = float(2.0**bits)
        return odds / (1 + odds)

    def without(self, comparison: str) -> Score:
        """Return the score as if one comparison had not been made."""
        left = tuple(one for one in self.evidence if one.comparison != comparison)
        return Score(sum(one.weight for one in left), self.prior, left)


def log_odds(probability: float) -> float:
    """Return a probability as log odds in bits."""
    return log2(probability / (1 - probability))


@dataclass(frozen=True)
class Scorer(Generic[P]):
    """Scores pairs of one kind of party (Fellegi and Sunter 1969; term frequencies as Splink counts them).

    `probability` is the prior that two parties taken at random are one. A term's frequency stands in for the level's
    own `u`: the larger of the two where the parties' terms differ.
    """

    comparisons: Sequence[Comparison[P]]
    weights: Weights
    frequencies: Frequencies
    probability: float

    @cached_property
    def _tables(self) -> list[tuple[Comparison[P], list[float], list[float]]]:
        tables = []
        for comparison in self.comparisons:
            levels = self.weights.comparisons[comparison.name]
            bits = [log2(level.m / level.u) for level in levels]
            tables.append((comparison, bits, [log2(level.u) for level in levels]))
        return tables

    def score(self, one: P, other: P, one_terms: Terms, other_terms: Terms) -> Score:
        """Score a pair."""
        evidence = []
        total = 0.0
        for comparison, bits, unlikely in self._tables:
            level = comparison.judge(one, other)
            if level == UNKNOWN:
                continue
            weight = bits[level]
            term = comparison.levels[level].term
            if term is not None and level:
                weight += self._rarity(term, one_terms[term], other_terms[term], unlikely[level])
            total += weight
            evidence.append(Evidence(comparison.name, comparison.levels[level].words, weight))
        return Score(total, log_odds(self.probability), tuple(evidence))

    def _rarity(self, term: str, one: str, other: str, unlikely: float) -> float:
        shares = [share for value in (one, other) if value and (share := self.frequencies.share(term, value))]
        return unlikely - log2(max(shares)) if shares else 0.0
