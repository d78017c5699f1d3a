"""The audit's folder: what its files are called, and which writer is alive.

`WRITER.000001.records.jsonl` holds a log, `WRITER.000001.checkpoints.jsonl` the checkpoints of it; the next file of the
same log has the next number. `removals.jsonl` states what was pruned. While `WRITER.lock` is held, that writer lives.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.settings import Settings

RECORDS = "records"
CHECKPOINTS = "checkpoints"
REMOVALS = "removals.jsonl"

_BEGAN = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<writer>\d{8}T\d{6}Z-[0-9a-z]{1,32})\.(?P<number>\d{6})\.(?P<holds>records|checkpoints)\.jsonl")


@dataclass(frozen=True, order=True)
class Part:
    """A numbered file of a writer, as long (in bytes) as it was when the folder was looked at."""

    writer: str
    number: int
    path: Path
    size: int

    @property
    def records_file(self) -> str:
        """The name of the file of records that it is, or belongs to."""
        return file_name(self.writer, self.number, RECORDS)


def new_writer(now: datetime, token: str) -> str:
    """Return a name for a writer; names sort by the time they began. The token is of digits and small letters."""
    return f"{now:{_BEGAN}}-{token}"


def began(writer: str) -> datetime:
    """Return when the writer of that name began."""
    return datetime.strptime(writer.partition("-")[0], _BEGAN).replace(tzinfo=UTC)


def file_name(writer: str, number: int, holds: str) -> str:
    """Return the name of a file that holds RECORDS or CHECKPOINTS."""
    return f"{writer}.{number:06d}.{holds}.jsonl"


@dataclass(frozen=True)
class AuditFolder:
    """Where the logs are, and the second place that takes copies of the checkpoints, if there is one."""

    path: Path
    ship: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> AuditFolder:
        """Return the folder of the settings, which may not exist yet."""
        return cls(settings.audit_dir or settings.data_dir / "audit", settings.audit_ship_dir)

    def prepare(self) -> None:
        """Make the folder, closed to others; SetupError when it cannot be read and written.

        The second place has to exist: made here, it would be a folder under the mount point of a disk that is absent.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            next(self.path.iterdir(), None)
            if os.name == "posix" and self.path.stat().st_mode & 0o077:
                raise SetupError(f"{self.path} is open to others: close it with chmod 700.")
        except OSError as error:
            raise SetupError(
                f"The audit cannot be kept in {self.path} ({error.strerror}): mend that, or set SYNERGY_AUDIT_DIR."
            ) from error
        if self.ship is not None and not (self.ship.is_dir() and os.access(self.ship, os.R_OK | os.W_OK | os.X_OK)):
            raise SetupError(
                f"{self.ship} takes no checkpoints: make it a folder that can be written, or set "
                "SYNERGY_AUDIT_SHIP_DIR to one."
            )

    def lock_of(self, writer: str) -> FileLock:
        """Return the lock that the writer holds as long as it lives; the kernel frees it when it is killed."""
        return FileLock(self.path / f"{writer}.lock", timeout=0, thread_local=False)

    def is_alive(self, writer: str) -> bool:
        """Whether a process is still writing that log."""
        lock = self.lock_of(writer)
        if not Path(lock.lock_file).exists():
            return False
        try:
            lock.acquire().lock.release()
        except Timeout:
            return True
        return False


def parts(folder: Path, holds: str) -> dict[str, list[Part]]:
    """List the files that hold RECORDS or CHECKPOINTS by writer, in order; OSError when that is impossible."""
    found: dict[str, list[Part]] = {}
    for part in sorted(_parts(folder, holds)):
        found.setdefault(part.writer, []).append(part)
    return found


def _parts(folder: Path, holds: str) -> Iterator[Part]:
    for path in folder.iterdir():
        name = _NAME.fullmatch(path.name)
        if name is not None and name["holds"] == holds:
            yield Part(name["writer"], int(name["number"]), path, path.stat().st_size)


LONGEST_LINE = 16 * 1024 * 1024


def lines_of(part: Part) -> Iterator[bytes]:
    """Read the lines that a file had when it was listed; one that was not ended, or is too long, has no newline."""
    left = part.size
    with part.path.open("rb") as content:
        while left > 0 and (line := content.readline(min(left, LONGEST_LINE))):
            left -= len(line)
            yield line
