"""A graph of its own for a set of holdings: filled by the importer, trained as the program trains, asked by the API."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any

from synergy.evaluation.places import ASKER
from synergy.imports.customers import Wish, import_rows
from synergy.matching.cross_sell.training import Customers, read_customers, retrain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from synergy.evaluation.cross_sell.holdings import HoldingSet
    from synergy.evaluation.places import Place

SELLER = "sub_evaluation"
TOGETHER = 20
"""Questions of one request: aliases of one field, each a statement of its own."""
AT_ONCE = 2
"""Requests that are under way together."""
MOST = 100
_ORGANISATION = """
MERGE (seller:Subsidiary:Organisation {id: $p.seller})
SET seller += $p.own, seller.code = 'evaluation', seller.name = 'Evaluation', seller.nameEn = 'Evaluation',
  seller.shortName = 'Evaluation', seller.shortNameEn = 'Evaluation'
MERGE (head:Group:Organisation {id: 'grp_evaluation'})
SET head += $p.own, head.code = 'head', head.name = 'Head office', head.nameEn = 'Head office'
MERGE (unit:OrgUnit {id: 'unt_evaluation'})
SET unit += $p.own, unit.name = 'Unit', unit.nameEn = 'Unit', unit.side = 'PUBLIC'
MERGE (unit)-[:PART_OF]->(head)
MERGE (user:User {id: $p.user})
SET user += $p.own, user.name = 'Asker', user.nameEn = 'Asker', user.disabled = false
MERGE (user)-[member:MEMBER_OF]->(unit)
SET member += $p.period
"""


@dataclass
class Graph:
    """A set of holdings in a graph: `customers` as the training reads them, ids by the names that the set has."""

    place: Place
    customers: Customers
    product_ids: dict[str, str]
    customer_ids: dict[str, str]
    asked: int = 0
    _trained: int = field(default=0, init=False)

    @classmethod
    async def of(cls, place: Place, given: HoldingSet) -> Graph:
        """Import the set: products, customers, what is known of them, and what they hold."""
        database = place.database
        entity = {"version": 1, "sourceSystem": "evaluation", "sourceKey": "1"}
        own = entity | {"createdAt": place.now, "updatedAt": place.now}
        period = {"validFrom": place.today.replace(year=2000), "validTo": place.today.replace(year=9999)}
        told = {"seller": SELLER, "user": ASKER, "own": own, "period": period}
        await database.write(_ORGANISATION, told)
        shelf = place.today.replace(year=2000).isoformat()
        # Keys and names of our own: what a file calls its customers might be read as something else, or as another's.
        products = {name: f"p{number}" for number, name in enumerate(given.products)}
        customers = {name: f"c{number}" for number, name in enumerate(given.held)}
        await _import(place, "products", ("key", "name", "description", "on_shelf_from"), (
            (key, f"产品{key}", "-", shelf) for key in products.values()
        ))  # fmt: skip
        await _import(place, "customers", ("key", "name"), ((key, _name(key)) for key in customers.values()))
        await _import(place, "traits", ("key", "customer", "traits"), (
            (customers[one], customers[one], ";".join(some)) for one, some in given.traits.items() if some
        ))  # fmt: skip
        await _import(place, "holdings", ("key", "customer", "product", "band", "valid_from"), (
            (f"{customers[one]}-{products[product]}", customers[one], products[product], "SMALL", shelf)
            for one, some in given.held.items()
            for product in some
        ))  # fmt: skip
        await database.refresh_statistics()
        rows = await database.read(_IDS, {}, deadline=60)
        called, people = dict(rows["products"]), dict(rows["customers"])
        return cls(
            place,
            await read_customers(database, place.today),
            {name: called[f"产品{key}"] for name, key in products.items()},
            {name: people[_name(key)] for name, key in customers.items()},
        )

    async def train_without(self, left_out: Collection[str]) -> None:
        """Train on all customers but these, by the set's names."""
        self._trained += 1
        ids = {self.customer_ids[name] for name in left_out}
        kept, place = self.customers.without(ids), self.place
        await retrain(place.database, place.now, place.today, model=f"rcm_evaluation{self._trained}", customers=kept)

    async def suggest(self, questions: Sequence[tuple[list[str], list[str]]]) -> list[dict[str, float]]:
        """Ask what suits holders of these products with these traits; return scores by the set's product names."""
        names = {an_id: name for name, an_id in self.product_ids.items()}
        if questions and not self.asked:  # the server plans the statement for one, and not for all of them at once
            await self.place.ask(_document(1), _variables(questions[:1], self.product_ids))
        free = asyncio.Semaphore(AT_ONCE)

        async def ask(some: Sequence[tuple[list[str], list[str]]]) -> list[dict[str, float]]:
            async with free:
                answer = await self.place.ask(_document(len(some)), _variables(some, self.product_ids))
            rows = (answer[f"a{number}"] for number in range(len(some)))
            return [{names[row["product"]["id"]]: row["score"] for row in one} for one in rows]

        parts = [questions[first : first + TOGETHER] for first in range(0, len(questions), TOGETHER)]
        found = await asyncio.gather(*(ask(some) for some in parts))
        self.asked += len(questions)
        return list(chain.from_iterable(found))


_IDS = """
RETURN COLLECT { MATCH (product:Product) RETURN [product.name, product.id] } AS products,
  COLLECT { MATCH (customer:Customer) RETURN [customer.name, customer.id] } AS customers
"""


def _variables(questions: Sequence[tuple[list[str], list[str]]], ids: Mapping[str, str]) -> dict[str, Any]:
    held = {f"p{number}": [ids[one] for one in some] for number, (some, _) in enumerate(questions)}
    return held | {f"t{number}": traits for number, (_, traits) in enumerate(questions)}


def _document(count: int) -> str:
    given = ", ".join(f"$p{number}: [ID!]!, $t{number}: [String!]!" for number in range(count))
    asks = " ".join(
        f"a{number}: crossSellFor(products: $p{number}, traits: $t{number}, kind: COMPANY, sizeBand: UNKNOWN, "
        f"first: {MOST}) {{ score product {{ id }} }}"
        for number in range(count)
    )
    return f"query ({given}) {{ {asks} }}"


def _name(key: str) -> str:
    """Return a name that resembles no other's: nobody is to be taken for somebody else."""
    return f"客户{sha256(key.encode()).hexdigest()[:16]}"


async def _import(place: Place, kind: str, titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    path = place.files / f"{kind}.csv"
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        for row in rows:
            writer.writerow(row)
            written += 1
    if not written:
        return
    await import_rows(
        place.database, path, SELLER, folder=place.folder, now=place.now, importer="evaluation",
        audit=place.recorder, wish=Wish(kind=kind),
    )  # fmt: skip
