"""Invented products: what each subsidiary offers, to which industry, and when it is on the shelf for the others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from seed.categories import CATEGORIES, EDITIONS, Category
from seed.draw import Weighted, chance, spread, stream
from seed.industries import BY_CODE as INDUSTRY
from seed.industries import Industry
from seed.organisation import BY_CODE as SUBSIDIARY
from seed.organisation import KNOWN_SINCE, opened
from seed.rows import LAST_DAY, OPEN_END, Edges, Nodes, Period, dated, edge, node
from seed.topics import BY_CODE as TOPIC
from seed.vocabulary import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.draw import Turn
    from seed.figures import Figures
    from seed.units import Unit

_BREADTH = {"citic_bank": 3.0, "citic_securities": 2.0, "csc_financial": 1.5}
_SECTOR_STYLES = frozenset({"bank", "securities", "trust", "insurance"})
_LETTERS = {"LARGE": "L", "MEDIUM": "M", "SMALL": "S", "MICRO": "X"}
_LICENCES = {
    "bank": "BANKING",
    "securities": "SECURITIES",
    "trust": "TRUST",
    "insurance": "INSURANCE",
    "personal_banking": "BANKING",
    "personal_insurance": "INSURANCE",
}
"""By style, or by category where that says otherwise."""
_YEARS = Weighted((2018, 2019, 2020, 2021, 2022), (18, 20, 24, 20, 18))


@dataclass(frozen=True, slots=True)
class Product:
    """`focus` is the industry it is made for; `shelf` is absent for internal products; `rank` its place in its line."""

    number: int
    rank: int
    category: Category
    code: str
    also: str | None
    focus: Industry | None
    name: Word
    offered: Period
    shelf: Period | None

    @property
    def id(self) -> str:
        """The node's id."""
        return f"prd_{self.number:05d}"

    @property
    def offerers(self) -> tuple[str, ...]:
        """The codes of the subsidiaries that offer it."""
        return (self.code, self.also) if self.also else (self.code,)


def products(wanted: Figures, seed: int) -> list[Product]:
    """Invent the products, each line's most general ones first."""
    rng = stream(seed, "products")
    turns = spread("SHARED", wanted.shared_products_2022) + spread("INTERNAL", wanted.internal_products)
    turns += spread("WITHDRAWN", wanted.withdrawn_products) + spread("LATER", wanted.later_products)
    found: list[Product] = []
    lines: dict[tuple[str, str], list[tuple[Word, Industry | None]]] = {}
    ranks: dict[tuple[str, str], int] = defaultdict(int)
    order = _lines(rng, len(turns))
    names: set[tuple[str, str]] = set()
    for number, (turn, (category, code)) in enumerate(zip(turns, order, strict=True), start=1):
        if (category.code, code) not in lines:
            lines[category.code, code] = _variants(rng, category)
        variants = lines[category.code, code]
        name, focus = variants[ranks[category.code, code] % len(variants)]
        if (code, name.zh) in names:
            edition = ranks[category.code, code] // len(variants) + 1
            name = Word(f"{name.zh}（第{edition}代）", f"{name.en}, generation {edition}")
        names.add((code, name.zh))
        ranks[category.code, code] += 1
        shelf, offered = _dates(rng, turn, opened(code))
        partners = [other for other in category.offered_by if other != code]
        also = rng.choice(partners) if partners and turn.kind == "SHARED" and chance(rng, 0.05) else None
        rank = ranks[category.code, code]
        found.append(Product(number, rank, category, code, also, focus, name, offered, shelf))
    return found


def _lines(rng: Random, count: int) -> list[tuple[Category, str]]:
    """Give every line of every subsidiary a product before any gets a second one, the heaviest first."""
    pairs = [(category, code) for category in CATEGORIES for code in category.offered_by]
    weights = [category.weight * _BREADTH.get(code, 1.0) for category, code in pairs]
    order = sorted(range(len(pairs)), key=lambda i: (-weights[i], i))
    heavier = Weighted(pairs, weights)
    return ([pairs[i] for i in order] + [heavier.pick(rng) for _ in range(max(0, count - len(pairs)))])[:count]


def _variants(rng: Random, category: Category) -> list[tuple[Word, Industry | None]]:
    """Return the names a line can have: plain ones, then editions and industries mixed."""
    plain: list[tuple[Word, Industry | None]] = [(base, None) for base in category.bases]
    special: list[tuple[Word, Industry | None]] = []
    for base in category.bases:
        special += [
            (Word(edition.zh + base.zh, f"{edition.en.replace('-', ' ')} {base.en}"), None)
            for edition in EDITIONS[category.style]
            if edition.zh[:2] not in base.zh
        ]
        industries = [INDUSTRY[code] for code in sorted(category.industries)]
        special += [(_for_industry(category, base, industry), industry) for industry in industries]
    rng.shuffle(special)
    return plain + special


def _for_industry(category: Category, base: Word, industry: Industry) -> Word:
    en = f"{base.en} for {industry.name.inline}"
    if category.style in _SECTOR_STYLES:
        return Word(f"{industry.short.zh}行业{base.zh}", en)
    if category.style == "steel":
        return Word(f"{industry.short.zh}用{base.zh}", en)
    return Word(f"{base.zh}（{industry.short.zh}行业版）", en)


def _dates(rng: Random, turn: Turn, earliest: date) -> tuple[Period | None, Period]:
    """Return when it is on the shelf and when it is offered at all."""
    if turn.kind == "INTERNAL":
        return None, Period(_clamp(date(2014, 1, 1) + timedelta(days=rng.randrange(3_200)), earliest))
    if turn.kind == "LATER":
        start = LAST_DAY + timedelta(days=1 + rng.randrange(900))
        return Period(start), Period(start - timedelta(days=rng.randrange(400)))
    if turn.kind == "WITHDRAWN":
        until = LAST_DAY - timedelta(days=rng.randrange(280 if earliest > KNOWN_SINCE else 900))
        start = _clamp(until - timedelta(days=180 + rng.randrange(1_000)), earliest)
        return Period(start, until), Period(_clamp(start - timedelta(days=200), earliest), until)
    start = _clamp(date(_YEARS.at(turn.share), 1, 1) + timedelta(days=rng.randrange(365)), earliest)
    until = LAST_DAY + timedelta(days=1 + rng.randrange(1_100)) if chance(rng, 0.07) else OPEN_END
    offered = _clamp(start - timedelta(days=rng.randrange(1_500)), earliest)
    return Period(start, until), Period(offered)


def _clamp(day: date, earliest: date) -> date:
    return max(day, earliest)


def product_nodes(found: Sequence[Product], units: Sequence[Unit]) -> Iterator[Nodes | Edges]:
    """Yield categories and products with who offers them and whom to speak to."""
    yield Nodes(
        "ProductCategory",
        [node(item.id, KNOWN_SINCE, name=item.name.zh, nameEn=item.name.en, code=item.code) for item in CATEGORIES],
    )
    yield Nodes(
        "Product",
        [
            node(
                item.id,
                item.offered.start,
                name=item.name.zh,
                nameEn=item.name.en,
                description=_description(item),
                descriptionEn=_description_en(item),
                onShelfFrom=item.shelf.start if item.shelf else None,
                onShelfUntil=item.shelf.end if item.shelf else None,
                suitsKinds=_kinds(item.category),
                suitsSizes=_sizes(item.category),
                licence=_LICENCES.get(item.category.code) or _LICENCES.get(item.category.style),
            )
            for item in found
        ],
    )
    yield Edges("IN_CATEGORY", "Product", "ProductCategory", [edge(item.id, item.category.id) for item in found])
    offers = [dated(f"sub_{code}", item.id, item.offered) for item in found for code in item.offerers]
    yield Edges("OFFERS", "Subsidiary", "Product", offers, dated=True)
    topics = [edge(item.id, TOPIC[code].id) for item in found for code in item.category.topics]
    yield Edges("HAS_TOPIC", "Product", "Topic", topics)
    by_code: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_code[unit.code].append(unit)
    handled = [edge(item.id, by_code[item.code][item.number % 3].id) for item in found]
    yield Edges("HANDLED_BY", "Product", "OrgUnit", handled)


def _kinds(category: Category) -> list[str]:
    """Return the kinds of customers that products of a category suit."""
    persons = ["PERSON"] if category.persons else []
    if category.persons and category.sizes in {"", "X"}:
        return persons
    return ["COMPANY", "INSTITUTION", "PUBLIC_BODY", *persons]


def _sizes(category: Category) -> list[str] | None:
    """Return the sizes that products of a category suit; persons are of the smallest."""
    if not category.sizes:
        return None
    letters = set(category.sizes) | ({"X"} if category.persons else set())
    return [size for size, letter in _LETTERS.items() if letter in letters]


def _description(item: Product) -> str:
    who = f"{item.focus.name.zh}客户" if item.focus else "各行业客户"
    topic = TOPIC[item.category.topics[0]].name.zh
    short = SUBSIDIARY[item.code].short.zh
    return f"{short}面向{who}提供的{item.name.zh}，属于{item.category.name.zh}产品线，服务于{topic}需求。"


def _description_en(item: Product) -> str:
    who = f"clients in {item.focus.name.inline}" if item.focus else "clients of all industries"
    short = SUBSIDIARY[item.code].short.en
    topic = TOPIC[item.category.topics[0]].name.inline
    return f"{item.name.en}, offered by {short} to {who} as part of {item.category.name.inline}; topic: {topic}."
