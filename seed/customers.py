"""Invented customers: who they are, where, in which industry and corporate group, and how they are identified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from seed.draw import Weighted, chance, sample_weighted, shares, stream
from seed.identifiers import lei, uscc
from seed.industries import INDUSTRIES, INSTITUTIONS, PUBLIC_BODIES, Industry
from seed.organisation import KNOWN_SINCE
from seed.profiles import PROFILES
from seed.rows import OPEN_END, Edges, Nodes, Period, Properties, dated, edge, node
from seed.vocabulary import (
    BRAND_FIRST,
    BRAND_LAST,
    GIVEN_FIRST,
    GIVEN_LAST,
    LEGAL_FORMS,
    PLACES,
    REGION_WEIGHTS,
    SURNAMES,
    WELL_KNOWN,
    Place,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.figures import Figures

SIZES = ("LARGE", "MEDIUM", "SMALL", "MICRO")
_FINANCIAL_SIZES = Weighted(SIZES, (6, 22, 47, 25))
_INDUSTRIAL_SIZES = Weighted(SIZES, (17, 40, 35, 8))
_EMPLOYEES = {"LARGE": (1_000, 30_000), "MEDIUM": (300, 999), "SMALL": (20, 299), "MICRO": (1, 19)}
_RETAIL_STYLES = frozenset({"bank", "securities", "insurance", "finance"})
_INSTITUTIONAL = frozenset(INSTITUTIONS)


@dataclass(frozen=True, slots=True)
class CorporateGroup:
    """A group of companies under one brand."""

    id: str
    brand: Word


@dataclass(frozen=True, slots=True)
class Customer:
    """`served_first_by` is the subsidiary that found the customer; persons have no industry."""

    number: int
    kind: str
    size: str
    industry: Industry | None
    place: Place
    served_first_by: str
    group: CorporateGroup | None
    name: Word
    short: Word

    @property
    def id(self) -> str:
        """The node's id."""
        return f"cus_{self.number:06d}"


def person_name(rng: Random) -> Word:
    """Draw a person's name, family name first in both languages."""
    surname, last = rng.choice(SURNAMES), rng.choice(GIVEN_LAST)
    if chance(rng, 0.3):
        return Word(surname.zh + last.zh, f"{surname.en} {last.en}")
    first = rng.choice(GIVEN_FIRST)
    return Word(surname.zh + first.zh + last.zh, f"{surname.en} {first.en}{last.en.lower()}")


def _brand(rng: Random) -> Word:
    while True:
        first, last = rng.choice(BRAND_FIRST), rng.choice(BRAND_LAST)
        if first.zh != last.zh and first.zh + last.zh not in WELL_KNOWN:
            return Word(first.zh + last.zh, first.en + last.en.lower())


@cache
def _industries_of(code: str) -> Weighted[Industry]:
    """Return the industries a subsidiary finds its customers in."""
    profile = PROFILES[code]
    other = 1.0 if profile.style in _RETAIL_STYLES else 0.22
    return Weighted(
        INDUSTRIES,
        [item.weight * (4.0 if item.code in profile.industries else other) for item in INDUSTRIES],
    )


_PLACES = Weighted(
    PLACES, [REGION_WEIGHTS[place.region] / sum(p.region == place.region for p in PLACES) for place in PLACES]
)


class _Namer:
    """Draws names until one is new."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def company(self, place: Place, industry: Industry, size: str, group: CorporateGroup | None) -> tuple[Word, Word]:
        while True:
            brand = group.brand if group else _brand(self._rng)
            trade = self._rng.choice(industry.trades)
            form = self._rng.choice(LEGAL_FORMS.get(size, LEGAL_FORMS["SMALL"]))
            if group:
                zh = f"{brand.zh}（{place.zh}）{trade.zh}{form.zh}"
                en = f"{brand.en} ({place.en}) {trade.en} {form.en}"
            else:
                zh = f"{place.zh}{brand.zh}{trade.zh}{form.zh}"
                en = f"{place.en} {brand.en} {trade.en} {form.en}"
            if self._is_new(zh):
                return Word(zh, en), brand
            if group:  # the brand is given; another place makes another name
                place = _PLACES.pick(self._rng)

    def body(self, place: Place, kinds: Sequence[Word]) -> tuple[Word, Word]:
        while True:
            brand, kind = _brand(self._rng), self._rng.choice(kinds)
            zh = f"{place.zh}{brand.zh}{kind.zh}"
            if self._is_new(zh):
                return Word(zh, f"{place.en} {brand.en} {kind.en}"), brand

    def group(self) -> Word:
        while True:
            brand = _brand(self._rng)
            if self._is_new(brand.zh):
                return brand

    def _is_new(self, name: str) -> bool:
        if name in self._taken:
            return False
        self._taken.add(name)
        return True


def customers(wanted: Figures, seed: int) -> tuple[list[CorporateGroup], list[Customer]]:
    """Invent the corporate groups and the customers."""
    rng = stream(seed, "customers")
    namer = _Namer(rng)
    groups = [CorporateGroup(f"cgr_{i:04d}", namer.group()) for i in range(1, wanted.corporate_groups + 1)]
    pick_group = Weighted(groups, [1 / (rank + 12) for rank in range(len(groups))])
    codes = list(PROFILES)
    counts = shares(wanted.customers, [PROFILES[code].customers for code in codes])
    first = [code for code, count in zip(codes, counts, strict=True) for _ in range(count)]
    rng.shuffle(first)
    return groups, [_customer(rng, namer, number, code, pick_group) for number, code in enumerate(first, start=1)]


def _customer(rng: Random, namer: _Namer, number: int, code: str, groups: Weighted[CorporateGroup]) -> Customer:
    profile, place = PROFILES[code], _PLACES.pick(rng)
    if chance(rng, profile.persons):
        name = person_name(rng)
        return Customer(number, "PERSON", "UNKNOWN", None, place, code, None, name, name)
    industry = _industries_of(code).pick(rng)
    size = (_FINANCIAL_SIZES if profile.style in _RETAIL_STYLES else _INDUSTRIAL_SIZES).pick(rng)
    if industry.code == "S91":
        name, short = namer.body(place, PUBLIC_BODIES)
        return Customer(number, "PUBLIC_BODY", "MEDIUM", industry, place, code, None, name, short)
    if industry.code in _INSTITUTIONAL and chance(rng, 0.4):
        name, short = namer.body(place, INSTITUTIONS[industry.code])
        return Customer(number, "INSTITUTION", size, industry, place, code, None, name, short)
    group = groups.pick(rng) if chance(rng, 0.55 if size == "LARGE" else 0.2 if size == "MEDIUM" else 0.01) else None
    name, short = namer.company(place, industry, size, group)
    size = "UNKNOWN" if chance(rng, 0.02) else size
    return Customer(number, "COMPANY", size, industry, place, code, group, name, short)


_REGISTRARS = {"COMPANY": "91", "INSTITUTION": "12", "PUBLIC_BODY": "11"}


def customer_nodes(
    groups: Sequence[CorporateGroup], found: Sequence[Customer], since: Sequence[date], seed: int
) -> Iterator[Nodes | Edges]:
    """Yield the customers and their surroundings; `since` says when each was first served."""
    yield Nodes(
        "Industry",
        [node(f"ind_{i.code}", KNOWN_SINCE, name=i.name.zh, nameEn=i.name.en, code=i.code) for i in INDUSTRIES],
    )
    yield Nodes(
        "CorporateGroup",
        [
            node(group.id, KNOWN_SINCE, name=f"{group.brand.zh}控股集团", nameEn=f"{group.brand.en} Holdings Group")
            for group in groups
        ],
    )
    rng = stream(seed, "customer details")
    yield Nodes("Customer", [_row(rng, customer, day) for customer, day in zip(found, since, strict=True)])
    yield Edges("LOCATED_IN", "Customer", "Region", [edge(item.id, f"reg_{item.place.region}") for item in found])
    yield Edges(
        "IN_INDUSTRY",
        "Customer",
        "Industry",
        [edge(item.id, f"ind_{item.industry.code}") for item in found if item.industry],
    )
    yield Edges("IN_GROUP", "Customer", "CorporateGroup", list(_memberships(found, seed)), dated=True)


def _row(rng: Random, customer: Customer, day: date) -> Properties:
    known = customer.size in _EMPLOYEES and chance(rng, 0.72)
    employees = None
    if known:
        low, high = _EMPLOYEES[customer.size]
        employees = int(low * (high / low) ** (rng.random() ** 1.4))
    prefix = "100" if customer.kind == "PERSON" else "000"
    return node(
        customer.id,
        day,
        name=customer.name.zh,
        nameEn=customer.name.en,
        kind=customer.kind,
        sizeBand=customer.size,
        employees=employees,
        employeesOrder=-1 if employees is None else employees,
        uscc=_uscc(customer),
        phone=f"+86 {prefix} {rng.randrange(10_000):04d} {rng.randrange(10_000):04d}" if chance(rng, 0.8) else None,
    )


def _uscc(customer: Customer) -> str | None:
    registrar = _REGISTRARS.get(customer.kind)
    return uscc(customer.number, registrar, customer.place.region) if registrar else None


def _memberships(found: Sequence[Customer], seed: int) -> Iterator[Properties]:
    rng = stream(seed, "corporate groups")
    for customer in found:
        if customer.group:
            start = date(2005, 1, 1) + timedelta(days=rng.randrange(6_000))
            end = start + timedelta(days=400 + rng.randrange(1_500)) if chance(rng, 0.04) else OPEN_END
            yield dated(customer.id, customer.group.id, Period(start, end))


def identifier_nodes(
    found: Sequence[Customer], since: Sequence[date], wanted: Figures, seed: int
) -> Iterator[Nodes | Edges]:
    """Yield a credit code for every organisation, a stock code and often an LEI for the listed ones."""
    rng = stream(seed, "identifiers")
    companies = [item for item in found if item.kind == "COMPANY"]
    weights = [40.0 if item.size == "LARGE" else 3.0 if item.size == "MEDIUM" else 0.05 for item in companies]
    listed = [companies[i] for i in sample_weighted(rng, companies, weights, wanted.listed_customers)]
    held = [(item, "USCC", code) for item in found if (code := _uscc(item))]
    held += [(item, "STOCK", f"SYN{rank:04d}") for rank, item in enumerate(listed, start=1)]
    held += [(item, "LEI", lei(item.number)) for item in listed if chance(rng, 0.6)]
    yield Nodes(
        "Identifier",
        [
            node(f"idn_{scheme.lower()}_{value}", since[item.number - 1], scheme=scheme, value=value)
            for item, scheme, value in held
        ],
    )
    yield Edges(
        "HAS_ID",
        "Customer",
        "Identifier",
        [edge(item.id, f"idn_{scheme.lower()}_{value}") for item, scheme, value in held],
    )
