"""The graph's own holdings split by time: learned from one day, asked what each customer took in the year after.

Nothing is written: the model stays in memory, and its sums are those of the statement (a test holds both to that).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.evaluation.cross_sell.baselines import NAMES, Baselines
from synergy.evaluation.cross_sell.crossing import OURS
from synergy.evaluation.cross_sell.ranking import rank
from synergy.evaluation.measures import peak
from synergy.matching.cross_sell.model import Scorer
from synergy.matching.cross_sell.training import learn, read_customers

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from synergy.graph.database import Database
    from synergy.matching.cross_sell.training import Customers

MOST = 5_000
"""Customers asked about; of more, so many are drawn."""
_SEED = 2022
_FACTS = """
RETURN COLLECT {
  MATCH (product:Product)
  RETURN [product.id, head(COLLECT {
    MATCH (product)<-[offers:OFFERS]-(seller:Subsidiary) RETURN seller.shortNameEn ORDER BY seller.id LIMIT 1
  }), coalesce(product.onShelfFrom <= $p.day AND product.onShelfUntil > $p.day, false), product.suitsKinds,
  product.suitsSizes]
} AS products, COLLECT {
  MATCH (customer:Customer)<-[:BLOCKS]-(entry:RestrictedEntry {kind: 'RESTRICTED'})
  WHERE entry.standing = 'ACTIVE' RETURN DISTINCT customer.id
} AS barred
"""


@dataclass
class Split:
    """By method and customer the ranks of what was taken; `eligible` the same among what may be suggested at all."""

    ranks: dict[str, dict[str, list[float]]]
    eligible: dict[str, dict[str, list[float]]]
    sellers: dict[str, list[str]]
    """Who offers what was taken, in the order of the ranks of `eligible`."""
    best: dict[str, int] = field(default_factory=dict)
    """How often products of each seller were among the best three that may be suggested."""
    suggested: set[int] = field(default_factory=set)
    products: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0


async def split_by_time(database: Database, before: date, after: date, *, cold: bool = False) -> Split:
    """Compare the holdings of two days; `cold`: of customers who held nothing before."""
    start = perf_counter()
    early, late = await read_customers(database, before), await read_customers(database, after)
    facts = await database.read(_FACTS, {"day": after}, deadline=60)
    found = await asyncio.to_thread(_compare, early, late, facts, cold)
    found.seconds, found.megabytes = perf_counter() - start, peak()
    return found


def _compare(early: Customers, late: Customers, facts: dict[str, Any], cold: bool) -> Split:
    number = {product: at for at, product in enumerate(early.products)}
    traits = {trait: at for at, trait in enumerate(early.traits)}
    learned = learn(early)
    scorer = Scorer(learned.model, len(early.traits), early.groups)
    baselines = Baselines([basket.products for basket in early.baskets], len(early.products))
    seller, open_ = _facts(facts, number)
    barred = set(facts["barred"])
    known = dict(zip(early.ids, early.baskets, strict=True))
    methods = (OURS, *NAMES)
    found = Split({m: {} for m in methods}, {m: {} for m in methods}, {}, products=len(early.products))
    for customer, held, taken, keys in _asked(late, known, number, cold=cold):
        of_traits = [traits[key] for key in keys if key in traits]
        scored = {OURS: scorer.scores(held, of_traits)} | baselines.scores(held)
        fits = open_ & _suits(facts, number, keys)
        if customer not in barred:
            _best(found, scored[OURS], fits, held, seller)
        for product in taken:
            others = [*held, *(one for one in taken if one != product)]
            for method, scores in scored.items():
                found.ranks[method].setdefault(customer, []).append(rank(scores, product, others))
                if fits[product] and customer not in barred:
                    closed = np.where(fits, scores, -np.inf)
                    found.eligible[method].setdefault(customer, []).append(rank(closed, product, others))
            if fits[product] and customer not in barred:
                found.sellers.setdefault(customer, []).append(seller[product])
    return found


def _asked(
    late: Customers, known: dict[str, Any], number: dict[str, int], *, cold: bool
) -> list[tuple[str, list[int], list[int], list[str]]]:
    found = []
    for customer, basket in zip(late.ids, late.baskets, strict=True):
        if (customer in known) == cold:
            continue
        held = list(known[customer].products) if customer in known else []
        now = [number[name] for one in basket.products if (name := late.products[one]) in number]
        if taken := [one for one in now if one not in held]:
            found.append((customer, held, taken, [late.traits[trait] for trait in basket.traits]))
    order = np.random.default_rng(_SEED).permutation(len(found))[:MOST]
    return [found[at] for at in np.sort(order).tolist()]


def _facts(facts: dict[str, Any], number: dict[str, int]) -> tuple[list[str], NDArray[np.bool_]]:
    seller, open_ = [""] * len(number), np.zeros(len(number), dtype=bool)
    for product, name, on_shelf, _kinds, _sizes in facts["products"]:
        if product in number:
            seller[number[product]], open_[number[product]] = name or "", on_shelf
    return seller, open_


def _suits(facts: dict[str, Any], number: dict[str, int], keys: list[str]) -> NDArray[np.bool_]:
    said = dict(key.split(":", 1) for key in keys if key.startswith(("KIND:", "SIZE:")))
    fits = np.zeros(len(number), dtype=bool)
    for product, _name, _shelf, kinds, sizes in facts["products"]:
        if product in number:
            suits = said.get("SIZE") in {*(sizes or ()), "UNKNOWN"} or not sizes
            fits[number[product]] = suits and (not kinds or said.get("KIND") in kinds)
    return fits


def _best(
    found: Split, scores: NDArray[np.float64], fits: NDArray[np.bool_], held: list[int], seller: list[str]
) -> None:
    closed = np.where(fits, scores, -np.inf)
    closed[held] = -np.inf
    for product in np.argsort(-closed)[:3].tolist():
        if np.isfinite(closed[product]):
            found.suggested.add(product)
            found.best[seller[product]] = found.best.get(seller[product], 0) + 1
