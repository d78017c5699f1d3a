"""Cells of a workbook as text: what Excel shows, but for digits that a format hides; formulas stay text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE  # type: ignore[import-untyped]
from openpyxl.utils.datetime import from_excel  # type: ignore[import-untyped]

from synergy.imports.problems import Fault

_DIGITS = 10**15
_EXACT = 2**53
_ZEROS = re.compile("0{2,}")
_LOST = "has lost digits in Excel (15 at most): format the column as text and enter it again"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's column, counted from 1, its text, and why that may not be what was meant."""

    column: int
    text: str
    doubt: tuple[Fault, str] | None = None


@dataclass(frozen=True)
class Formats:
    """What the styles of a workbook, by their number, make of a number in a cell; `epoch` is its day 0."""

    dates: frozenset[int]
    durations: frozenset[int]
    widths: dict[int, int]
    epoch: Any

    @classmethod
    def of(cls, book: Any) -> Formats:
        """Take the formats of an openpyxl workbook, which gives them to nobody but its own cells."""
        codes = [_code(book, style.numFmtId) for style in book._cell_styles]  # noqa: SLF001 (see above)
        widths = {style: len(code) for style, code in enumerate(codes) if _ZEROS.fullmatch(code)}
        return cls(frozenset(book._date_formats), frozenset(book._timedelta_formats), widths, book.epoch)  # noqa: SLF001

    def read(self, cell: dict[str, Any]) -> Cell:
        """Read a cell as openpyxl's parser gives it."""
        kind, value, style, column = cell["data_type"], cell["value"], cell["style_id"], cell["column"]
        if kind == "f":
            return Cell(column, value if isinstance(value, str) else str(getattr(value, "text", None) or "="))
        if kind == "e":
            return Cell(column, str(value), (Fault.BAD_VALUE, f"holds Excel's error {value}; mend it there"))
        if isinstance(value, bool):
            return Cell(column, str(value).upper())
        if isinstance(value, int | float):
            return self._date(column, value, style) if style in self.dates else self._number(column, value, style)
        return Cell(column, _moment(value) if isinstance(value, datetime | time | timedelta) else str(value))

    def _number(self, column: int, value: float, style: int) -> Cell:
        """Write a number as Excel does.

        Excel keeps 15 digits and puts zeros in place of the others; other programs write whole numbers in full.
        """
        whole = isinstance(value, int) or value.is_integer()
        if abs(value) < _DIGITS:
            return Cell(column, str(int(value)).zfill(self.widths.get(style, 0)) if whole else f"{value:.15g}")
        if isinstance(value, int) and abs(value) < _EXACT and value % 10:
            return Cell(column, str(value))
        return Cell(column, str(value), (Fault.LOST_DIGITS, _LOST))

    def _date(self, column: int, value: float, style: int) -> Cell:
        try:
            return Cell(column, _moment(from_excel(value, self.epoch, timedelta=style in self.durations)))
        except (OverflowError, ValueError):
            return Cell(column, str(value), (Fault.BAD_VALUE, f"is formatted as a date, and {value} is none in Excel"))


def _code(book: Any, number: int) -> str:
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, "General"))
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])  # noqa: SLF001 (see above)


def _moment(value: datetime | time | timedelta) -> str:
    """Write a date cell in ISO 8601, a day without its midnight."""
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()
