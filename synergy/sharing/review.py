"""The access review: every policy, grant, role and barrier crossing with its age, last use and deadline, as CSV."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from synergy.access.audit.uses import UNKNOWN, Right, last_uses
from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from synergy.access.audit.folder import AuditFolder

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


async def rows(database: Reads, today: date, audit: AuditFolder) -> list[dict[str, Any]]:
    """Return the rows by kind and id; a grant's says what the audit knows of its last use."""
    found = [_told(row, today) async for row in _read(database, today)]
    rights = {row["id"]: right for row in found if (right := _right(row))}
    used = last_uses(audit, rights.values())
    for row in found:
        if row["kind"] == "GRANT":
            row["lastUse"] = used[rights[row["id"]]] if row["id"] in rights else UNKNOWN
        if row["deadline"] == OPEN_END:
            row["deadline"] = None
    return found


async def _read(database: Reads, today: date) -> AsyncIterator[dict[str, Any]]:
    for text in SAYS.values():
        after: str | None = ""
        while after is not None:
            page = await database.read(text, {"after": after, "limit": PAGE, "today": today})
            for row in page["rows"]:
                yield row
            after = page["next"]


def _told(row: dict[str, Any], today: date) -> dict[str, Any]:
    since, deadline = row["since"].to_native(), row["deadline"].to_native()
    return row | {"since": since, "ageDays": (today - since).days, "lastUse": None, "deadline": deadline}


def _right(row: dict[str, Any]) -> Right | None:
    """Return what a grant gives, or None where nobody records its use: without fields it shows nothing of C2."""
    if row["kind"] != "GRANT" or not row["fields"]:
        return None
    # On the day on which it was revoked, it may have been used before.
    last = row["deadline"] if row["standing"] == "ENDED" else row["deadline"] - timedelta(days=1)
    return Right(row["receiver"], row["about"], row["since"], last)


def write(found: Iterable[Mapping[str, Any]], output: TextIO) -> None:
    """Write the rows as CSV."""
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in found:
        writer.writerow({name: _cell(row[name]) for name in COLUMNS})


def _cell(value: Any) -> Any:
    """Keep a name from being run as a formula by the program that opens the file."""
    text = "" if value is None else str(value).rstrip()
    return f"'{text}" if text.startswith(_FORMULA) else text
