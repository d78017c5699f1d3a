"""Import jobs: one at a time for a source, each batch committed with its checkpoint, resumable after any end.

A job says in the graph how far it is. Who starts the same file of a source again goes on with the job that did not get
to its end, unless another file of the source has been imported since: then it begins anew, since rows that it had
landed may have been changed.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import orjson

from synergy.errors import AuditUnavailable, DatabaseUnavailable, DeadlineExceeded, SynergyError
from synergy.graph.statements import load_sections
from synergy.imports.problems import ImportCancelled, ImportRunning
from synergy.imports.report import ImportReport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction
    from synergy.imports.batches import BatchOf
    from synergy.imports.folder import ImportFolder
    from synergy.imports.problem_log import ProblemLog
    from synergy.imports.problems import Problem
    from synergy.imports.records import Target
    from synergy.imports.report import Landed

BATCH_DEADLINE = 120.0
LEASE = 30
"""Seconds after its last sign of life at which an importer counts as dead."""
SAYS = {name: part.text for name, part in load_sections(Path(__file__).with_name("jobs.cypher")).items()}

OUTAGES = (AuditUnavailable, DatabaseUnavailable, DeadlineExceeded)
"""What says nothing of the file: a server tries again later."""
_INTERRUPTED = "It was interrupted; start it again to go on."
_FRESH = {"rows": 0, "line": 0, "created": 0, "changed": 0, "unchanged": 0, "refused": 0, "closed": 0}
_UNTOLD: dict[str, Any] = {"problemKinds": [], "problemCounts": [], "problemBytes": 0}


class KindLedger(Protocol):
    """Decides about the records of one kind of file, and writes them."""

    async def write(self, records: Sequence[Any], tx: Transaction) -> Landed:
        """Write a batch within the transaction; it may be called again for the same batch, in another one."""


@dataclass(frozen=True)
class Task:
    """A file of a source, and how it is to be read: who starts an equal one again goes on with the first.

    `kind` is the name of a FileKind, `profile` the JSON of what a profile says, empty without one.
    """

    kind: str
    target: Target
    digest: str
    name: str
    profile: str = ""
    snapshot: bool = False

    @property
    def source(self) -> str:
        """What has one import at a time: a system of a subsidiary."""
        return f"{self.target.id} {self.target.system}"

    @cached_property
    def fingerprint(self) -> str:
        """What tells it from every other task of its source."""
        return sha256(orjson.dumps([self.kind, self.digest, self.profile, self.snapshot])).hexdigest()

    def node(self, job: str, state: str, importer: str, at: datetime) -> dict[str, Any]:
        """Return the properties of a new job's node."""
        return {
            "id": job,
            "state": state,
            "kind": self.kind,
            "system": self.target.system,
            "fileName": self.name,
            "fileDigest": self.digest,
            "snapshot": self.snapshot,
            "profile": self.profile,
            "fingerprint": self.fingerprint,
            "importer": importer,
            "createdAt": at,
            "updatedAt": at,
            "version": 1,
            "sourceSystem": "synergy",
            "sourceKey": job,
            **_FRESH,
            **_UNTOLD,
        }


@dataclass
class Job:
    """A job that this process runs."""

    database: Database
    id: str
    holder: str
    code: str
    log: ProblemLog
    report: ImportReport
    _renewed: float = field(default=0.0, init=False)

    async def write(self, batch: BatchOf[Any], ledger: KindLedger) -> Sequence[Problem]:
        """Commit a batch and the checkpoint after it; return all its problems, in the order of the file.

        Raises ImportCancelled when somebody asked for that, ImportRunning when another importer took over.
        """
        if not batch.rows:
            self.report.line = max(self.report.line, batch.line)
            await self.renew()
            return ()
        tried: list[tuple[ImportReport, Sequence[Problem]]] = []
        self.report, problems = await self.database.transact(
            partial(self._write, batch, ledger, tried), deadline=BATCH_DEADLINE, repeat_unknown_commit=True
        )
        self._renewed = asyncio.get_running_loop().time()
        return problems

    async def _write(
        self,
        batch: BatchOf[Any],
        ledger: KindLedger,
        tried: list[tuple[ImportReport, Sequence[Problem]]],
        tx: Transaction,
    ) -> tuple[ImportReport, Sequence[Problem]]:
        rows = await self.hold(tx)
        if tried and rows != self.report.rows:  # the commit whose answer was lost was made
            return tried[-1]
        landed = await ledger.write(batch.records, tx)
        problems = sorted([*batch.problems, *landed.problems], key=lambda problem: problem.line)
        report = self.report.after(batch.rows, batch.refused, batch.line, landed, problems)
        report = replace(
            report, problem_bytes=await asyncio.to_thread(self.log.append, self.report.problem_bytes, problems)
        )
        await tx.run(SAYS["checkpoint"], {"job": self.id, "figures": report.properties(), "at": tx.now})
        tried.append((report, problems))
        return tried[-1]

    async def hold(self, tx: Transaction) -> int:
        """Take the turn among all imports; return how many rows the checkpoint has. Raises as `write` does."""
        held = await tx.run(SAYS["hold"], {"job": self.id, "holder": self.holder, "seconds": LEASE})
        if not held:
            raise ImportRunning(f"Another import for {self.code} took over while this one stood still.")
        if held[0]["cancelling"]:
            raise ImportCancelled(f"The import was cancelled after {self.report.rows:,} rows, which stay.")
        return int(held[0]["rows"])

    async def renew(self) -> None:
        """Give a sign of life where none was given for a while; raises as `write` does."""
        now = asyncio.get_running_loop().time()
        if now - self._renewed > LEASE / 3:
            await self.database.transact(self.hold, deadline=BATCH_DEADLINE, repeat_unknown_commit=True)
            self._renewed = now

    async def finish(self, state: str, reason: str | None) -> None:
        """Write down how the run ended."""

        async def steps(tx: Transaction) -> None:
            told = {"job": self.id, "holder": self.holder, "state": state, "reason": reason}
            await tx.run(SAYS["finish"], told | {"line": self.report.line, "at": tx.now})

        await self.database.transact(steps, repeat_unknown_commit=True)


@asynccontextmanager
async def running(  # noqa: PLR0913 (what a job depends on)
    database: Database,
    task: Task,
    folder: ImportFolder,
    report: ImportReport,
    importer: str,
    *,
    queued: str | None = None,
) -> AsyncIterator[Job]:
    """Run a job: the `queued` one, else the source's last when that is this task and not done, else a new one.

    It ends as DONE, FAILED or CANCELLED; a queued one whose process is told to stop waits for the next. Raises
    ImportRunning while another process runs a job of the source.
    """
    folder.make()
    start = _Start(task, folder, report, importer, uuid4().hex, queued)
    job = await database.transact(partial(start.take, database), repeat_unknown_commit=True)
    try:
        yield job
    except BaseException as error:
        with suppress(SynergyError):  # an unreachable server takes the job for dead when the lease ends
            await job.finish(*_end(error, queued))
        raise
    await job.finish("DONE", None)


def _end(error: BaseException, queued: str | None) -> tuple[str, str | None]:
    if isinstance(error, ImportCancelled):
        return "CANCELLED", None
    if not isinstance(error, Exception):
        return ("QUEUED", None) if queued else ("CANCELLED", _INTERRUPTED)
    if queued and isinstance(error, OUTAGES):
        return "QUEUED", None
    return "FAILED", str(error) if isinstance(error, SynergyError) else "Something went wrong on our side."


@dataclass(frozen=True)
class _Start:
    """Finds or makes the job to run, and takes it."""

    task: Task
    folder: ImportFolder
    report: ImportReport
    importer: str
    holder: str
    queued: str | None

    async def take(self, database: Database, tx: Transaction) -> Job:
        found = await self._find(tx)
        self.report.resume(found)
        log = self.folder.problems(found["id"])
        self.report.job = found["id"]
        return Job(database, found["id"], self.holder, self.task.target.code, log, self.report)

    async def _find(self, tx: Transaction) -> dict[str, Any]:
        [taken] = await tx.run(SAYS["take"], {"source": self.task.source, "holder": self.holder})
        last: dict[str, Any] | None = taken["last"]
        if last and last.get("holder") == self.holder:  # the commit whose answer was lost was made
            return last
        if last and last["state"] == "RUNNING" and taken["alive"]:
            raise ImportRunning(
                f"Another import for {self.task.target.code} is running ({last['importer']}). Try again when it is "
                f"done; if it was killed, in {max(taken['seconds'], 0) + 1} seconds."
            )
        job = await self._waiting(last, tx) if self.queued else self._unfinished(last)
        if last and last["state"] == "RUNNING" and (job is None or job["id"] != last["id"]):
            await tx.run(SAYS["abandon"], {"job": last["id"], "reason": _INTERRUPTED, "at": tx.now})
        if job is None:
            job = self.task.node(f"job_{self.holder[:24]}", "QUEUED", self.importer, tx.now)
            await tx.run(SAYS["create"], {"subsidiary": self.task.target.id, "user": None, "job": job})
        job_is = {name: job[name] for name in (*_FRESH, *_UNTOLD)} | {
            "state": "RUNNING",
            "importer": self.importer,
            "startedAt": tx.now,
            "updatedAt": tx.now,
            "lines": self.report.lines,
        }
        given = {"job": job["id"], "source": self.task.source, "holder": self.holder, "seconds": LEASE}
        await tx.run(SAYS["begin"], given | {"job_is": job_is})
        return job

    def _unfinished(self, last: dict[str, Any] | None) -> dict[str, Any] | None:
        if last is None or last["state"] == "DONE" or last["fingerprint"] != self.task.fingerprint:
            return None
        return last if self.folder.problems(last["id"]).holds(last["problemBytes"]) else None

    async def _waiting(self, last: dict[str, Any] | None, tx: Transaction) -> dict[str, Any]:
        """Return the queued job; one that another has overtaken, or whose problems are lost, begins anew."""
        rows = await tx.run(SAYS["find"], {"job": self.queued, "holder": self.holder})
        job: dict[str, Any] = rows[0]["job"]
        if job["state"] not in {"QUEUED", "RUNNING"}:
            raise ImportCancelled("The import was cancelled before it began.")
        is_last = last is not None and last["id"] == job["id"]
        if is_last and self.folder.problems(job["id"]).holds(job["problemBytes"]):
            return job
        return {**job, **_FRESH, **_UNTOLD}
