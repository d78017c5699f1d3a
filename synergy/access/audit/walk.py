"""Walks one writer's log from its first record to its last.

Whoever can write the files can make a chain that is right in itself: only a checkpoint vouches. The chain tells where
something happened, and carries a checkpoint's word back to all the records before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.access.audit.chain import read_link
from synergy.access.audit.findings import Fault
from synergy.access.audit.folder import lines_of
from synergy.access.audit.gaps import Gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.access.audit.chain import Record
    from synergy.access.audit.findings import Findings
    from synergy.access.audit.folder import Part
    from synergy.access.audit.witness import Witness


class Walk:
    """Reads the files of a log in order, and says what does not follow from what; begins at a number and a hash."""

    def __init__(self, sequence: int, head: str, witness: Witness, findings: Findings) -> None:
        self.records = 0
        self._next: int | None = sequence
        self._head: str | None = head
        """None when it cannot be known what comes next, so that one fault is not told twice."""
        self._witness = witness
        self._findings = findings
        self._gaps = Gaps()
        self._files: list[str] = []
        self._unended: tuple[str, int | None] | None = None

    def file(self, part: Part) -> tuple[Record, Record] | None:
        """Read one file; return its first and last record, or None when it has none in order."""
        name = part.path.name
        self._files.append(name)
        first = last = foreign = None
        for count, line in enumerate(lines_of(part), 1):
            self._told_unended()
            if not line.endswith(b"\n"):
                self._unended = name, self._next
                continue
            self.records += 1
            record = read_link(line)
            if record is None or not record.intact:
                text = "the line is no record" if record is None else "the record has not the hash that it states"
                self._findings.add(Fault.EDITED, name, self._next, text)
                self._skip()
            elif record.writer != part.writer:
                foreign = foreign or record
            elif self._place(record, name, count):
                first, last = first or record, record
        if foreign is not None:
            self._told_foreign(foreign, name, alone=last is None)
        return (first, last) if first and last else None

    def end(self) -> Iterator[str]:
        """Judge the end, and give what is worth knowing besides."""
        for gap in self._gaps.open:
            many = f"the records {gap.first} to {gap.last} are gone" if gap.last > gap.first else "the record is gone"
            self._findings.add(Fault.DELETED, gap.file, gap.first, many)
        if self._next is not None:
            self._witness.end(self._next, self._files)
        if self._unended is not None:
            file, sequence = self._unended
            yield f"{file} ends in an incomplete record (number {sequence}): its process was stopped while writing it"
        yield from self._witness.notes()

    def _told_unended(self) -> None:
        if self._unended is not None:
            self._findings.add(Fault.TRUNCATED, *self._unended, "the record is cut off, and yet others follow")
            self._unended = None

    def _told_foreign(self, record: Record, file: str, *, alone: bool) -> None:
        text = f"the writer of record {record.sequence} is {record.writer}"
        self._findings.add(Fault.SWAPPED if alone else Fault.INSERTED, file, record.sequence, text)
        if alone:
            self._next = self._head = None

    def _skip(self) -> None:
        self._next = None if self._next is None else self._next + 1
        self._head = None

    def _place(self, record: Record, file: str, count: int) -> bool:
        """Judge where a record stands; return whether it is in order."""
        expected = record.sequence if self._next is None else self._next
        if record.sequence < expected:
            self._misplaced(record, file)
            return False
        if record.sequence > expected:
            self._gaps.add(expected, record.sequence - 1, file)
        elif self._head is not None and record.previous != self._head:
            text = "it does not continue the record before it: one of the two was rewritten"
            self._findings.add(Fault.RECHAINED, file, record.sequence, text)
        self._next, self._head = record.sequence + 1, record.hash
        self._witness.see(record, file, None if self._gaps.open else count)
        return True

    def _misplaced(self, record: Record, file: str) -> None:
        if self._gaps.fill(record.sequence):
            self._findings.add(Fault.REORDERED, file, record.sequence, "it stands behind later ones")
        else:
            self._findings.add(Fault.INSERTED, file, record.sequence, "there is a second record of this number")
            self._head = None
