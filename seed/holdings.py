"""What customers hold. Industry and size drive it, and some products draw others after them, across subsidiaries."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from seed.categories import COMPLEMENTS
from seed.draw import Weighted, chance, stream
from seed.rows import LAST_DAY, Edges, Period, dated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from seed.customers import Customer
    from seed.products import Product
    from seed.serving import Service

_MEAN = {"LARGE": 3.1, "MEDIUM": 2.2, "SMALL": 1.5, "MICRO": 1.0, "UNKNOWN": 1.1}
_STAGE = {"PROSPECT": 0.0, "ACTIVE": 1.0, "KEY": 1.7, "DORMANT": 0.7}
_BANDS = {
    "LARGE": Weighted(("LARGE", "MEDIUM", "SMALL"), (55, 33, 12)),
    "MEDIUM": Weighted(("LARGE", "MEDIUM", "SMALL"), (15, 55, 30)),
    "SMALL": Weighted(("LARGE", "MEDIUM", "SMALL"), (3, 27, 70)),
}
_PULL = 0.6
_PARTNERS: dict[str, list[str]] = defaultdict(list)
for _first, _second in COMPLEMENTS.items():
    _PARTNERS[_first].append(_second)
    _PARTNERS[_second].append(_first)
_INITIALS = {"LARGE": "L", "MEDIUM": "M", "SMALL": "S", "MICRO": "X", "UNKNOWN": "S"}


class Holding(NamedTuple):
    """One period in which a customer holds a product, booked by a subsidiary that serves it all that time."""

    customer: Customer
    product: Product
    period: Period
    band: str
    code: str


class _Shelf:
    """Draws what a subsidiary sells to a kind of customer; the tables are built once per kind."""

    def __init__(self, found: Sequence[Product]) -> None:
        self._by_code: dict[str, list[Product]] = defaultdict(list)
        self._by_line: dict[tuple[str, str], list[Product]] = defaultdict(list)
        for product in found:
            for code in product.offerers:
                self._by_code[code].append(product)
                self._by_line[code, product.category.code].append(product)
        self._tables: dict[tuple[str, str, str], Weighted[Product] | None] = {}

    def draw(self, rng: Random, code: str, customer: Customer) -> Product | None:
        industry = customer.industry.code if customer.industry else ""
        key = (code, industry, customer.size)
        if key not in self._tables:
            weights = [_appeal(product, industry, customer.size) for product in self._by_code[code]]
            self._tables[key] = Weighted(self._by_code[code], weights) if sum(weights) > 0 else None
        table = self._tables[key]
        return table.pick(rng) if table else None

    def drawn_after(self, code: str, held: Sequence[Product]) -> Product | None:
        """Return what goes with something already held: the same rank of the complementary line."""
        for product in held:
            for category in _PARTNERS[product.category.code]:
                line = self._by_line.get((code, category))
                if line and product.code != code:
                    return line[(product.rank - 1) % len(line)]
        return None


def _appeal(product: Product, industry: str, size: str) -> float:
    category = product.category
    if not industry:
        return category.weight / product.rank if category.persons else 0.0
    if category.style == "retail" and size != "MICRO":
        return 0.0
    if category.sizes and _INITIALS[size] not in category.sizes:
        return 0.02
    fit = 1.0 if not category.industries else 4.0 if industry in category.industries else 0.3
    if product.focus:
        fit *= 9.0 if product.focus.code == industry else 0.03
    return category.weight * fit / math.pow(product.rank + 3, 0.7)


def holdings(served: Sequence[Service], found: Sequence[Product], seed: int) -> list[Holding]:
    """Invent the holdings, customer by customer in the order of service."""
    rng = stream(seed, "holdings")
    shelf = _Shelf(found)
    by_customer: dict[int, list[Service]] = defaultdict(list)
    for service in served:
        by_customer[service.customer.number].append(service)
    result: list[Holding] = []
    for number in sorted(by_customer):
        held: list[Product] = []
        for service in sorted(by_customer[number], key=lambda item: (item.period.start, item.code)):
            result += _booked(rng, shelf, service, held)
    return result


def _booked(rng: Random, shelf: _Shelf, service: Service, held: list[Product]) -> list[Holding]:
    result: list[Holding] = []
    for _ in range(_count(rng, _MEAN[service.customer.size] * _STAGE[service.stage])):
        product = shelf.drawn_after(service.code, held) if chance(rng, _PULL) else None
        if product is None or product in held:
            product = shelf.draw(rng, service.code, service.customer)
        if product is None or product in held:
            continue
        period = _period(rng, service.period, product.offered)
        if period is None:
            continue
        held.append(product)
        band = _BANDS.get(service.customer.size, _BANDS["SMALL"]).pick(rng)
        if chance(rng, 0.03) and (period.end - period.start).days > 800 and period.end <= LAST_DAY:  # noqa: PLR2004 - invented
            middle = period.start + timedelta(days=300)
            result.append(Holding(service.customer, product, Period(period.start, middle), band, service.code))
            period = Period(middle + timedelta(days=90), period.end)
        result.append(Holding(service.customer, product, period, band, service.code))
    return result


def _count(rng: Random, mean: float) -> int:
    """Draw a whole number around the mean, spread evenly from none to twice as many."""
    value = rng.random() * 2 * mean
    return int(value) + chance(rng, value - int(value))


def _period(rng: Random, served: Period, offered: Period) -> Period | None:
    """Return when it was held: inside the service, not before it was offered."""
    earliest, latest = max(served.start, offered.start), min(served.end, offered.end)
    if (latest - earliest).days < 30:  # noqa: PLR2004 - invented
        return None
    near = min(latest, max(LAST_DAY, earliest + timedelta(days=90)))
    start = earliest + timedelta(days=int((near - earliest).days * rng.random() ** 2 * 0.9))
    if chance(rng, 0.14) and (near - start).days > 60:  # noqa: PLR2004 - invented
        return Period(start, start + timedelta(days=30 + rng.randrange((near - start).days - 30)))
    return Period(start, served.end)


def holding_edges(found: Sequence[Holding]) -> Edges:
    """Return the HOLDS relationships."""
    rows = [
        dated(item.customer.id, item.product.id, item.period, band=item.band, bookedBy=f"sub_{item.code}")
        for item in found
    ]
    return Edges("HOLDS", "Customer", "Product", rows, dated=True)
