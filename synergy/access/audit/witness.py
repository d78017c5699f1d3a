"""Holds each record against the checkpoints beside the log and those that were shipped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from synergy.access.audit.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from synergy.access.audit.chain import Record
    from synergy.access.audit.checkpoints import Checkpoint
    from synergy.access.audit.findings import Findings
    from synergy.access.audit.trail import Signed, Trail

LONGEST_UNVOUCHED = timedelta(minutes=2)
"""A writer refuses to go on when it had no checkpoint for a minute."""


class Witness:
    """Says what the checkpoints say of one writer's log; records come to it in order."""

    def __init__(self, local: Trail, shipped: Trail | None, findings: Findings) -> None:
        self._local = local
        self._shipped = shipped
        self._findings = findings
        self._contradicted = False
        self._bereft = False
        self._final: int | None = None
        self._uncovered: tuple[int, datetime] | None = None
        self._shipped_to = -1
        self._last: tuple[int, datetime] | None = None

    def see(self, record: Record, file: str, count: int | None) -> None:
        """Judge record number `count` of a file, None when some are missing before it."""
        if self._final is not None and record.sequence > self._final:
            self._findings.add(Fault.INSERTED, file, record.sequence, "it was added after the log had been closed")
        local = self._local.take(record.sequence)
        shipped = self._shipped.take(record.sequence) if self._shipped else []
        self._compare(local, shipped)
        vouched = [self._agrees(signed.checkpoint, record, file, count) for signed in (*local, *shipped)]
        self._last = record.sequence, record.at
        if any(vouched):
            self._uncovered = None
            if any(vouched[len(local) :]):
                self._shipped_to = record.sequence
        elif self._uncovered is None:
            self._uncovered = self._last

    def _agrees(self, checkpoint: Checkpoint, record: Record, file: str, count: int | None) -> bool:
        if checkpoint.sequence != record.sequence:
            return False  # of a record that is missing or out of place, which is told elsewhere
        if checkpoint.final:
            self._final = record.sequence
        if checkpoint.head != record.hash:
            if not self._contradicted:
                text = "its checkpoint has another hash: this record, or one before it, was rewritten with the chain"
                self._findings.add(Fault.RECHAINED, file, record.sequence, text)
            self._contradicted = True
            return False
        miscounted = count not in {None, checkpoint.count} and not self._findings.found
        if checkpoint.file != file or miscounted:
            text = f"its checkpoint says that it was record {checkpoint.count} of {checkpoint.file}"
            self._findings.add(Fault.REORDERED, file, record.sequence, text)
        return True

    def _compare(self, local: list[Signed], shipped: list[Signed]) -> None:
        """Report the first shipped checkpoint that is not beside the log."""
        beside = {signed.line for signed in local}
        missing = next((signed.checkpoint for signed in shipped if signed.line not in beside), None)
        if missing is None or self._bereft:
            return
        self._bereft = True
        if self._local.next is None:
            text = "this checkpoint was shipped, those beside the log end before it: older ones were put back"
            self._findings.add(Fault.REPLAYED, missing.file, missing.sequence, text)
        else:
            text = f"the checkpoint of record {missing.sequence} was shipped and is gone from beside the log"
            self._findings.add(Fault.DELETED, missing.file, missing.sequence, text)

    def end(self, following: int, files: Collection[str]) -> None:
        """Judge that the log ends before the number `following`, and consists of these files."""
        beside, shipped = _farthest(self._local), _farthest(self._shipped) if self._shipped else None
        reached = f"the log ends before record {following}"
        if beside is not None:
            fault = Fault.TRUNCATED if beside.file in files else Fault.DELETED
            text = f"{reached}, and a checkpoint beside it vouches for record {beside.sequence}"
            self._findings.add(fault, beside.file, beside.sequence, text)
        elif shipped is not None:
            fault = Fault.REPLAYED if self._local.last else Fault.DELETED
            text = f"{reached}, as do the checkpoints beside it, and one of record {shipped.sequence} was shipped"
            self._findings.add(fault, shipped.file, shipped.sequence, text)
        if self._uncovered and self._last and self._last[1] - self._uncovered[1] > LONGEST_UNVOUCHED:
            text = "from here on no checkpoint vouches, for longer than a writer ever goes on without one"
            self._findings.add(Fault.UNVOUCHED, max(files), self._uncovered[0], text)

    def notes(self) -> Iterator[str]:
        """Say which of the last records nothing, or nothing elsewhere, vouches for."""
        if self._last is None:
            return
        if self._uncovered is not None:
            yield f"no checkpoint covers the records {self._uncovered[0]} to {self._last[0]}"
        if self._shipped is not None and self._shipped_to < self._last[0]:
            yield f"no shipped checkpoint covers the records {self._shipped_to + 1} to {self._last[0]}"


def _farthest(trail: Trail) -> Checkpoint | None:
    if trail.next is None:
        return None
    while trail.next is not None:
        trail.take(trail.next.sequence)
    return trail.last
