"""Who serves whom and when: what held on the last day of 2022 is not what held before or after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from seed.draw import Weighted, chance, sample_weighted, stream
from seed.organisation import BY_CODE, opened
from seed.profiles import PROFILES, relatedness
from seed.rows import LAST_DAY, OPEN_END, Edges, Period, dated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from seed.customers import Customer
    from seed.figures import Figures

_STAGES = Weighted(("PROSPECT", "ACTIVE", "KEY", "DORMANT"), (12, 63, 15, 10))
_OTHERS = Weighted((1, 2, 3, 4), (71, 21, 6, 2))
_STARTS = Weighted((2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022), (3, 4, 6, 7, 9, 11, 13, 14, 15, 18))
_OFF_THE_DAY = 0.17
_SHARED_WEIGHT = {"LARGE": 9.0, "MEDIUM": 4.0, "SMALL": 1.2, "MICRO": 0.5, "UNKNOWN": 0.6}


@dataclass(frozen=True, slots=True)
class Service:
    """One period in which a subsidiary serves a customer."""

    customer: Customer
    code: str
    period: Period
    stage: str
    last_contact: date | None


@cache
def _companions(code: str, industry: str, *, person: bool) -> Weighted[str]:
    """Return who else comes to serve a customer that this subsidiary found."""
    weights = []
    for other, profile in PROFILES.items():
        fit = 3.0 if industry in profile.industries else 1.0 if not profile.industries else 0.35
        near = relatedness(code, other, same_segment=BY_CODE[code].segment == BY_CODE[other].segment)
        allowed = other != code and (profile.persons > 0 or not person)
        weights.append(profile.customers**0.85 * fit * near if allowed else 0.0)
    return Weighted(tuple(PROFILES), weights)


def _others(rng: Random, customer: Customer, count: int, taken: set[str]) -> list[str]:
    """Draw subsidiaries besides those taken; fewer only when the draw is unlucky for long."""
    industry = customer.industry.code if customer.industry else ""
    draw = _companions(customer.served_first_by, industry, person=customer.kind == "PERSON")
    chosen: list[str] = []
    while len(chosen) < count:
        code = draw.pick(rng)
        if code not in taken:
            taken.add(code)
            chosen.append(code)
    return chosen


def services(found: Sequence[Customer], wanted: Figures, seed: int) -> list[Service]:
    """Invent every period of service; exactly the wanted number of customers is shared on the last day of 2022."""
    rng = stream(seed, "serving")
    weights = [_SHARED_WEIGHT[item.size] for item in found]
    shared = set(sample_weighted(rng, found, weights, wanted.shared_customers_2022))
    single = [position for position in range(len(found)) if position not in shared]
    unserved = set(rng.sample(single, wanted.unserved_customers))
    result: list[Service] = []
    for position, customer in enumerate(found):
        taken = {customer.served_first_by}
        codes = [] if position in unserved else [customer.served_first_by]
        if position in shared:
            codes += _others(rng, customer, _OTHERS.pick(rng), taken)
        for code in codes:
            result += _current(rng, customer, code)
        if position in unserved:
            result.append(_off(rng, customer, customer.served_first_by))
        if chance(rng, _OFF_THE_DAY):
            result.append(_off(rng, customer, _others(rng, customer, 1, taken)[0]))
    return result


def _current(rng: Random, customer: Customer, code: str) -> list[Service]:
    """Invent a period that covers the last day of 2022, now and then with an earlier one before it."""
    start = max(_day_in(rng, _STARTS.pick(rng)), opened(code))
    if chance(rng, 0.002):
        start = LAST_DAY
    end = OPEN_END
    if chance(rng, 0.06):
        end = LAST_DAY + timedelta(days=1 + rng.randrange(1_250))
    periods = [Service(customer, code, Period(start, end), *_contact(rng, start, end))]
    if chance(rng, 0.07) and start.year > 2017 and code != "citic_financial_holdings":  # noqa: PLR2004 - invented
        gap = 30 + rng.randrange(500)
        ended = start - timedelta(days=gap)
        began = ended - timedelta(days=200 + rng.randrange(1_200))
        periods.insert(0, Service(customer, code, Period(began, ended), "ACTIVE", ended - timedelta(days=7)))
    return periods


def _off(rng: Random, customer: Customer, code: str) -> Service:
    """Invent a period that ended by the last day of 2022, or began after it."""
    if chance(rng, 0.42) or opened(code).year > 2021:  # noqa: PLR2004 - invented
        start = LAST_DAY + timedelta(days=1 if chance(rng, 0.02) else 1 + rng.randrange(1_300))
        return Service(customer, code, Period(start), *_contact(rng, start, OPEN_END))
    end = LAST_DAY if chance(rng, 0.02) else LAST_DAY - timedelta(days=rng.randrange(1_400))
    start = end - timedelta(days=150 + rng.randrange(2_000))
    return Service(customer, code, Period(start, end), *_contact(rng, start, end))


def _day_in(rng: Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


def _contact(rng: Random, start: date, end: date) -> tuple[str, date | None]:
    stage = _STAGES.pick(rng)
    until = min(end, LAST_DAY if start <= LAST_DAY else start + timedelta(days=60))
    if stage == "PROSPECT" and chance(rng, 0.4):
        return stage, None
    reach = min((until - start).days, 700 if stage == "DORMANT" else 120)
    return stage, until - timedelta(days=rng.randrange(reach + 1))


def serving_edges(found: Sequence[Service]) -> Edges:
    """Return the SERVES relationships."""
    rows = [
        dated(
            f"sub_{item.code}",
            item.customer.id,
            item.period,
            stage=item.stage,
            lastContactOn=item.last_contact,
            lastContactOrder=item.last_contact or date.min,  # orders need a value: see the model's Serves
        )
        for item in found
    ]
    return Edges("SERVES", "Subsidiary", "Customer", rows, dated=True)


def first_served(found: Sequence[Service], count: int) -> list[date]:
    """Return for each customer, by number, the day it was first served."""
    first: dict[int, date] = defaultdict(lambda: OPEN_END)
    for item in found:
        first[item.customer.number] = min(first[item.customer.number], item.period.start)
    return [first[number] for number in range(1, count + 1)]
