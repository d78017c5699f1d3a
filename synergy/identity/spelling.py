"""Spelling: the plain form of a text, the same for every width, script, case and kind of bracket it may come in."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_LEFT, _RIGHT = re.compile(r"[\[{〔【〖《〈「『<⟨]"), re.compile(r"[\]}〕】〗》〉」』>⟩]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("(?<=\\w)['’‘`´ʼ](?=\\w)")
_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W_]\.){2,12}[^\W_]?(?![^\W_])|(?<![^\W_])[^\W_](?:\.[^\W_]){1,12}(?![^\W_])")
_NOT_WORD = re.compile(r"[\W_]+")
# Runs of blanks and signs are cut, so that no pattern takes time in proportion to their square.
_LONG_RUN = re.compile(r"([\W_]{4})[\W_]+")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_MOST_ROUNDS = 8


def is_chinese(text: str) -> bool:
    """Whether an ideograph is in `text`, which then is read as Chinese."""
    return _IDEOGRAPH.search(text) is not None


def even(text: str) -> str:
    """Bring `text` into one width, case and script, without accents, with round brackets for every kind.

    Unicode's compatibility composition (NFKC) and case folding undo each other for some letters, and the phrases by
    which OpenCC simplifies may appear only in what it made of others: so both run until nothing changes.
    """
    for _ in range(_MOST_ROUNDS):
        before = text
        text = text.casefold()
        if not text.isascii():
            text = normalize("NFKC", _ACCENTS.sub("", normalize("NFKD", text)))
            if is_chinese(text):
                text = _TO_SIMPLIFIED.convert(_LONE_SURROGATES.sub("", text))
        if text == before:
            break
    return _LONG_RUN.sub(r"\1", _RIGHT.sub(")", _LEFT.sub("(", text)))


def joined(text: str) -> str:
    """Join the letters and digits of an evened Chinese text."""
    return _NOT_WORD.sub("", text)


def words(text: str) -> list[str]:
    """Split an evened text into words: `&` is "and", S.A. is one, an apostrophe ends none."""
    text = _APOSTROPHES.sub("", text).replace("&", " and ")
    text = _ACRONYM.sub(lambda found: found[0].replace(".", ""), text)
    return _NOT_WORD.sub(" ", text).split()


@cache
def lines(file: str) -> tuple[str, ...]:
    """Read one of the package's word lists, without comments."""
    text = files("synergy.identity").joinpath(file).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
