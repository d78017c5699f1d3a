"""A corner of the graph for the import tests: three subsidiaries of their own, what hangs on them, imports into it."""

from __future__ import annotations

import csv
import json
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from synergy.access.audit.log import AuditLog
from synergy.app import create_recorder
from synergy.imports.closing import Allowance
from synergy.imports.customers import PLAIN, Listeners, Wish, import_rows
from synergy.imports.folder import ImportFolder
from synergy.imports.jobs import Task, running
from synergy.imports.ledger import find_target
from synergy.imports.report import ImportReport
from synergy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.imports.jobs import Job
    from synergy.imports.problems import Problem

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)
HEADER = ("key", "name", "uscc", "isin", "stock", "website", "region", "industry", "employees")
USCC = ("91999900MA00000019", "91999900MA0000002C")
ISIN = ("AQIMPORT0019", "AQIMPORT0027", "AQIMPORT0035")
"""Of nobody, whatever else is in the graph."""

ALL = Allowance(share=1.0)
"""A snapshot may end everything."""
WHOLE = Wish(snapshot=True, allowance=ALL)

SUBSIDIARIES = ("imp_a", "imp_b", "imp_c")
_IDS = [f"sub_{code}" for code in SUBSIDIARIES]

_PLACE = """
UNWIND $p.codes AS code
MERGE (s:Subsidiary:Organisation {id: 'sub_' + code}) SET s.code = code, s.name = code, s.nameEn = code
WITH count(s) AS made
MERGE (r:Region {id: 'reg_imp'}) SET r.name = '测试省', r.nameEn = 'Testshire', r.code = 'T1'
MERGE (q:Region {id: 'reg_imp_2'}) SET q.name = '试验省', q.nameEn = 'Trialshire', q.code = 'T2'
MERGE (i:Industry {id: 'ind_imp'}) SET i.name = '测试业', i.nameEn = 'Test Trade', i.code = 'T1'
"""
_TAKEN = "MATCH (p:Population) WITH p, properties(p) AS kept DETACH DELETE p RETURN kept"
_RETURNED = "UNWIND $p.kept AS kept MERGE (p:Population {id: kept.id}) SET p = kept"
_CLEAR = """
CALL () {
  MATCH (s:Subsidiary)<-[:SUPPLIED_BY]-(r) WHERE s.id IN $p.ids
  OPTIONAL MATCH (r)-[:RESOLVES_TO]->(c)
  OPTIONAL MATCH (c)-[:HAS_ID]->(i)
  OPTIONAL MATCH (c)<-[:COMPARES|FORMER_OF]-(about)
  DETACH DELETE r, c, i, about
}
CALL () {
  MATCH (job:ImportJob)-[:IMPORTED_FOR]->(s) WHERE s.id IN $p.ids
  DETACH DELETE job
}
CALL () {
  MATCH (lock:ImportLock) WHERE split(lock.id, ' ')[0] IN $p.ids
  DELETE lock
}
CALL () {
  MATCH (n) WHERE n.id IN $p.ids + ['reg_imp', 'reg_imp_2', 'ind_imp']
  DETACH DELETE n
}
"""
_READ = """
MATCH (s:Subsidiary)<-[:SUPPLIED_BY]-(r:SourceRecord) WHERE s.id IN $p.ids
OPTIONAL MATCH (r)-[:RESOLVES_TO]->(c)
OPTIONAL MATCH (c)-[:HAS_ID]->(i)
WITH collect(DISTINCT r) + collect(DISTINCT c) + collect(DISTINCT i) AS nodes
CALL (nodes) {
  UNWIND nodes AS n
  OPTIONAL MATCH (n)-[e]->(m)
  WITH n, [x IN collect([type(e), m.id, properties(e)]) WHERE x[0] IS NOT NULL] AS out
  RETURN collect({labels: labels(n), properties: properties(n), out: out}) AS found
}
CALL () {
  MATCH (s:Subsidiary)-[e]->(m) WHERE s.id IN $p.ids
  RETURN collect([s.id, type(e), m.id, properties(e)]) AS serving
}
CALL () {
  MATCH (i:Identifier) WHERE NOT EXISTS { (i)<-[:HAS_ID]-() }
  RETURN count(i) AS orphans
}
RETURN found, serving, orphans
"""


async def fresh(database: Database) -> None:
    """Put the corner into its first state."""
    await clear(database)
    await database.write(_PLACE, {"codes": list(SUBSIDIARIES)})


async def clear(database: Database) -> None:
    """Remove the corner."""
    await database.write(_CLEAR, {"ids": _IDS}, deadline=60)


async def canonical(database: Database) -> str:
    """Return a hash of every node, property and relationship of the corner, whatever the order they came in."""
    [answer] = await database.write(_READ, {"ids": _IDS})
    return sha256("\n".join(_lines(answer)).encode()).hexdigest()


def _lines(answer: dict[str, Any]) -> list[str]:
    lines = [f"orphans {answer['orphans']}"]
    for node in answer["found"]:
        lines.append(_text([sorted(node["labels"]), node["properties"]]))
        lines += [_text([node["properties"]["id"], *edge]) for edge in node["out"]]
    lines += [_text(edge) for edge in answer["serving"]]
    return sorted(lines)


def _text(value: Any) -> str:
    return json.dumps(value, default=str, sort_keys=True, ensure_ascii=False)


def row(key: str, name: str = "", **cells: str) -> tuple[str, ...]:
    """Make a row of HEADER."""
    given = {"key": key, "name": name or f"Customer {key}"} | cells
    return tuple(given.get(column, "") for column in HEADER)


@contextmanager
def recorder(folder: Path) -> Iterator[Recorder]:
    """Open an audit log in the folder, as a command does."""
    with AuditLog.open(Settings(data_dir=folder)) as log:
        yield create_recorder(log)


def kept(file: Path) -> ImportFolder:
    """Return the folder of imports beside a file."""
    return ImportFolder(file.parent / "imports")


def write(file: Path, rows: Sequence[tuple[str, ...]]) -> None:
    """Write the rows to the file, under HEADER."""
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([HEADER, *rows])


async def load(  # noqa: PLR0913 (what an import depends on)
    graph: Database,
    file: Path,
    rows: Sequence[tuple[str, ...]],
    subsidiary: str = "imp_a",
    *,
    now: datetime = NOW,
    batch_rows: int = 100,
    on_progress: Callable[[int, int | None], None] | None = None,
    wish: Wish = PLAIN,
) -> tuple[ImportReport, list[Problem]]:
    """Write the rows to the file and import it."""
    write(file, rows)
    return await _import(graph, file, subsidiary, now, replace(wish, batch_rows=batch_rows), on_progress)


async def load_text(
    graph: Database, file: Path, text: str, *, now: datetime, wish: Wish
) -> tuple[ImportReport, list[Problem]]:
    """Write a text to the file and import it for imp_a."""
    file.write_text(text, encoding="utf-8")
    return await _import(graph, file, "imp_a", now, wish, None)


async def _import(  # noqa: PLR0913, PLR0917 (what an import depends on)
    graph: Database,
    file: Path,
    subsidiary: str,
    now: datetime,
    wish: Wish,
    on_progress: Callable[[int, int | None], None] | None,
) -> tuple[ImportReport, list[Problem]]:
    problems: list[Problem] = []
    with recorder(file.parent) as audit:
        report = await import_rows(
            graph,
            file,
            subsidiary,
            folder=kept(file),
            now=now,
            importer="test",
            audit=audit,
            wish=wish,
            listeners=Listeners(on_progress or (lambda _done, _total: None), problems.append),
        )
    assert report.rows == report.created + report.changed + report.unchanged + report.refused
    return report, problems


@asynccontextmanager
async def uncounted(database: Database) -> AsyncIterator[None]:
    """Leave what the matcher counted of the graph's customers out for a while."""
    kept = await database.write(_TAKEN, {})
    try:
        yield
    finally:
        await database.write(_TAKEN, {})
        await database.write(_RETURNED, {"kept": [row["kept"] for row in kept]})


@asynccontextmanager
async def job(graph: Database, file: Path, content: str = "somebody's") -> AsyncIterator[Job]:
    """Run a job of imp_a that does nothing."""
    target, _ = await find_target(graph, "imp_a", "customers")
    task = Task("CUSTOMERS", target, content, "theirs.csv")
    async with running(graph, task, kept(file), ImportReport(), "somebody") as begun:
        yield begun


async def job_of(graph: Database, code: str = "imp_a") -> dict[str, Any]:
    """Return the properties of a subsidiary's latest job."""
    found: list[dict[str, Any]] = await ask(
        graph,
        """MATCH (job:ImportJob)-[:IMPORTED_FOR]->(:Subsidiary {code: $p.code})
        RETURN properties(job) ORDER BY job.createdAt DESC LIMIT 1""",
        code=code,
    )
    return found[0]


async def expire(graph: Database) -> None:
    """Let the time pass after which a silent importer counts as dead."""
    await ask(
        graph,
        "MATCH (job:ImportJob {state: 'RUNNING'}) SET job.aliveUntil = datetime() - duration('PT1S') RETURN job.id",
    )


async def ask(graph: Database, text: str, **p: Any) -> list[Any]:
    """Return the only column of a statement's records."""
    return [next(iter(record.values())) for record in await graph.write(text, p)]


def kill_after(batches: int) -> Callable[[int, int | None], None]:
    """Return a progress callback that kills the import once so many batches have landed."""
    heard: list[int] = []

    def hear(line: int, lines: int | None) -> None:
        heard.append(line)
        if len(heard) == batches:
            raise KeyboardInterrupt(f"line {line} of {lines}")

    return hear


async def shared(graph: Database, one: str, other: str) -> int:
    """Count the customers that two subsidiaries serve."""
    [count] = await ask(
        graph,
        "MATCH (:Subsidiary {code: $p.one})-[:SERVES]->(c)<-[:SERVES]-(:Subsidiary {code: $p.other}) RETURN count(c)",
        one=one,
        other=other,
    )
    return int(count)


_CELL = st.fixed_dictionaries(
    {},
    optional={
        "uscc": st.sampled_from(USCC),
        "isin": st.sampled_from(ISIN),
        "stock": st.sampled_from(["1.IMP", "2.IMP", "3.IMP", "3"]),
        "website": st.sampled_from(["a.example", "http://www.b.example/"]),
        "region": st.sampled_from(["测试省", "elsewhere"]),
    },
)
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["", "Alpha", "Beta"]), _CELL).map(
        lambda drawn: row(drawn[0], drawn[1], **drawn[2])
    ),
    max_size=10,
)
"""Rows that share keys, names and identifiers as often as not."""
