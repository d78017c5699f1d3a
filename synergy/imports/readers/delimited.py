"""CSV files, read line by line: what cannot be read as a row is told with its line, and the next rows still are."""

from __future__ import annotations

import csv
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TextIO

from synergy.imports.problems import Fault, Problem
from synergy.imports.readers.tables import LONGEST_ROW, Row, TextTable

if TYPE_CHECKING:
    from collections.abc import Iterator


_CHUNK = 1 << 20


@dataclass(frozen=True)
class DelimitedTable(TextTable):
    """A CSV file."""

    kind = "CSV"

    @contextmanager
    def open(self) -> Iterator[CsvRows]:
        """Open it for reading its rows."""
        with self.text.file.open(encoding=self.text.encoding.codec, errors="strict", newline="") as text:
            yield CsvRows(text)


class CsvRows:
    """The rows of an open text, one after the other, in bounded memory; `line` is the last one looked at.

    A row that cannot be read gives a Problem, and reading goes on with the next physical line.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._reader = csv.reader(_Lines(self), strict=True)
        self.line = 0

    def __iter__(self) -> Iterator[Row | Problem]:
        while True:
            self._taken, self._size = [], 0
            start = self.line + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem = Problem(start, "", Fault.QUOTING, _explain(str(error), several=len(self._taken) > 1))
                self._put_back()
                yield problem
            else:
                if cells:
                    yield Row(start, cells, self._size)

    def take(self) -> str:
        """Take the next physical line for the row being read; an empty one at the end of the file."""
        line = self._back.popleft() if self._back else self._text.readline(LONGEST_ROW + 1)
        if not line:
            return line
        self.line += 1
        self._taken.append(line)
        self._size += len(line)
        if len(line) > LONGEST_ROW:
            self._skip_line(line)
            raise csv.Error("too long")
        if self._size > LONGEST_ROW:
            raise csv.Error("too long")
        return line

    def _skip_line(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._text.readline(_CHUNK)
        self._taken[-1] = ""

    def _put_back(self) -> None:
        """Only the first line of a row that went wrong is lost: the rows after an open quotation mark are read."""
        self._back.extendleft(reversed(self._taken[1:]))
        self.line -= len(self._taken) - 1


class _Lines:
    """The physical lines, as the csv module asks for them."""

    def __init__(self, rows: CsvRows) -> None:
        self._rows = rows

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._rows.take()
        if not line:
            raise StopIteration
        return line


def _explain(message: str, *, several: bool) -> str:
    if "too long" in message or "field limit" in message:
        if several:
            return "a quotation mark is opened in this row and never closed"
        return f"the row is longer than {LONGEST_ROW:,} characters"
    if several or "unexpected end" in message:
        return "a quotation mark is opened in this row and not closed before the next cell"
    return "text follows a closing quotation mark; quote the whole cell and double the quotation marks inside it"
