"""Company names, read into what tells one company from another, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from synergy.identity.chinese import Parts, read_chinese
from synergy.identity.english import expand, read_english
from synergy.identity.former_names import split_former
from synergy.identity.places import same_area
from synergy.identity.short_names import picks, shortens
from synergy.identity.spelling import even, is_chinese

__all__ = ["CompanyName", "is_abbreviation", "is_short_form", "read_name", "split_former", "tokens"]

_KEPT = 65_536


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name and its parts, each in plain form ("" where the name has none).

    Plain is NFKC in lower case, in simplified characters and without accents, punctuation and marks of share classes;
    Chinese without blanks, English with one between words, "and" for & and no "the" in front.
    """

    text: str
    """As it came."""
    plain: str
    """The whole, comparable."""
    place: str
    """The place that the name tells in front, in brackets or behind, without 省, 市, 县: "北京", "beijing".

    Of several the city before its counties, these before the province; 中国 and "china" only when there is no other.
    """
    brand: str
    """What tells the company apart (字号): "中信泰富", "citic pacific"; "" where place and trade do (北京银行)."""
    trade: str
    """What stands between brand and form, 集团 and "holdings" included: "特钢集团", "special steel group"."""
    form: str
    """The legal form: co ltd, joint stock, corporation, company, partnership, sole proprietorship, cooperative, firm,
    shop, factory or group. An English "Co., Ltd." is co ltd, although Chinese joint stock companies call themselves so.
    """
    branch: str
    """What makes it somebody's branch: "上海分公司", "shenzhen branch"."""
    parent: str
    """The plain name without the branch, which is `plain` when it is none, and "" when it does not tell whose it is."""
    core: str
    """Brand and trade without 集团 and "holdings": what short names and other spellings share. Never empty while
    `plain` is not: a name without brand keeps its place (北京银行), and one of nothing else all it has."""


@lru_cache(maxsize=_KEPT)
def read_name(text: str) -> CompanyName:
    """Read any text as a company's name; what the text does not have stays ""."""
    parts = _parts(text)
    return CompanyName(
        text, parts.plain, parts.place, parts.brand, parts.trade, parts.form, parts.branch, parts.parent, parts.core
    )


@lru_cache(maxsize=_KEPT // 4)
def _parts(text: str) -> Parts:
    evened = even(text)
    return read_chinese(evened) if is_chinese(evened) else read_english(evened)


def tokens(name: CompanyName) -> tuple[str, ...]:
    """List what spellings of one company's name share most of, in order and with repetitions.

    English: the words of `core`, abbreviations and plurals expanded. Chinese: its pairs of neighbouring characters.
    """
    core = name.core
    if is_chinese(core):
        return tuple(core[at : at + 2] for at in range(max(len(core) - 1, 1)))
    return tuple(full for word in core.split() for full in expand(word))


def is_short_form(short: CompanyName, full: CompanyName) -> bool:
    """Whether `short` is a usual short name of `full`: 中信银行 of 中信银行股份有限公司, 建行 of 中国建设银行.

    A hint only: 平安 shortens every 平安 there is. Never true of a branch and its parent, nor of two places. An English
    name is a short form when it has the same `tokens`, since its abbreviations follow no rule.
    """
    if short.branch != full.branch or not short.core or not full.core:
        return False
    if not (is_chinese(short.plain) and is_chinese(full.plain)):
        return tokens(short) == tokens(full)
    if short.form not in {"", "group", "company", full.form}:
        return False
    if short.place and full.place and not same_area(short.place, full.place):
        return False
    if not set(short.core) <= set(full.plain):
        return False
    whole = _parts(full.text)
    return shortens(_parts(short.text).named, whole.front, whole.brand, whole.words)


def is_abbreviation(short: CompanyName, full: CompanyName) -> bool:
    """Whether a Chinese `short` is made of letters of `full` in their order: 浦发银行 of 上海浦东发展银行股份有限公司.

    Weaker than `is_short_form`, since other companies' names may hold the same letters. `full` has its legal form.
    """
    if short.branch or full.branch or full.form in {"", "group"} or short.form not in {"", "group", "joint stock"}:
        return False
    if not set(short.core[1:]) <= set(full.plain):  # the first may be the letter of a province
        return False
    whole = _parts(full.text)
    return picks(_parts(short.text).named, whole.front, whole.brand, whole.words)
