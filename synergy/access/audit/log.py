"""The audit log of one process."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Self

from synergy.access.audit.chain import GENESIS, write_link
from synergy.access.audit.folder import RECORDS, AuditFolder, file_name, new_writer
from synergy.access.audit.growing_file import GrowingFile
from synergy.access.audit.keys import open_audit_key
from synergy.access.audit.notary import Notary, Point
from synergy.access.audit.signatures import Signer
from synergy.errors import AuditUnavailable, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from synergy.access.audit.entries import Entry
    from synergy.settings import Settings

log = logging.getLogger(__name__)

_UNAVAILABLE = "This has to be recorded in the audit, which cannot be written now, so it is refused; try again later."


@dataclass(frozen=True)
class Pace:
    """How often a log is vouched for, and how large its files grow: records, seconds and bytes."""

    records: int = 100
    seconds: float = 1.0
    largest: int = 64 * 1024 * 1024


def _now() -> datetime:
    return datetime.now(UTC)


class AuditLog:
    """Records accesses in files of its own, each record chained to the one before it. Safe to use from any thread.

    A new file begins with each day (UTC) and when one is full; the chain goes on. Open it after any fork: two processes
    that continued one chain would look like tampering.
    """

    def __init__(
        self,
        folder: AuditFolder,
        signer: Signer,
        *,
        writer: str,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._clock = clock
        self._pace = pace or Pace()
        self._recording = Lock()
        self._sequence = 0
        self._head = GENESIS
        self._number = 1
        self._count = 0
        self._day = clock().astimezone(UTC).date()
        self._failing = False
        self._closed = False
        self._alive = folder.lock_of(writer)
        try:
            self._alive.acquire()
            self._file = self._create(self._number)
        except OSError as error:
            raise SetupError(
                f"The audit cannot be kept in {folder.path} ({error.strerror}): mend that, or set SYNERGY_AUDIT_DIR."
            ) from error
        self._notary = Notary(folder, signer, self._latest, self._pace.seconds)
        self._notary.start()

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = _now,
        token: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> Self:
        """Begin a log where the settings say; SetupError in one sentence when none can be kept there."""
        folder = AuditFolder.of(settings)
        folder.prepare()
        signer = Signer(open_audit_key(settings))
        return cls(folder, signer, writer=new_writer(clock().astimezone(UTC), token()), clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def record(self, entry: Entry, *, durable: bool = False) -> None:
        """Append an entry; AuditUnavailable when it cannot be, and then what it would record must not be done.

        `durable` waits for the disk, which takes milliseconds: from an event loop call it in a thread.
        """
        try:
            with self._recording:
                file = self._append(entry)
            if durable:
                file.sync()
        except OSError as error:
            if not self._failing:
                log.error("the audit cannot be written: %s", error)  # noqa: TRY400 (the sentence says it all)
            self._failing = True
            raise AuditUnavailable(_UNAVAILABLE) from error
        self._failing = False

    def close(self) -> None:
        """Sign the last checkpoint and end; closing again does nothing. Waits up to 10 seconds."""
        with self._recording:
            if self._closed:
                return
            self._closed = True
        if self._sequence:
            self._notary.vouch(self._point(final=True))
        if not self._notary.finish():
            log.error("the last records of the audit log %s have no checkpoint", self._writer)
            return
        self._file.close()
        if not self._sequence:
            self._file.path.unlink(missing_ok=True)
        self._alive.release()
        (self._folder.path / f"{self._writer}.lock").unlink(missing_ok=True)

    def _append(self, entry: Entry) -> GrowingFile:
        if self._closed:
            raise OSError("the log is closed")
        self._notary.check()
        now = self._clock().astimezone(UTC)
        line, head = write_link(entry, self._writer, self._sequence, self._head, now)
        if self._count and (now.date() != self._day or self._file.size + len(line) > self._pace.largest):
            self._continue_with(line)
        else:
            self._file.append(line)
        self._day = now.date()
        self._head = head
        self._sequence += 1
        self._count += 1
        if self._sequence % self._pace.records == 0:
            self._notary.vouch(self._point())
        return self._file

    def _continue_with(self, line: bytes) -> None:
        """Begin the next file with the line, and have the end of the last one vouched for."""
        following = self._create(self._number + 1)
        try:
            following.append(line)
        except OSError:
            following.close()
            following.path.unlink(missing_ok=True)
            raise
        self._notary.vouch(self._point())
        self._file = following
        self._number += 1
        self._count = 0

    def _create(self, number: int) -> GrowingFile:
        return GrowingFile(self._folder.path / file_name(self._writer, number, RECORDS))

    def _latest(self) -> Point | None:
        with self._recording:
            return self._point() if self._sequence else None

    def _point(self, *, final: bool = False) -> Point:
        return Point(
            self._writer,
            self._file,
            self._number,
            self._sequence - 1,
            self._head,
            self._count,
            self._file.size,
            self._clock().astimezone(UTC),
            final,
        )
