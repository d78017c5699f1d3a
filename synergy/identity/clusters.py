"""Clusters: links joined, the strongest first, as long as nothing forbids two records to be one party."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Clusters:
    """Joins records, numbered from 0; `apart(a, b)` says whether two records may never be in one cluster."""

    def __init__(self, apart: Callable[[int, int], bool]) -> None:
        self._of: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._apart = apart

    def members(self, record: int) -> Sequence[int]:
        """Return the records of a record's cluster."""
        return self._members.get(self._of.get(record, record), [record])

    def join(self, one: int, other: int) -> bool:
        """Join the clusters of two records; false when some of their members may not be one."""
        first, second = self.members(one), self.members(other)
        if first is second:
            return True
        if any(self._apart(a, b) for a in first for b in second):
            return False
        name = self._of.get(one, one)
        merged = [*first, *second]
        self._members.pop(self._of.get(other, other), None)
        self._members[name] = merged
        for record in merged:
            self._of[record] = name
        return True

    def all(self) -> Iterable[Sequence[int]]:
        """Return the clusters of two and more."""
        return self._members.values()
