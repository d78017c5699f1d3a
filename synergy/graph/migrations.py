"""Migrations: the numbered files of `graph_schema/`, applied to the graph once, in order, by one runner at a time.

A file `NNN_name.cypher` holds statements that end in `;`, and comments. Neo4j keeps schema and data apart, so each run
of schema statements and each run of data statements in a file is one transaction, the last data also records the file.
A file that stopped half-way is run again from its start: schema statements say IF NOT EXISTS, data statements MERGE or
SET. Statements take no parameter and cannot open transactions of their own (CALL … IN TRANSACTIONS).
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from neo4j.exceptions import ClientError

from synergy.errors import DeadlineExceeded, ModelError, SetupError, SynergyError
from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction

STATEMENT_DEADLINE = 600.0
_POLL = 0.2

_SAY = {name: fragment.text for name, fragment in load_sections(Path(__file__).with_name("migrations.cypher")).items()}
_FILE_NAME = re.compile(r"(\d{3})_([a-z0-9_]+)\.cypher")
_SCHEMA = re.compile(r"(CREATE|DROP)\s+(OR\s+REPLACE\s+)?(\w+\s+)?(INDEX|CONSTRAINT)\b", re.IGNORECASE)
_PIECE = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<end>;)|(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|.)""", re.DOTALL
)


@dataclass(frozen=True)
class MigrationFile:
    """One file of the folder; the checksum covers every character, comments included."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Applied:
    """A migration recorded in the graph."""

    number: int
    name: str
    checksum: str
    applied_at: datetime


async def migrate(
    database: Database,
    folder: Path,
    *,
    around: Callable[[MigrationFile], AbstractAsyncContextManager[object]] = nullcontext,
    lease: float = 60.0,
    patience: float = 600.0,
) -> list[Applied]:
    """Apply what is missing and wait for the indexes; return what was applied now, in order.

    Each file is applied within what `around` makes of it, which may refuse it before anything is done.

    A runner that died is succeeded `lease` seconds after it last said that it lives; one that lives is waited for
    `patience` seconds. Raises SetupError when files and graph contradict each other, ModelError for a wrong file.
    """
    files = read_folder(folder)
    if not pending(files, await _applied(database)):
        await _await_indexes(database)
        return []
    await database.write(_SAY["ledger constraint"], {})
    await database.write(_SAY["lock constraint"], {})
    holder = f"{socket.gethostname()}, process {os.getpid()}, {uuid4().hex[:8]}"
    async with _sole_runner(database, {"holder": holder, "milliseconds": round(lease * 1000)}, patience) as grip:
        missing = pending(files, await _applied(database))
        for file in missing:
            async with around(file):
                await _apply(database, file, grip)
        numbers = {file.number for file in missing}
        return [one for one in await _applied(database) if one.number in numbers]


def read_folder(folder: Path) -> list[MigrationFile]:
    """Read the migration files in order; raise ModelError for a name or number that cannot be."""
    files: list[MigrationFile] = []
    for path in sorted(folder.glob("*.cypher")):
        match = _FILE_NAME.fullmatch(path.name)
        if not match:
            raise ModelError(f"{path.name} is not named like a migration (001_what_it_does.cypher).")
        text = path.read_text(encoding="utf-8")
        files.append(MigrationFile(int(match[1]), match[2], sha256(text.encode()).hexdigest(), split(text)))
    numbers = [file.number for file in files]
    if not files or numbers != list(range(1, len(files) + 1)):
        raise ModelError(f"The migrations in {folder.name} are not numbered 1, 2, 3, …: {numbers}.")
    return files


def split(text: str) -> tuple[str, ...]:
    """Split a file into its statements, without comments; a `;` within quotes or comments ends nothing."""
    parts = [""]
    for match in _PIECE.finditer(text):
        if match["end"]:
            parts.append("")
        elif match["text"]:
            parts[-1] += match["text"]
    return tuple(part.strip() for part in parts if part.strip())


def pending(files: Sequence[MigrationFile], applied: Sequence[Applied]) -> list[MigrationFile]:
    """Return the files to apply; raise SetupError when what was applied is not what the files say."""
    by_number = {file.number: file for file in files}
    for one in applied:
        file = by_number.get(one.number)
        if file is None:
            raise SetupError(
                f"The graph was made by a newer Synergy: it has migration {one.number:03d}_{one.name}, "
                f"this version knows {len(files)}. Upgrade Synergy, or use another data folder or database."
            )
        if (file.name, file.checksum) != (one.name, one.checksum):
            raise SetupError(
                f"The graph was migrated by another text of {one.number:03d}_{one.name}.cypher than the one here. "
                "Restore the file as it was applied, and put changes into a new migration."
            )
    done = {one.number for one in applied}
    gaps = [number for number in by_number if number not in done and number < max(done, default=0)]
    if gaps:
        raise SetupError(f"The graph lacks migration {gaps[0]:03d} but has later ones; restore it from a backup.")
    return [file for file in files if file.number not in done]


async def _applied(database: Database) -> list[Applied]:
    rows: list[dict[str, Any]] = (await database.read(_SAY["applied"], {}))["applied"]
    return [Applied(row["number"], row["name"], row["checksum"], row["appliedAt"].to_native()) for row in rows]


async def _apply(database: Database, file: MigrationFile, grip: dict[str, Any]) -> None:
    groups = [(schema, list(some)) for schema, some in groupby(file.statements, lambda one: bool(_SCHEMA.match(one)))]
    if not groups or groups[-1][0]:
        groups.append((False, []))
    try:
        for is_schema, statements in groups[:-1]:
            await _apply_group(database, statements, None if is_schema else grip)
            await _await_indexes(database)
        await _apply_group(database, groups[-1][1], grip, file)
    except ClientError as error:
        raise ModelError(f"Migration {file.number:03d}_{file.name}.cypher failed: {error.message}") from error


async def _apply_group(
    database: Database, statements: list[str], grip: dict[str, Any] | None, record: MigrationFile | None = None
) -> None:
    """Run statements in one transaction, which data statements end by proving that the lock is still ours."""

    async def steps(tx: Transaction) -> None:
        for statement in statements:
            await tx.run(statement, {})
        if record is not None:
            fields = {"number": record.number, "name": record.name, "checksum": record.checksum}
            await tx.run(_SAY["record"], {**fields, "appliedAt": tx.now})
        if grip is not None:
            # Last, so that the lock's node is held only while committing, and the heartbeat goes on before that.
            await _keep_grip(tx, grip)

    await database.transact(steps, deadline=STATEMENT_DEADLINE)


async def _keep_grip(tx: Transaction, grip: dict[str, Any]) -> None:
    if not await tx.run(_SAY["renew"], grip):
        raise SetupError("Another process took over migrating the graph while this one stood still; start again.")


@asynccontextmanager
async def _sole_runner(database: Database, grip: dict[str, Any], patience: float) -> AsyncIterator[dict[str, Any]]:
    try:
        async with asyncio.timeout(patience):
            while True:
                [lock] = await database.write(_SAY["acquire"], grip)
                if lock["free"]:
                    break
                await asyncio.sleep(_POLL)
    except TimeoutError as error:
        raise SetupError(
            "Another process is migrating the graph and does not finish; end it, then start again."
        ) from error
    heartbeat = asyncio.create_task(_heartbeat(database, grip))
    try:
        yield grip
    finally:
        heartbeat.cancel()
        await asyncio.gather(heartbeat, return_exceptions=True)
        with suppress(SynergyError):  # an unreachable server forgets the holder when the lease ends
            await database.write(_SAY["release"], {"holder": grip["holder"]})


async def _heartbeat(database: Database, grip: dict[str, Any]) -> None:
    while True:
        await asyncio.sleep(grip["milliseconds"] / 3000)
        with suppress(SynergyError):
            await database.write(_SAY["renew"], grip)


async def _await_indexes(database: Database) -> None:
    try:
        async with asyncio.timeout(STATEMENT_DEADLINE):
            while True:
                state = await database.read(_SAY["indexes"], {})
                if state["failed"]:
                    raise SetupError(f"Neo4j could not build these indexes: {', '.join(state['failed'])}; see its log.")
                if not state["populating"]:
                    return
                await asyncio.sleep(_POLL)
    except TimeoutError as error:
        raise DeadlineExceeded("Neo4j is still building indexes; start again later.") from error
