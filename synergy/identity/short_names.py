"""Short names: whether a text is made of a full name's words in one of the usual ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.identity.trades import is_chinese_trade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


_LETTERS = {
    "沪": "上海", "京": "北京", "津": "天津", "渝": "重庆", "皖": "安徽", "粤": "广东", "闽": "福建", "浙": "浙江",
    "苏": "江苏", "鲁": "山东", "豫": "河南", "冀": "河北", "晋": "山西", "陕": "陕西", "秦": "陕西", "甘": "甘肃",
    "陇": "甘肃", "青": "青海", "宁": "宁夏", "新": "新疆", "藏": "西藏", "云": "云南", "滇": "云南", "黔": "贵州",
    "贵": "贵州", "桂": "广西", "琼": "海南", "川": "四川", "蜀": "四川", "湘": "湖南", "鄂": "湖北", "赣": "江西",
    "吉": "吉林", "黑": "黑龙江", "龙": "黑龙江", "辽": "辽宁", "蒙": "内蒙古", "港": "香港", "澳": "澳门",
    "台": "台湾",
}  # fmt: skip
"""The letters of provinces, as on number plates."""
_FEWEST_LETTERS = 3


def picks(short: str, places: Sequence[str], brand: str, trade: Sequence[str]) -> bool:
    """Whether `short` is letters of a full Chinese name in their order, as short names of exchanges are made.

    浦发银行 of 上海浦东发展银行, 粤高速 of 广东省高速公路发展: a letter is one of the brand, begins a place or a
    word of trade, goes on behind the one before, or ends its word; a province may be told by its own letter. The
    brand, or the first word where there is none, has its first letter in it.
    """
    if len(short) < _FEWEST_LETTERS:
        return False
    words = [*places, *brand, *_single(trade)]
    needed = len(places)
    if needed >= len(words):
        return False
    reached = {(-1, 0, False)}
    for letter in short:
        reached = set(_next(letter, words, needed, reached))
    return any(told for _, _, told in reached)


def _next(
    letter: str, words: Sequence[str], needed: int, reached: set[tuple[int, int, bool]]
) -> Iterator[tuple[int, int, bool]]:
    """Yield where a letter may stand: the word, the place in it, and whether the needed word has been told."""
    for word, at, told in reached:
        if word >= 0:
            for behind in {at + 1, len(words[word]) - 1}:
                if at < behind < len(words[word]) and words[word][behind] == letter:
                    yield word, behind, told
        for later in range(word + 1, len(words)):
            if words[later].startswith(letter) or (later < needed and _LETTERS.get(letter) == words[later]):
                yield later, 0, told or later == needed


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
