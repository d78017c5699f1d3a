"""XLSX workbooks: the first visible sheet with a header, row by row as text; formulas stay text."""

from __future__ import annotations

import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Self
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]
from openpyxl.cell.text import Text  # type: ignore[import-untyped]
from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]
from openpyxl.styles.stylesheet import apply_stylesheet  # type: ignore[import-untyped]
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser  # type: ignore[import-untyped]
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS  # type: ignore[import-untyped]

from synergy.imports.problems import Fault, Problem, UnreadableFile
from synergy.imports.readers.archive import Archive
from synergy.imports.readers.cells import Formats
from synergy.imports.readers.tables import LONGEST_ROW, Doubt, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from synergy.imports.readers.cells import Cell

_CHUNK = 1 << 20
_MOST_ROWS = 1_048_576
"""Excel's own limit."""
_MOST_STRINGS = 64 << 20
"""Bytes of the table of texts that the cells share: it is the one part of a workbook that has to be held in memory."""
_MOST_OF_A_ROW = 4 << 20
"""Bytes of XML of a row."""
_HEADER_WITHIN = 20
"""Rows at the top of a sheet among which its header is."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:$]{1,24})"')
_STRING = f"{{{SHEET_MAIN_NS}}}si"
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="[A-Z]+[0-9]+:[A-Z]+([0-9]{1,7})"')
_DAMAGED = (BadZipFile, ParseError, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError)
"""What openpyxl and the libraries under it raise for a damaged workbook; defusedxml's errors are ValueErrors."""


@dataclass(frozen=True)
class WorkbookTable:
    """A sheet of a workbook: its header stands in the row `first`."""

    file: Path
    digest: str
    sheet: str
    first: int
    lines: int | None
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def form(self) -> str:
        """What it was read as."""
        return f"XLSX, sheet “{self.sheet}”"

    @contextmanager
    def open(self) -> Iterator[SheetRows]:
        """Open it for reading its rows."""
        with _Workbook(self.file) as book:
            yield SheetRows(self.name, book.parse(self.sheet), self.first)


@contextmanager
def _mended_by_excel(what: Callable[[], str]) -> Iterator[None]:
    """Turn what is raised for a damaged workbook into an UnreadableFile that says `what` and how to mend it."""
    try:
        yield
    except _DAMAGED as error:
        raise UnreadableFile(f"{what()}. Open it in Excel and save it again, or as CSV.") from error


class SheetRows:
    """The rows of a sheet from its header on, without those that are empty; `line` is the row's number in Excel."""

    def __init__(self, name: str, rows: Iterator[_Cells], first: int) -> None:
        self._name, self._rows, self._first = name, rows, first
        self.line = 0

    def __iter__(self) -> Iterator[Row | Problem]:
        width = 0
        with _mended_by_excel(lambda: f"{self._name} is damaged after row {self.line}"):
            for number, cells in self._rows:
                self.line = number
                row = _row(number, cells, width) if number >= self._first else None
                if row is None:
                    continue
                if not width and isinstance(row, Row):
                    width = len(row.cells)
                yield row


def survey_workbook(file: Path) -> WorkbookTable:
    """Find the sheet to read and unpack it once, so that what is damaged is told before anything is imported."""
    with file.open("rb") as content:
        digest = sha256()
        with _Workbook(file) as book, _mended_by_excel(lambda: f"{file.name} is damaged"):
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
            for name in book.visible:
                first = _find_header(book, name)
                if first is not None:
                    rows, merged = book.unpack(name)
                    notes = (*book.told(name), *_told(first, merged))
                    return WorkbookTable(file, digest.hexdigest(), name, first, rows, notes)
    raise UnreadableFile(
        f"No visible sheet of {file.name} has a header: a row of at least two titles among its first "
        f"{_HEADER_WITHIN} rows."
    )


_Cells = tuple[int, "list[Cell] | None"]


@dataclass(frozen=True, slots=True)
class _Sheet:
    part: str
    is_visible: bool


class _Workbook:
    """An opened workbook; raises UnreadableFile when it is none, is damaged, or unpacks to too much."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._archive = Archive(file)
        self._sheets: dict[str, _Sheet] = {}
        self._strings: list[str] = []

    def __enter__(self) -> Self:
        try:
            with _mended_by_excel(
                lambda: f"{self._file.name} is a ZIP archive or an XLSX workbook that cannot be read"
            ):
                self._load()
        except UnreadableFile:
            self._archive.close()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self._archive.close()

    def _load(self) -> None:
        """Read what the sheets need, and none of the rest: openpyxl's own way reads each sheet through for its size."""
        with self._file.open("rb") as content:
            reader = ExcelReader(content, read_only=True, keep_links=False)
            reader.archive.close()
        reader.archive = self._archive
        reader.read_manifest()
        strings = reader.package.find(SHARED_STRINGS)
        if strings is not None:
            self._strings = self._read_strings(strings.PartName[1:])
        reader.read_workbook()
        apply_stylesheet(self._archive, reader.wb)
        self._formats = Formats.of(reader.wb)
        for sheet, relation in reader.parser.find_sheets():
            if relation.Type.endswith("/worksheet"):
                self._sheets[sheet.name] = _Sheet(relation.target, is_visible=sheet.state == "visible")

    def _read_strings(self, name: str) -> list[str]:
        """Read the texts that the cells share, and keep nothing else of them, as openpyxl does."""
        if self._archive.getinfo(name).file_size > _MOST_STRINGS:
            raise UnreadableFile(
                f"{self._file.name} has more than {_MOST_STRINGS >> 20} MB of different texts; save it as CSV in UTF-8."
            )
        found: list[str] = []
        with self._archive.open(name) as part:
            events = iterparse(part, ("start", "end"))
            root = next(events)[1]
            for event, element in events:
                if event == "end" and element.tag == _STRING:
                    found.append(Text.from_tree(element).content)
                    root.clear()
        return found

    @property
    def visible(self) -> list[str]:
        """The names of the sheets that are shown."""
        return [name for name, sheet in self._sheets.items() if sheet.is_visible]

    def told(self, name: str) -> list[str]:
        """Say which sheets are not read."""
        return [
            f"The sheet “{other}” {'was' if sheet.is_visible else 'is hidden and was'} not read."
            for other, sheet in self._sheets.items()
            if other != name
        ]

    def unpack(self, name: str) -> tuple[int | None, list[str]]:
        """Unpack a sheet to its end, where a checksum tells whether it is whole.

        Return how many rows it says that it has, and its merged ranges.
        """
        found: list[str] = []
        rows, last = None, b""
        with self._archive.open(self._sheets[name].part) as part:
            while chunk := part.read(_CHUNK):
                rows = rows or _DIMENSION.search(chunk)
                found += [one.decode() for one in _MERGED.findall(last + chunk)]
                # An element cut in two is found with the next chunk, a whole one is not found twice.
                last = chunk[-64:].rpartition(b">")[2]
        return int(rows[1]) if rows else None, found

    def parse(self, name: str) -> Iterator[_Cells]:
        """Yield the rows of a sheet: number and cells; None for a row that cannot be read."""
        with self._archive.open(self._sheets[name].part) as part:
            source = _Source(part, self._file.name)
            parser = _SheetParser(source, self._strings)
            for number, cells in parser.parse():
                source.since_row = 0
                if number > _MOST_ROWS:
                    raise UnreadableFile(f"{self._file.name} has a row {number:,}; Excel has {_MOST_ROWS:,} at most.")
                read = (
                    None if cells is None else [self._formats.read(cell) for cell in cells if cell["value"] is not None]
                )
                yield number, read


class _Source:
    """The XML of a sheet, of which no row may be endless."""

    def __init__(self, part: IO[bytes], name: str) -> None:
        self._part = part
        self._name = name
        self.since_row = 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        content = self._part.read(size)
        self.since_row += len(content)
        if self.since_row > _MOST_OF_A_ROW:
            raise UnreadableFile(f"{self._name} has a row of more than {_MOST_OF_A_ROW >> 20} MB, which no sheet has.")
        return content


class _SheetParser(WorkSheetParser):  # type: ignore[misc]
    """Openpyxl's parser of rows, in flat memory: it keeps each row's element and height."""

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]] | None]]:
        """Yield each row of the sheet; None in place of one whose cells cannot be read."""
        rows: Any = None
        for event, element in iterparse(self.source, ("start", "end")):
            if element.tag == DATA_TAG:
                if event == "end":
                    return
                rows = element
            elif event == "end" and element.tag == ROW_TAG:
                try:
                    row = self.parse_row(element)
                except (ValueError, LookupError, TypeError, AttributeError):
                    row = self.row_counter, None
                yield row
                self.row_dimensions.clear()
                if rows is not None:
                    rows.clear()


def _find_header(book: _Workbook, name: str) -> int | None:
    for number, cells in islice(book.parse(name), _HEADER_WITHIN):
        if number > _HEADER_WITHIN:
            return None
        if len([cell for cell in cells or () if cell.text.strip()]) > 1:
            return number
    return None


def _told(first: int, merged: list[str]) -> list[str]:
    told = []
    if first > 1:
        told.append(f"The header is in row {first}; what is above it was not read.")
    if merged:
        told.append(
            f"{len(merged):,} ranges of cells are merged ({', '.join(merged[:3])}): only the upper left cell of each "
            "has the value. Unmerge them and fill each cell."
        )
    return told


def _row(number: int, cells: list[Cell] | None, width: int) -> Row | Problem | None:
    """Return the row with at least `width` cells; None when all are empty."""
    if cells is None:
        return Problem(number, "", Fault.BAD_VALUE, "has a cell that cannot be read; enter the row anew")
    characters = sum(len(cell.text) for cell in cells)
    if characters > LONGEST_ROW:
        return Problem(number, "", Fault.QUOTING, f"the row is longer than {LONGEST_ROW:,} characters")
    filled = [cell for cell in cells if cell.text]
    if not any(cell.text.strip() for cell in filled):
        return None
    texts = [""] * max(width, *(cell.column for cell in filled))
    for cell in filled:
        texts[cell.column - 1] = cell.text
    doubts = tuple(Doubt(cell.column - 1, *cell.doubt) for cell in filled if cell.doubt)
    return Row(number, texts, characters, doubts)
