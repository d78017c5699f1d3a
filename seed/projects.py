"""Invented projects of 2020 to 2022: for whom, about what, who takes part and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from seed.draw import Weighted, chance, spread, stream
from seed.organisation import SUBSIDIARIES, opened
from seed.profiles import PROFILES
from seed.rows import LAST_DAY, OPEN_END, Edges, Nodes, Period, Properties, dated, edge, node
from seed.themes import THEMES, Theme
from seed.topics import BY_CODE as TOPIC
from seed.vocabulary import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.customers import Customer
    from seed.draw import Turn
    from seed.figures import Figures
    from seed.products import Product
    from seed.serving import Service

_NEW_YEAR = date(2022, 1, 1)
_PARTNERS = Weighted((1, 2, 3), (60, 29, 11))
_YEARS = Weighted((2020, 2021, 2022), (17, 27, 56))
_ROLES = {
    "bank": "FINANCIER",
    "finance": "FINANCIER",
    "insurance": "FINANCIER",
    "securities": "ADVISER",
    "engineering": "CONTRACTOR",
}


class Participation(NamedTuple):
    """One subsidiary's part in a project."""

    code: str
    role: str
    lead: bool
    period: Period


@dataclass(frozen=True, slots=True)
class Project:
    """`ended` is the last day of work; participations outlive it unless somebody left."""

    number: int
    theme: Theme
    name: Word
    customers: tuple[Customer, ...]
    started: date
    ended: date | None
    stage: str
    parts: tuple[Participation, ...]
    amount: str | None
    currency: str | None

    @property
    def id(self) -> str:
        """The node's id."""
        return f"prj_{self.number:05d}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The participants' codes, the leader first."""
        return tuple(part.code for part in self.parts)


class _Market:
    """Finds a customer for a theme, and who serves it."""

    def __init__(self, served: Sequence[Service]) -> None:
        self._codes: dict[int, list[str]] = defaultdict(list)
        by_code: dict[str, dict[int, Customer]] = defaultdict(dict)
        for service in served:
            customer = service.customer
            if service.period.holds(LAST_DAY) and customer.kind != "PERSON" and customer.size != "MICRO":
                self._codes[customer.number].append(service.code)
                by_code[service.code][customer.number] = customer
        self._by_code = {code: list(found.values()) for code, found in by_code.items()}
        self._shared = {
            code: [customer for customer in found if len(self._codes[customer.number]) > 1]
            for code, found in self._by_code.items()
        }

    def customer(self, rng: Random, code: str, theme: Theme) -> Customer | None:
        """Draw a customer of this subsidiary, rather a shared one and in an industry of the theme."""
        pool = self._shared.get(code) or self._by_code.get(code)
        if not pool:
            return None
        tries = [rng.choice(pool) for _ in range(25)]
        return max(tries, key=lambda item: _fit(item, theme))

    def serving(self, customer: Customer) -> list[str]:
        """Return who serves the customer."""
        return self._codes[customer.number]


def _fit(customer: Customer, theme: Theme) -> int:
    size = {"LARGE": 2, "MEDIUM": 1}.get(customer.size, 0)
    return size + (3 if customer.industry and customer.industry.code in theme.industries else 0)


def projects(wanted: Figures, served: Sequence[Service], seed: int) -> list[Project]:
    """Invent the projects; exactly the wanted number counts as collaborative in 2022."""
    rng = stream(seed, "projects")
    market = _Market(served)
    turns = spread("COUNTED", wanted.collaborative_projects_2022)
    turns += spread("FIRST", 1) + spread("ENDED", wanted.ended_collaborations - 1)
    turns += spread("SINGLE", wanted.single_projects) + spread("LEFT", wanted.left_alone_projects)
    turns += spread("JOINED", wanted.joined_later_projects) + spread("PROPOSED", wanted.proposed_projects)
    names: set[str] = set()
    return [_project(rng, market, number, turn, names) for number, turn in enumerate(turns, start=1)]


def _project(rng: Random, market: _Market, number: int, turn: Turn, names: set[str]) -> Project:
    kind = turn.kind
    started, ended = _dates(rng, turn)
    while True:
        theme = rng.choice(THEMES)
        lead = theme.by[0] if chance(rng, 0.6) else rng.choice(theme.by)
        customer = market.customer(rng, lead, theme)
        if customer and opened(lead) <= started:
            break
    customers = [customer]
    if chance(rng, 0.08) and (second := market.customer(rng, lead, theme)) and second != customer:
        customers.append(second)
    codes = [lead] if kind == "SINGLE" else _participants(rng, lead, theme, market.serving(customer), started)
    if kind in {"LEFT", "JOINED"}:
        codes = codes[:2]
    parts = tuple(_part(rng, kind, rank, code, started) for rank, code in enumerate(codes))
    amount, currency = _amount(rng, theme, customer)
    return Project(
        number,
        theme,
        _name(customer, theme, started, names),
        tuple(customers),
        started,
        ended,
        _stage(rng, kind, ended),
        parts,
        amount,
        currency,
    )


def _dates(rng: Random, turn: Turn) -> tuple[date, date | None]:
    """Return when work began and, if it did, ended."""
    kind = turn.kind
    if kind == "FIRST":  # the cases of 2020 have something to tell from the first week, at any size
        return date(2019, 10, 8), date(2020, 12, 18)
    if kind == "ENDED":
        started = date(2019, 10, 1) + timedelta(days=rng.randrange(640))
        return started, started + timedelta(days=60 + rng.randrange((date(2021, 12, 31) - started).days - 60))
    if kind == "LEFT":
        return date(2020, 1, 6) + timedelta(days=rng.randrange(480)), None
    if kind == "PROPOSED":
        return LAST_DAY + timedelta(days=1 + rng.randrange(180)), None
    year = _YEARS.at(turn.share)
    started = date(year, 1, 1) + timedelta(days=rng.randrange(360))
    if chance(rng, 0.5):
        return started, None
    first = started + timedelta(days=45) if kind == "SINGLE" else max(started + timedelta(days=45), _NEW_YEAR)
    return started, first + timedelta(days=rng.randrange(560))


def _participants(rng: Random, lead: str, theme: Theme, serving: Sequence[str], started: date) -> list[str]:
    """Draw the leader's partners: who serves the customer and knows the theme, then who does either."""
    both = [code for code in theme.by if code in serving]
    either = [theme.by, serving] if chance(rng, 0.7) else [serving, theme.by]
    ranked = dict.fromkeys([*both, *either[0], *either[1]])
    partners = [code for code in ranked if code != lead and opened(code) <= started]
    return [lead, *partners[: _PARTNERS.pick(rng)]]


def _part(rng: Random, kind: str, rank: int, code: str, started: date) -> Participation:
    role = "ORIGINATOR" if rank == 0 else _ROLES.get(PROFILES[code].style, "PARTNER")
    start, end = started, OPEN_END
    if rank > 0:
        start = started + timedelta(days=rng.randrange(45))
        if kind == "COUNTED":
            start = min(start, LAST_DAY)
            if rank > 1 and chance(rng, 0.15):
                end = max(start, LAST_DAY) + timedelta(days=30 + rng.randrange(700))
        elif kind == "LEFT":
            end = _NEW_YEAR if chance(rng, 0.2) else _NEW_YEAR - timedelta(days=rng.randrange(150))
        elif kind == "JOINED":
            start = LAST_DAY + timedelta(days=1 + rng.randrange(200))
    return Participation(code, role, rank == 0, Period(start, end))


def _stage(rng: Random, kind: str, ended: date | None) -> str:
    if kind == "PROPOSED":
        return "PROPOSED"
    if ended is None:
        return "UNDERWAY"
    return "CLOSED" if chance(rng, 0.6) else "DELIVERED"


def _amount(rng: Random, theme: Theme, customer: Customer) -> tuple[str | None, str | None]:
    if chance(rng, 0.12):
        return None, None
    millions = theme.amount * rng.lognormvariate(0, 0.7) * (1.6 if customer.size == "LARGE" else 0.8)
    currency = {"99": "USD", "81": "HKD"}.get(customer.place.region, "CNY")
    return f"{max(1, round(millions * 10)) * 100_000}.00", currency


def _name(customer: Customer, theme: Theme, started: date, names: set[str]) -> Word:
    """Return a new name: the customer's brand and place, the theme, then the year or a phase where that is taken."""
    zh, en = f"{customer.place.zh}{customer.short.zh}{theme.name.zh}项目", f"{customer.short.en} ({customer.place.en})"
    word = Word(zh, f"{en}: {theme.name.en}")
    phase = 1
    while word.zh in names:
        phase += 1
        word = Word(f"{zh}（{started.year}年第{phase}期）", f"{en}: {theme.name.en}, {started.year} phase {phase}")
    names.add(word.zh)
    return word


def project_nodes(found: Sequence[Project], offered: Sequence[Product], seed: int) -> Iterator[Nodes | Edges]:
    """Yield the projects and what they are with, about and made of."""
    yield Nodes("Project", [_row(item) for item in found])
    parts = [
        dated(f"sub_{part.code}", item.id, part.period, role=part.role, lead=part.lead)
        for item in found
        for part in item.parts
    ]
    yield Edges("PARTICIPATES", "Subsidiary", "Project", parts, dated=True)
    yield Edges("WITH", "Project", "Customer", [edge(item.id, who.id) for item in found for who in item.customers])
    located = [edge(item.id, f"reg_{item.customers[0].place.region}") for item in found]
    yield Edges("LOCATED_IN", "Project", "Region", located)
    topics = [edge(item.id, TOPIC[code].id) for item in found for code in item.theme.topics]
    yield Edges("HAS_TOPIC", "Project", "Topic", topics)
    yield Edges("USES", "Project", "Product", list(_uses(found, offered, seed)))


def _row(item: Project) -> Properties:
    shorts = {subsidiary.code: subsidiary.short for subsidiary in SUBSIDIARIES}
    who_zh = "、".join(shorts[code].zh for code in item.codes)
    who_en = ", ".join(shorts[code].en for code in item.codes)
    topics = [TOPIC[code].name for code in item.theme.topics[:2]]
    zh = (
        f"{who_zh}联合为{item.customers[0].name.zh}实施“{item.theme.name.zh}”"
        if len(item.codes) > 1
        else f"{who_zh}为{item.customers[0].name.zh}实施“{item.theme.name.zh}”"
    )
    en = f"{who_en} for {item.customers[0].name.en}: {item.theme.name.inline}"
    return node(
        item.id,
        item.started,
        name=item.name.zh,
        nameEn=item.name.en,
        summary=f"{zh}，涉及{'、'.join(topic.zh for topic in topics)}。",
        summaryEn=f"{en}; topics: {', '.join(topic.inline for topic in topics)}.",
        stage=item.stage,
        startedOn=item.started,
        endedOn=item.ended,
        amount=item.amount,
        currency=item.currency,
    )


def _uses(found: Sequence[Project], offered: Sequence[Product], seed: int) -> Iterator[Properties]:
    """Yield products of the participants: one that shares a topic with the project, or at least suits the industry."""
    rng = stream(seed, "project products")
    by_code: dict[str, list[Product]] = defaultdict(list)
    for product in offered:
        by_code[product.code].append(product)
    for item in found:
        industry = item.customers[0].industry
        for code in item.codes:
            possible = [product for product in by_code[code] if product.focus in {None, industry}]
            about = [product for product in possible if set(product.category.topics) & set(item.theme.topics)]
            if possible and chance(rng, 0.8):
                yield edge(item.id, rng.choice(about or possible).id)
