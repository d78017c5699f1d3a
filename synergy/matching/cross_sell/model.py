"""What customers with certain products and traits take next: a conditional logit over left-out holdings.

Each holding of each customer is left out once, and the model learns to find it among the products that the customer
does not hold, from the rest of its holdings and its traits (McFadden's conditional logit; leaving one out is what an
item-based recommender is judged by). It starts from how products are tied to each other (`ties.py`), and learns what a
product or a trait says beyond that. All it knows are sums: the score of a product for a customer, in nats, is `pull`
times the logarithm of the sum of its ties to the products held, plus its appeal, plus a weight for each product held,
each trait and the number of products held. For who holds nothing the share of customers who hold it stands in for ties.
One statement of the graph can add that up.

Whatever it learns of two things rests on at least 5 customers who have both, and is drawn towards none where they are
few: rare pairs never win.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from synergy.matching.cross_sell.cases import (
    MINIMUM_SUPPORT,
    MOST_HELD,
    Basket,
    Pairs,
    beyond_chance,
    incidence,
    leave_out,
)
from synergy.matching.cross_sell.fitting import DRAWN, NEAR_NONE, Fit, fit
from synergy.matching.cross_sell.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_QUESTIONS = 1_500
"""Holdings that settings are compared by, at most."""
_SEED = 2022
_TOGETHER = 500
"""Left-out holdings that are scored at once: a few megabytes for thousands of products."""


@dataclass(frozen=True)
class Effort:
    """How much a fit is given to learn from: holdings left out, and what is laid out for all of them; else drawn."""

    cases: int
    entries: int


TRAINING = Effort(40_000, 12_000_000)
CHOOSING = Effort(12_000, 3_000_000)


@dataclass(frozen=True)
class Weight:
    """How much likelier (in nats) a product is for who has `given`, and how many customers have both.

    `tie` is how a product held is tied to it; of traits there is none.
    """

    given: int
    product: int
    value: float
    support: int
    tie: float = 0.0


@dataclass(frozen=True)
class Settings:
    """How strongly what is learned is drawn towards none: of products held and how many; of traits; and the appeal."""

    holding: float = 1.0
    trait: float = 30.0
    appeal: float = 0.2


CHOICES = (
    Settings(0.3, 1.0, 0.02),
    Settings(1.0, 30.0, 0.2),
    Settings(1.0, 120.0, 0.2),
    Settings(10.0, 120.0, 2.0),
    Settings(100.0, 1_000.0, 200.0),
)


@dataclass(frozen=True)
class Trained:
    """Appeal of each product, and weights by product held, by trait, and by how many products are held."""

    settings: Settings
    appeal: NDArray[np.float64]
    pull: float
    holders: NDArray[np.int64]
    customers: int
    complements: list[Weight] = field(default_factory=list)
    leanings: list[Weight] = field(default_factory=list)
    counts: list[Weight] = field(default_factory=list)

    @property
    def cold(self) -> NDArray[np.float64]:
        """How much likelier, in nats, each product is for who holds nothing: by the share of customers who hold it."""
        return np.asarray(self.pull * np.log(self.holders / max(1, self.customers) + NEAR_NONE))


def train(
    baskets: Sequence[Basket],
    products: int,
    traits: int,
    settings: Settings | None = None,
    *,
    groups: Sequence[Sequence[int]] = (),
) -> Trained:
    """Learn from customers with at least one product; the same baskets give the same model.

    `groups` are for each product the traits that holding it gives a customer, as its category; none when empty.
    """
    groups = groups or [()] * products
    baskets = [basket for basket in baskets if len(basket.products)]
    if not baskets:
        return Trained(settings or Settings(), np.zeros(products), 0.0, np.zeros(products, np.int64), 0)
    return _Training(baskets, products, traits, groups).trained(settings or choose(baskets, products, traits, groups))


def choose(
    baskets: Sequence[Basket], products: int, traits: int, groups: Sequence[Sequence[int]], most: int = 4_000
) -> Settings:
    """Return what does best on a fifth of the customers that it does not learn from (MRR); of many, some are drawn."""
    rng = np.random.default_rng(_SEED)
    order = rng.permutation(len(baskets))[:most]
    if len(order) < 10 * MINIMUM_SUPPORT:
        return Settings()
    cut = len(order) // 5
    asked = [baskets[at] for at in order[:cut] if len(baskets[at].products) > 1]
    training = _Training([baskets[at] for at in order[cut:]], products, traits, groups, CHOOSING)
    scores = [mean_reciprocal_rank(Scorer(training.trained(choice), traits, groups), asked) for choice in CHOICES]
    return CHOICES[int(np.argmax(scores))] if asked else Settings()


def mean_reciprocal_rank(scorer: Scorer, baskets: Sequence[Basket]) -> float:
    """Return how high left-out products rank among those not held, averaged per customer; ties count against.

    Of many, some are drawn.
    """
    cases = [
        (number, product, [one for one in basket.products if one != product])
        for number, basket in enumerate(baskets)
        for product in basket.products
    ]
    if len(cases) > _QUESTIONS:
        drawn = np.random.default_rng(_SEED).choice(len(cases), _QUESTIONS, replace=False)
        cases = [cases[at] for at in np.sort(drawn)]
    found, asked = np.zeros(len(baskets)), np.zeros(len(baskets))
    for first in range(0, len(cases), _TOGETHER):
        some = cases[first : first + _TOGETHER]
        scores = scorer.scores_of([(rest, baskets[number].traits) for number, _, rest in some])
        for (number, product, rest), row in zip(some, scores, strict=True):
            row[rest] = -np.inf
            found[number] += 1.0 / float((row >= row[product]).sum())
            asked[number] += 1
    return float((found[asked > 0] / asked[asked > 0]).mean()) if cases else 0.0


class Scorer:
    """Adds up in memory what the graph adds up in a statement: for choosing, and for tests."""

    def __init__(self, model: Trained, traits: int, groups: Sequence[Sequence[int]] = ()) -> None:
        self.model = model
        products = len(model.appeal)
        self._traits = traits
        self._groups = groups or [()] * products
        self._of_product = _matrix(model.complements, products, products, "value")
        self._ties = _matrix(model.complements, products, products, "tie")
        self._of_trait = _matrix(model.leanings, traits, products, "value")
        self._of_count = _matrix(model.counts, MOST_HELD + 1, products, "value")

    def scores(self, held: Sequence[int], traits: Sequence[int]) -> NDArray[np.float64]:
        """Return the score of each product, those held included, in nats."""
        scores: NDArray[np.float64] = self.scores_of([(held, traits)])[0]
        return scores

    def scores_of(self, known: Sequence[tuple[Sequence[int], Sequence[int]]]) -> NDArray[np.float64]:
        """Return the scores of each product for several customers, of each what it holds and its traits."""
        counts = np.asarray([len(held) for held, _ in known])
        held_by = incidence([held for held, _ in known], len(self.model.appeal))
        said_by = incidence(
            [
                [*traits, *sorted({group for product in held for group in self._groups[product]})]
                for held, traits in known
            ],
            self._traits,
        )
        counted = self._of_count[np.minimum(counts, MOST_HELD)]
        total = self.model.appeal + (held_by @ self._of_product + said_by @ self._of_trait + counted).toarray()
        tied = self.model.pull * np.log(np.maximum((held_by @ self._ties).toarray(), 0) + NEAR_NONE)
        return np.asarray(total + np.where(counts[:, None] > 0, tied, self.model.cold), dtype=np.float64)


def _matrix(weights: Sequence[Weight], rows: int, columns: int, what: str) -> sparse.csr_array:
    given, product = ([getattr(weight, end) for weight in weights] for end in ("given", "product"))
    values = [getattr(weight, what) for weight in weights]
    return sparse.csr_array((values, (given, product)), shape=(rows, columns), dtype=np.float64)


class _Training:
    """What is the same for all settings: who has what, which pairs are learned, and what is left out of whom."""

    def __init__(
        self,
        baskets: Sequence[Basket],
        products: int,
        traits: int,
        groups: Sequence[Sequence[int]] | None = None,
        effort: Effort = TRAINING,
    ) -> None:
        self.products, self.traits, self._effort = products, traits, effort
        groups = groups or [()] * products
        owned = incidence([basket.products for basket in baskets], products)
        self.holders = np.asarray(owned.sum(axis=0)).ravel().astype(np.int64)
        self.customers = len(baskets)
        traited = incidence([basket.traits for basket in baskets], traits)
        self._cases = list(leave_out(baskets, products, traits, groups))
        counted = [[case.count - products - traits] for case in self._cases]
        left = incidence([[case.left_out] for case in self._cases], products)
        telling = beyond_chance(sparse.csr_array(traited.T @ owned), traited, self.holders)
        if any(groups):
            # Who holds a product is of its group by that: only what is held beside it tells something.
            beside = incidence([[one - products for one in case.groups] for case in self._cases], traits)
            telling = telling + beyond_chance(
                sparse.csr_array(beside.T @ left), beside, np.asarray(left.sum(axis=0)).ravel()
            )
        together = sparse.vstack([owned.T @ owned, telling, incidence(counted, MOST_HELD + 1).T @ left])
        self.pairs = Pairs.of(together, products)
        supported = sparse.csr_array((owned.T @ owned) >= MINIMUM_SUPPORT)
        self._ties = Ties(owned, supported, MINIMUM_SUPPORT)
        ours = self.pairs.feature < products
        self.ties = np.zeros(len(ours))
        self.ties[ours] = self._ties.weights(self.pairs.feature[ours], self.pairs.product[ours])
        self._fit: Fit | None = None

    def trained(self, settings: Settings) -> Trained:
        """Fit the weights under these settings."""
        if self._fit is None:
            rng = np.random.default_rng(_SEED)
            drawn = self._cases
            width = 1 + min(self.products, DRAWN)
            entries = sum(len(case.features) for case in drawn) * width
            most = min(self._effort.cases, int(len(drawn) * self._effort.entries / max(1, entries)))
            if len(drawn) > most:
                drawn = [drawn[at] for at in np.sort(rng.choice(len(drawn), most, replace=False))]
            self._fit = Fit.of(drawn, self.pairs, self._ties, rng)
        of_trait = (self.pairs.feature >= self.products) & (self.pairs.feature < self.products + self.traits)
        penalties = np.where(of_trait, settings.trait, settings.holding)
        appeal, pull, values = fit(self._fit, self.products, penalties, settings.appeal)
        return self._told(Trained(settings, appeal, pull, self.holders, self.customers), values)

    def _told(self, model: Trained, values: NDArray[np.float64]) -> Trained:
        for feature, product, value, support, tie in zip(
            self.pairs.feature.tolist(),
            self.pairs.product.tolist(),
            values.tolist(),
            self.pairs.support.tolist(),
            self.ties.tolist(),
            strict=True,
        ):
            kind, first = (model.complements, 0) if feature < self.products else (model.leanings, self.products)
            if feature >= self.products + self.traits:
                kind, first = model.counts, self.products + self.traits
            kind.append(Weight(feature - first, product, value, support, tie))
        return model
