"""The access review: every policy, grant, role and barrier crossing with its age, last use and deadline, as CSV."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

SAYS = {name: section.text for name, section in load_sections(Path(__file__).with_name("review.cypher")).items()}
COLUMNS = (
    "kind", "id", "standing", "owner", "ownerName", "receiver", "receiverName", "about", "access", "purpose",
    "since", "ageDays", "lastUse", "deadline", "decidedBy",
)  # fmt: skip
PAGE = 2_000
OPEN_END = date(9999, 12, 31)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Reads(Protocol):
    """The read door of the database."""

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        ...


async def rows(database: Reads, today: date, used: Mapping[str, date] | None = None) -> AsyncIterator[dict[str, Any]]:
    """Yield the rows by kind and id. `used` says, by the id of a row, on which day it was last made use of."""
    for text in SAYS.values():
        after: str | None = ""
        while after is not None:
            page = await database.read(text, {"after": after, "limit": PAGE, "today": today})
            for row in page["rows"]:
                yield _told(row, today, used or {})
            after = page["next"]


def _told(row: dict[str, Any], today: date, used: Mapping[str, date]) -> dict[str, Any]:
    since, deadline = row["since"].to_native(), row["deadline"].to_native()
    return row | {
        "since": since,
        "ageDays": (today - since).days,
        "lastUse": used.get(row["id"]),
        "deadline": None if deadline == OPEN_END else deadline,
    }


async def report(database: Reads, today: date, output: TextIO, used: Mapping[str, date] | None = None) -> int:
    """Write the review as CSV; return how many rows it has."""
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    async for row in rows(database, today, used):
        writer.writerow({name: _cell(row[name]) for name in COLUMNS})
        count += 1
    return count


def _cell(value: Any) -> Any:
    """Keep a name from being run as a formula by the program that opens the file."""
    text = "" if value is None else str(value).rstrip()
    return f"'{text}" if text.startswith(_FORMULA) else text
