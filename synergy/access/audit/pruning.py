"""Pruning: files whose time is over go, and a signed statement of what they were stays."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING

from filelock import FileLock

from synergy.access.audit.checkpoints import Removal, sign_removal
from synergy.access.audit.folder import CHECKPOINTS, REMOVALS, file_name
from synergy.access.audit.removals import LEAST_RETENTION
from synergy.access.audit.verification import verify
from synergy.errors import BadInput, SetupError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from synergy.access.audit.findings import FileSummary, Verdict
    from synergy.access.audit.folder import AuditFolder
    from synergy.access.audit.signatures import Signer


def prune(
    folder: AuditFolder,
    signer: Signer,
    *,
    retention: timedelta,
    now: datetime,
    others: Collection[Ed25519PublicKey] = (),
) -> list[Removal]:
    """Remove the closed files whose last record is older than the retention; return what was removed.

    `others` are keys that signed earlier. Raises SetupError when the audit does not verify: pruning must not wipe out
    the traces of tampering.
    """
    if retention < LEAST_RETENTION:
        raise BadInput(f"The audit is kept for {LEAST_RETENTION.days} days at least.")
    try:
        with FileLock(folder.path / "prune.lock", thread_local=False):
            verdict = verify(folder.path, [signer.public, *others], folder.ship, now=now)
            if verdict.findings:
                raise SetupError("The audit does not verify, so nothing was pruned: see `synergy audit verify`.")
            return [_remove(folder, signer, old, now) for old in _old(folder, verdict, now - retention)]
    except OSError as error:
        raise SetupError(f"{error.filename or folder.path} cannot be pruned ({error.strerror}).") from error


def _old(folder: AuditFolder, verdict: Verdict, before: datetime) -> Iterator[FileSummary]:
    """Give the old files of each writer from its first on, so that what stays has no hole."""
    for writer, files in groupby(verdict.files, key=lambda file: file.part.writer):
        kept = list(files)
        alive = folder.is_alive(writer)
        while kept and kept[0].newest < before and not (alive and len(kept) == 1):
            yield kept.pop(0)


def _remove(folder: AuditFolder, signer: Signer, file: FileSummary, now: datetime) -> Removal:
    part = file.part
    removal = Removal(
        writer=part.writer,
        file=part.path.name,
        first=file.first,
        last=file.last,
        previous=file.previous,
        head=file.head,
        checkpoint=file.checkpoint,
        newest=file.newest,
        at=now,
    )
    # The statement first: stopped between the two, a prune leaves too much and never too little.
    line = sign_removal(removal, signer)
    for place in (folder.path, folder.ship):
        if place is not None:
            _append(place / REMOVALS, line)
    part.path.unlink()
    (folder.path / file_name(part.writer, part.number, CHECKPOINTS)).unlink(missing_ok=True)
    return removal


def _append(file: Path, line: bytes) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as content:
        if content.seek(0, os.SEEK_END):
            content.seek(-1, os.SEEK_END)
            if content.read(1) != b"\n":
                line = b"\n" + line  # behind what an earlier prune did not finish
        content.write(line)
        content.flush()
        os.fsync(content.fileno())
