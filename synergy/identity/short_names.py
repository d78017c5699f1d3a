"""Short names: whether a text is made of a full name's words in one of the usual ways."""

from __future__ import annotations

from collections.abc import Sequence

from synergy.identity.trades import is_chinese_trade

_SHORTEST = 2
_HALF = 2


def shortens(short: str, places: Sequence[str], brand: str, trade: Sequence[str]) -> bool:
    """Whether `short` is the words of a full Chinese name in their order, each left out, whole, or abbreviated.

    The brand is whole (泰富), since a part of it may tell of anybody; a place or a word of trade may be its first
    character (建设 → 建), its first and last (特殊钢 → 特钢), or of a bank the last (银行 → 行). A name without brand
    must show its place, which only 中国 need not, and its first word of trade, and never that word alone.
    """
    if len(short) < _SHORTEST or not (brand or trade):
        return False
    trade = _single(trade)
    placed = {0}
    for place in places:
        placed |= _behind(short, placed, place)
    if brand:
        ends = {start + len(brand) for start in placed if short.startswith(brand, start)}
        words = trade
    else:
        if places and tuple(places) != ("中国",):
            placed.discard(0)
        ends = _behind(short, placed, trade[0])
        words = trade[1:]
        if len(short) in _behind(short, {0}, trade[0]):
            return False
    for word in words:
        ends |= _behind(short, ends, word)
    return len(short) in ends


def _single(words: Sequence[str]) -> list[str]:
    """Take words of four characters that are made of two words apart: 石油化工 is shortened as 石油 and 化工 are."""
    halves: list[str] = []
    for word in words:
        pair = (word[:_HALF], word[_HALF:])
        halves.extend(pair if len(word) == _HALF + _HALF and all(map(is_chinese_trade, pair)) else (word,))
    return halves


def _behind(short: str, starts: set[int], word: str) -> set[int]:
    """Find where in `short` what stands for `word` may end, when it begins at one of `starts`."""
    return {start + size for start in starts for size in _taken(short, start, word)}


def _taken(short: str, start: int, word: str) -> set[int]:
    """Count how many characters of `short` at `start` may stand for `word`, beside none."""
    found = set()
    if short.startswith(word, start):
        found.add(len(word))
    if short.startswith(word[:1], start):
        found.add(1)
    if len(word) > _SHORTEST and short.startswith(word[0] + word[-1], start):
        found.add(2)
    if word.endswith("银行") and short.startswith("行", start):
        found.add(1)
    return found
