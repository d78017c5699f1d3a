"""The encoder that comes along: WordLlama's static vectors of 256 numbers, 16 MB of weights inside its package.

It reads English. Ideographs it would take to pieces of bytes, which mean nothing: they are left out, and a text of
nothing else is none that it can read.
"""

from __future__ import annotations

import logging
import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import wordllama

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synergy.graph.meaning import TextEncoder

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'’-]+|[0-9]+")
_DIGITS = 5


class Static:
    """Sums of the vectors of words."""

    def __init__(self) -> None:
        logging.getLogger("wordllama").setLevel(logging.WARNING)
        # The folder named is its own: it looks for the weights that come along, and never for a network.
        home = Path(wordllama.__file__).parent
        self._model = wordllama.WordLlama.load(cache_dir=home, disable_download=True)
        self.name = f"wordllama {version('wordllama')} l2_supercat 256"

    def encode(self, texts: Sequence[str]) -> list[list[float] | None]:
        """Return a vector of length 1 for each text with Latin words."""
        latin = [" ".join(_LATIN_WORD.findall(text)) for text in texts]
        found: list[list[float] | None] = [None] * len(texts)
        readable = [place for place, text in enumerate(latin) if text]
        if readable:
            vectors = self._model.embed([latin[place] for place in readable], norm=True)
            for place, vector in zip(readable, vectors, strict=True):
                found[place] = [round(float(number), _DIGITS) for number in vector]
        return found


def encoder() -> TextEncoder:
    """Return the encoder."""
    return Static()
