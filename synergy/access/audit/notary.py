"""The notary: a thread that signs checkpoints of a log, and keeps and ships them."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from synergy.access.audit.chain import GENESIS
from synergy.access.audit.checkpoints import Checkpoint, hash_of, sign_checkpoint
from synergy.access.audit.folder import CHECKPOINTS, file_name
from synergy.access.audit.growing_file import GrowingFile
from synergy.access.audit.shipping import Shipping

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from synergy.access.audit.folder import AuditFolder
    from synergy.access.audit.signatures import Signer

log = logging.getLogger(__name__)

LONGEST_TURN = 60
"""Seconds for which the notary may hang, in a disk that does not answer, before it counts as failed."""
PATIENCE = 10
"""Seconds to wait for the last checkpoint when the log is closed."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the log to vouch for, at that time: record `count` of a file, which then had `size` bytes."""

    writer: str
    file: GrowingFile
    number: int
    sequence: int
    head: str
    count: int
    size: int
    at: datetime
    final: bool = False


class Notary:
    """Signs the points it is given and, after `seconds` without one, the `latest`.

    It is a thread because a checkpoint waits for two disks, has to come when no further record does, and has to work
    without an event loop, too. It vouches only for what is on the disk: else a power cut would look like a crime.
    """

    def __init__(
        self,
        folder: AuditFolder,
        signer: Signer,
        latest: Callable[[], Point | None],
        seconds: float,
    ) -> None:
        self._folder = folder
        self._signer = signer
        self._latest = latest
        self._seconds = seconds
        self._given: SimpleQueue[Point | None] = SimpleQueue()
        self._pending: deque[Point] = deque()
        self._signed: Point | None = None
        self._previous = GENESIS
        self._records: GrowingFile | None = None
        self._checkpoints: GrowingFile | None = None
        self._shipping = Shipping(folder.ship) if folder.ship else None
        self._trouble: str | None = None
        self._beat = time.monotonic()
        self._thread = Thread(target=self._run, name="audit notary", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._beat = time.monotonic()
        self._thread.start()

    def vouch(self, point: Point) -> None:
        """Have a point signed soon; points come in the order of the log."""
        self._given.put(point)

    def check(self) -> None:
        """Raise OSError when checkpoints cannot be written, or have not been for too long."""
        if self._trouble is not None:
            raise OSError(self._trouble)
        if time.monotonic() - self._beat > LONGEST_TURN + self._seconds:
            raise OSError("no checkpoint could be written for a minute")

    def finish(self) -> bool:
        """Sign what is left and end; return False when that takes too long, or fails."""
        self._given.put(None)
        self._thread.join(PATIENCE)
        return not self._thread.is_alive() and self._trouble is None

    def _run(self) -> None:
        ended = False
        while not ended:
            ended = self._wait()
            try:
                self._seal()
            except Exception as error:
                if self._trouble is None:
                    log.exception("no checkpoint of the audit can be written")
                self._trouble = str(error) or type(error).__name__
            else:
                self._trouble = None
            self._beat = time.monotonic()
        if self._checkpoints is not None:
            self._checkpoints.close()

    def _wait(self) -> bool:
        """Take the points given, or the latest when none was for a while; return whether the end has come."""
        try:
            given = self._given.get(timeout=self._seconds)
        except Empty:
            given = self._latest()
            if given is None:
                return False
        while given is not None:
            self._take(given)
            try:
                given = self._given.get_nowait()
            except Empty:
                return False
        return True

    def _take(self, point: Point) -> None:
        last = self._pending[-1] if self._pending else self._signed
        if last is None or point.sequence > last.sequence or point.final:
            self._pending.append(point)

    def _seal(self) -> None:
        for file, size in {point.file: point.size for point in self._pending}.items():
            file.sync()
            file.check_in_place(size)
        while self._pending:
            self._sign(self._pending[0])
            self._signed = self._pending.popleft()
        if self._checkpoints is not None:
            self._checkpoints.sync()
        if self._shipping is not None:
            self._shipping.send()

    def _sign(self, point: Point) -> None:
        file = self._file_for(point)
        checkpoint = Checkpoint(
            point.writer,
            point.file.path.name,
            point.sequence,
            point.head,
            point.count,
            point.at,
            self._previous,
            point.final,
        )
        line = sign_checkpoint(checkpoint, self._signer)
        file.append(line)
        self._previous = hash_of(line)

    def _file_for(self, point: Point) -> GrowingFile:
        """Return the file beside the point's own. At the first point of a new one, the last is done with."""
        if self._checkpoints is not None and self._records is point.file:
            return self._checkpoints
        if self._checkpoints is not None:
            self._checkpoints.sync()
        opened = GrowingFile(self._folder.path / file_name(point.writer, point.number, CHECKPOINTS))
        for done in (self._checkpoints, self._records):
            if done is not None:
                done.close()
        self._records, self._checkpoints = point.file, opened
        if self._shipping is not None:
            self._shipping.follow(opened)
        return opened
