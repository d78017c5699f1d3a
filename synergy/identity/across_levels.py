"""How far a Chinese and an English name agree: the brand by its spelling in pinyin, the trade by translation."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from synergy.identity.english import expand
from synergy.identity.places import english_places, same_area
from synergy.identity.romanisation import in_pinyin, spelled, syllables
from synergy.identity.trades import GROUP_WORDS, english_trades
from synergy.identity.translations import meanings, segments, tells_little

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from synergy.identity.names import CompanyName


class AcrossLevel(IntEnum):
    """How far a Chinese and an English name agree."""

    DIFFERS = 0
    OTHER_TRADE = 1
    BRAND = 2
    TRANSLATED = 3
    BRAND_AND_TRADE = 4


class Trade(IntEnum):
    """How far two trades agree."""

    OTHER = 0
    UNTOLD = 1
    PARTLY = 2
    """A word is the same, yet one side tells of something else, too."""
    EQUAL = 3


_FEWEST_SPELT = 2
_MOST_WORDS = 4
_LONGEST_WORD = 4
_JOINING = frozenset({"and", "of", "the", "for"})
_CHINA = "中国"
_NATIONAL = frozenset({"china", "national", "state"})


@lru_cache(maxsize=20_000)  # a pair is asked for by the comparison and by the verdict
def across_level(chinese: CompanyName, english: CompanyName) -> AcrossLevel:
    """Judge a Chinese name and an English one; branches are left to those of one language."""
    if chinese.branch or english.branch or not chinese.core or not english.core:
        return AcrossLevel.DIFFERS
    if chinese.place and english.place and not same_area(chinese.place, english.place):
        return AcrossLevel.DIFFERS
    best = AcrossLevel.DIFFERS
    for start in _starts(chinese):
        for words, own in _spellings(english):
            for fit in _fits(chinese, start, words):
                if fit.spelt >= _FEWEST_SPELT and fit.end - start > own:
                    best = max(best, _with_trade(chinese, fit))
    if best < AcrossLevel.BRAND and _is_translated(chinese, english):
        return AcrossLevel.TRANSLATED
    return best


def _with_trade(chinese: CompanyName, fit: _Fit) -> AcrossLevel:
    trade = compare_trades(chinese.plain[fit.end : _end(chinese)], fit.left)
    if trade in {Trade.EQUAL, Trade.PARTLY} or (trade is Trade.UNTOLD and fit.translated):
        return AcrossLevel.BRAND_AND_TRADE
    return AcrossLevel.BRAND if trade is Trade.UNTOLD else AcrossLevel.OTHER_TRADE


@lru_cache(maxsize=100_000)
def english_words(name: CompanyName) -> tuple[str, ...]:
    """Return the words of an English name without place, form and joining words, as pinyin would spell them."""
    words = [*name.brand.split(), *(full for word in name.trade.split() for full in expand(word))]
    kept = [word for word in words if word not in _JOINING and word not in GROUP_WORDS]
    return tuple(word if meanings(word) else in_pinyin(word) for word in kept)


def _spellings(name: CompanyName) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return the words, and how many characters of them are place: the Chinese may take it for part of the brand."""
    words = english_words(name)
    place = "".join(name.place.split())
    if not place or not name.plain.startswith(name.place):
        return ((words, 0),)
    return ((words, 0), ((in_pinyin(place), *words), _FEWEST_SPELT))


def _end(name: CompanyName) -> int:
    """Return where the trade of a plain Chinese name ends."""
    trade = name.trade
    at = name.plain.rfind(trade) if trade else -1
    return at + len(trade) if at >= 0 else name.plain.find(name.brand) + len(name.brand)


def _starts(name: CompanyName) -> list[int]:
    """Return where the brand of a plain Chinese name may begin: behind the place, and where that is part of it."""
    brand = name.plain.find(name.brand) if name.brand else -1
    behind = name.plain.find(name.place) + len(name.place) if name.place and name.place in name.plain else 0
    return sorted({at for at in (0, behind, brand) if at >= 0 and (brand < 0 or at <= brand)})


class _Fit(NamedTuple):
    end: int
    left: tuple[str, ...]
    spelt: int
    translated: bool


def _fits(name: CompanyName, start: int, words: tuple[str, ...]) -> Iterator[_Fit]:
    """Yield the ways in which the words begin with the Chinese name from `start` to the end of its brand."""
    sounds = syllables(name.plain)
    until = name.plain.find(name.brand) + len(name.brand) if name.brand else start

    def walk(at: int, left: tuple[str, ...], spelt: int, *, translated: bool) -> Iterator[_Fit]:
        if at >= until and at > start:
            yield _Fit(at, left, spelt, translated)
            return
        if spelt >= _FEWEST_SPELT and until - at == 1 and all(segments(name.plain[at:until])):
            yield _Fit(at, left, spelt, translated)  # 茅台酒: the brand was read with a word of trade
        for count in range(1, min(len(left), _MOST_WORDS) + 1):
            end = _spelt_until(sounds, at, "".join(left[:count]))
            if end:
                yield from walk(end, left[count:], spelt + end - at, translated=translated)
        for size in range(min(_LONGEST_WORD, until - at), 0 if spelt else 1, -1):
            known = segments(name.plain[at : at + size])
            if left and len(known) == 1 and known[0] & meanings(left[0]):
                yield from walk(at + size, left[1:], spelt, translated=True)

    yield from walk(start, words, 0, translated=False)


@lru_cache(maxsize=1)
def _english_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for english, names in english_places().items():
        for name in names:
            found[name] = (*found.get(name, ()), english)
    return found


def _spelt_until(sounds: Sequence[str], at: int, word: str) -> int:
    """Return where the syllables from `at` that spell `word` end; 0 when they do not."""
    while at < len(sounds) and word:
        if not word.startswith(sounds[at]):
            return 0
        word = word[len(sounds[at]) :]
        at += 1
    return 0 if word else at


def compare_trades(chinese: str, english: Sequence[str]) -> Trade:
    """Compare what stands behind the brand."""
    theirs = [meanings(word) for word in english]
    if any(not known and not _is_trade(word) for word, known in zip(english, theirs, strict=True)):
        return Trade.OTHER  # a second brand
    ours = [known for known in segments(chinese) if known]
    if not ours or not english:
        return Trade.UNTOLD
    told = frozenset[int]().union(*theirs)
    said = frozenset[int]().union(*ours)
    agreeing = [known for known in ours if known & told]
    rest = [known for known in ours if not known & told and not tells_little(known)]
    more = [known for known in theirs if known and not known & said and not tells_little(known)]
    if any(not tells_little(known) for known in agreeing):
        return Trade.PARTLY if rest and more else Trade.EQUAL
    if agreeing and not (rest and more):
        return Trade.UNTOLD if rest or more else Trade.EQUAL
    return Trade.OTHER if rest or more else Trade.UNTOLD


def _is_trade(word: str) -> bool:
    return word in english_trades()


def _is_translated(chinese: CompanyName, english: CompanyName) -> bool:
    """Whether every word of two names is translated, the place included, except China."""
    words = [word for word in english.parent.split() if word not in _JOINING]
    text = chinese.plain[: _end(chinese)]
    told: list[frozenset[int]] = []
    if chinese.place and chinese.place != _CHINA:
        names = (*_english_of().get(chinese.place, ()), spelled(chinese.place))
        at = next((place for place, word in enumerate(words) if word in names), -1)
        if at < 0 or not text.startswith(chinese.place):
            return False
        words.pop(at)
        text = text[len(chinese.place) :].lstrip("省市县")
    text = text.removeprefix(_CHINA)
    rest = [full for word in words for full in expand(word) if not _is_ending(word) and full not in _NATIONAL]
    theirs = [meanings(word) for word in rest]
    told = segments(text)
    ours = frozenset[int]().union(*told)
    others = frozenset[int]().union(*theirs)
    return (
        bool(told)
        and any(not tells_little(known) for known in told)
        and all(known & others for known in told)
        and all(known & ours for known in theirs)
        and bool(theirs)
    )


_ENDINGS = GROUP_WORDS | {
    "co", "ltd", "limited", "company", "corporation", "corp", "inc", "incorporated", "plc", "joint", "stock", "coltd",
}  # fmt: skip


def _is_ending(word: str) -> bool:
    return word in _ENDINGS
