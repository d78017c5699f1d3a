"""Importing again, in other batches, after a kill, by two at once: the graph is the one that a single import makes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from synergy.imports.customers import PLAIN
from synergy.imports.problems import Fault, ImportRunning
from tests import import_graph
from tests.import_graph import ISIN, LATER, ROWS, USCC, ask, kill_after, load, row, shared

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.graph.database import Database
    from synergy.imports.problems import Problem
    from synergy.imports.report import ImportReport


async def test_the_same_file_again_changes_nothing(graph: Database, file: Path) -> None:
    rows = [row(str(number), isin=ISIN[number % 3], website="w.example") for number in range(7)]
    await load(graph, file, rows)
    before = await import_graph.canonical(graph)
    report, _ = await load(graph, file, rows, now=LATER)
    assert (report.unchanged, report.created, report.changed) == (7, 0, 0)
    assert await import_graph.canonical(graph) == before


async def test_a_changed_row_is_a_new_version_of_its_record_and_of_its_own_customer(
    graph: Database, file: Path
) -> None:
    await load(graph, file, [row("1", isin=ISIN[0], region="Testshire"), row("2"), row("3", isin=ISIN[1])])
    await load(graph, file, [row("b", "Customer 3", isin=ISIN[1])], "imp_b")
    changed = [
        row("1", "Renamed", isin=ISIN[2], region="试验省"),
        row("2"),
        row("3", isin=ISIN[1], website="w.example"),
    ]
    report, problems = await load(graph, file, changed, now=LATER)
    assert (report.changed, report.unchanged, report.created, problems) == (2, 1, 0, [])
    theirs, _ = await load(graph, file, [row("b", "What we call it", isin=ISIN[1])], "imp_b", now=LATER)
    assert theirs.changed == 1
    found = await ask(
        graph,
        """
        MATCH (s:Subsidiary)<-[:SUPPLIED_BY]-(r)-[:RESOLVES_TO]->(c) WHERE s.code STARTS WITH 'imp_'
        RETURN [r.sourceKey, r.version, r.name, c.name, c.version, [(c)-[:HAS_ID]->(i) | i.value],
          [(c)-[:LOCATED_IN]->(x) | x.id], COUNT { (c)<-[:SERVES]-(s) }, r.updatedAt > r.createdAt]
        ORDER BY r.sourceKey
        """,
    )
    assert found == [
        ["1", 2, "Renamed", "Renamed", 2, [ISIN[2]], ["reg_imp_2"], 1, True],
        ["2", 1, "Customer 2", "Customer 2", 1, [], [], 1, False],
        ["3", 2, "Customer 3", "Customer 3", 1, [ISIN[1]], [], 1, True],
        ["b", 2, "What we call it", "Customer 3", 1, [ISIN[1]], [], 1, True],
    ]
    report, _ = await load(graph, file, [row("new", isin=ISIN[0])], "imp_c")
    assert report.new_customers == 1  # the number that was a mistake is free again


@pytest.mark.parametrize("batch_rows", [1, 2])
async def test_what_a_changed_row_gives_up_a_later_row_of_the_batch_may_claim(
    graph: Database, file: Path, batch_rows: int
) -> None:
    await load(graph, file, [row("1", uscc=USCC[0], isin=ISIN[0])])
    await load(graph, file, [row("1", uscc=USCC[0]), row("2", uscc=USCC[0], isin=ISIN[0])], batch_rows=batch_rows)
    assert await ask(graph, "MATCH (i:Identifier {value: $p.isin})<-[:HAS_ID]-(c) RETURN c.name", isin=ISIN[0]) == [
        "Customer 1"
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (row("b", "Customer 1", isin=ISIN[1]), "belong to another customer"),
        (row("b", "Customer 1", isin=ISIN[2]), "none of its identifiers"),
        (row("b", "Quite Another"), "without an identifier"),
        (row("b", "Customer 1", isin=ISIN[0], uscc=USCC[1]), "has another USCC"),
    ],
)
async def test_a_changed_row_never_moves_to_another_customer(
    graph: Database, file: Path, changed: tuple[str, ...], reason: str
) -> None:
    await load(graph, file, [row("1", isin=ISIN[0], uscc=USCC[0]), row("2", isin=ISIN[1])])
    await load(graph, file, [row("b", "Customer 1", isin=ISIN[0])], "imp_b")
    before = await import_graph.canonical(graph)
    report, [problem] = await load(graph, file, [changed], "imp_b")
    assert (report.refused, problem.fault) == (1, Fault.CONFLICT)
    assert reason in problem.reason
    assert await import_graph.canonical(graph) == before


async def test_a_row_without_its_identifier_names_the_same_customer_or_is_refused(graph: Database, file: Path) -> None:
    await load(graph, file, [row("H1", "原公司", stock="9.IMP")])
    await load(graph, file, [row("Z1", "原公司", stock="9.IMP")], "imp_b")
    before = await import_graph.canonical(graph)
    named = "MATCH (:Subsidiary {code: 'imp_b'})-[:SERVES]->(c) RETURN c.name"

    async def refused(changed: tuple[str, ...], subsidiary: str = "imp_a") -> str:
        report, [problem] = await load(graph, file, [changed], subsidiary, now=LATER)
        assert (report.refused, problem.fault) == (1, Fault.CONFLICT)
        return problem.reason

    assert "without an identifier" in await refused(row("H1", "完全不同的公司"))
    assert "without an identifier" in await refused(row("H1", "Entirely Another"))
    assert await import_graph.canonical(graph) == before
    report, problems = await load(graph, file, [row("H1", "原公司", employees="5")], now=LATER)
    assert (report.changed, problems) == (1, [])
    lost = await import_graph.canonical(graph)
    assert "without an identifier" in await refused(row("H1", "完全不同的公司"))
    assert "none of its identifiers" in await refused(row("H1", "原公司", stock="8.IMP"))
    assert "none of its identifiers" in await refused(row("H1", "完全不同的公司", stock="8.IMP"))
    assert "without an identifier" in await refused(row("Z1", "完全不同的公司"), "imp_b")
    assert await import_graph.canonical(graph) == lost
    report, problems = await load(graph, file, [row("H1", "原公司新名", stock="9.IMP")], now=LATER)
    assert (report.changed, problems) == (1, [])
    assert await ask(graph, named) == ["原公司新名"]


async def test_a_key_that_is_used_for_somebody_else_is_refused(graph: Database, file: Path) -> None:
    """Consents and grants were given for the one whom it named."""
    header = "key,name,kind,uscc\n"

    async def load_rows(*rows: str) -> tuple[ImportReport, list[Problem]]:
        return await import_graph.load_text(graph, file, header + "\n".join(rows) + "\n", now=LATER, wish=PLAIN)

    report, problems = await load_rows("1,王伟,PERSON,", f"2,原公司,COMPANY,{USCC[0]}", "3,改名前公司,COMPANY,")
    assert (report.created, problems) == (3, [])
    before = await import_graph.canonical(graph)
    report, problems = await load_rows("1,李娜,PERSON,", f"2,完全不同的公司,COMPANY,{USCC[1]}")
    assert [problem.fault for problem in problems] == [Fault.CONFLICT] * 2
    assert "names another person" in problems[0].reason
    assert "another name and another USCC" in problems[1].reason
    assert await import_graph.canonical(graph) == before
    report, problems = await load_rows("1,王伟,PERSON,", f"2,新名公司,COMPANY,{USCC[0]}", "3,改名后公司,COMPANY,")
    assert (report.changed, problems) == (2, []), "a company may change its name"


async def test_a_website_that_many_give_bears_no_security_number_out(graph: Database, file: Path) -> None:
    many = [row(f"w{number}", f"Watched {number}", website="registrar.example") for number in range(6)]
    await load(graph, file, [*many, row("1", "Alpha", isin=ISIN[0], website="registrar.example")])
    report, [problem] = await load(graph, file, [row("b", "Beta", isin=ISIN[0], website="registrar.example")], "imp_b")
    assert (report.refused, problem.fault) == (1, Fault.CONFLICT)
    own = [row("b", "Beta", isin=ISIN[1], website="own.example"), row("c", "Alpha", isin=ISIN[0])]
    report, problems = await load(graph, file, own, "imp_b")
    assert (report.linked, problems) == (1, [])


async def test_a_bad_row_without_a_key_is_a_bad_row_only(graph: Database, file: Path) -> None:
    rows = [row("1"), row("", "合计", industry="a\x07b"), row("2")]
    report, problems = await load(graph, file, rows)
    assert (report.created, report.refused) == (2, 1)
    assert [problem.line for problem in problems] == [3]


async def test_a_period_begins_on_the_day_in_beijing(graph: Database, file: Path) -> None:
    late = datetime(2026, 11, 24, 16, tzinfo=UTC)
    await load(graph, file, [row("1", isin=ISIN[0])], now=late - timedelta(seconds=1))
    await load(graph, file, [row("b", "Customer 1", isin=ISIN[0])], "imp_b", now=late)
    periods = "MATCH (s:Subsidiary)-[e:SERVES]->() WHERE s.code IN ['imp_a', 'imp_b'] RETURN toString(e.validFrom)"
    assert sorted(await ask(graph, periods)) == ["2026-11-24", "2026-11-25"]


async def test_a_period_is_neither_doubled_nor_reopened(graph: Database, file: Path) -> None:
    await load(graph, file, [row("1", isin=ISIN[0]), row("2", "Customer 1", isin=ISIN[0])])
    periods = "MATCH (:Subsidiary {code: 'imp_a'})-[e:SERVES]->() RETURN toString(e.validFrom) ORDER BY e.validFrom"
    assert await ask(graph, periods) == ["2026-11-24"]
    await ask(
        graph, "MATCH (:Subsidiary {code: 'imp_a'})-[e:SERVES]->() SET e.validTo = date('2026-11-30') RETURN e.stage"
    )
    await load(graph, file, [row("1", isin=ISIN[0]), row("2", "New name", isin=ISIN[0])], now=LATER)
    assert await ask(graph, periods) == ["2026-11-24"]
    await load(graph, file, [row("3", "Customer 1", isin=ISIN[0])], now=LATER)
    assert await ask(graph, periods) == ["2026-11-24", "2026-12-01"]


@pytest.mark.parametrize("killed_after", [1, 2, 4])
async def test_an_import_killed_on_the_way_is_finished_by_the_next(
    graph: Database, file: Path, killed_after: int
) -> None:
    rows = [
        row(
            f"{number}",
            f"Customer {number % 19 % 13}",
            isin=ISIN[0] if number in {2, 15} else "",
            stock=f"{number % 19}.IMP",
        )
        for number in range(20)
    ]
    rows[7] = row("3")  # a duplicate key
    await load(graph, file, rows, batch_rows=4)
    whole = await import_graph.canonical(graph)
    await import_graph.fresh(graph)
    with pytest.raises(KeyboardInterrupt, match=rf"line {1 + 4 * killed_after} of 21"):
        await load(graph, file, rows, batch_rows=4, on_progress=kill_after(killed_after))
    assert await import_graph.canonical(graph) != whole
    report, problems = await load(graph, file, rows, batch_rows=7)
    assert (report.rows, report.unchanged, [problem.line for problem in problems]) == (20, 0, [9])
    assert await import_graph.canonical(graph) == whole


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking what a database answers takes minutes
)
@given(drawn=st.tuples(ROWS, ROWS, ROWS), batch_rows=st.integers(1, 12), killed_after=st.integers(1, 3))
async def test_batches_kills_and_repetition_make_no_difference(
    graph: Database, tmp_path: Path, drawn: tuple[list[tuple[str, ...]], ...], batch_rows: int, killed_after: int
) -> None:
    first, theirs, second = drawn
    file = tmp_path / "drawn.csv"
    hashes = []
    for size in (batch_rows, 1):
        await import_graph.fresh(graph)
        with suppress(KeyboardInterrupt):
            await load(graph, file, first, batch_rows=size, on_progress=kill_after(killed_after if size == 1 else 99))
        landed, _ = await load(graph, file, first, batch_rows=size)
        assert landed.unchanged == landed.rows - landed.refused or size == 1
        hashes.append(await import_graph.canonical(graph))
        await load(graph, file, first, batch_rows=size, now=LATER)
        hashes.append(await import_graph.canonical(graph))
        await load(graph, file, theirs, "imp_b", batch_rows=size)
        await load(graph, file, second, batch_rows=size, now=LATER)
        hashes.append(await import_graph.canonical(graph))
    assert hashes[:3] == hashes[3:]
    assert hashes[0] == hashes[1]


async def test_one_import_at_a_time_for_a_source_until_its_holder_is_dead(graph: Database, file: Path) -> None:
    async with import_graph.job(graph, file) as job:
        with pytest.raises(ImportRunning, match=r"imp_a is running \(somebody\).*in \d\d seconds"):
            await load(graph, file, [row("1")])
        await load(graph, file, [row("1")], "imp_b")
        await ask(
            graph,
            "MATCH (j:ImportJob {id: $p.id}) SET j.aliveUntil = datetime() - duration('PT1S') RETURN j.id",
            id=job.id,
        )
        await load(graph, file, [row("1")])
        with pytest.raises(ImportRunning, match="took over"):
            await graph.transact(job.hold)
    await load(graph, file, [row("1")])


async def test_two_importers_of_overlapping_files_make_one_customer_of_each(graph: Database, tmp_path: Path) -> None:
    rows = [row(str(number), stock=f"{number}.IMP") for number in range(1, 41)]
    (one, _), (other, _) = await asyncio.gather(
        load(graph, tmp_path / "a.csv", rows, "imp_a", batch_rows=3),
        load(graph, tmp_path / "b.csv", list(reversed(rows)), "imp_b", batch_rows=4),
    )
    assert one.created == other.created == 40
    assert one.new_customers + other.new_customers == 40
    assert await shared(graph, "imp_a", "imp_b") == 40
