"""Ranks of what was left out, and what they come to: hit rates and MRR per customer, with confidence intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

MISSED = float("inf")


def rank(scores: NDArray[np.float64], wanted: int, held: Sequence[int]) -> float:
    """Return the place of a product among those not held; ties count against it, and so does no score at all."""
    if not np.isfinite(scores[wanted]):
        return MISSED
    open_ = np.ones(len(scores), dtype=bool)
    open_[list(held)] = False
    open_[wanted] = True
    return float((scores[open_] >= scores[wanted]).sum())


def per_customer(ranks: Mapping[str, Sequence[float]]) -> NDArray[np.float64]:
    """Return for each customer the mean of hit@1, hit@3 and the reciprocal rank over what was left out."""
    rows = []
    for some in ranks.values():
        places = np.asarray(some)
        rows.append([(places <= 1).mean(), (places <= 3).mean(), (1 / places).mean()])  # noqa: PLR2004 (hit@3)
    return np.asarray(rows).reshape(-1, 3)


def mean_by(groups: Iterable[str], ranks: Iterable[float]) -> dict[str, tuple[int, float]]:
    """Return for each group how often something of it was left out, and how often that was among the best three."""
    found: dict[str, list[bool]] = {}
    for group, place in zip(groups, ranks, strict=True):
        found.setdefault(group, []).append(place <= 3)  # noqa: PLR2004 (hit@3)
    return {group: (len(hits), float(np.mean(hits))) for group, hits in sorted(found.items())}
