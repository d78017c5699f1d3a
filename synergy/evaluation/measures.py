"""How good a resolution is: precision, recall and F1 over pairs, and what it cost."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter
from typing import TYPE_CHECKING

from synergy.identity.resolution import Match, resolve

if TYPE_CHECKING:
    from synergy.evaluation.records import LabelledSet

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs found, and how many of them and of the true ones are both."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """The share of found pairs that are true; 1 when none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of true pairs that were found; 1 when there is none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Evaluation:
    """A set's result: `false` are auto-links that are wrong, `missed` true pairs that are none, the worst first."""

    name: str
    records: int
    links: Quality
    band: Quality
    blocking_recall: float
    compared_pairs: int
    seconds: float
    megabytes: float
    branches_merged: int
    branches_found: int
    branches: int
    false: tuple[Match | Pair, ...]
    missed: tuple[Match | Pair, ...]


def evaluate(labelled: LabelledSet, *, between: bool = False, deduplicated: frozenset[str] = frozenset()) -> Evaluation:
    """Resolve a set and compare with its truth; `between` counts only pairs of two sources."""
    truth = labelled.truth
    seen: set[Pair] = set()

    def note(one: str, other: str) -> None:
        pair = _pair(one, other)
        if pair in truth:
            seen.add(pair)

    start = perf_counter()
    found = resolve(labelled.parties, deduplicated=deduplicated, on_pair=note)
    seconds = perf_counter() - start
    source = {party.id: party.source for party in labelled.parties}
    linked = {_pair(*pair) for cluster in found.clusters for pair in combinations(cluster, 2)}
    reviewed = {_pair(match.one, match.other) for match in found.reviews}
    if between:
        linked = {pair for pair in linked if source[pair[0]] != source[pair[1]]}
        reviewed = {pair for pair in reviewed if source[pair[0]] != source[pair[1]]}
    judged = {_pair(match.one, match.other): match for match in (*found.links, *found.reviews, *found.branches)}
    if labelled.different:  # nobody knows of the rest
        linked = {pair for pair in linked if pair in truth or labelled.different(*pair)}
        reviewed = {pair for pair in reviewed if pair in truth or labelled.different(*pair)}
    band = linked | reviewed
    merged = {(min(pair), max(pair)) for pair in labelled.branches.items()}
    return Evaluation(
        labelled.name,
        len(labelled.parties),
        Quality(len(linked), len(linked & truth), len(truth)),
        Quality(len(band), len(band & truth), len(truth)),
        len(seen) / len(truth) if truth else 1.0,
        found.compared_pairs,
        seconds,
        peak(),
        len(merged & linked),
        len(merged & {_pair(match.one, match.other) for match in found.branches}),
        len(merged),
        _worst(linked - truth, judged, falling=True),
        _worst(truth - linked, judged, falling=False),
    )


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _worst(pairs: set[Pair], judged: dict[Pair, Match], *, falling: bool) -> tuple[Match | Pair, ...]:
    """Order errors: those that were scored by their weight, those that were never compared first among the missed."""

    def weight(pair: Pair) -> tuple[float, Pair]:
        bits = judged[pair].score.weight if pair in judged else -1e3
        return (-bits if falling else bits, pair)

    return tuple(judged.get(pair, pair) for pair in sorted(pairs, key=weight))


def peak() -> float:
    """Return the most memory that the process has had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1_000_000 if sys.platform == "darwin" else 1_000)
