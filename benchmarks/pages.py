"""What a page costs in database hits: exact counts by PROFILE, the same on every run and every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from benchmarks.capture import capture, profile, statement
from benchmarks.figures import Figure, at_most
from benchmarks.grounds import folder, ground
from benchmarks.scaled import FEW, NARROW, WIDE, scale
from synergy import schema
from synergy.access.viewer import Viewers
from synergy.days import today
from synergy.graph import paging
from synergy.graph.orders import order_value

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from neo4j import AsyncDriver

    from benchmarks.capture import Cost
    from synergy.access.viewer import Viewer
    from synergy.graph.database import Database
    from synergy.graph.model import Order, Type
    from synergy.schema import Api

SIZES = (48_000, 480_000)
LONG = 4_800_000
WANTED = 1.2
DEPTHS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""How deep in the order the cursors point; the hits of a kind of page are the mean over them."""
SAMPLES = 400

SAMPLE = Path(__file__).with_name("sample.cypher").read_text(encoding="utf-8")
CUSTOMERS = """query Page($order: CustomerOrder!, $first: Int, $after: String, $last: Int, $before: String) {
  customers(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id name } } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}"""


@dataclass(frozen=True)
class Reader:
    """Who reads pages where: the API, a viewer and the doors to one graph."""

    api: Api
    viewer: Viewer
    database: Database
    driver: AsyncDriver

    async def cost(self, document: str, **variables: Any) -> Cost:
        """Ask, and return what the statement behind the question costs."""
        return await profile(self.driver, *await statement(self.api, self.viewer, document, **variables))


async def measure(*, long: bool) -> list[Figure]:
    """Profile every kind of page at each size, and report the worst growth for each viewer."""
    sizes = (*SIZES, LONG) if long else SIZES
    costs = {size: await _at(size) for size in sizes}
    found = []
    for user, words in ((WIDE, "reaches 95 %"), (NARROW, f"reaches {FEW}")):
        for size in sizes[1:]:
            grown = growth(costs[sizes[0]], costs[size], user)
            kind, worst = max(grown.items(), key=lambda item: item[1])
            small, large = (costs[at][user, kind] for at in (sizes[0], size))
            detail = f"worst of {len(grown)} kinds of page: {kind}, {small:.0f} → {large:.0f} hits"
            name = f"customers(first: 10), viewer {words}, {sizes[0]:,} → {size:,}"
            found.append(at_most(name, worst, WANTED, detail))
    return found


async def _at(size: int) -> dict[tuple[str, str], float]:
    async with ground(folder(f"customers-{size}")) as place:
        return await page_costs(place.database, place.driver, size)


async def page_costs(
    database: Database, driver: AsyncDriver, size: int, orders: int | None = None
) -> dict[tuple[str, str], float]:
    """Return the database hits by viewer and kind of page, of that many customers (made when they are not there).

    Of the orders of customers only the first `orders` are walked, when that is given.
    """
    await scale(database, size)
    api = schema.build()
    found: dict[tuple[str, str], float] = {}
    for user in (WIDE, NARROW):
        viewer = await Viewers(database).find(user, datetime.now(UTC), today())
        async for kind, hits in customer_pages(Reader(api, viewer, database, driver), size, orders):
            found[user, kind] = hits
    return found


def growth(small: dict[tuple[str, str], float], large: dict[tuple[str, str], float], user: str) -> dict[str, float]:
    """Return by how much each kind of page of a viewer costs more in the larger graph."""
    return {kind: large[who, kind] / hits for (who, kind), hits in small.items() if who == user}


async def customer_pages(reader: Reader, size: int, orders: int | None = None) -> AsyncIterator[tuple[str, float]]:
    """Yield each kind of page with its database hits: every order, both ways, both ends, deep after and deep before."""
    type_ = reader.api.model.nouns["Customer"]
    for order in list(type_.orders.values())[:orders]:
        cursors = await _cursors(reader, size, type_, order)
        for way in ("", "_DESC"):
            value = order_value(order.name) + way
            for side, resumed in (("first", "after"), ("last", "before")):
                end = await reader.cost(CUSTOMERS, order=value, **{side: 10})
                yield f"{value} {side}", end.hits
                hits = [(await reader.cost(CUSTOMERS, order=value, **{side: 10, resumed: c})).hits for c in cursors]
                yield f"{value} {side} deep {resumed}", mean(hits)


async def _cursors(reader: Reader, size: int, type_: Type, order: Order) -> list[str]:
    """Return cursors at `DEPTHS` of what the viewer sees: of all of it, or of an evenly spread sample."""
    if reader.viewer.narrow:
        value = order_value(order.name)
        sent = await capture(reader.api, reader.database, reader.viewer, CUSTOMERS, order=value, first=FEW)
        cursors = [edge["cursor"] for edge in sent.answer["customers"]["edges"]]
        assert len(cursors) == FEW, f"the narrow viewer sees {len(cursors)} customers"
    else:
        ids = [f"cus_{number:08}" for number in range(0, size, size // SAMPLES)]
        rows = (await reader.database.read(SAMPLE, {"ids": ids, "key": order.property}))["rows"]
        assert len(rows) == len(ids), "these are not the customers that this generator makes"
        cursors = [paging.encode(f"{type_.name}:{order.name}", _plain(key), node_id) for key, node_id in sorted(rows)]
    return [cursors[int(depth * len(cursors))] for depth in DEPTHS]


def _plain(key: Any) -> Any:
    return key.iso_format() if hasattr(key, "iso_format") else key
