"""How products are tied: the weights of a ridge regression of each product on all others (EASE; Steck 2019)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

RIDGE = 200.0
"""How strongly weights are drawn towards none, in customers."""
MOST_TIED = 4_000
"""Products that are tied: the most held where there are more."""


class Ties:
    """The weights, from `owned`: a row for each customer, a column for each product, 1 where it is held.

    `supported` says which pairs (given, product) enough customers have; of others there is no tie. `holders` and
    `shares` say of each product how many customers hold it, and which share of them.
    """

    def __init__(self, owned: sparse.csr_array, supported: sparse.csr_array, least: int) -> None:
        self.holders = holders = np.asarray(owned.sum(axis=0)).ravel().astype(np.int64)
        self.shares = holders / max(1, owned.shape[0])
        known = np.argsort(-holders, kind="stable")[:MOST_TIED]
        known = np.sort(known[holders[known] >= least])
        self._place = np.full(len(holders), -1)
        self._place[known] = np.arange(len(known))
        part = owned[:, known]
        gram = (part.T @ part).toarray()
        gram[np.diag_indices(len(known))] += RIDGE
        self._inverse = np.linalg.inv(gram)
        self._supported = supported[known][:, known].toarray() > 0

    def weights(self, given: NDArray[np.int64], product: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the weight of each pair, 0 of those that are not tied."""
        one, other = self._place[given], self._place[product]
        found = -self._inverse[one, other] / self._inverse[other, other]
        return np.where((one >= 0) & (other >= 0) & self._supported[one, other], found, 0.0)

    def without(self, held: NDArray[np.int64], left_out: int, products: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how products are tied to what a customer holds, but for one, had nothing been learned from it.

        Taking a row out changes the inverse by one outer product (Sherman and Morrison 1950).
        """
        places = self._place[held]
        row = places[places >= 0]
        if not len(row):
            return np.zeros(len(products))
        moved = self._inverse[row].sum(axis=0)
        scale = 1 / (1 - moved[row].sum())
        rest = row[row != self._place[left_out]]
        others = self._place[products]
        found = self._inverse[np.ix_(rest, others)] + scale * moved[rest][:, None] * moved[others]
        found *= self._supported[np.ix_(rest, others)]
        own = self._inverse[others, others] + scale * moved[others] ** 2
        return np.where(others >= 0, -found.sum(axis=0) / own, 0.0)
