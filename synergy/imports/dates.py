"""Days as people write them: five styles that mean one day each, and two that need to be named."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from enum import StrEnum


class DateOrder(StrEnum):
    """What 03/04/2024 means: nothing, unless a profile names it."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST = (
    re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}"),
    re.compile(r"(\d{4})()(\d{2})(\d{2})"),
    re.compile(r"(\d{4})\s*(年)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"),
)
_WORDED = re.compile(r"(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].casefold(), calendar.month_abbr[number].casefold())
} | {"sept": 9}


def read_date(text: str, order: DateOrder | None = None) -> date:
    """Read a day: 2024-03-05, 2024/3/5, 20240305, 5 Mar 2024, 2024年3月5日; a time of day after it does not count.

    05/03/2024 is read in the order that is named, and without one only where it can mean one day. Raises ValueError,
    whose words follow the name of a column, when the text is none of these or no such day exists.
    """
    value = unicodedata.normalize("NFKC", text).strip()
    for style in _YEAR_FIRST:
        if match := style.fullmatch(value):
            return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _WORDED.fullmatch(value):
        month = _MONTHS.get(match[2].casefold())
        if month is None:
            raise ValueError(f"names a month that there is not: {match[2]}")
        return _day(int(match[3]), month, int(match[1]))
    if match := _YEAR_LAST.fullmatch(value):
        return _year_last(int(match[4]), int(match[1]), int(match[3]), order)
    if _SERIAL.fullmatch(value):
        raise ValueError("is Excel's number of a day; format the column as a date, or write 2024-03-05")
    raise ValueError("is not a date; write 2024-03-05")


def _year_last(year: int, first: int, second: int, order: DateOrder | None) -> date:
    if order is None:
        if first <= 12 and second <= 12 and first != second:  # noqa: PLR2004 (months of a year)
            raise ValueError(
                "may mean two days: write 2024-03-05, or name the order in a profile (dates: day-first or month-first)"
            )
        order = DateOrder.MONTH_FIRST if second > 12 else DateOrder.DAY_FIRST  # noqa: PLR2004 (as above)
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:  # noqa: PLR2004 (months of a year)
        raise ValueError(f"is no day: there is no month {month}")
    if year == 0:
        raise ValueError("is no day: there is no year 0")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ValueError(f"is no day: {year}-{month:02} has {days} days")
    return date(year, month, day)
