"""Verification: whether the files are what the writers wrote, as far as signed checkpoints tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from synergy.access.audit.findings import FileSummary, Findings, TooManyError, Verdict
from synergy.access.audit.folder import CHECKPOINTS, RECORDS, parts
from synergy.access.audit.removals import Removals, compare_removed
from synergy.access.audit.signatures import Signatures
from synergy.access.audit.trail import Trail
from synergy.access.audit.walk import Walk
from synergy.access.audit.witness import Witness
from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from synergy.access.audit.chain import Record
    from synergy.access.audit.folder import Part


@dataclass(frozen=True)
class _Evidence:
    """What lay in the folders when they were looked at, by writer."""

    shipped: dict[str, list[Part]] | None
    local: dict[str, list[Part]]
    records: dict[str, list[Part]]

    @classmethod
    def gather(cls, folder: Path, shipped: Path | None) -> _Evidence:
        """Look at what vouches before what is vouched for: a living writer may add to both meanwhile."""
        elsewhere = parts(shipped, CHECKPOINTS) if shipped else None
        return cls(elsewhere, parts(folder, CHECKPOINTS), parts(folder, RECORDS))

    def writers(self) -> list[str]:
        return sorted(self.records.keys() | self.local.keys() | (self.shipped or {}).keys())


def verify(folder: Path, keys: Collection[Ed25519PublicKey], shipped: Path | None = None, *, now: datetime) -> Verdict:
    """Verify the logs of a folder against the checkpoints beside them and those shipped to another one.

    Only the shipped ones tell what somebody did who has the signing key, or put an older state of the whole folder
    back. Raises SetupError when a file cannot be read.
    """
    signatures = Signatures(keys)
    try:
        evidence = _Evidence.gather(folder, shipped)
        removals = Removals.read([place for place in (folder, shipped) if place], signatures, now)
        verdicts = [_verify_writer(writer, evidence, removals, signatures) for writer in evidence.writers()]
    except OSError as error:
        raise SetupError(f"{error.filename or folder} cannot be read ({error.strerror}).") from error
    findings = [*removals.findings.found, *(finding for verdict in verdicts for finding in verdict.findings)]
    return Verdict(
        tuple(findings),
        (*removals.notes(), *(note for verdict in verdicts for note in verdict.notes)),
        tuple(summary for verdict in verdicts for summary in verdict.files),
        sum(verdict.records for verdict in verdicts),
        sum(verdict.checkpoints for verdict in verdicts),
    )


def _verify_writer(writer: str, evidence: _Evidence, removals: Removals, signatures: Signatures) -> Verdict:
    findings = Findings()
    summaries: list[FileSummary] = []
    notes: list[str] = []
    records = checkpoints = 0
    files = evidence.records.get(writer, [])
    try:
        begin = removals.begin(writer, {part.path.name for part in files}, findings)
        removed = {removal.file for removal in begin.removed}
        beside = [part for part in evidence.local.get(writer, []) if part.records_file not in removed]
        local = Trail(beside, signatures, findings, begin.checkpoint)
        shipped = None
        if evidence.shipped is not None:
            shipped = Trail(evidence.shipped.get(writer, []), signatures, findings)
            compare_removed(begin.removed, shipped, findings)
        walk = Walk(begin.sequence, begin.head, Witness(local, shipped, findings), findings)
        for part in files:
            ends = walk.file(part)
            records, checkpoints = walk.records, local.count
            if ends is not None:
                summaries.append(_summary(part, *ends, local))
        notes += [f"{writer}: {note}" for note in walk.end()]
    except TooManyError:
        notes.append(f"{writer}: has so many faults that the rest of it was not read")
    return Verdict(tuple(findings.found), tuple(notes), tuple(summaries), records, checkpoints)


def _summary(part: Part, first: Record, last: Record, local: Trail) -> FileSummary:
    vouched = local.last if local.last is not None and local.last.file == part.path.name else None
    # A log that was idle before it was closed has its last checkpoint long after its last record.
    newest = max(last.at, vouched.at) if vouched else last.at
    return FileSummary(part, first.sequence, last.sequence, first.previous, last.hash, local.hash, newest)
