"""Companies compared: names, place, trade, telephone, website and numbers that fail their check."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from synergy.identity.comparison import UNKNOWN, Comparison, Level
from synergy.identity.identifiers import isin_checks, lei_checks, names_exchange, uscc_checks
from synergy.identity.names import CompanyName, is_short_form, read_name, split_former, tokens
from synergy.identity.places import place_at, place_named, same_area
from synergy.identity.similarity import edits
from synergy.identity.spelling import is_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synergy.identity.comparison import Terms
    from synergy.identity.identifiers import Identifier
    from synergy.identity.party import Party

_CHECKS = {"USCC": uscc_checks, "LEI": lei_checks, "ISIN": isin_checks, "STOCK": names_exchange}
_NUMBER_ENDS = 8
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
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
            "core": name.core,
            "brand": name.brand or name.core,
            "place": self.places[0] if self.places else "",
            "phone": self.phone,
            "trade": self.trade,
        }

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every credit code and LEI, right or wrong."""
        return self.doubtful | self.valid.get("USCC", frozenset()) | self.valid.get("LEI", frozenset())


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
        check = _CHECKS.get(scheme)
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


def hosts(websites: Iterable[str]) -> frozenset[str]:
    """Return the host of each website, without `www.`; what has no dot (`-`, `none`) is no website."""
    found = set()
    for website in websites:
        address = unicodedata.normalize("NFKC", website).casefold().strip().partition("://")
        host = (address[2] or address[0]).partition("/")[0].partition(":")[0].removeprefix("www.")
        if "." in host.strip("."):
            found.add(host)
    return frozenset(found)


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


class NameLevel(IntEnum):
    """How far two names agree."""

    DIFFERS = 0
    BRAND = 1
    MOSTLY = 2
    SHORT = 3
    SLIP = 4
    CORE = 5
    WHOLE = 6


_NAMES = (
    Level("differs"),
    Level("only the brand is equal", "brand"),
    Level("most of it is equal", "brand"),
    Level("one is the other's short form", "brand"),
    Level("a slip of the pen, an abbreviation or the order of words apart"),
    Level("equal but for place or legal form", "core"),
    Level("equal", "core"),
)


def compare_names(one: Company, other: Company) -> int:
    """Return the best agreement of two companies' names; UNKNOWN when none are in one language."""
    best = UNKNOWN
    for name in one.names:
        for opposite in other.names:
            if is_chinese(name.plain) == is_chinese(opposite.plain):
                best = max(best, name_level(name, opposite))
                if best == NameLevel.WHOLE:
                    return best
    return best


def name_level(one: CompanyName, other: CompanyName) -> NameLevel:
    """Judge two names of one language; a branch and its parent differ."""
    if one.plain == other.plain:
        return NameLevel.WHOLE
    if one.branch != other.branch and not (one.branch and other.branch and edits(one.branch, other.branch, 1) == 1):
        return NameLevel.DIFFERS
    near = not one.place or not other.place or one.place == other.place or same_area(one.place, other.place)
    if one.core == other.core:
        if not near:
            return NameLevel.BRAND
        alike = one.trade == other.trade or not one.form or not other.form
        return NameLevel.CORE if alike else NameLevel.MOSTLY
    if near and (is_short_form(one, other) or is_short_form(other, one)):
        return NameLevel.SHORT
    if is_chinese(one.plain):
        return _chinese_level(one, other, near=near)
    return _english_level(one, other, near=near)


_LONG_CORE = 8
_SHORT_CORE = 4


def _chinese_level(one: CompanyName, other: CompanyName, *, near: bool) -> NameLevel:
    whole, opposite = one.place + one.core, other.place + other.core
    size = min(len(whole), len(opposite))
    most = 2 if size >= _LONG_CORE else 1 if size >= _SHORT_CORE else 0
    apart = edits(one.plain, other.plain, most) if most else 1
    same_brand = bool(one.brand) and one.brand == other.brand
    if apart <= most:
        return NameLevel.SLIP if same_brand or one.trade != other.trade else NameLevel.MOSTLY
    if most and edits(one.core, other.core, 1) <= 1 and near:
        return NameLevel.SLIP if same_brand else NameLevel.MOSTLY
    if same_brand and near:
        short, long = sorted((one.trade, other.trade), key=len)
        if short and set(short) <= set(long):
            return NameLevel.MOSTLY
        return NameLevel.BRAND
    return NameLevel.DIFFERS


_SHORT_WORD = 4
_LONG_WORD = 8
_MOST_WORDS = 0.65


def _english_level(one: CompanyName, other: CompanyName, *, near: bool) -> NameLevel:
    a, b = tokens(one), tokens(other)
    if len(a) > len(b):
        a, b = b, a
    left = list(b)
    for word in a:
        match = next((candidate for candidate in left if _same_word(word, candidate)), None)
        if match is not None:
            left.remove(match)
    matched = len(b) - len(left)
    if not matched or not near:
        return NameLevel.DIFFERS
    brand, opposite = one.brand or one.core, other.brand or other.core
    same_brand = brand == opposite or _same_text(brand, opposite) or sorted(brand.split()) == sorted(opposite.split())
    if matched == len(a) == len(b):
        return NameLevel.SLIP
    if "".join(a) == "".join(b) or _same_text("".join(a), "".join(b)):
        return NameLevel.SLIP
    if matched == len(a) and matched / len(b) >= _MOST_WORDS and (same_brand or brand in opposite or opposite in brand):
        return NameLevel.MOSTLY
    if same_brand and matched / len(b) >= _MOST_WORDS:
        return NameLevel.MOSTLY
    return NameLevel.BRAND if same_brand else NameLevel.DIFFERS


@lru_cache(maxsize=100_000)
def _same_word(one: str, other: str) -> bool:
    """Whether two words are one, mistyped or cut short."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if short.isdecimal() or long.isdecimal():
        return False
    if len(short) >= 3 and long.startswith(short.rstrip(".")):  # noqa: PLR2004 (three letters: Int, Dev, Ind)
        return True
    return _same_text(one, other)


def _same_text(one: str, other: str) -> bool:
    size = min(len(one), len(other))
    if size < _SHORT_WORD:
        return False
    most = 2 if size >= _LONG_WORD else 1
    return edits(one, other, most) <= most


def compare_places(one: Company, other: Company) -> int:
    """Return 0 elsewhere, 1 one in the other, 2 equal; names tell the place where the fields do not."""
    a = one.places or tuple(name.place for name in one.names if name.place)
    b = other.places or tuple(name.place for name in other.names if name.place)
    if not a or not b:
        return UNKNOWN
    if a[0] == b[0]:
        return 2
    return 1 if any(same_area(x, y) for x in a for y in b) else 0


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
    return 1 if least <= 2 else 0  # noqa: PLR2004


def compare_hosts(one: Company, other: Company) -> int:
    """Return 1 when a website is common, 0 when each has its own."""
    if not one.hosts or not other.hosts:
        return UNKNOWN
    return int(bool(one.hosts & other.hosts))


COMPANY: tuple[Comparison[Company], ...] = (
    Comparison("name", ("core", "brand"), _NAMES, compare_names),
    Comparison(
        "place", ("place",), (Level("elsewhere"), Level("one lies in the other"), Level("equal", "place")), compare_places
    ),
    Comparison("industry", ("trade",), (Level("differs"), Level("equal", "trade")), lambda a, b: _equal(a.trade, b.trade)),
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


def identifiers(company: Company) -> Iterable[Identifier]:
    """Yield what a company is recognised by without doubt."""
    from synergy.identity.identifiers import Identifier as Found

    for scheme, values in company.valid.items():
        for value in values:
            yield Found(scheme, value)
