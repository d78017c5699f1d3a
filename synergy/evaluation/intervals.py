"""Means with their confidence intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import bootstrap

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_RESAMPLES = 1_000
_BATCH = 50
_SEED = 2022


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval: where 95 % of the means of resampled values lie (percentile bootstrap)."""

    mean: float
    low: float
    high: float


def intervals(values: ArrayLike) -> list[Interval]:
    """Return for each column of measures, with a row for each customer or query, its mean; 0 where there is no row."""
    rows = np.asarray(values, dtype=np.float64)
    means = np.asarray(rows.mean(axis=0)) if len(rows) else np.zeros(rows.shape[1:])
    if len(rows) < 2:  # noqa: PLR2004 (one value says nothing of others)
        return [Interval(mean, mean, mean) for mean in map(float, means)]
    found = bootstrap(
        (rows,), np.mean, axis=0, n_resamples=_RESAMPLES, batch=_BATCH, method="percentile", rng=_SEED
    ).confidence_interval
    every: NDArray[np.float64] = np.column_stack((means, found.low, found.high))
    return [Interval(*one) for one in every.tolist()]
