"""The chain of records: each line of a log holds the hash of the line before it, and its own.

A line is compact JSON whose last member is `hash`: the SHA-256, in hexadecimal, of the line's bytes without that
member. So a line is checked as it stands in the file, and no other way of writing the same JSON passes for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from synergy.access.audit.entries import MOST_IDS
from synergy.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synergy.access.audit.entries import Entry

GENESIS = "0" * 64
"""The hash before the first."""

_MEMBERS = {"kind", "decision", "action", "user", "organisation", "ids", "purpose", "policy", "request"}
_HASH = b',"hash":"'
_TAIL = len(_HASH) + 64 + len(b'"}')


@dataclass(frozen=True, slots=True)
class Record:
    """A line of a log as it was read; `intact` when its bytes have the hash it states. `at` knows its zone."""

    writer: str
    sequence: int
    previous: str
    at: datetime
    hash: str
    intact: bool
    members: Mapping[str, Any]


def write_link(entry: Entry, writer: str, sequence: int, previous: str, at: datetime) -> tuple[bytes, str]:
    """Return the line that says the entry, and its hash; BadInput when the entry cannot be said."""
    if len(entry.ids) > MOST_IDS:
        raise BadInput(f"One access covers at most {MOST_IDS:,} records.")
    members: dict[str, Any] = {
        "writer": writer,
        "sequence": sequence,
        "previous": previous,
        "at": at,
        "kind": entry.kind,
        "decision": entry.decision,
        "action": entry.action,
        "user": entry.user,
        "organisation": entry.organisation,
        "ids": entry.shapely_ids(),
        "purpose": entry.purpose,
        "policy": entry.policy,
        "request": entry.request,
    }
    if entry.counts:
        members["counts"] = entry.counts
    if entry.fields:
        members["fields"] = entry.fields
    try:
        body = orjson.dumps(members, option=orjson.OPT_UTC_Z)
    except orjson.JSONEncodeError as error:
        raise BadInput("Half of a character (a lone surrogate) is no text.") from error
    digest = sha256(body).hexdigest()
    return b"".join((body[:-1], _HASH, digest.encode(), b'"}\n')), digest


def read_link(line: bytes) -> Record | None:
    """Return the record of a line, or None when it is none."""
    line = line.removesuffix(b"\n")
    try:
        members = orjson.loads(line)
        at = datetime.fromisoformat(members["at"])
        writer, sequence, previous, digest = (members[name] for name in ("writer", "sequence", "previous", "hash"))
        shaped = members.keys() >= _MEMBERS and isinstance(members["ids"], list) and at.tzinfo is not None
        shaped = shaped and isinstance(members.get("counts", {}), dict)
        shaped = shaped and isinstance(members.get("fields", []), list)
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    texts = isinstance(writer, str) and isinstance(previous, str) and isinstance(digest, str)
    if not (shaped and texts) or type(sequence) is not int:
        return None
    intact = line[-_TAIL:] == _HASH + digest.encode() + b'"}' and sha256(line[:-_TAIL] + b"}").hexdigest() == digest
    return Record(writer, sequence, previous, at, digest, intact, members)
