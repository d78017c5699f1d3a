"""The checkpoints of one writer in one place, read in order and each judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from synergy.access.audit.chain import GENESIS
from synergy.access.audit.checkpoints import Checkpoint, hash_of, read_checkpoint
from synergy.access.audit.findings import Fault
from synergy.access.audit.folder import lines_of
from synergy.access.audit.signatures import UnsignedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from synergy.access.audit.findings import Findings
    from synergy.access.audit.folder import Part
    from synergy.access.audit.signatures import Signatures


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint, and the line that states it."""

    checkpoint: Checkpoint
    line: bytes


class Trail:
    """Gives the checkpoints that count, by sequence; reports those that do not.

    With a `previous` hash each checkpoint has to name the one before it. A second place may have been given only some
    of them, so there the question is not asked.
    """

    def __init__(
        self, parts: Sequence[Part], signatures: Signatures, findings: Findings, previous: str | None = None
    ) -> None:
        self.count = 0
        self.last: Checkpoint | None = None
        """The last one taken."""
        self.hash = previous or GENESIS
        """That of its line, or else of what came before."""
        self.incomplete: Part | None = None
        """The file whose last line was not ended."""
        self._signatures = signatures
        self._findings = findings
        self._ahead = self._read(parts, previous)
        self._next = next(self._ahead, None)

    @property
    def next(self) -> Checkpoint | None:
        """The first one that was not taken."""
        return self._next.checkpoint if self._next else None

    def take(self, sequence: int) -> list[Signed]:
        """Take those up to and including this sequence number."""
        taken: list[Signed] = []
        while self._next is not None and self._next.checkpoint.sequence <= sequence:
            taken.append(self._next)
            self.last = self._next.checkpoint
            self.hash = hash_of(self._next.line)
            self._next = next(self._ahead, None)
        return taken

    def _read(self, parts: Sequence[Part], previous: str | None) -> Iterator[Signed]:
        highest = -1
        for part in parts:
            for line in lines_of(part):
                if not line.endswith(b"\n"):
                    self.incomplete = part
                    continue
                checkpoint = self._judge(part, line)
                if checkpoint is None:
                    continue
                fault = self._misplaced(checkpoint, part, highest)
                if fault is not None:
                    text = f"it holds a checkpoint of {checkpoint.file}, record {checkpoint.sequence}"
                    self._findings.add(fault, part.path.name, checkpoint.sequence, text)
                    continue
                if previous is not None and checkpoint.previous != previous:
                    text = "the checkpoint does not name the one before it: checkpoints are missing or changed"
                    self._findings.add(Fault.DELETED, part.path.name, checkpoint.sequence, text)
                previous = hash_of(line) if previous is not None else None
                highest = checkpoint.sequence
                self.count += 1
                yield Signed(checkpoint, line)

    def _judge(self, part: Part, line: bytes) -> Checkpoint | None:
        try:
            return read_checkpoint(line, self._signatures)
        except UnsignedError as error:
            self._findings.add(Fault.FORGED, part.path.name, None, f"line {self.count + 1} {error}")
            return None

    @staticmethod
    def _misplaced(checkpoint: Checkpoint, part: Part, highest: int) -> Fault | None:
        if checkpoint.writer == part.writer and checkpoint.sequence < highest:
            return Fault.REPLAYED
        return Fault.SWAPPED if checkpoint.file != part.records_file else None
