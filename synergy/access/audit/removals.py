"""What the removals of pruned files say, and where the rest of a log therefore begins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from synergy.access.audit.chain import GENESIS
from synergy.access.audit.checkpoints import Removal, read_removal
from synergy.access.audit.findings import Fault, Findings
from synergy.access.audit.folder import REMOVALS
from synergy.access.audit.signatures import UnsignedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from synergy.access.audit.signatures import Signatures
    from synergy.access.audit.trail import Trail

LEAST_RETENTION = timedelta(days=183)
_SKEW = timedelta(days=1)


@dataclass(frozen=True)
class Beginning:
    """Where what is left of a log begins: the next number, the hashes before it, and what was removed."""

    sequence: int
    head: str
    checkpoint: str
    removed: tuple[Removal, ...]


class Removals:
    """The removals stated in the given places, those that are not believed among the findings."""

    def __init__(self) -> None:
        self.findings = Findings()
        self._of: dict[str, dict[str, Removal]] = {}
        self._damaged: Counter[str] = Counter()

    @classmethod
    def read(cls, places: Iterable[Path], signatures: Signatures, now: datetime) -> Removals:
        """Read the statements; OSError when a file is there and cannot be read."""
        found = cls()
        for file in (place / REMOVALS for place in places):
            if file.exists():
                with file.open("rb") as lines:
                    for number, line in enumerate(lines, 1):
                        found._judge(file, number, line, signatures, now)
        return found

    def _judge(self, file: Path, number: int, line: bytes, signatures: Signatures, now: datetime) -> None:
        try:
            orjson.loads(line)
        except orjson.JSONDecodeError:
            # Left by a prune that was stopped. It says nothing, so what it would have excused counts as missing.
            self._damaged[file.name] += 1
            return
        try:
            removal = read_removal(line, signatures)
        except UnsignedError as error:
            self.findings.add(Fault.FORGED, file.name, None, f"line {number} {error}")
            return
        if removal.at > now + _SKEW or removal.at - removal.newest < LEAST_RETENTION:
            text = f"{removal.file} was removed before its time"
            self.findings.add(Fault.PRUNED_EARLY, file.name, removal.last, text)
        self._of.setdefault(removal.writer, {}).setdefault(removal.file, removal)

    def begin(self, writer: str, present: Collection[str], findings: Findings) -> Beginning:
        """Return where the writer's log begins, of which these files are still there."""
        removed = sorted(self._of.get(writer, {}).values(), key=lambda removal: removal.first)
        removed = [removal for removal in removed if removal.file not in present]
        sequence, head, checkpoint = 0, GENESIS, GENESIS
        for removal in removed:
            if (removal.first, removal.previous) != (sequence, head):
                text = f"{removal.file} was removed, and what came before it is missing"
                findings.add(Fault.DELETED, REMOVALS, removal.first, text)
            sequence, head, checkpoint = removal.last + 1, removal.head, removal.checkpoint
        return Beginning(sequence, head, checkpoint, tuple(removed))

    def notes(self) -> Iterator[str]:
        """Say what was removed."""
        for writer, removed in sorted(self._of.items()):
            last = max(removed.values(), key=lambda removal: removal.last)
            yield f"{writer}: pruned up to record {last.last}, in {len(removed)} files, the last on {last.at:%Y-%m-%d}"
        for file, lines in self._damaged.items():
            yield f"{file}: {lines} unfinished lines"


def compare_removed(removed: Iterable[Removal], shipped: Trail, findings: Findings) -> None:
    """Hold what was removed against the checkpoints of it that were shipped: the hash, and that its time was over."""
    for removal in removed:
        for signed in shipped.take(removal.last):
            checkpoint = signed.checkpoint
            if checkpoint.sequence == removal.last and checkpoint.head != removal.head:
                text = "it was rewritten before it was removed: its shipped checkpoint has another hash"
                findings.add(Fault.RECHAINED, removal.file, removal.last, text)
            if removal.at - checkpoint.at < LEAST_RETENTION:
                text = f"it was removed before its time: a shipped checkpoint is of {checkpoint.at:%Y-%m-%d}"
                findings.add(Fault.PRUNED_EARLY, removal.file, removal.last, text)
