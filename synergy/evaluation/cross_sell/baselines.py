"""What simpler methods find: what most hold, what is held together (cosine), and raw lift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from synergy.matching.cross_sell.cases import incidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

POPULARITY, ITEM_KNN, LIFT = "popularity", "item-kNN", "raw lift"
NAMES = (POPULARITY, ITEM_KNN, LIFT)


class Baselines:
    """Counts over training holdings."""

    def __init__(self, held: Sequence[Sequence[int]], products: int) -> None:
        owned = incidence(held, products)
        self._sold = np.asarray(owned.sum(axis=0)).ravel()
        together = sparse.csr_array(owned.T @ owned)
        together.setdiag(0)
        scale = sparse.diags_array(1 / np.sqrt(np.maximum(self._sold, 1)))
        inverse = sparse.diags_array(1 / np.maximum(self._sold, 1))
        self._cosine = sparse.csr_array(scale @ together @ scale)
        self._lift = sparse.csr_array(inverse @ together @ inverse) * len(held)

    def scores(self, held: Sequence[int]) -> dict[str, NDArray[np.float64]]:
        """Return every method's scores of all products for who holds these."""
        rows = list(held)
        return {
            POPULARITY: self._sold.copy(),
            ITEM_KNN: np.asarray(self._cosine[rows].sum(axis=0)).ravel(),
            LIFT: np.asarray(self._lift[rows].max(axis=0).toarray()).ravel() if rows else np.zeros(len(self._sold)),
        }
