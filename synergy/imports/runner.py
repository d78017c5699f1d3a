"""Runs the imports that come by the API: one after the other, in the server's process, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from synergy.errors import SynergyError
from synergy.imports.closing import Allowance
from synergy.imports.duplicates import DuplicateFinder
from synergy.imports.inbox import find
from synergy.imports.jobs import OUTAGES, SAYS
from synergy.imports.likeness import open_matcher
from synergy.imports.problems import ImportRunning, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.imports.folder import ImportFolder
    from synergy.imports.inbox import Inbox
    from synergy.imports.problems import Problem

log = logging.getLogger(__name__)

PAUSE = timedelta(seconds=5)
"""After which it looks again for jobs whose importer died, or that had to wait for another import."""
_LATER = (ImportRunning, *OUTAGES)


@dataclass
class ImportRunner:
    """One task of the application's lifespan; a job that it had to leave is gone on with after the next start."""

    database: Database
    folder: ImportFolder
    recorder: Callable[[str | None, str], Recorder]
    """Makes what records the import of a user for an organisation."""
    inbox: Inbox | None
    share: float
    clock: Callable[[], datetime]
    duplicates: DuplicateFinder = field(default_factory=DuplicateFinder)
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _to_count: bool = field(default=False, init=False)

    def wake(self) -> None:
        """Have it look for waiting jobs now."""
        self._woken.set()

    def count(self) -> None:
        """Have it count the graph's customers, which likeness is judged by, before it looks for waiting jobs."""
        self._to_count = True
        self.wake()

    def problems(self, job: str, length: int, first: int, after: int) -> list[Problem]:
        """Return problems of a job, as its node says how many there are."""
        return list(self.folder.problems(job).read(length, first, after))

    async def run(self) -> None:
        """Run waiting jobs until cancelled.

        It begins after a pause or when it is woken: a server that has just started plans its first statements slowly.
        """
        is_tidy = False
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE.total_seconds()):
                    await self._woken.wait()
            self._woken.clear()
            try:
                if not is_tidy:
                    needed = (await self.database.read(SAYS["open"], {}))["jobs"]
                    await asyncio.to_thread(self.folder.tidy, needed, time.time())
                    is_tidy = True
                if self._to_count:
                    await self._count()
                await self._run_waiting()
            except SynergyError as error:
                log.warning("imports wait: %s", error)
            except Exception:
                log.exception("imports wait")

    async def _count(self) -> None:
        await open_matcher(self.database)
        self._to_count = False

    async def _run_waiting(self) -> None:
        waiting = set()
        for job in (await self.database.read(SAYS["waiting"], {"place": self.folder.place}))["jobs"]:
            source = (job["subsidiary"], job["system"])
            if source in waiting:  # a newer file must not land before an older one
                continue
            try:
                await self._import(job)
            except _LATER as error:
                waiting.add(source)
                log.info("job %s waits: %s", job["id"], error)
            except SynergyError as error:
                await self._refuse(job, str(error))
            except Exception:
                log.exception("job %s", job["id"])
                await self._refuse(job, "Something went wrong on our side.")

    async def _import(self, job: dict[str, Any]) -> None:
        # The importer takes half a second to load, which a server need not wait for.
        from synergy.imports.customers import Wish, import_rows  # noqa: PLC0415
        from synergy.imports.profile import Profile  # noqa: PLC0415

        await import_rows(
            self.database,
            self._file(job),
            job["subsidiary"],
            folder=self.folder,
            now=self.clock(),
            importer=job["importer"],
            audit=self.recorder(job.get("user"), job["subsidiary"]),
            wish=Wish(
                profile=Profile.model_validate_json(job["profile"]) if job["profile"] else None,
                snapshot=job["snapshot"],
                allowance=Allowance(self.share, job.get("allowClosing") or 0),
                kind=job["kind"].lower(),
                system=job["system"],
                queued=job["id"],
                digest=job["fileDigest"],
                name=job["fileName"],
            ),
        )
        self.folder.body(job["id"]).unlink(missing_ok=True)

    def _file(self, job: dict[str, Any]) -> Path:
        if "path" not in job:
            file: Path | None = self.folder.body(job["id"])
        else:
            file = find(self.inbox.folder, job["path"]) if self.inbox else None
        if file is None or not file.is_file():
            raise UnreadableFile(f"{job['fileName']} is not there any more; start the import again.")
        return file

    async def _refuse(self, job: dict[str, Any], reason: str) -> None:
        """Write down why a job could not even begin; one that began has its own end."""
        told = {"job": job["id"], "reason": reason, "at": self.clock()}

        async def steps(tx: Any) -> None:
            await tx.run(SAYS["refuse"], told)

        await self.database.transact(steps, repeat_unknown_commit=True)
        self.folder.body(job["id"]).unlink(missing_ok=True)
