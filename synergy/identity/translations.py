"""Translations: which words of Chinese and of English company names say the same of a trade."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from synergy.identity.english import expand
from synergy.identity.spelling import lines
from synergy.identity.trades import GROUP_WORDS

_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Translations:
    """For each word the lines of the dictionary that hold it; `weak` are the lines whose words tell little."""

    chinese: dict[str, frozenset[int]]
    english: dict[str, frozenset[int]]
    weak: frozenset[int]


@cache
def translations() -> Translations:
    """Read the dictionary."""
    chinese: dict[str, set[int]] = {}
    english: dict[str, set[int]] = {}
    weak: set[int] = set()
    for number, line in enumerate(lines("translations.txt")):
        if line.startswith("~"):
            weak.add(number)
        left, _, right = line.removeprefix("~").partition(":")
        for word in left.split():
            for full in (word, *expand(word)):
                english.setdefault(full, set()).add(number)
        for word in right.split():
            chinese.setdefault(word, set()).add(number)
    return Translations(
        {word: frozenset(found) for word, found in chinese.items()},
        {word: frozenset(found) for word, found in english.items()},
        frozenset(weak),
    )


def segments(text: str) -> list[frozenset[int]]:
    """Return the meanings of a Chinese text, word for word, an empty set for a character that has none."""
    known = translations().chinese
    found: list[frozenset[int]] = []
    at = 0
    while at < len(text):
        group = next((word for word in GROUP_WORDS if text.startswith(word, at)), "")
        if group:
            at += len(group)
            continue
        size = next((size for size in range(_LONGEST, 0, -1) if text[at : at + size] in known), 0)
        found.append(known.get(text[at : at + size], frozenset()) if size else frozenset())
        at += max(size, 1)
    return found


def meanings(word: str) -> frozenset[int]:
    """Return the meanings of a plain English word."""
    return translations().english.get(word, frozenset())


def tells_little(meaning: frozenset[int]) -> bool:
    """Whether a word of such meanings is one that many companies have."""
    return bool(meaning) and meaning <= translations().weak
