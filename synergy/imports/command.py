"""What `synergy import` does: files with progress, problems and figures; profiles; jobs, and cancelling them."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from rich.markup import escape
from rich.table import Table

from synergy.errors import SetupError
from synergy.imports.batches import read_titles
from synergy.imports.columns import find_columns
from synergy.imports.customers import PLAIN, Listeners, Wish, import_rows
from synergy.imports.jobs import SAYS
from synergy.imports.kinds import find_headings
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.profile import write_profile
from synergy.imports.readers.survey import survey

if TYPE_CHECKING:
    from rich.console import Console

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.imports.folder import ImportFolder
    from synergy.imports.problems import Problem
    from synergy.imports.report import ImportReport

_SHOWN = 10
_LISTED = 50
_FIGURES = ("created", "changed", "unchanged", "refused", "closed")


class Steps(Protocol):
    """Whatever shows how far a step is; a total of 0 means that it is not known."""

    def step(self, name: str, done: int, total: int) -> None:
        """Show it."""


class ProblemFile:
    """The problems of an import as a CSV file: what an earlier import left there goes when this one ends or tells.

    A file that cannot be written is a SetupError at once, before anything is imported; one that tells of no problem is
    removed. An import that is stopped before its first problem leaves everything as it was.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first: list[Problem] = []
        self._open = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> Self:
        self._found = self.path.exists()
        try:
            self._text = self._open.enter_context(self.path.open("a", encoding="utf-8", newline=""))
        except OSError as error:
            raise SetupError(
                f"{self.path} cannot be written: {error.strerror}. The problems of the import go there; "
                "run the command in another folder or make room for the file."
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
        self._open.close()
        if self._writer is None and (kind is None or not self._found):
            self.path.unlink(missing_ok=True)

    def add(self, problem: Problem) -> None:
        """Write a problem down; the first few are kept to be shown."""
        if self._writer is None:
            self._text.truncate(0)
            self._writer = csv.writer(self._text)
            self._writer.writerow(("line", "column", "outcome", "kind", "value", "reason"))
        outcome = "landed" if problem.is_warning else "refused"
        place = problem.line, _inert(problem.column), outcome
        self._writer.writerow((*place, problem.fault.value, problem.value, problem.reason))
        if len(self.first) < _SHOWN:
            self.first.append(problem)


def _inert(text: str) -> str:
    """Return a title that a spreadsheet shows and does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def print_profile(file: Path, kind: str = CUSTOMERS.kind) -> str:
    """Return a profile for a file to start from; raise UnreadableFile when it has no header."""
    return write_profile(find_columns(read_titles(survey(file)), headings=find_headings(kind)))


async def import_file(  # noqa: PLR0913 (what an import depends on is named in one place)
    database: Database,
    file: Path,
    subsidiary: str,
    console: Console,
    progress: Steps,
    *,
    folder: ImportFolder,
    audit: Recorder,
    wish: Wish = PLAIN,
) -> int:
    """Import a file and print what became of it; return the exit status: 0 every row landed, 1 some were refused.

    The problems go into a file of the working directory. A dry run prints the same, and nothing lands.
    """
    path = Path.cwd() / f"{file.stem}.problems.csv"
    with ProblemFile(path) as problems:
        report = await import_rows(
            database,
            file,
            subsidiary,
            folder=folder,
            now=datetime.now(UTC),
            importer=f"import by {audit.user}",
            audit=audit,
            wish=wish,
            listeners=Listeners(
                lambda done, total: progress.step(f"import {file.name} (lines)", done, total or 0),
                problems.add,
                lambda done, total: progress.step("count the customers there are", done, total),
            ),
        )
    _print(console, report, problems, snapshot=wish.snapshot)
    return report.exit_status


async def list_jobs(database: Database, subsidiary: str | None) -> Table:
    """Return a table of the last jobs, of one subsidiary (id or code) or of all."""
    found = (await database.read(SAYS["list"], {"subsidiary": subsidiary, "limit": _LISTED}))["jobs"]
    table = Table(box=None)
    for title in ("job", "for", "file", "state", "line", *_FIGURES):
        table.add_column(title, justify="right" if title in _FIGURES else "left")
    for job in found:
        state = "RUNNING, no sign of life" if job["state"] == "RUNNING" and not job["alive"] else job["state"]
        lines = f"{job['line']:,}" + (f" of {job['lines']:,}" if job.get("lines") else "")
        figures = [f"{job[name]:,}" for name in _FIGURES]
        table.add_row(job["id"], job["code"], escape(job["fileName"]), state, lines, *figures)
    return table


async def cancel_job(database: Database, console: Console, job: str, audit: Recorder) -> None:
    """Cancel a job, whoever runs it; raise SetupError when there is none that could be."""
    async with audit.change("cancel import", [job]):
        rows = await database.write(SAYS["cancel"], {"job": job, "subsidiary": None, "at": datetime.now(UTC)})
        if not rows:
            raise SetupError(f"There is no job {job}; `synergy import jobs` lists them.")
        if not rows[0]["open"]:
            raise SetupError(f"The job {job} has ended.")
    console.print("It ends after the batch at hand." if rows[0]["runs"] else "Cancelled.")


def _print(console: Console, report: ImportReport, problems: ProblemFile, *, snapshot: bool) -> None:
    console.print(escape(f"Read as {report.form}."))
    for note in report.notes:
        console.print(escape(note))
    if report.is_dry:
        console.print("A dry run: nothing was written. The import would come to this:")
    table = Table(show_header=False, box=None)
    for name, count in (
        ("rows read", report.rows),
        ("records created", report.created),
        ("records changed", report.changed),
        ("records unchanged", report.unchanged),
        ("rows refused", report.refused),
        *([("customers served no more", report.closed)] if snapshot else []),
    ):
        table.add_row(name, f"{count:,}")
    console.print(table)
    for problem in problems.first:
        where = f"line {problem.line}" + (f", column {problem.column}" if problem.column else "")
        console.print(f"  {escape(where)}: {escape(problem.reason)}" + (" (landed)" if problem.is_warning else ""))
    if problems.first:
        by_kind = ", ".join(f"{kind} {count:,}" for kind, count in report.problems.most_common())
        console.print(f"{escape(by_kind)}; all of them are in {escape(str(problems.path))}")
