"""When rights were last made use of, as far as the records tell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import orjson

from synergy.access.audit.entries import AccessKind
from synergy.access.audit.folder import RECORDS, REMOVALS, began, parts
from synergy.access.audit.searching import Sought, search
from synergy.days import business_day
from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from synergy.access.audit.folder import AuditFolder

NEVER = "never"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Right:
    """An organisation's right to read C2 fields of a node, from the first day to the last."""

    organisation: str
    node: str
    first: date
    last: date


def last_uses(folder: AuditFolder, rights: Iterable[Right]) -> dict[Right, date | str]:
    """Return the day on which each right was last made use of, in one pass over the records.

    NEVER when the records of all its days are there and name none; UNKNOWN when some may have been pruned, or are from
    before the audit began. Raises SetupError when a file cannot be read.
    """
    by_node: dict[tuple[str, str], list[Right]] = defaultdict(list)
    for right in rights:
        by_node[right.organisation, right.node].append(right)
    found: dict[Right, date] = {}
    for record in search(folder.path, Sought(kind=AccessKind.C2_READ)) if by_node else ():
        day = business_day(record.at)
        for node in record.members["ids"]:
            for right in by_node.get((record.members["organisation"], node), ()):
                if right.first <= day <= right.last:
                    found[right] = max(day, found.get(right, day))
    doubtful = _last_doubtful(folder)
    return {
        right: found.get(right) or (NEVER if right.first > doubtful else UNKNOWN)
        for some in by_node.values()
        for right in some
    }


def _last_doubtful(folder: AuditFolder) -> date:
    """Return the last day of which records may be missing."""
    try:
        removed = [at for place in (folder.path, folder.ship) if place for at in _removed(place / REMOVALS)]
        begun = [began(writer) for writer in parts(folder.path, RECORDS)]
    except OSError as error:
        raise SetupError(f"{error.filename or folder.path} cannot be read ({error.strerror}).") from error
    if removed:
        return business_day(max(removed))
    return business_day(min(begun)) if begun else date.max


def _removed(file: Path) -> Iterator[datetime]:
    """Give the time of the last record of each removed file. A statement that nobody signed makes one doubt, too."""
    for line in file.read_bytes().splitlines() if file.exists() else ():
        try:
            yield datetime.fromisoformat(orjson.loads(line)["newest"]).astimezone(UTC)
        except (ValueError, TypeError, KeyError):
            continue  # left by a prune that was stopped, before it removed anything
