"""Romanisation: Chinese characters in pinyin without tones, and older spellings of well-known names brought to it."""

from __future__ import annotations

import re
from functools import lru_cache

_KEPT = 65_536
_OLDER = {
    "moutai": "maotai",
    "peking": "beijing",
    "tsingtao": "qingdao",
    "kweichow": "guizhou",
    "soochow": "dongwu",
    "chungking": "chongqing",
    "sinkiang": "xinjiang",
}


_PINYIN = re.compile(
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|iong|i?ao|u?ang|i?an|u?an|u?ai|eng|ing|ong|ai|ei|ui|ou|iu|ie|ue|er|en|in|un|ia"
    "|ua|uo|[aoeiuv]))+"
)


def is_pinyin(word: str) -> bool:
    """Whether a plain word may be made of syllables of pinyin."""
    return _PINYIN.fullmatch(word) is not None


def _letters(text: str) -> str:
    return list(text)  # type: ignore[return-value] # its types know only texts


@lru_cache(maxsize=_KEPT)
def syllables(text: str) -> tuple[str, ...]:
    """Return the pinyin of each character of a plain Chinese text, read as its words are; other letters as they are."""
    # Loading its dictionary takes a third of a second, which a program that reads no Chinese name need not spend.
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (see above)

    return tuple(_even(one) for one in lazy_pinyin(text, errors=_letters))


def spelled(text: str) -> str:
    """Return a plain Chinese text in pinyin, in one word."""
    return "".join(syllables(text))


def in_pinyin(word: str) -> str:
    """Return a plain English word as pinyin would spell it, where it is an older spelling of a Chinese name."""
    return _even(_OLDER.get(word, word))


def _even(syllable: str) -> str:
    """Write ü one way: lü is lv, lyu and lu in company names."""
    return syllable.replace("lyu", "lu").replace("nyu", "nu").replace("lv", "lu").replace("nv", "nu")
