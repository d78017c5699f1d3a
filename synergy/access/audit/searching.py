"""Searching: the records of the logs that match, read file by file without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from synergy.access.audit.chain import read_link
from synergy.access.audit.folder import RECORDS, lines_of, parts
from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from synergy.access.audit.chain import Record
    from synergy.access.audit.entries import AccessKind


@dataclass(frozen=True)
class Sought:
    """What a record has to say; None asks nothing. `since` is included, `until` is not, both know their zone."""

    user: str | None = None
    id: str | None = None
    kind: AccessKind | None = None
    request: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def needles(self) -> list[bytes]:
        """Return bytes that stand in the line of every match: most lines are dismissed without being parsed."""
        return [orjson.dumps(text) for text in (self.user, self.id, self.kind, self.request) if text is not None]

    def matches(self, record: Record) -> bool:
        """Whether the record is meant."""
        members = record.members
        return (
            (self.user is None or members["user"] == self.user)
            and (self.id is None or self.id in members["ids"])
            and (self.kind is None or members["kind"] == self.kind)
            and (self.request is None or members["request"] == self.request)
            and (self.since is None or record.at >= self.since)
            and (self.until is None or record.at < self.until)
        )


def search(folder: Path, sought: Sought) -> Iterator[Record]:
    """Give the matches, writer by writer in the order of their beginning; SetupError when a file cannot be read.

    A line that is no record, or was edited, is passed over: to say so is what verification is for.
    """
    needles = sought.needles()
    try:
        for part in (part for of_writer in parts(folder, RECORDS).values() for part in of_writer):
            for line in lines_of(part):
                if all(needle in line for needle in needles):
                    record = read_link(line)
                    if record is not None and record.intact and sought.matches(record):
                        yield record
    except OSError as error:
        raise SetupError(f"{error.filename or folder} cannot be read ({error.strerror}).") from error
