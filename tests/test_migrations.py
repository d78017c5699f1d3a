"""Migrations against a real graph, whose own ledger is set aside for each test."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from synergy import app as composition
from synergy.access.audit.log import AuditLog
from synergy.errors import AuditUnavailable, ModelError, SetupError
from synergy.graph.database import Address, Database
from synergy.graph.migrations import Applied, MigrationFile, migrate, pending, read_folder, split
from synergy.settings import Settings
from tests.audits import records
from tests.conftest import GRAPH_SCHEMA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SLOW = "UNWIND range(1, 60000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS slow;"
PROBES = "MATCH (probe:Probe) RETURN count(probe) AS probes"
LOCK_HOLDER = "OPTIONAL MATCH (lock:MigrationLock) WHERE lock.holder IS NOT NULL RETURN count(lock) AS held"

RUNNER = """
import asyncio, sys
from pathlib import Path
from synergy.graph.database import Address, Database
from synergy.graph.migrations import migrate

async def main():
    uri, user, password, name, folder = sys.argv[1:]
    database = Database(Address(uri, user, password, name), read_sessions=1, read_deadline=5, write_deadline=5)
    await database.open()
    await migrate(database, Path(folder), lease=2)

asyncio.run(main())
"""


@pytest_asyncio.fixture(autouse=True)
async def bare(database: Database) -> AsyncIterator[None]:
    # What is aside already is the rest of a run that was killed: the session's database was migrated without it.
    await database.write("MATCH (n) WHERE n:Probe OR n:MigrationLock OR n:MigrationAside DETACH DELETE n", {})
    await database.write("MATCH (m:Migration) REMOVE m:Migration SET m:MigrationAside", {})
    yield
    await database.write("MATCH (n) WHERE n:Migration OR n:Probe OR n:MigrationLock DETACH DELETE n", {})
    await database.write("MATCH (m:MigrationAside) REMOVE m:MigrationAside SET m:Migration", {})
    await database.write("DROP INDEX probe_n IF EXISTS", {})


@pytest_asyncio.fixture
async def other(address: Address) -> AsyncIterator[Database]:
    """Open a second database, as another process would."""
    opened = Database(address, read_sessions=2, read_deadline=5, write_deadline=5)
    await opened.open()
    yield opened
    await opened.close()


def write_files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name.removeprefix('m')}.cypher").write_text(text, encoding="utf-8")
    return folder


async def probes(database: Database) -> int:
    return int((await database.read(PROBES, {}))["probes"])


# Running


async def test_files_are_applied_once_in_order(database: Database, tmp_path: Path, statements: list[str]) -> None:
    folder = write_files(
        tmp_path,
        m001_first="// a comment; with a semicolon\nCREATE (:Probe {n: 1});\nCREATE (:Probe {n: 2, text: 'a;b'});\n",
        m002_second="MATCH (p:Probe) WITH count(p) AS n CREATE (:Probe {n: n + 1});",
    )
    applied = await migrate(database, folder)
    assert [(one.number, one.name) for one in applied] == [(1, "first"), (2, "second")]
    assert all(one.applied_at.tzinfo for one in applied)
    found = await database.read("MATCH (p:Probe) WITH p ORDER BY p.n RETURN collect(p.n) AS n", {})
    assert found["n"] == [1, 2, 3]
    statements.clear()
    assert await migrate(database, folder) == []
    assert len(statements) == 2
    write_files(tmp_path, m003_third="CREATE (:Probe {n: 4});")
    assert [one.number for one in await migrate(database, folder)] == [3]
    assert await probes(database) == 4


async def test_schema_and_data_may_share_a_file_and_indexes_are_ready(database: Database, tmp_path: Path) -> None:
    folder = write_files(
        tmp_path,
        m001_all="""
            UNWIND range(1, 50000) AS n CREATE (:Probe {n: n});
            CREATE INDEX probe_n IF NOT EXISTS FOR (p:Probe) ON (p.n);
        """,
    )
    await migrate(database, folder)
    found = await database.read("SHOW INDEXES YIELD name, state WHERE name = 'probe_n' RETURN collect(state) AS s", {})
    assert found["s"] == ["ONLINE"]


async def test_a_file_that_failed_half_way_is_run_again(database: Database, tmp_path: Path) -> None:
    schema = "CREATE INDEX probe_n IF NOT EXISTS FOR (p:Probe) ON (p.n);"
    folder = write_files(tmp_path, m001_all=f"{schema} CREATE (:Probe {{n: 1}}); RETURN oops;")
    with pytest.raises(ModelError, match=r"001_all\.cypher failed: .*oops"):
        await migrate(database, folder)
    assert await probes(database) == 0
    write_files(tmp_path, m001_all=f"{schema} CREATE (:Probe {{n: 1}});")
    assert len(await migrate(database, folder)) == 1
    assert await probes(database) == 1


async def test_each_file_is_recorded_before_it_is_applied_and_afterwards(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_files(tmp_path, m001_one="CREATE (:Probe {n: 1});", m002_two="RETURN oops;")
    monkeypatch.setattr(composition, "MIGRATIONS", files)
    with AuditLog.open(Settings(data_dir=tmp_path)) as log:
        recorder = composition.create_recorder(log)
        with pytest.raises(ModelError):
            await composition.migrate(database, recorder)
    told = [(r["kind"], r["decision"], r["action"], r["ids"]) for r in records(tmp_path / "audit")]
    assert told == [
        ("WRITE_INTENT", "ALLOWED", "migrate", ["migration_001_one"]),
        ("WRITE_OUTCOME", "ALLOWED", "migrate", ["migration_001_one"]),
        ("WRITE_INTENT", "ALLOWED", "migrate", ["migration_002_two"]),
        ("WRITE_OUTCOME", "FAILED", "migrate", ["migration_002_two"]),
    ]
    write_files(tmp_path, m002_two="CREATE (:Probe {n: 2});")
    with pytest.raises(AuditUnavailable):
        await composition.migrate(database, recorder)
    assert await probes(database) == 1


async def test_the_projects_own_files_may_be_run_again(database: Database) -> None:
    applied = await migrate(database, GRAPH_SCHEMA)
    assert [one.number for one in applied] == list(range(1, len(applied) + 1))


async def test_every_label_has_a_unique_id(database: Database) -> None:
    found = await database.read(
        "SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties WHERE type = 'UNIQUENESS' AND properties = ['id'] "
        "RETURN collect(labelsOrTypes[0]) AS labels",
        {},
    )
    expected = (
        "Organisation Group Segment Subsidiary OrgUnit Region Role User Month Customer CorporateGroup Industry "
        "Identifier SourceRecord ProductCategory Product Topic Project Expert Case Report SharePolicy KpiDefinition "
        "Operation MigrationLock Contact"
    )
    assert set(expected.split()) <= set(found["labels"])


# One runner at a time


async def test_two_runners_at_once_do_it_once(database: Database, other: Database, tmp_path: Path) -> None:
    folder = write_files(tmp_path, m001_slow=f"{SLOW} CREATE (:Probe);", m002_more="CREATE (:Probe);")
    # The lease is shorter than the slow statement: only the heartbeat keeps the second runner waiting.
    both = await asyncio.gather(migrate(database, folder, lease=0.5), migrate(other, folder, lease=0.5))
    assert sorted(len(applied) for applied in both) == [0, 2]
    assert await probes(database) == 2


async def test_a_living_runner_is_waited_for_patiently_but_not_for_ever(
    database: Database, other: Database, tmp_path: Path
) -> None:
    folder = write_files(tmp_path, m001_slow=f"{SLOW} CREATE (:Probe);")
    first = asyncio.create_task(migrate(database, folder))
    await _until_held(other)
    with pytest.raises(SetupError, match="Another process is migrating"):
        await migrate(other, folder, patience=0.4)
    assert len(await first) == 1


async def test_a_killed_runner_is_succeeded_when_its_lease_ends(
    database: Database, address: Address, tmp_path: Path
) -> None:
    folder = write_files(tmp_path, m001_slow=f"CREATE (:Probe); {SLOW.replace('60000000', '60000000000')}")
    where = (address.uri, address.user, address.password, address.database, str(folder))
    runner = await asyncio.create_subprocess_exec(sys.executable, "-c", RUNNER, *where)
    await _until_held(database)
    os.kill(runner.pid, signal.SIGKILL)
    assert await runner.wait() == -signal.SIGKILL
    write_files(folder, m001_slow="CREATE (:Probe);")
    started = time.monotonic()
    assert len(await migrate(database, folder)) == 1
    assert 0.5 < time.monotonic() - started < 5
    assert await probes(database) == 1


async def test_a_runner_that_lost_the_lock_undoes_its_data(database: Database, other: Database, tmp_path: Path) -> None:
    folder = write_files(tmp_path, m001_slow=f"{SLOW} CREATE (:Probe);")
    runner = asyncio.create_task(migrate(database, folder))
    await _until_held(other)
    await other.write("MATCH (lock:MigrationLock) SET lock.holder = 'another'", {})
    with pytest.raises(SetupError, match="took over"):
        await runner
    assert await probes(database) == 0
    found = await other.read("MATCH (lock:MigrationLock) RETURN lock.holder AS holder", {})
    assert found["holder"] == "another"


async def _until_held(database: Database) -> None:
    async with asyncio.timeout(20):
        while True:
            if (await database.read(LOCK_HOLDER, {}))["held"]:
                return
            await asyncio.sleep(0.05)


# What is refused

FILES = [MigrationFile(n, f"m{n}", f"sum{n}", ()) for n in (1, 2, 3)]
DONE = [Applied(n, f"m{n}", f"sum{n}", datetime(2026, 11, 24, tzinfo=UTC)) for n in (1, 2, 3)]


def test_what_is_pending() -> None:
    assert pending(FILES, []) == FILES
    assert pending(FILES, DONE[:2]) == FILES[2:]
    assert pending(FILES, DONE) == []


@pytest.mark.parametrize(
    ("files", "applied", "says"),
    [
        (FILES, [replace(DONE[0], checksum="other"), *DONE[1:]], r"another text of 001_m1\.cypher"),
        (FILES, [DONE[0], replace(DONE[1], name="renamed")], "another text of 002_renamed"),
        (FILES[:2], DONE, "made by a newer Synergy: it has migration 003_m3"),
        (FILES, [DONE[0], DONE[2]], "lacks migration 002"),
    ],
)
def test_contradictions_are_refused(files: list[MigrationFile], applied: list[Applied], says: str) -> None:
    with pytest.raises(SetupError, match=says):
        pending(files, applied)


async def test_an_edited_file_is_refused_before_anything_is_done(database: Database, tmp_path: Path) -> None:
    folder = write_files(tmp_path, m001_first="CREATE (:Probe);")
    await migrate(database, folder)
    write_files(tmp_path, m001_first="CREATE (:Probe); // now with a comment", m002_second="CREATE (:Probe);")
    with pytest.raises(SetupError, match="another text"):
        await migrate(database, folder)
    assert await probes(database) == 1


async def test_a_newer_graph_is_refused(database: Database, tmp_path: Path) -> None:
    folder = write_files(tmp_path, m001_first="CREATE (:Probe);", m002_second="CREATE (:Probe);")
    await migrate(database, folder)
    (folder / "002_second.cypher").unlink()
    with pytest.raises(SetupError, match="newer Synergy"):
        await migrate(database, folder)


@pytest.mark.parametrize("names", [["1_short"], ["001_a", "001_b"], ["001_a", "003_c"], ["002_b"], ["001_A"], []])
def test_folders_that_cannot_be(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(ModelError):
        read_folder(write_files(tmp_path, **dict.fromkeys(names, "RETURN 1;")))


def test_statements_end_at_semicolons_outside_quotes_and_comments() -> None:
    text = """
    // one; comment
    CREATE (a:A {t: 'it''s; \\'quoted\\'', u: "x;y", `odd;name`: 1}); /* two; // comments */ RETURN 1 // three;
    AS one;
    ;
    RETURN 'http://not-a-comment'
    """
    assert [" ".join(one.split()) for one in split(text)] == [
        """CREATE (a:A {t: 'it''s; \\'quoted\\'', u: "x;y", `odd;name`: 1})""",
        "RETURN 1 AS one",
        "RETURN 'http://not-a-comment'",
    ]
