"""What a comparison is: one side of two parties, judged by levels of agreement from none to the strongest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

UNKNOWN = -1
"""The level when one of the two does not tell: no evidence for or against."""

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Level:
    """How far two parties agree; `term` names the term whose frequency decides what the agreement is worth."""

    words: str
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison(Generic[P]):
    """One side of two parties; `levels` go from 0, no agreement, to the strongest.

    `judge` returns the level or UNKNOWN and is symmetric. `fields` are what it reads, for training: the comparison
    learns nothing from pairs that were chosen by one of them.
    """

    name: str
    fields: tuple[str, ...]
    levels: tuple[Level, ...]
    judge: Callable[[P, P], int]


Terms = Mapping[str, str]
"""What a party calls each term: `{"surname": "neumann"}`; an empty text is no term."""
