"""What a trained model becomes in the graph: rows of bounded number for each product and each trait."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from synergy.matching.cross_sell.cases import MINIMUM_SUPPORT
from synergy.matching.cross_sell.fitting import NEAR_NONE
from synergy.matching.cross_sell.model import Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from synergy.matching.cross_sell.model import Trained

MOST = 100
"""Products that are kept for one product or trait: those that it speaks most for, or most against."""
STEP = MINIMUM_SUPPORT
"""Counts are told in such steps: that one customer more or less is not to be read from them."""
ALL, HOLDS = "ALL", "HOLDS"

Row = tuple[str, str, float, float, float, float, int, int, float]
"""Given, product, weight, tie, appeal, what stands for ties where nothing is held, support, of how many, lift."""

_KINDS = {
    "COMPANY": ("企业", "companies"),
    "INSTITUTION": ("机构", "institutions"),
    "PUBLIC_BODY": ("政府部门", "public bodies"),
    "PERSON": ("个人", "persons"),
}
_SIZES = {
    "LARGE": ("大型", "large"),
    "MEDIUM": ("中型", "medium"),
    "SMALL": ("小型", "small"),
    "MICRO": ("微型", "micro"),
    "UNKNOWN": ("未知", "unknown"),
}


@dataclass(frozen=True)
class Learned:
    """A trained model with the ids of its products and the keys of its traits, and how many customers have each."""

    model: Trained
    products: Sequence[str]
    traits: Sequence[str]
    carriers: Sequence[int]
    """Customers who have each trait."""
    counted: Sequence[int]
    """Holdings left out of customers by how many other products they hold."""
    customers: int

    @cached_property
    def _cold(self) -> NDArray[np.float64]:
        return self.model.cold

    def complements(self) -> Iterator[Row]:
        """Yield the rows of COMPLEMENTS."""
        for given, some in _by_given(self.model.complements):
            of = int(self.model.holders[given])
            yield from (self._row(self.products[given], weight, of) for weight in self._kept(some, given_product=True))

    def leanings(self) -> Iterator[Row]:
        """Yield the rows of LEANS: of traits, of how many products are held, and of no trait at all."""
        for given, some in _by_given(self.model.leanings):
            for weight in self._kept(some):
                yield self._row(f"trt_{self.traits[given]}", weight, self.carriers[given])
        for given, some in _by_given(self.model.counts):
            for weight in self._kept(some):
                yield self._row(f"trt_{HOLDS}:{given}", weight, self.counted[given])
        order = np.argsort(-(self.model.appeal + self._cold), kind="stable")[: 2 * MOST]
        for product in order.tolist():
            support = int(self.model.holders[product])
            if support >= MINIMUM_SUPPORT:
                yield self._row(f"trt_{ALL}", Weight(0, product, 0.0, support), self.customers)

    def trait_rows(self, names: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str, str, str | None]]:
        """Yield id, words and the node of every trait; `names` are those of industries and regions by id."""
        yield f"trt_{ALL}", "全部", "", None
        for given in sorted({weight.given for weight in self.model.counts}):
            yield f"trt_{HOLDS}:{given}", f"另持有 {given} 种产品", f" that hold {given} other products", None
        for given in sorted({weight.given for weight in self.model.leanings}):
            yield f"trt_{self.traits[given]}", *_words(self.traits[given], names)

    def _kept(self, weights: Sequence[Weight], *, given_product: bool = False) -> list[Weight]:
        def reach(weight: Weight) -> tuple[float, int]:
            tied = (
                self.model.pull * np.log(abs(weight.tie) + NEAR_NONE) if given_product else self._cold[weight.product]
            )
            return -(self.model.appeal[weight.product] + abs(weight.value) + tied), weight.product

        return sorted(weights, key=reach)[:MOST]

    def _row(self, given: str, weight: Weight, of: int) -> Row:
        share = self.model.holders[weight.product] / max(1, self.customers)
        lift = weight.support / max(1, of) / share if share else 0.0
        support = weight.support // STEP * STEP
        told = max(support, round(of / STEP) * STEP)
        appeal, cold = float(self.model.appeal[weight.product]), float(self._cold[weight.product])
        product = self.products[weight.product]
        return given, product, weight.value, weight.tie, appeal, cold, support, told, float(lift)


def _by_given(weights: Iterable[Weight]) -> Iterator[tuple[int, list[Weight]]]:
    for given, some in groupby(weights, key=lambda weight: weight.given):
        yield given, list(some)


_SAID = {
    "KIND": ("同类型（{kind}）", " that are {kind_en}, too,"),
    "SIZE": ("同规模（{size}）", " of the same size ({size_en})"),
    "INDUSTRY": ("同行业（{node}）", " of the same industry ({node_en})"),
    "INDUSTRY_SIZE": ("同行业（{node}）、同规模（{size}）", " of the same industry ({node_en}) and size ({size_en})"),
    "REGION": ("同地区（{node}）", " of the same region ({node_en})"),
    "CATEGORY": ("持有其他“{node}”类产品", " that hold other products of “{node_en}”"),
    "SELLER": ("持有{node}其他产品", " that hold other products of {node_en}"),
    "TRAIT": ("有“{value}”", " with “{value}”"),
}
"""What customers with a trait are called, by the kind of trait."""
_ABOUT_NODES = frozenset({"INDUSTRY", "INDUSTRY_SIZE", "REGION", "CATEGORY", "SELLER"})


def _words(key: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, str, str | None]:
    """Return what customers with a trait are called in both languages, and the id of the node that it is about."""
    kind, _, value = key.partition(":")
    node, _, size = value.partition(":")
    words = {"value": value}
    for name, called in (
        ("node", names.get(node)),
        ("kind", _KINDS.get(value)),
        ("size", _SIZES.get(size or value)),
    ):
        words[name], words[f"{name}_en"] = called or (value, value)
    chinese, english = _SAID[kind]
    return chinese.format_map(words), english.format_map(words), node if kind in _ABOUT_NODES else None
