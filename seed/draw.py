"""Repeatable draws: each family has a stream of its own, so a change in one never ripples through the others."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


def stream(seed: int, family: str) -> Random:
    """Return the family's own source of randomness; text seeds do not depend on PYTHONHASHSEED."""
    return Random(f"{seed}:{family}")  # noqa: S311 - demonstration data guards nothing


def chance(rng: Random, probability: float) -> bool:
    """Return true with this probability."""
    return rng.random() < probability


class Weighted(Generic[T]):
    """Draws items in proportion to their weights; built once, drawn from often."""

    __slots__ = ("_bounds", "_items")

    def __init__(self, items: Sequence[T], weights: Iterable[float]) -> None:
        self._items = items
        self._bounds = list(accumulate(weights))

    def pick(self, rng: Random) -> T:
        """Draw one item."""
        return self.at(rng.random())

    def at(self, share: float) -> T:
        """Return the item at this share of the whole, from 0 to below 1; for counts that must not depend on luck."""
        return self._items[min(bisect(self._bounds, share * self._bounds[-1]), len(self._items) - 1)]


class Turn(NamedTuple):
    """One of several of a kind, and at which share of the way through them it stands."""

    kind: str
    share: float


def spread(kind: str, count: int) -> list[Turn]:
    """Return the turns of a kind."""
    return [Turn(kind, (position + 0.5) / count) for position in range(count)]


def sample_weighted(rng: Random, items: Sequence[T], weights: Sequence[float], count: int) -> list[int]:
    """Return the sorted positions of `count` different items, heavier ones more likely (Efraimidis and Spirakis)."""
    keys = [(rng.random() ** (1.0 / weight), position) for position, weight in enumerate(weights)]
    keys.sort(reverse=True)
    return sorted(position for _, position in keys[: min(count, len(items))])


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split a total into whole parts that sum to it exactly, by largest remainder; each at least one if it can be."""
    floor = 1 if total >= len(weights) else 0
    rest = total - floor * len(weights)
    scale = rest / sum(weights)
    parts = [floor + int(weight * scale) for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (int(weights[i] * scale) - weights[i] * scale, i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
