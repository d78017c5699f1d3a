"""What the audit says of one access: names and ids, never a value of a field, never the text of a query."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_IDS = 100_000
"""Node ids of one entry."""
MISSHAPEN = "misshapen"
"""Stands for an id that is none: a client may send any text as an id, and the audit keeps no texts."""

_ID = re.compile(r"[a-z]+_[0-9A-Za-z._-]{1,120}")


class AccessKind(StrEnum):
    """What was accessed, or was about to be."""

    C2_READ = "C2_READ"
    WRITE_INTENT = "WRITE_INTENT"
    WRITE_OUTCOME = "WRITE_OUTCOME"
    DENIED = "DENIED"
    EXPORT = "EXPORT"


class Decision(StrEnum):
    """What became of it.

    REPLAYED is a write that was done before with the same key, and was not done again. UNKNOWN is one whose commit was
    never answered.
    """

    ALLOWED = "ALLOWED"
    REPLAYED = "REPLAYED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One access. `user` is None when nobody had signed in.

    `action` is the name of a command or root field, `policy` names the version of the access rules that decided,
    `purpose` is what the user declared. `counts` says how many, where that are too many to be named; `fields` names
    the fields (`Type.field`) that nodes were chosen by, where it is not told which nodes.
    """

    kind: AccessKind
    decision: Decision
    action: str
    user: str | None
    organisation: str | None
    request: str
    policy: str
    ids: Sequence[str] = ()
    purpose: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    fields: Sequence[str] = ()

    def shapely_ids(self) -> list[str]:
        """Return the ids, with MISSHAPEN in the place of whatever has not the shape of one."""
        return [id_ if _ID.fullmatch(id_) else MISSHAPEN for id_ in self.ids]
