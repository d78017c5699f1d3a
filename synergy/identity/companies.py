"""Companies compared: names, place, trade, telephone, website and numbers that fail their check."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from synergy.identity.comparison import UNKNOWN, Comparison, Level
from synergy.identity.english import expand
from synergy.identity.identifiers import isin_checks, lei_checks, names_exchange, uscc_checks
from synergy.identity.model import Frequencies, count_terms, expected_others
from synergy.identity.names import CompanyName, is_short_form, read_name, split_former
from synergy.identity.places import place_at, place_named, same_area
from synergy.identity.similarity import edits
from synergy.identity.spelling import is_chinese

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from synergy.identity.comparison import Terms
    from synergy.identity.party import Party

_CHECKS = {"USCC": uscc_checks, "LEI": lei_checks, "ISIN": isin_checks, "STOCK": names_exchange}
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
    ONLY_BRAND = 3
    BRAND_SLIP = 4
    SPELLING = 5
    SHORT = 6
    SLIP = 7
    CORE = 8
    LEGAL = 9


_NAMES = (
    Level("differs"),
    Level("the brand is equal, the rest is not", "brand"),
    Level("most of it is equal"),
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


@lru_cache(maxsize=20_000)  # a pair is asked for by each comparison and by the verdict
def name_level(one: CompanyName, other: CompanyName) -> NameLevel:
    """Judge two names of one language; a branch and its parent differ."""
    if one.plain == other.plain:
        return NameLevel.LEGAL if is_legal(one) else NameLevel.CORE
    if one.branch != other.branch and not (one.branch and other.branch and edits(one.branch, other.branch, 1) == 1):
        return NameLevel.DIFFERS
    near = not one.place or not other.place or one.place == other.place or same_area(one.place, other.place)
    if one.core == other.core and (one.brand or is_chinese(one.core) or _only_forms_differ(one, other)):
        return _same_core(one, other, near=near)
    return _chinese_level(one, other, near=near) if is_chinese(one.plain) else _english_level(one, other, near=near)


def _same_core(one: CompanyName, other: CompanyName, *, near: bool) -> NameLevel:
    if not near:
        return NameLevel.BRAND
    alike = _spelt_out(one.trade) == _spelt_out(other.trade)
    return NameLevel.CORE if alike or not one.form or not other.form else NameLevel.MOSTLY


def _spelt_out(trade: str) -> tuple[str, ...]:
    return tuple(full for word in trade.split() for full in expand(word))


def is_legal(name: CompanyName) -> bool:
    """Whether a name tells enough to be the registered one: brand or place, and a legal form."""
    return bool(name.form and name.form != "group" and name.core != name.trade)


_LONG_CORE = 8
_SHORT_CORE = 4


def _chinese_level(one: CompanyName, other: CompanyName, *, near: bool) -> NameLevel:
    for short, full in ((one, other), (other, one)):
        if near and is_short_form(short, full):
            return NameLevel.SHORT if short.trade else NameLevel.ONLY_BRAND
    size = min(len(one.place + one.core), len(other.place + other.core))
    most = 2 if size >= _LONG_CORE else 1 if size >= _SHORT_CORE else 0
    same_brand = bool(one.brand) and one.brand == other.brand
    slip = NameLevel.SLIP if same_brand else NameLevel.BRAND_SLIP
    if most and (edits(one.plain, other.plain, most) <= most or (near and edits(one.core, other.core, 1) <= 1)):
        return slip
    if same_brand and near:
        less, more = sorted((one.trade, other.trade), key=len)
        return NameLevel.MOSTLY if less and set(less) <= set(more) else NameLevel.BRAND
    return NameLevel.DIFFERS


_SHORT_WORD = 5
_LONG_WORD = 9
_LONG_NAME = 12
_MOST_WORDS = 0.65
_SCRAP = 2
_FORM_WORDS = ("co", "ltd", "limited", "company", "corporation", "corp", "inc", "group", "holding", "holdings", "coltd")


def _english_level(one: CompanyName, other: CompanyName, *, near: bool) -> NameLevel:
    a, b = sorted((bare_words(one), bare_words(other)), key=len)
    if not near or not a:
        return NameLevel.DIFFERS
    rest, left = _unmatched(a, b)
    matched = len(a) - len(rest)
    if not one.place or not other.place:  # one name leaves the place out, or has it mistyped
        told = (one.place or other.place).split()
        rest = [word for word in rest if word not in told]
        left = [word for word in left if word not in told]
    equal = len(set(a) & set(b))
    brand, opposite = "".join(sorted(one.brand.split())), "".join(sorted(other.brand.split()))
    same_brand = bool(brand) and brand == opposite
    whole, opposite_whole = "".join(a), "".join(b)
    if whole == opposite_whole:
        return NameLevel.SLIP
    if min(len(whole), len(opposite_whole)) >= _LONG_NAME and edits(whole, opposite_whole, 1) <= 1:
        return NameLevel.SLIP if same_brand else NameLevel.SPELLING
    if matched and not rest and not left:
        return NameLevel.SLIP if equal == matched or same_brand else NameLevel.SPELLING
    mostly = matched >= _MOST_WORDS * (matched + max(len(rest), len(left)))
    if mostly and (same_brand or (equal and not rest)):
        return NameLevel.MOSTLY
    return NameLevel.BRAND if same_brand else NameLevel.DIFFERS


def _unmatched(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the words of each that are none of the other's, mistyped or cut short."""
    rest: list[str] = []
    left = list(other)
    for word in one:
        match = word if word in left else next((it for it in left if _same_word(word, it)), None)
        if match is None:
            rest.append(word)
        else:
            left.remove(match)
    return rest, left


def _only_forms_differ(one: CompanyName, other: CompanyName) -> bool:
    """Whether the words of two English names that do not agree are legal forms."""
    return all(_is_form(word) for word in set(one.plain.split()) ^ set(other.plain.split()))


@lru_cache(maxsize=100_000)
def bare_words(name: CompanyName) -> tuple[str, ...]:
    """Return the words of an English name, place included, without its legal form, right or mistyped."""
    words = tuple(full for word in name.parent.split() for full in expand(word))
    kept = [word for place, word in enumerate(words) if word != "and" and (place == 0 or not _is_form(word))]
    while len(kept) > 1 and len(kept[-1]) <= _SCRAP and kept[-1].isalpha():
        kept.pop()  # what a slip has left of `Co.` or `Ltd.`
    return tuple(kept) or words


def _is_form(word: str) -> bool:
    return any(word == form or (len(form) > 2 and edits(word, form, 1) <= 1) for form in _FORM_WORDS) or word in {  # noqa: PLR2004
        "coo", "cco", "c", "oc", "gco", "lt", "td",
    }  # fmt: skip


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
    Comparison("Chinese name", ("core", "brand"), _NAMES, _names(short=False, chinese=True)),
    Comparison("Chinese short name", ("core", "brand"), _NAMES, _names(short=True, chinese=True)),
    Comparison("English name", ("core", "brand"), _NAMES, _names(short=False, chinese=False)),
    Comparison("English short name", ("core", "brand"), _NAMES, _names(short=True, chinese=False)),
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
    plain = count_terms(company.terms for company in companies)
    counts = dict(plain.counts)
    totals = dict(plain.totals)
    others = {"legal": _NO_OTHER}
    counts["legal"] = Counter(dict.fromkeys(plain.counts.get("legal", ()), 1))
    for term, found in different.items():
        counts[term] = Counter({value: _placed(seen) for value, seen in found.items()})
        totals[term] = max(1, counts[term].total())
        others[term] = expected_others(counts[term], _FEW)
    totals["legal"] = totals["core"]
    return Frequencies(counts, totals, others)


def _placed(identities: set[str]) -> int:
    """Count the identities; one without a place is the same as one with, if there is any."""
    return max(1, sum(not identity.startswith("|") for identity in identities))
