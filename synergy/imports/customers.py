"""Import of a subsidiary's file of any kind: streamed, in batches, as often as one likes.

Every row that lands is a source record. A batch is one transaction with its checkpoint, so an import that was killed
goes on where it was when it is started again; importing a row that is there as it comes changes nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synergy.imports.batches import CustomerReading, Keys, cut, read_columns
from synergy.imports.closing import Allowance, Snapshot
from synergy.imports.jobs import Task, running
from synergy.imports.kinds import find_headings, find_kind
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.kinds.ledger import DeclaredLedger
from synergy.imports.kinds.reading import KindReading
from synergy.imports.ledger import Ledger, find_target
from synergy.imports.likeness import open_matcher, recount_if_grown
from synergy.imports.problems import ClosingRefused, UnreadableFile
from synergy.imports.readers.survey import survey
from synergy.imports.rehearsal import Rehearsal
from synergy.imports.report import ImportReport

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterable
    from datetime import datetime
    from pathlib import Path

    from synergy.access.audit.recorder import Recorder, Written
    from synergy.graph.database import Database
    from synergy.imports.batches import BatchOf, Reading
    from synergy.imports.columns import Columns
    from synergy.imports.folder import ImportFolder
    from synergy.imports.jobs import Job
    from synergy.imports.problems import Problem
    from synergy.imports.profile import Profile
    from synergy.imports.readers.tables import Table
    from synergy.imports.records import Target, Vocabulary

BATCH_ROWS = 2_000
MANY_ROWS = 10_000
"""From so many new records on, the server is told to plan for what the graph now holds."""
SYSTEM = CUSTOMERS.kind
"""Name of the system of a subsidiary's customers when it tells of no other: keys are unique within a system."""


@dataclass(frozen=True)
class Wish:
    """How a file is to be imported: `profile` says what it does not, a `snapshot` is all of its source."""

    profile: Profile | None = None
    snapshot: bool = False
    allowance: Allowance = field(default_factory=Allowance)
    is_dry: bool = False
    kind: str = CUSTOMERS.kind
    system: str | None = None
    """The name of the subsidiary's system; that of the kind when it tells of no other."""
    batch_rows: int = BATCH_ROWS
    queued: str | None = None
    """The id of the job that waits for this import, when there is one."""
    digest: str | None = None
    """The SHA-256 that the file has to have."""
    name: str | None = None
    """What the file is called, where that is not how it is kept."""


PLAIN = Wish()
"""A file that says everything itself."""


@dataclass(frozen=True)
class Listeners:
    """Who hears how far an import is.

    `on_progress` hears of the lines done, and of how many there are, after each batch that is committed; `on_problem`
    of each problem of the batch, in the order of the file, and first of those that earlier runs of the job found;
    `on_count` of the graph's customers counted, and of how many there are, when that comes first.
    """

    on_progress: Callable[[int, int | None], None] = lambda _done, _total: None
    on_problem: Callable[[Problem], None] = lambda _problem: None
    on_count: Callable[[int, int], None] = lambda _done, _total: None

    def hear(self, report: ImportReport, problems: Iterable[Problem]) -> None:
        """Tell them of a batch."""
        for problem in problems:
            self.on_problem(problem)
        self.on_progress(report.line, report.lines)


DEAF = Listeners()
"""Nobody."""


async def import_rows(  # noqa: PLR0913 (what an import depends on is named in one place)
    database: Database,
    file: Path,
    subsidiary: str,
    *,
    folder: ImportFolder,
    now: datetime,
    importer: str,
    audit: Recorder,
    wish: Wish = PLAIN,
    listeners: Listeners = DEAF,
) -> ImportReport:
    """Import a file for a subsidiary (id or code); periods start on the business day of `now`, unless a row says.

    The audit is told of the subsidiary and the file before anything is written, and of the job and the figures
    afterwards. Raises UnreadableFile, UnknownSubsidiary, ImportRunning, ImportCancelled, ClosingRefused,
    AuditUnavailable or what the database raises; the batches before that have landed. A dry run decides in the same
    way, batch after batch, and writes nothing.
    """
    if wish.snapshot and wish.kind != CUSTOMERS.kind:
        raise ClosingRefused(f"A snapshot ends the service of customers; there is none of {wish.kind}.")
    profile = wish.profile
    table = await asyncio.to_thread(survey, file, profile.encoding if profile else None)
    if wish.digest is not None and wish.digest != table.digest:
        raise UnreadableFile(f"{wish.name} was changed since the import was asked for; ask for it anew.")
    columns = await asyncio.to_thread(read_columns, table, profile, find_headings(wish.kind))
    target, words = await find_target(database, subsidiary, wish.system or wish.kind)
    report = ImportReport(
        lines=table.lines, form=table.form, notes=[*table.notes, *_unread(columns)], is_dry=wish.is_dry
    )
    about = [target.id, f"file_{table.digest}"]
    action = f"import {wish.kind}, dry run" if wish.is_dry else f"import {wish.kind}"
    async with audit.change(action, about) as written:
        reading, ledger = await _by_kind(database, target, columns, words, wish, now, importer, listeners)
        run = _Run(database, table, reading, wish, ledger, listeners)
        if wish.is_dry:
            return await run.foresee(report, written)
        task = Task(
            wish.kind.upper(),
            target,
            table.digest,
            wish.name or table.name,
            profile.model_dump_json() if profile else "",
            wish.snapshot,
        )
        async with running(database, task, folder, report, importer, queued=wish.queued) as job:
            written.ids = [*about, job.id]
            return await run.land(job, written)


async def _by_kind(  # noqa: PLR0913, PLR0917 (as for import_rows)
    database: Database,
    target: Target,
    columns: Columns,
    words: Vocabulary,
    wish: Wish,
    now: datetime,
    importer: str,
    listeners: Listeners,
) -> tuple[Reading[Any], Ledger | DeclaredLedger]:
    """Return how the rows of the kind are read, and what decides about them."""
    declared = find_kind(wish.kind)
    if declared is None:
        customers = Ledger(database, target, await open_matcher(database, listeners.on_count), now, importer)
        return CustomerReading(target, columns, words), customers
    reading = KindReading(declared, target, columns, wish.profile.dates if wish.profile else None)
    return reading, DeclaredLedger(database, reading, now, importer)


@dataclass(frozen=True)
class _Run:
    """One reading of a file from its first row to its last."""

    database: Database
    table: Table
    reading: Reading[Any]
    wish: Wish
    ledger: Ledger | DeclaredLedger
    listeners: Listeners

    async def land(self, job: Job, written: Written) -> ImportReport:
        """Write what the checkpoint does not have yet."""
        done = job.report.rows
        if done:
            job.report.notes.append(
                f"It goes on after row {done:,}, where it was stopped; the figures are of all runs."
            )
            self.listeners.hear(job.report, job.log.read(job.report.problem_bytes))
        with closing(Keys()) as keys:
            async with aclosing(self._batches(keys, done)) as batches:
                async for batch in batches:
                    problems = await job.write(batch, self.ledger)
                    written.counts = job.report.figures()
                    self.listeners.hear(job.report, problems)
            if self.wish.snapshot:
                snapshot = Snapshot(self.database, self.reading.target, keys, self.ledger.now)
                await snapshot.close(job, self.wish.allowance)
                written.counts = job.report.figures()
        if job.report.created >= MANY_ROWS:
            await self.database.refresh_statistics()
        if job.report.created and self.wish.kind == CUSTOMERS.kind:
            await recount_if_grown(self.database)
        return job.report

    async def foresee(self, report: ImportReport, written: Written) -> ImportReport:
        """Decide about every batch, and write nothing."""
        rehearsal = Rehearsal()
        with closing(Keys()) as keys:
            async with aclosing(self._batches(keys, 0)) as batches:
                async for batch in batches:
                    landed = await self.ledger.foresee(batch.records, rehearsal)
                    problems = sorted([*batch.problems, *landed.problems], key=lambda problem: problem.line)
                    report = report.after(batch.rows, batch.refused, batch.line, landed, problems)
                    written.counts = report.figures()
                    self.listeners.hear(report, problems)
            if self.wish.snapshot:
                snapshot = Snapshot(self.database, self.reading.target, keys, self.ledger.now)
                report.closed, records = await snapshot.foresee(report.created, rehearsal.said)
                written.counts = report.figures()
                self.wish.allowance.check(report.closed, records)
        return report

    async def _batches(self, keys: Keys, done: int) -> AsyncGenerator[BatchOf[Any]]:
        # The reader may be closed only once nothing reads ahead any more, however the import ends.
        read = cut(self.table, self.reading, self.wish.batch_rows, keys=keys, done=done)
        with closing(read):
            async with aclosing(_ahead(read)) as batches:
                async for batch in batches:
                    yield batch


def _unread(columns: Columns) -> list[str]:
    return [
        f"The column “{title}” is kept and not read; if it means {field}, say so in a profile."
        for title, field in columns.suggest().items()
    ]


async def _ahead(batches: Generator[BatchOf[Any]]) -> AsyncGenerator[BatchOf[Any]]:
    """Read the next batch in a thread while the database writes this one."""
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        await asyncio.gather(coming, return_exceptions=True)
