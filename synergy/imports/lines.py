"""CSV files, read line by line: what cannot be read as a row is told with its line, and the next rows still are."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Self, TextIO

from synergy.imports.problems import Fault, Problem, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

LONGEST_ROW = 256_000
"""Characters: no honest row is longer, and a quotation mark left open must not swallow a file."""
_CHUNK = 1 << 20
_FOREIGN = {
    b"PK\x03\x04": "is a ZIP archive or an XLSX workbook",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook",
    b"\xff\xfe": "is in UTF-16",
    b"\xfe\xff": "is in UTF-16",
    b"\x1f\x8b": "is compressed",
    b"%PDF": "is a PDF",
}


@dataclass(frozen=True, slots=True)
class Survey:
    """A file as a whole: how many lines it has, and the SHA-256 of its bytes."""

    lines: int
    digest: str


def survey(file: Path) -> Survey:
    """Read the whole file once, as bytes.

    Raises UnreadableFile, saying where, unless all of it is UTF-8, with or without a byte order mark.
    """
    if not file.is_file():
        raise UnreadableFile(f"{file} is not a file.")
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    lines, last, digest = 0, b"", sha256()
    try:
        with file.open("rb") as content:
            _refuse_foreign(file, content.read(4))
            content.seek(0)
            while chunk := content.read(_CHUNK):
                _decode(file, decoder, chunk, lines)
                digest.update(chunk)
                lines += chunk.count(b"\n")
                last = chunk
        _decode(file, decoder, b"", lines, final=True)
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error
    return Survey(lines + (last[-1:] not in (b"\n", b"")), digest.hexdigest())


def _refuse_foreign(file: Path, head: bytes) -> None:
    for mark, what in _FOREIGN.items():
        if head.startswith(mark):
            raise UnreadableFile(f"{file.name} {what}; save it as CSV in UTF-8.")


def _decode(file: Path, decoder: codecs.IncrementalDecoder, chunk: bytes, lines: int, *, final: bool = False) -> None:
    try:
        decoder.decode(chunk, final=final)
    except UnicodeDecodeError as error:
        line = lines + error.object[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{file.name} is not in UTF-8: line {line} has the byte {error.object[error.start]:#04x}; "
            "save it as CSV in UTF-8. Nothing was imported."
        ) from error


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that starts on a physical line, counted from 1."""

    line: int
    cells: list[str]
    characters: int


class CsvRows:
    """The rows of an open text, one after the other, in bounded memory; `line` is the last one looked at.

    A row that cannot be read gives a Problem, and reading goes on with the next physical line.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self._taken: list[str] = []
        self._reader = csv.reader(_Lines(self), strict=True)
        self.line = 0

    def __iter__(self) -> Iterator[Row | Problem]:
        while True:
            self._taken = []
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
                    yield Row(start, cells, sum(map(len, self._taken)))

    def take(self) -> str:
        """Take the next physical line for the row being read; an empty one at the end of the file."""
        line = self._back.popleft() if self._back else self._text.readline(LONGEST_ROW + 1)
        if not line:
            return line
        self.line += 1
        self._taken.append(line)
        if len(line) > LONGEST_ROW:
            self._skip_line(line)
            raise csv.Error("too long")
        if sum(map(len, self._taken)) > LONGEST_ROW:
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


class OpenCsv:
    """A file opened for reading rows; closes with the `with` statement."""

    def __init__(self, file: Path) -> None:
        self._text = file.open(encoding="utf-8-sig", errors="strict", newline="")
        self.rows = CsvRows(self._text)

    def __enter__(self) -> CsvRows:
        return self.rows

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._text.close()


def _explain(message: str, *, several: bool) -> str:
    if "too long" in message or "field limit" in message:
        if several:
            return "a quotation mark is opened in this row and never closed"
        return f"the row is longer than {LONGEST_ROW:,} characters"
    if several or "unexpected end" in message:
        return "a quotation mark is opened in this row and not closed before the next cell"
    return "text follows a closing quotation mark; quote the whole cell and double the quotation marks inside it"
