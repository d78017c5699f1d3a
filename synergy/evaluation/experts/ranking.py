"""How good a ranking is: MRR, nDCG@10 and hits. Ties are counted against."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEASURES = ("MRR", "nDCG@10", "hit@1", "hit@5")
_DEPTH, _NEAR = 10, 5

Ranked = list[tuple[str, float]]
"""Experts with their scores, in any order."""


def judge(ranked: Ranked, grades: Mapping[str, int]) -> tuple[float, ...]:
    """Return the four measures of one ranking. Of equal scores the wrong ones are taken to come first."""
    order = sorted(ranked, key=lambda one: (-one[1], grades.get(one[0], 0), one[0]))
    gains = [grades.get(expert, 0) for expert, _ in order]
    first = next((place for place, gain in enumerate(gains, 1) if gain), 0)
    best = _discounted(sorted(grades.values(), reverse=True))
    return (
        1 / first if first else 0.0,
        _discounted(gains) / best if best else 0.0,
        float(first == 1),
        float(0 < first <= _NEAR),
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum((2.0**gain - 1) / log2(place + 1) for place, gain in enumerate(gains[:_DEPTH], 1))
