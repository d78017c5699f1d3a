"""Companies compared: names, place, trade, telephone, website and numbers that fail their check."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from synergy.identity.across_levels import across_level
from synergy.identity.comparison import UNKNOWN, Comparison, Level
from synergy.identity.identifiers import CHECKS
from synergy.identity.model import Frequencies, count_terms, expected_others
from synergy.identity.name_levels import NameLevel, is_legal, name_level
from synergy.identity.names import CompanyName, read_name, split_former
from synergy.identity.places import one_place, place_at, place_named, same_area
from synergy.identity.romanisation import in_pinyin, spelled
from synergy.identity.similarity import edits
from synergy.identity.spelling import is_chinese
from synergy.identity.websites import hosts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from synergy.identity.comparison import Terms
    from synergy.identity.party import Party

_NUMBER_ENDS = 8
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, eq=False)
class Company:
    """A company's record in comparable form.

    `valid` holds, by scheme, the identifiers that pass their check; `doubtful` the credit code or LEI that does not.
    """

    names: tuple[CompanyName, ...]
    valid: dict[str, frozenset[str]]
    doubtful: frozenset[str]
    hosts: frozenset[str]
    phone: str
    places: tuple[str, ...]
    trade: str

    @cached_property
    def terms(self) -> Terms:
        """What is counted: a rare brand says more than a frequent one."""
        name = self.names[0] if self.names else read_name("")
        return {
            "legal": name.plain if is_legal(name) else "",
            "core": name.core,
            "brand": name.brand or name.core,
            "stem": name.core[: len(name.brand) + 1] if name.brand else name.core,
            "place": self.places[0] if self.places else "",
            "phone": self.phone,
            "trade": self.trade,
            "spelling": _spelling(name),
        }

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every credit code and LEI, right or wrong."""
        return self.doubtful | self.valid.get("USCC", frozenset()) | self.valid.get("LEI", frozenset())


def _spelling(name: CompanyName) -> str:
    """Return the brand as one word of Latin letters."""
    if is_chinese(name.plain):
        return spelled(name.brand or name.core)
    return "".join(in_pinyin(word) for word in (name.brand or name.core).split())


def read_company(party: Party) -> Company:
    """Bring a company's record into comparable form."""
    names: dict[str, CompanyName] = {}
    for text in party.names:
        current, former = split_former(text)
        for one in (current, *former):
            name = read_name(one)
            if name.plain:
                names.setdefault(name.plain, name)
    valid: dict[str, frozenset[str]] = {}
    doubtful = set()
    for scheme, value in party.identifiers:
        check = CHECKS.get(scheme)
        if check is None or check(value):
            valid[scheme] = valid.get(scheme, frozenset()) | {value}
        elif scheme in {"USCC", "LEI"}:
            doubtful.add(value)
    return Company(
        tuple(names.values()),
        valid,
        frozenset(doubtful),
        hosts(party.websites),
        "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", party.phone)))[-_NUMBER_ENDS:],
        _places(party.city, party.region),
        unicodedata.normalize("NFKC", party.industry).casefold().strip(),
    )


def _places(*texts: str) -> tuple[str, ...]:
    """Return plain names of places, the narrowest first as the record gives them."""
    found: list[str] = []
    for text in texts:
        for part in re.split(r"[,，/;]+", unicodedata.normalize("NFKC", text).casefold()):
            rest = "".join(part.split()) if is_chinese(part) else " ".join(_WORD.findall(part))
            named = place_named(rest)
            if named is not None:
                rest = named.name
            elif is_chinese(rest):
                whole: list[str] = []
                while place := place_at(rest):
                    whole.insert(0, place.name)
                    rest = rest[len(place.spelling) :]
                found.extend(whole)
            if rest and rest not in found:
                found.append(rest)
    return tuple(found)


_NAMES = (
    Level("differs"),
    Level("the brand is equal, the rest is not", "brand"),
    Level("most of it is equal"),
    Level("one is letters of the other, in their order"),
    Level("one is the other's brand", "brand"),
    Level("a character of the brand is different, the rest equal"),
    Level("a letter of the brand is different, the rest equal"),
    Level("one is the other's short form", "stem"),
    Level("a slip of the pen, an abbreviation or the order of words apart"),
    Level("equal but for place or legal form", "core"),
    Level("the legal name is equal", "legal"),
)


@dataclass(frozen=True, slots=True)
class NamesCompared:
    """The best agreement of two companies' names, whether one of the two is only a short one, and the language."""

    level: int
    short: bool
    chinese: bool


@lru_cache(maxsize=16)  # each comparison and the verdict ask for the same pair
def compare_names(one: Company, other: Company) -> NamesCompared:
    """Return the best agreement of two companies' names; UNKNOWN when none are in one language."""
    best = NamesCompared(UNKNOWN, short=False, chinese=False)
    for name in one.names:
        for opposite in other.names:
            chinese = is_chinese(name.plain)
            if chinese == is_chinese(opposite.plain):
                level = name_level(name, opposite)
                if level > best.level:
                    best = NamesCompared(level, short=not (is_legal(name) and is_legal(opposite)), chinese=chinese)
                if level == NameLevel.LEGAL:
                    return best
    return best


def _names(*, short: bool, chinese: bool) -> Callable[[Company, Company], int]:
    """Judge names of one sort; UNKNOWN for others, since short names and other languages agree in other ways."""

    def judge(one: Company, other: Company) -> int:
        found = compare_names(one, other)
        return found.level if found.short == short and found.chinese == chinese else UNKNOWN

    return judge


def compare_places(one: Company, other: Company) -> int:
    """Return 0 elsewhere, 1 one in the other, 2 equal; names tell the place where the fields do not."""
    a, b = _told_places(one), _told_places(other)
    if not a or not b:
        return UNKNOWN
    if one_place(a[0], b[0]):
        return 2
    return 1 if any(same_area(x, y) for x in a for y in b) else 0


def _told_places(company: Company) -> tuple[str, ...]:
    """Return the places of the fields, else those of the names; that a name begins with its country tells nothing."""
    return company.places or tuple(name.place for name in company.names if name.place not in _COUNTRY)


_COUNTRY = {"", "中国", "china", "prc"}


@lru_cache(maxsize=16)
def compare_across(one: Company, other: Company) -> int:
    """Return how far Chinese and English names agree; UNKNOWN when names of one language can be compared."""
    if compare_names(one, other).level != UNKNOWN:
        return UNKNOWN
    best = UNKNOWN
    for name in one.names:
        for opposite in other.names:
            pair = (name, opposite) if is_chinese(name.plain) else (opposite, name)
            best = max(best, int(across_level(*pair)))
    return best


_ACROSS = (
    Level("differs"),
    Level("the English name spells the brand, its trade is another", "spelling"),
    Level("the English name spells the brand, its trade is not told", "spelling"),
    Level("each word is translated"),
    Level("the English name spells the brand and translates the trade", "spelling"),
)


def _equal(one: str, other: str) -> int:
    return UNKNOWN if not one or not other else int(one == other)


def compare_phones(one: Company, other: Company) -> int:
    """Return 2 equal, 1 one slip apart, 0 different."""
    if not one.phone or not other.phone:
        return UNKNOWN
    return 2 - edits(one.phone, other.phone, 1)


def compare_codes(one: Company, other: Company) -> int:
    """Compare credit codes and LEIs of which one fails its check or is alone in doubt: 2 equal, 1 a slip apart."""
    if not one.codes or not other.codes:
        return UNKNOWN
    if one.codes & other.codes:
        return 2
    least = min(
        (edits(a, b, 2) for a in one.codes for b in other.codes if a in one.doubtful or b in other.doubtful), default=3
    )
    return 1 if least <= 2 else 0  # noqa: PLR2004 (slips, as the level says)


def compare_hosts(one: Company, other: Company) -> int:
    """Return 1 when a website is common, 0 when each has its own."""
    if not one.hosts or not other.hosts:
        return UNKNOWN
    return int(bool(one.hosts & other.hosts))


COMPANY: tuple[Comparison[Company], ...] = (
    Comparison("Chinese name", ("core", "brand"), _NAMES, _names(short=False, chinese=True)),
    Comparison("Chinese short name", ("core", "brand"), _NAMES, _names(short=True, chinese=True)),
    Comparison("English name", ("core", "brand"), _NAMES, _names(short=False, chinese=False)),
    Comparison("English short name", ("core", "brand"), _NAMES, _names(short=True, chinese=False)),
    Comparison("Chinese and English name", ("core", "brand"), _ACROSS, compare_across),
    Comparison(
        "place",
        ("place",),
        (Level("elsewhere"), Level("one lies in the other"), Level("equal", "place")),
        compare_places,
    ),
    Comparison(
        "industry", ("trade",), (Level("differs"), Level("equal", "trade")), lambda a, b: _equal(a.trade, b.trade)
    ),
    Comparison(
        "telephone", ("phone",), (Level("differs"), Level("one digit apart"), Level("equal", "phone")), compare_phones
    ),
    Comparison(
        "credit code or LEI",
        ("code",),
        (Level("differs"), Level("one or two characters apart"), Level("equal")),
        compare_codes,
    ),
    Comparison("website", ("host",), (Level("differs"), Level("equal")), compare_hosts),
)


_NO_OTHER = 0.002
"""How many other companies to expect under a legal name: registers allow none, yet there are several registers."""
_FEW = 0.02


def count_companies(companies: Sequence[Company]) -> Frequencies:
    """Count how many different companies each term stands for, as far as place and name tell them apart."""
    different: dict[str, dict[str, set[str]]] = {"core": {}, "brand": {}, "stem": {}, "phone": {}}
    for company in companies:
        name = company.names[0] if company.names else read_name("")
        for term, seen in different.items():
            value = company.terms[term]
            if value:
                identity = name.core if term == "phone" else f"{name.place}|{name.core}"
                seen.setdefault(value, set()).add(identity)
    spellings = _count_spellings(companies)
    plain = count_terms(company.terms for company in companies)
    counts = dict(plain.counts)
    totals = dict(plain.totals)
    others = {"legal": _NO_OTHER}
    counts["legal"] = Counter(dict.fromkeys(plain.counts.get("legal", ()), 1))
    for term, found in different.items():
        counts[term] = Counter({value: _placed(seen) for value, seen in found.items()})
        totals[term] = max(1, counts[term].total())
        others[term] = expected_others(counts[term], _FEW)
    if spellings:
        counts["spelling"], totals["spelling"] = spellings, spellings.total()
        others["spelling"] = expected_others(spellings, _FEW)
    totals["legal"] = totals["core"]
    return Frequencies(counts, totals, others)


def _count_spellings(companies: Sequence[Company]) -> Counter[str]:
    """Count for each spelling the different brands and first words of trade, in the language that has more of them."""
    seen: dict[bool, dict[str, set[str]]] = {True: {}, False: {}}
    for company in companies:
        name = company.names[0] if company.names else read_name("")
        if company.terms["spelling"]:
            chinese = is_chinese(name.plain)
            trade = name.trade[:1] if chinese else name.trade.partition(" ")[0]
            identities = seen[chinese].setdefault(company.terms["spelling"], set())
            identities.add(f"{name.brand or name.core}|{trade}")
    counts: Counter[str] = Counter()
    for found in seen.values():
        for value, identities in found.items():
            counts[value] = max(counts[value], _traded(identities))
    return counts


def _traded(identities: set[str]) -> int:
    """Count the identities; one without a trade is the same as one of that brand with, if there is any."""
    traded = {identity.partition("|")[0] for identity in identities if not identity.endswith("|")}
    return sum(not identity.endswith("|") or identity[:-1] not in traded for identity in identities)


def _placed(identities: set[str]) -> int:
    """Count the identities; one without a place is the same as one with, if there is any."""
    return max(1, sum(not identity.startswith("|") for identity in identities))
