"""The folder of imports: rows that came by the API until they have landed, problems, and the inbox beside it."""

from __future__ import annotations

import os
import platform
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.errors import SetupError
from synergy.imports.problem_log import ProblemLog

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from synergy.settings import Settings


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
        return ProblemLog(self.path / f"{job}.problems.jsonl")

    def body(self, digest: str) -> Path:
        """Return where rows with this SHA-256 are kept."""
        return self.path / f"{digest}.rows"

    def keep(self, content: bytes) -> str:
        """Keep rows until they have landed; return their SHA-256. Keeping them again changes nothing."""
        digest = sha256(content).hexdigest()
        file = self.body(digest)
        if not file.exists():
            self.make()
            partial = file.with_name(f"{digest}.{secrets.token_hex(4)}.partial")
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            partial.replace(file)
        return digest

    def tidy(self, needed: Collection[str]) -> None:
        """Remove kept rows that no job needs."""
        if self.path.is_dir():
            for file in (*self.path.glob("*.rows"), *self.path.glob("*.partial")):
                if file.stem not in needed:
                    file.unlink(missing_ok=True)
