"""Trades: where in a Chinese company name the brand ends and the words of its trade begin."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import ceil, inf
from typing import NamedTuple

from synergy.identity.places import Level, place_at
from synergy.identity.spelling import lines

GROUP_WORDS = frozenset({"集团", "控股", "group", "grp", "holdings", "holding", "hldgs", "hldg"})
_SHORTEST = 2
_LATIN = 0.5
# What a brand of so many characters costs: two are usual, none or one are not; from there each more costs the same.
_BRAND_COST = (2.2, 2.5, 0.0, 0.35, 0.8, 1.8)
_LONGER_BRAND = 0.9
_UNKNOWN = 0.9
_PER_WORD = 0.01
_PLACE_INSIDE = 0.3
# A brand made of trade words only is dearer than none, and one that ends in such a word is suspect.
_TRADE_AS_BRAND = 2.4
_TRADE_IN_BRAND = 0.5


class Split(NamedTuple):
    """A brand, the trade words behind it, a place among them, and how unusual this reading is."""

    cost: float
    brand: str
    words: tuple[str, ...]
    place: str


@cache
def _chinese_trades() -> dict[str, tuple[str, ...]]:
    """Group the words of trade and organisation by the two characters they begin with.

    Words that end in 集团 are left out, so that 集团 is told as a word of its own.
    """
    starting: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(" ".join(lines("trades_zh.txt")).split()):
        if word == "集团" or not word.endswith("集团"):
            starting[word[:2]].append(word)
    return {start: tuple(found) for start, found in starting.items()}


def is_chinese_trade(word: str) -> bool:
    """Whether `word`, plain, is one of trade or organisation in Chinese names."""
    return word in _chinese_trades().get(word[:2], ())


@cache
def english_trades() -> frozenset[str]:
    """Words of trade and organisation in English names."""
    return frozenset(" ".join(lines("trades_en.txt")).split())


def split_trade(text: str) -> Split:
    """Find the most usual reading of `text`, a plain Chinese name without place in front and without form.

    The trade is the part that known words cover best from its beginning to the end of the name. Takes time in
    proportion to the length.
    """
    known = _chinese_trades()
    found: list[list[int]] = []
    for at in range(len(text)):
        words = known.get(text[at : at + 2])
        found.append([len(word) for word in words if text.startswith(word, at)] if words else [])
    covers = _covers(text, found)
    ends = _trade_ends(found)
    best, brand_end, width = inf, 0, 0.0
    for start in range(len(text) + 1):
        if covers[start].length or start == len(text):
            cost = _brand_cost(ceil(width)) + covers[start].cost + ends.get(start, 0.0)
            if cost <= best:
                best, brand_end = cost, start
        if start < len(text):
            # A Latin letter is half a character's worth, for such a word is a unit.
            width += _LATIN if text[start].isascii() else 1.0
    trade, place = _trade_words(text, covers, brand_end)
    return Split(best, text[:brand_end], trade, place)


def _trade_words(text: str, covers: list[_Step], start: int) -> tuple[tuple[str, ...], str]:
    """Tell the words from `start` to the end, unknown characters kept together as one, and the place among them."""
    words: list[str] = []
    place, at, unknown = "", start, False
    while at < len(text):
        step = covers[at]
        word = text[at : at + max(step.length, 1)]
        if step.place and not place:
            place = step.place
        elif not step.length and unknown:
            words[-1] += word
        else:
            words.append(word)
        unknown = not step.length
        at += max(step.length, 1)
    return tuple(words), place


class _Step(NamedTuple):
    """The cheapest way from a position to the end: a word of `length` first, or an unknown character when that is 0."""

    cost: float
    length: int
    place: str


def _covers(text: str, found: list[list[int]]) -> list[_Step]:
    steps = [_Step(0.0, 0, "")] * (len(text) + 1)
    for at in range(len(text) - 1, -1, -1):
        cost, length, name = steps[at + 1].cost + _UNKNOWN, 0, ""
        for size in found[at]:
            so_far = steps[at + size].cost + _PER_WORD
            if so_far < cost:
                cost, length = so_far, size
        if at >= _SHORTEST and not found[at]:
            place = place_at(text, at)
            if place and place.level <= Level.PREFECTURE:
                so_far = steps[at + len(place.spelling)].cost + _PLACE_INSIDE
                if so_far < cost:
                    cost, length, name = so_far, len(place.spelling), place.name
        steps[at] = _Step(cost, length, name)
    return steps


def _trade_ends(found: list[list[int]]) -> dict[int, float]:
    """Tell what it costs more to end a brand at a position, because trade words end there."""
    costs: dict[int, float] = {}
    covered = {0}
    for start, lengths in enumerate(found):
        for length in lengths:
            end = start + length
            if start in covered:
                covered.add(end)
            costs[end] = _TRADE_AS_BRAND if end in covered else _TRADE_IN_BRAND
    return costs


def _brand_cost(width: int) -> float:
    last = len(_BRAND_COST) - 1
    return _BRAND_COST[width] if width <= last else _BRAND_COST[last] + _LONGER_BRAND * (width - last)
