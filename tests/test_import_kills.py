"""SIGKILL, of the importer or of the database, at random: the next run makes the graph of one that nothing stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from synergy.errors import DatabaseUnavailable, DeadlineExceeded
from synergy.graph.database import Address, Database
from synergy.graph.embedded import attach_or_start
from synergy.graph.migrations import migrate
from synergy.settings import Settings
from tests import import_graph
from tests.conftest import GRAPH_SCHEMA
from tests.import_graph import ISIN, LATER, USCC, job_of, load, row, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from synergy.graph.embedded import Server

KILLS, MANY_KILLS = 3, 100
"""In a normal run, and with --long; half as many of the database, with --long only: it is slow after each start."""
ROWS_OF_A_FILE = 240
BATCH = 20
_HOME = Path(__file__).parent.parent
_IMPORTER = """
import asyncio, json, sys
from pathlib import Path
from synergy.graph.database import Address, Database
from tests.import_graph import LATER, load, WHOLE
from tests.test_import_kills import BATCH, rows_of

async def main():
    uri, user, password, folder, seed = json.loads(sys.argv[1])
    database = Database(Address(uri, user, password, "neo4j"), read_sessions=1, read_deadline=60, write_deadline=60)
    await database.open()
    print("begun", flush=True)
    file = Path(folder) / "customers.csv"
    tell = lambda line, lines: print("landed", flush=True)
    await load(database, file, rows_of(seed), now=LATER, batch_rows=BATCH, wish=WHOLE, on_progress=tell)
    print("done", flush=True)
    await database.close()

asyncio.run(main())
"""


def rows_of(seed: int) -> list[tuple[str, ...]]:
    """Invent a file: rows that are new, changed, refused, linked to each other, or as they were."""
    rng = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    rows = []
    for number in range(ROWS_OF_A_FILE):
        cells = {
            "stock": rng.choice(["", f"{number}.IMP", f"{rng.randrange(30)}.IMP"]),
            "isin": rng.choice(["", "", "", rng.choice(ISIN), "AQIMPORT0010", "x"]),
            "uscc": rng.choice(["", "", "", "", rng.choice(USCC)]),
            "region": rng.choice(["", "测试省", "Trialshire"]),
        }
        rows.append(row(str(rng.randrange(2 * ROWS_OF_A_FILE)), rng.choice(["", "Alpha", "Beta"]), **cells))
    return rows


async def prepare(graph: Database, folder: Path) -> None:
    """Put the corner into the state before the import: an earlier file of the same source."""
    await import_graph.fresh(graph)
    await load(graph, folder / "before.csv", rows_of(0), batch_rows=100)


async def run(graph: Database, folder: Path, seed: int) -> tuple[str, dict[str, int], list[object]]:
    """Import the file; return the graph, the figures, and the problems."""
    report, problems = await load(
        graph, folder / "customers.csv", rows_of(seed), now=LATER, batch_rows=BATCH, wish=import_graph.WHOLE
    )
    return await import_graph.canonical(graph), report.figures(), list(problems)


def start(address: Address, folder: Path, seed: int) -> subprocess.Popen[str]:
    """Start an importer in a process of its own; return once it begins."""
    told = json.dumps([address.uri, address.user, address.password, str(folder), seed])
    importer = subprocess.Popen(  # noqa: S603 (ours)
        [sys.executable, "-c", _IMPORTER, told],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_HOME,
        env={**os.environ, "PYTHONPATH": str(_HOME)},
    )
    assert importer.stdout is not None
    assert importer.stdout.readline() == "begun\n"
    return importer


def kill_after(importer: subprocess.Popen[str], batches: int, share: float) -> None:
    """Kill the importer once so many batches have landed, and a share of the time that a batch takes."""
    assert importer.stdout is not None
    begun = time.monotonic()
    for _ in range(batches):
        importer.stdout.readline()
    time.sleep(share * (time.monotonic() - begun) / max(batches, 1) if batches else share)
    importer.kill()
    importer.wait()
    importer.stdout.close()


@pytest.mark.parametrize(
    "kills", [pytest.param(KILLS), pytest.param(MANY_KILLS, marks=pytest.mark.long)], ids=["few", "many"]
)
async def test_an_importer_that_is_killed_is_finished_by_the_next(
    graph: Database, tmp_path: Path, address: Address, kills: int
) -> None:
    rng = random.Random(kills)  # noqa: S311 (repeatable, not secret)
    met, seed = set[int](), 1
    await prepare(graph, tmp_path)
    wanted, *_ = await run(graph, tmp_path, seed)
    for _ in range(kills):
        await prepare(graph, tmp_path)
        kill_after(start(address, tmp_path, seed), rng.randrange(ROWS_OF_A_FILE // BATCH + 1), rng.uniform(0, 1.5))
        await import_graph.expire(graph)
        job = await job_of(graph)
        if job["fileName"] == "customers.csv" and job["state"] != "DONE":
            met.add(job["rows"])
            assert job["state"] == "RUNNING"
        if job["fileName"] == "before.csv" or job["state"] != "DONE":  # a finished one would try its refused rows anew
            figures = (await run(graph, tmp_path, seed))[1]
            assert figures["rows"] == ROWS_OF_A_FILE
        assert await import_graph.canonical(graph) == wanted, f"killed after {job['rows']} rows"
    assert len(met) >= kills // 3, f"the kills met too little: {met}"


def address_of(server: Server) -> Address:
    """Return where an embedded server is."""
    return Address(server.uri, server.user, server.password, "neo4j")


@asynccontextmanager
async def opened(server: Server, *, patience: float = 60) -> AsyncIterator[Database]:
    """Open the database of a server, with the project's schema."""
    database = Database(address_of(server), read_sessions=1, read_deadline=60, write_deadline=patience)
    await database.open()
    try:
        await migrate(database, GRAPH_SCHEMA)
        yield database
    finally:
        await database.close()


@pytest.mark.long
async def test_an_import_whose_database_is_killed_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kills = MANY_KILLS // 2
    rng = random.Random(kills)  # noqa: S311 (repeatable, not secret)
    seed, met = 2, 0
    own = Settings(data_dir=tmp_path / "own", neo4j_port=0)
    for number in range(kills):
        with attach_or_start(own) as lease:
            async with opened(lease.server) as database:
                if not number:
                    await prepare(database, tmp_path)
                    begun = time.monotonic()
                    wanted = await run(database, tmp_path, seed)
                    takes = time.monotonic() - begun
                await prepare(database, tmp_path)
            monkeypatch.setattr("synergy.imports.jobs.BATCH_DEADLINE", 3.0)
            async with opened(lease.server, patience=3) as database:
                killer = Timer(rng.uniform(0, 0.8 * takes), os.kill, (lease.server.pid, signal.SIGKILL))
                killer.start()
                with suppress(DatabaseUnavailable, DeadlineExceeded):
                    await run(database, tmp_path, seed)
                killer.join()
            monkeypatch.undo()
        with attach_or_start(own) as lease:
            async with opened(lease.server) as database:
                await import_graph.expire(database)
                job = await job_of(database)
                if job["fileName"] == "before.csv" or job["state"] != "DONE":
                    met += job["state"] != "DONE"
                    assert (await run(database, tmp_path, seed))[1:] == wanted[1:]
                assert await import_graph.canonical(database) == wanted[0]
    assert met > kills // 3, "the kills came too late"


async def test_two_importers_of_overlapping_files_lose_no_row_though_one_is_killed(
    graph: Database, tmp_path: Path, address: Address
) -> None:
    rows: Sequence[tuple[str, ...]] = [row(str(number), stock=f"{number}.IMP") for number in range(1, ROWS_OF_A_FILE)]
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    write(theirs / "customers.csv", list(reversed(rows)))
    importer = start(address, tmp_path, 0)  # for imp_a, other rows that share stock codes
    report, _ = await load(graph, theirs / "customers.csv", list(reversed(rows)), "imp_b", batch_rows=BATCH)
    kill_after(importer, 0, 0)
    await import_graph.expire(graph)
    ours, _ = await load(
        graph, tmp_path / "customers.csv", rows_of(0), now=LATER, batch_rows=BATCH, wish=import_graph.WHOLE
    )
    assert report.created + report.refused == len(rows)
    # The killed one may have been through already.
    assert ours.created + ours.unchanged + ours.refused == ROWS_OF_A_FILE
    doubled = await import_graph.ask(graph, "MATCH (i:Identifier) WHERE COUNT { (i)<-[:HAS_ID]-() } > 1 RETURN i.id")
    assert doubled == []
    records = await import_graph.ask(
        graph, "MATCH (:Subsidiary {code: 'imp_b'})<-[:SUPPLIED_BY]-(r)-[:RESOLVES_TO]->() RETURN r.sourceKey"
    )
    assert len(records) == report.created == len(set(records))
