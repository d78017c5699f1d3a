"""Trades: where in a Chinese company name the brand ends and the words of its trade begin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf

from synergy.identity.places import Level, place_at
from synergy.identity.spelling import lines

GROUP_WORDS = frozenset({"集团", "控股", "group", "grp", "holdings", "holding", "hldgs", "hldg"})
_SHORTEST, _LONGEST = 2, 7
# What a brand of so many characters costs: two are usual, none or one are not; from there each more costs the same.
_BRAND_COST = (2.2, 2.5, 0.0, 0.35, 0.8, 1.8)
_LONGER_BRAND = 0.9
_UNKNOWN = 0.9
_PER_WORD = 0.01
_PLACE_INSIDE = 0.3
# A brand made of trade words only is dearer than none, and one that ends in such a word is suspect.
_TRADE_AS_BRAND = 2.4
_TRADE_IN_BRAND = 0.5


@dataclass(frozen=True, slots=True)
class Split:
    """A brand, the trade words behind it, a place among them, and how unusual this reading is."""

    cost: float
    brand: str
    words: tuple[str, ...]
    place: str


@cache
def chinese_trades() -> frozenset[str]:
    """Words of trade and organisation in Chinese names; words that end in 集团 are told as two."""
    every = " ".join(lines("trades_zh.txt")).split()
    return frozenset(word for word in every if word == "集团" or not word.endswith("集团"))


@cache
def english_trades() -> frozenset[str]:
    """Words of trade and organisation in English names."""
    return frozenset(" ".join(lines("trades_en.txt")).split())


def split_trade(text: str) -> Split:
    """The most usual reading of `text`, a plain Chinese name without place in front and without form.

    The trade is the part that known words cover best from its beginning to the end of the name. Takes time in
    proportion to the length.
    """
    covers = _covers(text)
    ends = _trade_ends(text)
    best, brand_end = inf, len(text)
    for start in range(len(text), -1, -1):
        step = covers[start]
        if step.length or start == len(text):
            cost = _brand_cost(_width(text, start)) + step.cost + ends.get(start, 0.0)
            if cost < best:
                best, brand_end = cost, start
    words, place = _trade_words(text, covers, brand_end)
    return Split(best, text[:brand_end], words, place)


def _trade_words(text: str, covers: list[_Step], start: int) -> tuple[tuple[str, ...], str]:
    """The words from `start` to the end, unknown characters kept together as one, and the place among them."""
    words: list[str] = []
    place, at = "", start
    while at < len(text):
        step = covers[at]
        word = text[at : at + (step.length or 1)]
        if step.place and not place:
            place = step.place
        elif not step.length and words and at and not covers[at - 1].length:
            words[-1] += word
        else:
            words.append(word)
        at += step.length or 1
    return tuple(words), place


@dataclass(slots=True)
class _Step:
    """The cheapest way from a position to the end: a word of `length` first, or an unknown character when that is 0."""

    cost: float
    length: int = 0
    place: str = ""


def _covers(text: str) -> list[_Step]:
    known = chinese_trades()
    steps = [_Step(0.0)] * (len(text) + 1)
    for at in range(len(text) - 1, -1, -1):
        best = _Step(steps[at + 1].cost + _UNKNOWN)
        for length in range(_SHORTEST, min(_LONGEST, len(text) - at) + 1):
            if text[at : at + length] in known:
                cost = steps[at + length].cost + _PER_WORD
                if cost < best.cost:
                    best = _Step(cost, length)
        if at >= _SHORTEST:
            place = place_at(text, at)
            if place and place.level <= Level.PREFECTURE:
                cost = steps[at + len(place.spelling)].cost + _PLACE_INSIDE
                if cost < best.cost:
                    best = _Step(cost, len(place.spelling), place.name)
        steps[at] = best
    return steps


def _trade_ends(text: str) -> dict[int, float]:
    """What it costs more to end a brand at a position, because trade words end there."""
    known = chinese_trades()
    costs: dict[int, float] = {}
    reached = {0}
    for start in range(len(text)):
        for length in range(_SHORTEST, min(_LONGEST, len(text) - start) + 1):
            if text[start : start + length] in known:
                if start in reached:
                    reached.add(start + length)
                costs[start + length] = _TRADE_AS_BRAND if start + length in reached else _TRADE_IN_BRAND
    return costs


def _brand_cost(width: int) -> float:
    last = len(_BRAND_COST) - 1
    return _BRAND_COST[width] if width <= last else _BRAND_COST[last] + _LONGER_BRAND * (width - last)


def _width(text: str, end: int) -> int:
    """How many characters of Chinese the first `end` characters are worth: Latin ones half, for a word is a unit."""
    brand = text[:end]
    latin = sum(letter.isascii() for letter in brand)
    return end - latin + (latin + 1) // 2
