"""A file that only grows, by whole lines."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class GrowingFile:
    """A new file, closed to others. Appending is for one thread at a time; syncing and closing are for any.

    What a failed write has left of a line is cut off, at once or before the next: a full disk breaks no line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        """Bytes of whole lines."""
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._whole = True
        self._unsynced = True
        self._named = False
        self._syncing = Lock()

    def append(self, lines: bytes) -> None:
        """Write whole lines, or raise OSError and leave nothing of them."""
        if not self._whole:
            self._repair()
        try:
            written = os.write(self._descriptor, lines)
        except OSError:
            self._cut()
            raise
        if written < len(lines):
            self._cut()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.size += len(lines)
        # After the write: set before it, a sync between the two would count as done what it has not seen.
        self._unsynced = True

    def _cut(self) -> None:
        self._whole = False
        with suppress(OSError):
            self._repair()

    def _repair(self) -> None:
        os.ftruncate(self._descriptor, self.size)
        self._whole = True

    def sync(self) -> None:
        """Wait until everything appended so far is on the disk; several who wait at once share the disk's work."""
        with self._syncing:
            if self._descriptor < 0 or not self._unsynced:
                return
            self._unsynced = False
            try:
                os.fsync(self._descriptor)
                self._sync_name()
            except OSError:
                self._unsynced = True
                raise

    def _sync_name(self) -> None:
        """Make the folder remember the file: without that a power cut could take it whole."""
        if self._named or os.name != "posix":
            return
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._named = True

    def check_in_place(self, size: int) -> None:
        """Raise OSError unless the path still names this file with at least so many bytes of it."""
        there, here = self.path.stat(), os.fstat(self._descriptor)
        if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino) or here.st_size < size:
            raise OSError(errno.ESTALE, "replaced or shortened while it was being written", str(self.path))

    def close(self) -> None:
        """Close it; closing again does nothing."""
        with self._syncing:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1
