"""What every reader gives: a table surveyed as a whole, whose rows are read in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from synergy.imports.problems import Fault, Problem
    from synergy.imports.readers.encodings import Text

LONGEST_ROW = 256_000
"""Characters: no honest row is longer, and a quotation mark left open must not swallow a file."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell, by its place in the row, whose text is not what was meant; it matters where the column is read."""

    place: int
    fault: Fault
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that starts on a physical line, or stands in a row of a sheet, counted from 1."""

    line: int
    cells: list[str]
    characters: int
    doubts: tuple[Doubt, ...] = ()


class Rows(Protocol):
    """The header and then the rows, one after the other; `line` is the last one looked at.

    A row that cannot be read gives a Problem, and reading goes on with the next one.
    """

    line: int

    def __iter__(self) -> Iterator[Row | Problem]:
        """Read them once."""


class Table(Protocol):
    """A file that was looked through: it can be read, and how."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""

    @property
    def lines(self) -> int | None:
        """How many lines it has, where that is known; for showing progress."""

    @property
    def form(self) -> str:
        """What it was read as: `CSV in UTF-8`."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What its reader left out, in sentences."""

    def open(self) -> AbstractContextManager[Rows]:
        """Open it for reading its rows; each time from the start."""


@dataclass(frozen=True)
class TextTable:
    """What a table in a text file tells of itself; `kind` is its format."""

    kind: ClassVar[str]
    notes: ClassVar[tuple[str, ...]] = ()
    text: Text

    @property
    def name(self) -> str:
        """The file's name."""
        return self.text.file.name

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return self.text.digest

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.lines

    @property
    def form(self) -> str:
        """What it was read as."""
        return f"{self.kind} in {self.text.encoding.value.upper()}"
