"""The folder of imports: rows that came by the API until they have landed, problems, and the inbox beside it."""

from __future__ import annotations

import os
import platform
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.errors import SetupError
from synergy.imports.problem_log import ProblemLog

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from synergy.settings import Settings

LEFT_OVER = timedelta(days=1)
"""After which rows that belong to no job are what a failed request left."""
KEPT = timedelta(days=180)
"""How long the problems of an import can be read."""
_PROBLEMS = ".problems.jsonl"


@dataclass(frozen=True)
class ImportFolder:
    """What an installation keeps of imports outside the graph; `inbox` is where files for the API are laid."""

    path: Path
    inbox: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> ImportFolder:
        """Return the folder that the settings name."""
        return cls(settings.data_dir / "imports", settings.import_inbox)

    @property
    def place(self) -> str:
        """What tells this folder from those of other installations on the same graph."""
        return sha256(f"{platform.node()} {self.path.resolve()}".encode()).hexdigest()[:16]

    def make(self) -> None:
        """Make the folder, closed to others; SetupError when it cannot be."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(
                f"{self.path} cannot be made: {error.strerror}. Imports keep their problems there."
            ) from error

    def problems(self, job: str) -> ProblemLog:
        """Return the problems of a job."""
        return ProblemLog(self.path / f"{job}{_PROBLEMS}")

    def body(self, job: str) -> Path:
        """Return where the rows of a job are kept."""
        return self.path / f"{job}.rows"

    def keep(self, job: str, content: bytes) -> None:
        """Keep the rows of a job until it has ended; keeping them again changes nothing."""
        self.make()
        file = self.body(job)
        partial = file.with_name(f"{job}.{secrets.token_hex(4)}.partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)

    def tidy(self, needed: Collection[str], now: float) -> None:
        """Remove rows that no job needs any more, and problems that were kept long enough; `now` in seconds since 1970.

        Rows of a request that is just being answered belong to a job that nobody else sees yet: young ones stay.
        """
        left_over = now - LEFT_OVER.total_seconds()
        for file in (*self.path.glob("*.rows"), *self.path.glob("*.partial")):
            if file.stem not in needed and file.stat().st_mtime < left_over:
                file.unlink(missing_ok=True)
        for file in self.path.glob(f"*{_PROBLEMS}"):
            if file.name.removesuffix(_PROBLEMS) not in needed and file.stat().st_mtime < now - KEPT.total_seconds():
                file.unlink(missing_ok=True)
