"""The data folder of an embedded Neo4j: what lies in it, who holds it, and which server runs on it."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from synergy.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

_LOG_LINES = 5


@dataclass(frozen=True)
class Running:
    """The run file: the server that the supervisor of this folder runs. True only while that supervisor lives."""

    pid: int
    supervisor: int
    port: int
    version: str


@dataclass(frozen=True)
class DataFolder:
    """Paths and locks of one folder; locks are flocks, so that the kernel frees those of a killed process.

    `starting` is held by whoever starts, attaches to or stops the server, `supervising` by the supervisor all its
    life, and each process that uses the server holds one file in `leases`. Process ids are never taken as proof.
    """

    path: Path

    @property
    def configuration(self) -> Path:
        """The only file of Neo4j's own configuration."""
        return self.path / "conf" / "neo4j.conf"

    @property
    def log(self) -> Path:
        """Where Neo4j says what it does."""
        return self.path / "logs" / "neo4j.log"

    @property
    def console(self) -> Path:
        """What Java itself prints."""
        return self.path / "logs" / "console.log"

    @property
    def supervisor_log(self) -> Path:
        """What the supervisor prints: nothing, unless it fails."""
        return self.path / "logs" / "supervisor.log"

    @property
    def has_store(self) -> bool:
        """Whether a server has ever started here."""
        return (self.path / "data" / "databases" / "system").exists()

    def starting(self, timeout: float = -1) -> FileLock:
        """Exclude every other start, attachment and stop."""
        return FileLock(self.path / "start.lock", timeout=timeout, thread_local=False)

    def supervising(self, timeout: float = 0) -> FileLock:
        """Be the supervisor, the one process that runs Java on this folder."""
        return FileLock(self.path / "supervisor.lock", timeout=timeout, thread_local=False)

    @property
    def is_supervised(self) -> bool:
        """Whether a supervisor lives; take `starting` first, or the answer may be of yesterday."""
        return _is_held(self.path / "supervisor.lock")

    def take_lease(self) -> FileLock:
        """Keep the server alive until this lock is released or the process ends, however it ends."""
        leases = self.path / "leases"
        leases.mkdir(exist_ok=True)
        lease = FileLock(leases / f"{os.getpid()}-{secrets.token_hex(4)}.lock", thread_local=False)
        lease.acquire()
        return lease

    def leases(self) -> tuple[list[Path], list[Path]]:
        """List the lease files held by living processes, and those left behind."""
        held: list[Path] = []
        left: list[Path] = []
        for file in (self.path / "leases").glob("*.lock"):
            (held if _is_held(file) else left).append(file)
        return held, left

    @property
    def _run_file(self) -> Path:
        return self.path / "server.json"

    def running(self) -> Running | None:
        """Read the run file; believe it only while the folder `is_supervised`."""
        try:
            return Running(**json.loads(self._run_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_running(self, running: Running | None) -> None:
        """Publish the server, or that there is none."""
        if running is None:
            self._run_file.unlink(missing_ok=True)
            return
        _write_whole(self._run_file, json.dumps(asdict(running)))

    def refuse_newer(self, version: str) -> None:
        """Refuse a folder that a newer Neo4j has written, whose store `version` would not understand."""
        try:
            last = (self.path / "version").read_text("utf-8").strip()
        except FileNotFoundError:
            return
        if _parts(last) > _parts(version):
            raise SetupError(
                f"{self.path} was written by Neo4j {last}, newer than the {version} of this Synergy: upgrade Synergy, "
                "or set SYNERGY_DATA_DIR to another folder."
            )

    def record_version(self, version: str) -> None:
        """Remember which Neo4j writes here."""
        _write_whole(self.path / "version", version + "\n")

    def password(self) -> str:
        """Return the server's password, made at random before its first start and kept in a 0600 file."""
        file = self.path / "password"
        if file.exists():
            return file.read_text("utf-8").strip()
        if self.has_store:
            raise SetupError(
                f"{file} is missing, so the database beside it cannot be opened: put it back, or set SYNERGY_DATA_DIR "
                "to another folder."
            )
        # Letters and digits only: Neo4j's tool would take a leading hyphen for an option.
        made = secrets.token_hex(24)
        _write_whole(file, made + "\n")
        return made

    def set_logs_aside(self) -> None:
        """Begin a start with empty logs, so that `last_words` are of this start; those of the last one are kept."""
        for file in (self.log, self.console, self.supervisor_log):
            if file.exists():
                file.replace(file.with_name(f"last-{file.name}"))

    def last_words(self) -> str:
        """Quote the last lines that Java and Neo4j wrote, and where to read more."""
        lines = [line for file in (self.supervisor_log, self.console, self.log) for line in _tail(file)]
        return " | ".join(lines or ["no output"]) + f" (more in {self.log})"


def _is_held(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        FileLock(file, timeout=0, thread_local=False).acquire().lock.release()
    except Timeout:
        return True
    return False


def _write_whole(file: Path, text: str) -> None:
    """Replace the file in one step; only its owner may read it."""
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as content:
        content.write(text)
    partial.replace(file)


def _tail(file: Path) -> list[str]:
    try:
        with file.open("rb") as content:
            content.seek(max(0, file.stat().st_size - 4000))
            text = content.read().decode("utf-8", "replace")
    except OSError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip()][-_LOG_LINES:]


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
