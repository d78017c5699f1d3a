"""Training: from the holdings of a day to a model in the graph, which takes the place of the one before at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.graph.statements import load_sections
from synergy.matching.cross_sell.cases import MINIMUM_SUPPORT, MOST_HELD, Basket
from synergy.matching.cross_sell.model import Trained, train
from synergy.matching.cross_sell.tables import STEP, Learned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from synergy.graph.database import Database

SAYS = {n: f.text for n, f in load_sections(Path(__file__).with_name("training.cypher")).items()}
PAGE = 10_000
BATCH = 5_000
DEADLINE = 120.0
"""Seconds for one statement."""


@dataclass(frozen=True)
class Customers:
    """Who holds what on a day, by numbers: `ids` of the customers beside their baskets."""

    ids: list[str]
    baskets: list[Basket]
    products: list[str]
    traits: list[str]
    groups: list[list[int]]
    """For each product the traits that holding it gives."""

    def without(self, left_out: Collection[str]) -> Customers:
        """Leave customers out."""
        kept = [(an_id, one) for an_id, one in zip(self.ids, self.baskets, strict=True) if an_id not in left_out]
        return replace(self, ids=[an_id for an_id, _ in kept], baskets=[one for _, one in kept])


async def read_customers(database: Database, day: date) -> Customers:
    """Read the holdings of a day, a page of customers after the other."""
    products: dict[str, int] = {}
    traits: dict[str, int] = {}
    ids: list[str] = []
    baskets: list[Basket] = []
    after = ""
    while True:
        told = {"after": after, "limit": PAGE, "day": day}
        rows = (await database.read(SAYS["baskets"], told, deadline=DEADLINE))["rows"]
        for an_id, held, known in rows:
            if held:
                ids.append(an_id)
                numbers = [products.setdefault(one, len(products)) for one in sorted(held)]
                baskets.append(Basket(numbers, [traits.setdefault(one, len(traits)) for one in known]))
        if len(rows) < PAGE:
            said = dict((await database.read(SAYS["groups"], {}, deadline=DEADLINE))["rows"])
            groups = [[traits.setdefault(key, len(traits)) for key in said[product]] for product in products]
            return Customers(ids, baskets, list(products), list(traits), groups)
        after = rows[-1][0]


async def retrain(
    database: Database, now: datetime, day: date, *, model: str, customers: Customers | None = None
) -> Learned:
    """Train on the holdings of a day, or on these customers, and let suggestions come from it; `model` is its new id.

    Until all of it is written, and the moment after, suggestions come from one model and from one only.
    """
    customers = customers or await read_customers(database, day)
    answers = (await database.read(SAYS["answers"], {}, deadline=DEADLINE))["rows"]
    learned = await asyncio.to_thread(learn, customers, answers)
    await _write(database, learned, model, now, day)
    return learned


def learn(customers: Customers, answers: Iterable[tuple[str, int, int]] = ()) -> Learned:
    """Train; `answers` say of how many customers each product was taken, and how many answered."""
    products, traits, baskets = len(customers.products), len(customers.traits), customers.baskets
    trained = train(baskets, products, traits, groups=customers.groups)
    trained = _answered(trained, customers.products, answers)
    carriers = Counter(trait for basket in baskets for trait in (*basket.traits, *_grouped(basket, customers.groups)))
    counted: Counter[int] = Counter()
    for basket in baskets:
        counted[min(len(basket.products) - 1, MOST_HELD)] += len(basket.products)
    return Learned(
        trained,
        customers.products,
        customers.traits,
        [carriers[trait] for trait in range(traits)],
        [counted[number] for number in range(MOST_HELD + 1)],
        len(baskets),
    )


def _grouped(basket: Basket, groups: list[list[int]]) -> set[int]:
    return {group for product in basket.products for group in groups[product]}


def _answered(model: Trained, products: list[str], answers: Iterable[tuple[str, int, int]]) -> Trained:
    """Let a product that is mostly rejected appeal less: by its share of takers, drawn towards all where few are."""
    number = {product: at for at, product in enumerate(products)}
    appeal = model.appeal.copy()
    for product, taken, answered in answers:
        if answered >= MINIMUM_SUPPORT and product in number:
            appeal[number[product]] += np.log((taken + MINIMUM_SUPPORT) / (answered + MINIMUM_SUPPORT))
    return replace(model, appeal=appeal)


async def _write(database: Database, learned: Learned, model: str, now: datetime, day: date) -> None:
    complements = list(learned.complements())
    head = {
        "id": model,
        "now": now,
        "day": day,
        "customers": learned.customers // STEP * STEP,
        "products": len(learned.products),
        "pairs": len(complements),
        "pull": learned.model.pull,
    }
    await database.write(SAYS["begin"], head)
    names = {an_id: (name, english) for an_id, name, english in (await database.read(SAYS["names"], {}))["rows"]}
    for section, rows in (
        ("complements", complements),
        ("traits", list(learned.trait_rows(names))),
        ("leans", list(learned.leanings())),
    ):
        for first in range(0, len(rows), BATCH):
            told: dict[str, Any] = {"rows": [list(row) for row in rows[first : first + BATCH]], "model": model}
            await database.write(SAYS[section], told, deadline=DEADLINE)
    await database.write(SAYS["activate"], {"model": model})
    await _forget(database, now)


async def _forget(database: Database, now: datetime) -> None:
    """Remove what was replaced, in batches."""
    for model in (await database.read(SAYS["old"], {"now": now}))["ids"]:
        for section in ("forget_complements", "forget_leans"):
            while (await database.write(SAYS[section], {"model": model}, deadline=DEADLINE))[0]["gone"]:
                continue
        await database.write(SAYS["forget"], {"model": model})
    await database.write(SAYS["tidy"], {}, deadline=DEADLINE)
