"""Sequence numbers that were passed over, until the end tells whether their records are gone or only elsewhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """The numbers from `first` up to and including `last`, missed in a file."""

    first: int
    last: int
    file: str


class Gaps:
    """The gaps of one log, as ranges: a million missing numbers take no more room than one."""

    def __init__(self) -> None:
        self.open: list[Gap] = []

    def add(self, first: int, last: int, file: str) -> None:
        """Note that these numbers did not come where they should."""
        self.open.append(Gap(first, last, file))

    def fill(self, number: int) -> bool:
        """Take a number out that came later; False when it is not missing."""
        for index, gap in enumerate(self.open):
            if gap.first <= number <= gap.last:
                rest = Gap(gap.first, number - 1, gap.file), Gap(number + 1, gap.last, gap.file)
                self.open[index : index + 1] = [left for left in rest if left.first <= left.last]
                return True
        return False
