"""The likelihood of what was left out, and the weights that make it greatest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from synergy.matching.cross_sell.cases import Case, Pairs
    from synergy.matching.cross_sell.ties import Ties

FEW, DRAWN = 60, 25
"""Products that a left-out one is told from: all up to so many, else so many drawn."""
_ROUNDS = 50
NEAR_NONE = 0.003
"""What ties bring at least, for their logarithm."""
_CHUNK = 2_000


@dataclass(frozen=True)
class Fit:
    """For each case the left-out product and those it is told from, and what speaks for each of them.

    `design` has a row for each of those and a column for each weight; `tied` is the logarithm of how they are tied to
    what is held; `offset` is minus infinity for what was held, and else corrects for how likely a product was to be
    drawn.
    """

    flat: NDArray[np.int64]
    offset: NDArray[np.float64]
    counts_for: NDArray[np.float64]
    design: sparse.csr_array
    transposed: sparse.csr_array
    tied: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        cases: Sequence[Case],
        pairs: Pairs,
        ties: Ties,
        rng: np.random.Generator,
    ) -> Fit:
        """Lay out the cases, with ties as they were without the customer in question.

        For who holds nothing else, the share of customers who hold a product stands in for ties.
        """
        every, offset = _alternatives(cases, ties.holders, rng)
        width = every.shape[1]
        rows, columns = [], []
        tied = np.zeros(every.shape)
        for start in range(0, len(cases), _CHUNK):
            some = cases[start : start + _CHUNK]
            case = np.repeat(np.arange(start, start + len(some)), [len(one.features) for one in some])
            found = pairs.find(np.concatenate([one.features for one in some])[:, None], every[case])
            row = case[:, None] * width + np.arange(width)[None, :]
            rows.append(row[found >= 0])
            columns.append(found[found >= 0])
            tied[start : start + len(some)] = _tied(some, ties, every[start : start + len(some)])
        row, column = np.concatenate(rows), np.concatenate(columns)
        shape = (every.size, len(pairs.feature))
        design = sparse.csr_array((np.ones(len(row), np.float32), (row, column)), shape=shape)
        counts_for = np.asarray([one.counts_for for one in cases])
        alone = np.asarray([len(one.held) == 1 for one in cases])
        logs = np.where(alone[:, None], np.log(ties.shares[every] + NEAR_NONE), np.log(np.maximum(tied, 0) + NEAR_NONE))
        return cls(every.ravel(), offset, counts_for, design, sparse.csr_array(design.T), logs)


def _tied(cases: Sequence[Case], ties: Ties, every: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.stack([ties.without(case.held, case.left_out, others) for case, others in zip(cases, every, strict=True)])


def _alternatives(
    cases: Sequence[Case], holders: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    products, count = len(holders), len(cases)
    if products <= FEW:
        others = np.broadcast_to(np.arange(products), (count, products))
        log_chance = np.zeros(products)
    else:
        sold = (holders + 0.5) / (holders + 0.5).sum()
        chance = 0.5 / products + 0.5 * sold
        others = rng.choice(products, size=(count, DRAWN), p=chance)
        log_chance = np.log(chance)
    left_out = np.asarray([case.left_out for case in cases])
    every = np.concatenate([left_out[:, None], others], axis=1)
    owner = np.repeat(np.arange(count), [len(case.held) for case in cases])
    owned = np.unique(owner * products + np.concatenate([case.held for case in cases]))
    keys = np.arange(count)[:, None] * products + every
    closed = owned[np.minimum(np.searchsorted(owned, keys), len(owned) - 1)] == keys
    closed[:, 0] = False
    return every, np.where(closed, -np.inf, -log_chance[every])


def fit(
    laid: Fit, products: int, penalties: NDArray[np.float64], stay: float
) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
    """Return the appeal of each product, the pull of the ties and each weight (L-BFGS-B)."""
    count, width = laid.offset.shape

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        appeal, pull, weights = at[:products], at[products], at[products + 1 :]
        sums = (appeal[laid.flat] + laid.design @ weights).reshape(count, width) + pull * laid.tied + laid.offset
        sums -= sums.max(axis=1, keepdims=True)
        chances = np.exp(sums)
        total = chances.sum(axis=1, keepdims=True)
        missed = -(laid.counts_for * (sums[:, 0] - np.log(total[:, 0]))).sum()
        slope = laid.counts_for[:, None] * chances / total
        slope[:, 0] -= laid.counts_for
        gradient = np.concatenate(
            [
                np.bincount(laid.flat, slope.ravel(), products) + 2 * stay * appeal,
                [(slope * laid.tied).sum()],
                laid.transposed @ slope.ravel() + penalties * weights,
            ]
        )
        drawn = stay * (appeal**2).sum() + 0.5 * (penalties * weights**2).sum()
        return float(missed + drawn), gradient

    first = np.concatenate([np.zeros(products), [1.0], np.zeros(len(penalties))])
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return found.x[:products], float(found.x[products]), found.x[products + 1 :]
