"""How far two names of companies agree, from the whole legal name down to the brand alone."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from synergy.identity.english import expand
from synergy.identity.names import is_abbreviation, is_short_form
from synergy.identity.places import same_area
from synergy.identity.similarity import edits
from synergy.identity.spelling import is_chinese

if TYPE_CHECKING:
    from synergy.identity.names import CompanyName


class NameLevel(IntEnum):
    """How far two names agree."""

    DIFFERS = 0
    BRAND = 1
    MOSTLY = 2
    ABBREVIATION = 3
    ONLY_BRAND = 4
    BRAND_SLIP = 5
    SPELLING = 6
    SHORT = 7
    SLIP = 8
    CORE = 9
    LEGAL = 10


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
    if not alike and one.form == other.form and not (is_legal(one) and is_legal(other)):
        return NameLevel.SHORT
    return NameLevel.CORE if alike or not one.form or not other.form else NameLevel.MOSTLY


def _spelt_out(text: str) -> tuple[str, ...]:
    return tuple(full for word in text.split() for full in expand(word))


def is_legal(name: CompanyName) -> bool:
    """Whether a name tells enough to be the registered one: brand or place, and a legal form (股份 alone is none)."""
    return bool(name.form not in {"", "group"} and name.core != name.trade and not name.plain.endswith("股份"))


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
    if near and not same_brand and (is_abbreviation(one, other) or is_abbreviation(other, one)):
        return NameLevel.ABBREVIATION
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
    words = _spelt_out(name.parent)
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
