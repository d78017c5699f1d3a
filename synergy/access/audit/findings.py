"""What a verification says: what is wrong and where, what is only worth knowing, and what the files hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from synergy.access.audit.folder import Part

MOST_FINDINGS = 100
"""Of one writer; more would say nothing new."""


class Fault(StrEnum):
    """What was done, as far as the traces tell."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    RECHAINED = "re-chained"
    SWAPPED = "swapped"
    REPLAYED = "replayed"
    FORGED = "forged"
    UNVOUCHED = "unvouched"
    PRUNED_EARLY = "pruned early"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the file, the sequence number of the record (None when no record is meant), and what is wrong."""

    fault: Fault
    file: str
    sequence: int | None
    text: str

    def __str__(self) -> str:
        where = self.file if self.sequence is None else f"{self.file}, record {self.sequence}"
        return f"{where}: {self.fault}: {self.text}"


class Findings:
    """Collects the faults of one writer, each kind once for a file and sequence."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self._seen: set[tuple[Fault, str, int | None]] = set()

    def add(self, fault: Fault, file: str, sequence: int | None, text: str) -> None:
        """Note a fault; TooManyError when there is no use in going on."""
        if (fault, file, sequence) in self._seen:
            return
        self._seen.add((fault, file, sequence))
        self.found.append(Finding(fault, file, sequence, text))
        if len(self.found) >= MOST_FINDINGS:
            raise TooManyError


class TooManyError(Exception):
    """A log has so many faults that the rest is not listed."""


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A file of records as it was found: its first and last sequence number, and the hashes that tie it to the rest.

    `checkpoint` is the hash of the last checkpoint up to its end, `newest` the time of its last record or checkpoint.
    """

    part: Part
    first: int
    last: int
    previous: str
    head: str
    checkpoint: str
    newest: datetime


@dataclass(frozen=True)
class Verdict:
    """What a verification found. Without `findings` the log is as it was written, as far as checkpoints tell."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    files: tuple[FileSummary, ...]
    records: int
    checkpoints: int
