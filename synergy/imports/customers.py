"""Import of a subsidiary's customers from a file: streamed, in batches, as often as one likes.

Every row that lands is a source record. A batch is one transaction, and importing a row that is there as it comes
changes nothing, so an import that was killed is finished by starting it again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import aclosing, closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from synergy.imports.batches import Batch, read_batches, read_columns
from synergy.imports.ledger import Ledger, find_target, sole_import
from synergy.imports.likeness import open_matcher, recount_if_grown
from synergy.imports.readers.survey import survey
from synergy.imports.rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime
    from pathlib import Path

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.imports.columns import Columns
    from synergy.imports.problems import Problem
    from synergy.imports.profile import Profile
    from synergy.imports.resolve import Decisions

BATCH_ROWS = 2_000
MANY_ROWS = 10_000
"""From so many new records on, the server is told to plan for what the graph now holds."""
SYSTEM = "customers"
"""Name of the subsidiary's system when it tells of no other: keys are unique within a system."""


@dataclass
class ImportReport:
    """What an import did, in rows; `created`, `changed`, `unchanged` and `refused` add up to `rows`.

    `created` rows either made `new_customers` or were `linked` to customers there were. `problems` counts what was
    told of rows by kind, warnings included. `form` is what the file was read as, `notes` what was left out of it.
    After a dry run the figures are those of an import that did not happen.
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    linked: int = 0
    new_customers: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    form: str = ""
    notes: list[str] = field(default_factory=list)
    is_dry: bool = False

    @property
    def exit_status(self) -> int:
        """0 when every row landed, 1 when some were refused; what stops an import altogether is raised."""
        return 1 if self.refused else 0

    def figures(self) -> dict[str, int]:
        """Return what became of the rows; nobody may read from it whose customers were known before."""
        return {
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }

    def add(self, batch: Batch, decisions: Decisions) -> None:
        """Count what became of a batch."""
        self.rows += batch.rows
        self.linked += len(decisions.linked)
        self.new_customers += len(decisions.created)
        self.created += len(decisions.created) + len(decisions.linked)
        self.changed += len(decisions.changed)
        self.unchanged += decisions.unchanged
        self.refused += batch.refused + len(decisions.problems)


async def import_customers(  # noqa: PLR0913 (what an import depends on is named in one place)
    database: Database,
    file: Path,
    subsidiary: str,
    *,
    now: datetime,
    importer: str,
    audit: Recorder,
    on_progress: Callable[[int, int | None], None] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
    profile: Profile | None = None,
    is_dry: bool = False,
    system: str = SYSTEM,
    batch_rows: int = BATCH_ROWS,
) -> ImportReport:
    """Import a file for a subsidiary (id or code); a customer's first period starts on the business day of `now`.

    `on_progress` hears of the lines done, and of how many there are, after each batch that is committed; `on_problem`
    of each problem of the batch, in the order of the file. The audit is told of the subsidiary and the file before
    anything is written, and of the figures afterwards. Raises UnreadableFile, UnknownSubsidiary, ImportRunning,
    AuditUnavailable or what the database raises; the batches before that have landed. A dry run decides in the same
    way, batch after batch, and writes nothing.
    """
    table = await asyncio.to_thread(survey, file, profile.encoding if profile else None)
    columns = await asyncio.to_thread(read_columns, table, profile)
    target, words = await find_target(database, subsidiary, system)
    report = ImportReport(form=table.form, notes=[*table.notes, *_unread(columns)], is_dry=is_dry)
    about = [target.id, f"file_{table.digest}"]
    action = "import customers, dry run" if is_dry else "import customers"
    turn: AbstractAsyncContextManager[dict[str, Any]] = (
        nullcontext({}) if is_dry else sole_import(database, target, importer)
    )
    async with audit.change(action, about) as written, turn as grip:
        ledger = Ledger(database, target, grip, await open_matcher(database), now, importer)
        write = partial(ledger.foresee, rehearsal=Rehearsal()) if is_dry else ledger.write
        # The reader may be closed only once nothing reads ahead any more, however the import ends.
        with closing(read_batches(table, columns, target, words, batch_rows)) as read:
            async with aclosing(_ahead(read)) as batches:
                async for batch in batches:
                    decisions = await write(batch.records)
                    report.add(batch, decisions)
                    written.counts = report.figures()
                    problems = sorted([*batch.problems, *decisions.problems], key=lambda problem: problem.line)
                    report.problems.update(problem.fault.value for problem in problems)
                    if on_problem is not None:
                        for problem in problems:
                            on_problem(problem)
                    if on_progress is not None:
                        on_progress(batch.line, table.lines)
    if report.created >= MANY_ROWS and not is_dry:
        await database.refresh_statistics()
    if report.new_customers and not is_dry:
        await recount_if_grown(database)
    return report


def _unread(columns: Columns) -> list[str]:
    return [
        f"The column “{title}” is kept and not read; if it means {field}, say so in a profile."
        for title, field in columns.suggest().items()
    ]


async def _ahead(batches: Generator[Batch]) -> AsyncGenerator[Batch]:
    """Read the next batch in a thread while the database writes this one."""
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        await asyncio.gather(coming, return_exceptions=True)
