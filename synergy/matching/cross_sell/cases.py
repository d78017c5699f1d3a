"""What a training rests on: baskets, the holdings that are left out of them, and the pairs that have weights."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

MINIMUM_SUPPORT = 5
"""Customers who have both ends of a weight: the smallest cell that the group allows."""
MOST_HELD = 5
"""From so many products on, how many a customer holds makes no more difference."""
_OF_ONE = 50
"""Of one customer's holdings at most so many are left out: what others hold must not be learned from one warehouse."""
_EMPTY = 0.3
"""How much the only product of a customer counts: nothing but traits can find it."""
_CHANCE = 2.0


@dataclass(frozen=True)
class Basket:
    """A customer by numbers: the products that it holds, and its traits. `weight` is how much it counts."""

    products: Sequence[int]
    traits: Sequence[int] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Pairs:
    """What weights there are: features are numbered products first, then traits, then how many products are held."""

    feature: NDArray[np.int64]
    product: NDArray[np.int64]
    support: NDArray[np.int64]
    products: int

    @classmethod
    def of(cls, together: sparse.sparray, products: int) -> Pairs:
        """Take those of which enough customers have both; `together` counts them, a row for each feature."""
        counted = sparse.coo_array(together)
        feature, product = counted.row.astype(np.int64), counted.col.astype(np.int64)
        kept = (counted.data >= MINIMUM_SUPPORT) & (feature != product)
        order = np.lexsort((product[kept], feature[kept]))
        support = counted.data[kept][order].astype(np.int64)
        return cls(feature[kept][order], product[kept][order], support, products)

    def find(self, feature: NDArray[np.int64], product: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the weight of each pair, or -1."""
        if not len(self.feature):
            return np.full(np.broadcast(feature, product).shape, -1)
        wanted = feature * self.products + product
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[at] == wanted, at, -1)

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        return self.feature * self.products + self.product


@dataclass(frozen=True)
class Case:
    """A holding that is left out: what its customer holds, what is then known of it, and how much finding it counts."""

    held: NDArray[np.int64]
    left_out: int
    features: NDArray[np.int64]
    groups: list[int]
    count: int
    counts_for: float


def leave_out(baskets: Sequence[Basket], products: int, traits: int, groups: Sequence[Sequence[int]]) -> Iterator[Case]:
    """Leave each holding out once, of customers with very many some of them; a customer counts once in all."""
    for basket in baskets:
        held = np.asarray(basket.products, dtype=np.int64)
        known = np.asarray(basket.traits, dtype=np.int64) + products
        count = products + traits + min(len(held) - 1, MOST_HELD)
        left_out = held if len(held) <= _OF_ONE else held[np.linspace(0, len(held) - 1, _OF_ONE).astype(np.int64)]
        share = basket.weight / len(left_out) * (1.0 if len(held) > 1 else _EMPTY)
        of_groups = Counter(group for one in basket.products for group in set(groups[one]))
        for product in left_out.tolist():
            own = set(groups[product])
            beside = sorted(group + products for group, times in of_groups.items() if times > (group in own))
            features = np.concatenate([held[held != product], known, beside, [count]]).astype(np.int64)
            yield Case(held, product, features, beside, count, share)


def incidence(rows: Sequence[Sequence[int]], columns: int) -> sparse.csr_array:
    """Return a matrix with a row for each of these, 1 in the columns that it names."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    at = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows]) if ends[-1] else np.empty(0, np.int64)
    return sparse.csr_array((np.ones(len(at)), at, ends), shape=(len(rows), columns))


def beyond_chance(
    together: sparse.csr_array, traited: sparse.csr_array, holders: NDArray[np.int64]
) -> sparse.csr_array:
    """Leave out what a trait has in common with a product by mere chance: within two standard deviations."""
    counted = sparse.coo_array(together)
    expected = np.asarray(traited.sum(axis=0)).ravel()[counted.row] * holders[counted.col] / traited.shape[0]
    kept = np.abs(counted.data - expected) > _CHANCE * np.sqrt(expected)
    return sparse.csr_array((counted.data[kept], (counted.row[kept], counted.col[kept])), shape=counted.shape)
