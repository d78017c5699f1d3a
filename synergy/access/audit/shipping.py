"""Copies checkpoints to a second place, where whoever rewrites the first one cannot follow."""

from __future__ import annotations

import logging
import os
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.access.audit.growing_file import GrowingFile

log = logging.getLogger(__name__)


@dataclass
class _Copy:
    file: GrowingFile
    sent: int = 0


class Shipping:
    """Appends to the copy of each file what the file has grown by. A place that fails is tried again the next time.

    It never stops the audit: a second place that is down for an hour must not stop the group's work for an hour.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._copies: deque[_Copy] = deque()
        self._failing = False

    def follow(self, file: GrowingFile) -> None:
        """Copy this file from now on, once those before it are complete."""
        self._copies.append(_Copy(file))

    def send(self) -> None:
        """Copy what is new; a failure is logged when it begins."""
        try:
            while self._copies:
                self._send(self._copies[0])
                if len(self._copies) == 1:
                    break
                self._copies.popleft()
        except OSError as error:
            if not self._failing:
                log.error("checkpoints are not shipped to %s: %s", self._place, error)  # noqa: TRY400 (no traceback)
            self._failing = True
        else:
            self._failing = False

    def _send(self, copy: _Copy) -> None:
        if copy.sent == copy.file.size:
            return
        with copy.file.path.open("rb") as source:
            source.seek(copy.sent)
            rest = source.read(copy.file.size - copy.sent)
        target = os.open(self._place / copy.file.path.name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            while rest:
                # Half a line that got through stays: the next time goes on behind it, and needs no right to cut.
                written = os.write(target, rest)
                copy.sent += written
                rest = rest[written:]
            os.fsync(target)
        finally:
            os.close(target)
