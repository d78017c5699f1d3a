"""What imports add to the API: starting and cancelling them, and their problems."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import strawberry
from strawberry.types.info import Info

from synergy.access.deciding import forbidden, require, unknown, wrong_standing
from synergy.access.viewer import IMPORTING_ROLES
from synergy.errors import BadInput
from synergy.graph import mutations
from synergy.graph.mapping import Argument, extends, resolved
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.imports.jobs import SAYS, Task
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.problems import UnreadableFile
from synergy.imports.profile import parse_profile
from synergy.imports.records import Target
from synergy.imports.row_input import cells_of, customer_row
from synergy.model.imports import FileKind, ImportJob

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types

MOST_ROWS = 2_000
"""Rows of one `upsertCustomers`: a batch."""
MOST_PROBLEMS = 1_000
"""Of one page."""


First = Annotated[int, strawberry.argument(description="How many, at most 1,000.")]
After = Annotated[int, strawberry.argument(description="How many to leave out before them.")]


@strawberry.type(description="Something to tell about a row of an imported file; never its values.")
class ImportProblem:
    """One problem."""

    line: int = strawberry.field(description="The physical line on which the row starts, or the row in Excel.")
    column: str = strawberry.field(description="The column as the file's header says it; empty for the whole row.")
    landed: bool = strawberry.field(description="Whether the row landed all the same.")
    kind: str = strawberry.field(description="The kind of the problem, a stable code.")
    value: str = strawberry.field(
        description="What the cell holds: EMPTY, NUMBER, DATE, PHONE, MAIL, WEBSITE, USCC, LEI, ISIN, STOCK, FORMULA, "
        "CHINESE, or TEXT; nothing where no cell is meant."
    )
    reason: str = strawberry.field(description="What is wrong, in words.")


@extends(ImportJob)
class JobProblems:
    """What an import has to tell of its file's rows."""

    @resolved("id", "problem_bytes")
    async def problems(self: Any, info: Info[Any, Any], first: First = 100, after: After = 0) -> list[ImportProblem]:
        """Tell what was wrong with rows, in the order of the file."""
        if not (0 <= first <= MOST_PROBLEMS and after >= 0):
            raise BadInput(f"`first` is between 0 and {MOST_PROBLEMS:,}, and `after` not negative.")
        runner = info.context.imports
        found = await asyncio.to_thread(runner.problems, self.id, self.problem_bytes, first, after)
        return [
            ImportProblem(
                line=one.line,
                column=one.column,
                landed=one.is_warning,
                kind=one.fault.value,
                value=one.value,
                reason=one.reason,
            )
            for one in found
        ]


async def start(tx: Transaction, context: Any, given: Any) -> Done:
    """Put a file in the queue; the same file again goes on with the job that did not get to its end."""
    subsidiary = _require_steward(context)
    if (given.rows is None) == (given.file is None):
        raise RefusedError("ONE_SOURCE", "请提供 rows 或 file 之一。", "Give either `rows` or `file`.")
    if given.kind.name == FileKind.PEOPLE.name:  # who works in which unit decides what they see
        raise RefusedError("NOT_BY_API", "人员文件只能由命令行导入。", "People are imported by the command line only.")
    kind = given.kind.name.lower()
    if given.snapshot and kind != CUSTOMERS.kind:
        raise RefusedError("NO_SNAPSHOT", "只有客户文件可以是全量快照。", "Only a file of customers can be a snapshot.")
    profile = _profile(given.profile, kind)
    if given.rows is not None:
        name = PurePosixPath(given.name or "rows").name[:200] or "rows"
        return await _enqueue(tx, context, subsidiary, name, given, profile, body=given.rows.encode())
    if context.imports.inbox is None:
        raise RefusedError("NO_INBOX", "本平台未设置导入文件夹。", "This installation has no inbox.")
    try:
        laid = context.imports.inbox.read(given.file, subsidiary, context.now)
    except BadInput as error:
        raise RefusedError("NO_SUCH_FILE", "令牌无效、已过期，或文件已变更。", str(error)) from error
    name = PurePosixPath(laid.path).name
    return await _enqueue(tx, context, subsidiary, name, given, profile, path=laid.path, digest=laid.digest)


async def upsert(tx: Transaction, context: Any, given: Any) -> Done:
    """Put rows in the queue as if they were a file."""
    subsidiary = _require_steward(context)
    if not 0 < len(given.rows) <= MOST_ROWS:
        raise RefusedError(
            "ROWS", f"请提供 1 至 {MOST_ROWS} 行。", f"Give 1 to {MOST_ROWS:,} rows; more come as a file."
        )
    lines = [orjson.dumps(cells_of(row)) for row in given.rows]
    return await _enqueue(tx, context, subsidiary, "upsertCustomers", None, "", body=b"\n".join(lines) + b"\n")


async def cancel(tx: Transaction, context: Any, given: Any) -> Done:
    """End a job at its next batch."""
    subsidiary, job = _require_steward(context), str(given.job)
    rows = await tx.run(SAYS["cancel"], {"job": job, "subsidiary": subsidiary, "at": tx.now})
    if not rows:
        raise unknown()
    if not rows[0]["open"]:
        raise wrong_standing()
    return Done([job], [("将在当前批次完成后结束。", "It ends after the batch at hand.")] if rows[0]["runs"] else [])


def _require_steward(context: Any) -> str:
    """Return the viewer's subsidiary; refuse who does not bring its files in."""
    viewer = context.viewer
    require(viewer, IMPORTING_ROLES)
    organisation = str(viewer.parameters()["organisation"])
    if viewer.headquarters or not organisation:
        raise forbidden()
    return organisation


def _profile(text: str | None, kind: str) -> str:
    if not text:
        return ""
    try:
        return parse_profile(text.encode(), "The profile", kind).model_dump_json()
    except UnreadableFile as error:
        raise RefusedError("PROFILE", "列映射配置有误。", str(error)) from error


async def _enqueue(  # noqa: PLR0913, PLR0917 (what a job is made of)
    tx: Transaction,
    context: Any,
    subsidiary: str,
    name: str,
    given: Any,
    profile: str,
    *,
    body: bytes | None = None,
    path: str | None = None,
    digest: str = "",
) -> Done:
    if body is not None:
        digest = sha256(body).hexdigest()
    # The code is part of no fingerprint; the job finds it when it begins.
    kind = FileKind.CUSTOMERS.name if given is None else given.kind.name
    target = Target(subsidiary, "", kind.lower())
    snapshot = bool(given and given.snapshot)
    task = Task(kind, target, digest, name, profile, snapshot)
    folder, allowed = context.imports.folder, given.allow_closing if given else None
    job_is = {"place": folder.place, "path": path, "allowClosing": allowed}
    [taken] = await tx.run(SAYS["take"], {"source": task.source, "holder": tx.operation})
    last = taken["last"]
    goes_on = bool(last) and last["fingerprint"] == task.fingerprint and last["state"] != "DONE"
    if goes_on and last["state"] == "RUNNING" and taken["alive"]:
        raise RefusedError("RUNNING", "该文件正在导入。", "This file is being imported.")
    job = last["id"] if goes_on else tx.new_id("job")
    if body is not None:
        await asyncio.to_thread(folder.keep, job, body)
    if goes_on:
        await tx.run(SAYS["enqueue"], {"job": job, "job_is": job_is, "at": tx.now})
        return Done([job], [("继续先前未完成的导入。", "It goes on with the import that was stopped.")])
    node = task.node(job, "QUEUED", f"import by {context.viewer.user}", tx.now) | job_is
    await tx.run(SAYS["create"], {"subsidiary": subsidiary, "user": context.viewer.user, "job": node})
    return Done([job])


def _wake(context: Any) -> None:
    context.imports.wake()


_JOB = "ImportJob"


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that imports add to Mutation."""
    types.made["ImportProblem"] = ImportProblem
    row: Any = customer_row(types)
    return mutations.mutation_fields(
        types,
        [
            Mutation(
                "startImport",
                "Import a file for your subsidiary in the background; data stewards only. The same file again goes on "
                "with an import that was stopped.",
                _JOB,
                start,
                {
                    "kind": Argument(FileKind, "What the rows are about."),
                    "rows": Argument(
                        str | None, "The text of a CSV or JSON Lines file, as large as a request may be.", default=None
                    ),
                    "file": Argument(
                        str | None, "A token of `synergy import presign` for a file in the inbox.", default=None
                    ),
                    "name": Argument(str | None, "What to call `rows` in the list of jobs.", default=None),
                    "profile": Argument(str | None, "A profile in YAML: which column is which.", default=None),
                    "snapshot": Argument(
                        bool, "The file is all of its source: customers it lacks are served no more.", default=False
                    ),
                    "allow_closing": Argument(
                        int | None,
                        "How many customers a snapshot may end at least, whatever their share.",
                        default=None,
                    ),
                },
                then=_wake,
            ),
            Mutation(
                "upsertCustomers",
                f"Import up to {MOST_ROWS:,} rows for your subsidiary in the background, as `startImport` does a file.",
                _JOB,
                upsert,
                {"rows": Argument(list[row], "The rows.")},
                then=_wake,
            ),
            Mutation(
                "cancelImport",
                "Cancel an import of your subsidiary at its next batch; what has landed stays.",
                _JOB,
                cancel,
                {"job": Argument(ID, "The job's id.")},
            ),
        ],
    )
