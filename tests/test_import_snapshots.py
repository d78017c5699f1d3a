"""Snapshots: what a source lacks is served no more, unless another record stands for it; nothing is erased."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from synergy.imports.closing import Allowance
from synergy.imports.customers import Wish
from synergy.imports.problems import ClosingRefused
from tests import import_graph
from tests.import_graph import LATER, WHOLE, ask, load, row

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.graph.database import Database

PERIODS = """
MATCH (:Subsidiary {code: 'imp_a'})-[e:SERVES]->(c)
RETURN [c.name, toString(e.validFrom), toString(e.validTo)] ORDER BY c.name, e.validFrom
"""
GONE = """
MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) WHERE r.goneOn IS NOT NULL
RETURN [r.sourceKey, toString(r.goneOn)] ORDER BY r.sourceKey
"""
LATEST = datetime(2026, 12, 24, 9, tzinfo=UTC)
TEN = [row(str(number), f"N{number}") for number in range(10)]
OPEN = "9999-12-31"


async def test_what_a_snapshot_lacks_ends_on_its_day_and_comes_back_with_a_new_period(
    graph: Database, file: Path
) -> None:
    await load(graph, file, TEN)
    before = await ask(graph, "MATCH (n) WHERE n:Customer OR n:SourceRecord RETURN count(n)")
    report, _ = await load(graph, file, TEN[1:], now=LATER, wish=Wish(snapshot=True))
    assert (report.closed, report.unchanged, report.figures()["closed"]) == (1, 9, 1)
    assert (await ask(graph, PERIODS))[:2] == [["N0", "2026-11-24", "2026-12-01"], ["N1", "2026-11-24", OPEN]]
    assert await ask(graph, GONE) == [["0", "2026-12-01"]]
    assert await ask(graph, "MATCH (n) WHERE n:Customer OR n:SourceRecord RETURN count(n)") == before
    once = await import_graph.canonical(graph)
    again, _ = await load(graph, file, TEN[1:], now=LATEST, wish=Wish(snapshot=True))
    assert (again.closed, await import_graph.canonical(graph)) == (0, once)
    # It comes back as it was, by a file that is no snapshot.
    back, _ = await load(graph, file, TEN[:1], now=LATEST)
    assert (back.unchanged, back.closed, await ask(graph, GONE)) == (1, 0, [])
    assert (await ask(graph, PERIODS))[:2] == [["N0", "2026-11-24", "2026-12-01"], ["N0", "2026-12-24", OPEN]]


async def test_a_record_that_comes_back_changed_opens_a_new_period_and_a_refused_one_does_not(
    graph: Database, file: Path
) -> None:
    await load(graph, file, [row("1", stock="1.IMP"), row("2", stock="2.IMP"), row("3", stock="3.IMP")])
    await load(graph, file, [row("3", stock="3.IMP")], now=LATER, wish=WHOLE)
    assert [key for key, _ in await ask(graph, GONE)] == ["1", "2"]
    changed = [row("1", "Renamed", stock="1.IMP"), row("2", stock="3.IMP")]
    report, _ = await load(graph, file, changed, now=LATEST)
    assert (report.changed, report.refused) == (1, 1)
    assert [key for key, _ in await ask(graph, GONE)] == ["2"]
    assert await ask(graph, PERIODS) == [
        ["Customer 2", "2026-11-24", "2026-12-01"],
        ["Customer 3", "2026-11-24", OPEN],
        ["Renamed", "2026-11-24", "2026-12-01"],
        ["Renamed", "2026-12-24", OPEN],
    ]


async def test_another_record_of_the_subsidiary_keeps_the_service_and_one_of_others_does_not(
    graph: Database, file: Path
) -> None:
    await load(graph, file, [row("1", "A", stock="1.IMP"), row("2", "A", stock="1.IMP"), row("3", "B", stock="3.IMP")])
    await load(graph, file, [row("elsewhere", "C"), row("1", "A", stock="1.IMP")], wish=Wish(system="crm"))
    await load(graph, file, [row("x", "B", stock="3.IMP")], "imp_b")
    report, _ = await load(graph, file, [row("2", "A", stock="1.IMP")], now=LATER, wish=WHOLE)
    assert report.closed == 1
    assert await ask(graph, PERIODS) == [
        ["A", "2026-11-24", OPEN],
        ["B", "2026-11-24", "2026-12-01"],
        ["C", "2026-11-24", OPEN],
    ]
    # The other system is its own source; the last record of it there ends the service.
    report, _ = await load(graph, file, [row("9", "D")], now=LATER, wish=WHOLE)
    assert report.closed == 0
    both = Wish(snapshot=True, allowance=import_graph.ALL, system="crm")
    report, _ = await load(graph, file, [row("elsewhere", "C")], now=LATER, wish=both)
    assert report.closed == 1
    theirs = "MATCH (:Subsidiary {code: 'imp_b'})-[e:SERVES]->(c) RETURN [c.name, toString(e.validTo)]"
    assert await ask(graph, theirs) == [["B", OPEN]]


async def test_more_than_a_share_is_refused_and_closed_when_it_is_allowed(graph: Database, file: Path) -> None:
    await load(graph, file, TEN)
    landed = [*TEN[3:], row("new", "New")]
    with pytest.raises(ClosingRefused, match=r"11 records that 3 customers .* above 20%.*--allow-closing 3"):
        await load(graph, file, landed, now=LATER, wish=Wish(snapshot=True))
    assert await ask(graph, GONE) == []
    assert ["New", "2026-12-01", OPEN] in await ask(graph, PERIODS)
    with pytest.raises(ClosingRefused):
        await load(graph, file, landed, now=LATER, wish=Wish(snapshot=True, allowance=Allowance(number=2)))
    report, _ = await load(graph, file, landed, now=LATER, wish=Wish(snapshot=True, allowance=Allowance(number=3)))
    assert (report.closed, report.created, report.rows) == (3, 1, 8), "it went on with the job that was refused"


async def test_a_dry_run_says_how_many_and_refuses_as_the_import_would(graph: Database, file: Path) -> None:
    # Of four customers: one stays, one is taken over by a row with a new key, two end, of which one has two records.
    rows = [row("1", "A"), row("2", "B", stock="2.IMP"), *(row(k, "C", stock="3.IMP") for k in "34"), row("5", "D")]
    await load(graph, file, rows)
    news = [row("1", "A"), row("2b", "B", stock="2.IMP"), row("6", "E")]
    before = await import_graph.canonical(graph)
    with pytest.raises(ClosingRefused, match=r"7 records that 2 customers"):
        await load(graph, file, news, now=LATER, wish=Wish(snapshot=True, is_dry=True))
    dry = Wish(snapshot=True, allowance=import_graph.ALL, is_dry=True)
    told, _ = await load(graph, file, news, now=LATER, wish=dry)
    assert await import_graph.canonical(graph) == before
    done, _ = await load(graph, file, news, now=LATER, wish=WHOLE)
    assert (told.figures(), told.closed) == (done.figures(), 2)
    assert [name for name, _, until in await ask(graph, PERIODS) if until == OPEN] == ["A", "B", "E"]


@pytest.mark.parametrize(
    ("row_text", "is_there"),
    [
        ("2,", True),  # the name is missing, the key is not
        ("2,Bad,many", True),
        (",Name,", False),
        ("=1,Name,", False),
        ('2,"A"B,', False),
        ("2", False),
    ],
)
async def test_a_refused_row_is_there_when_its_key_can_be_read_and_otherwise_nothing_is_ended(
    graph: Database, file: Path, row_text: str, is_there: bool
) -> None:
    await load(graph, file, [row("1"), row("2"), row("3")])
    text = f"key,name,employees\n1,Customer 1,\n{row_text}{',' if row_text == '2,' else ''}\n"
    load_text = import_graph.load_text(graph, file, text, now=LATER, wish=WHOLE)
    if is_there:
        report, _ = await load_text
        assert (report.refused, report.closed) == (1, 1)
        assert [key for key, _ in await ask(graph, GONE)] == ["3"]
    else:
        with pytest.raises(ClosingRefused, match="1 rows have no key"):
            await load_text
        assert await ask(graph, GONE) == []


async def test_a_subsidiary_whose_code_begins_alike_is_left_alone(graph: Database, file: Path) -> None:
    longer = "MERGE (s:Subsidiary:Organisation {id: 'sub_imp_a_b'}) SET s.code = 'imp_a_b' RETURN s.id"
    await ask(graph, longer)
    try:
        await load(graph, file, TEN[:2], "imp_a_b")
        await load(graph, file, TEN[2:4])
        report, _ = await load(graph, file, TEN[2:3], now=LATER, wish=WHOLE)
        assert report.closed == 1
        theirs = "MATCH (:Subsidiary {code: 'imp_a_b'})-[e:SERVES]->() RETURN toString(e.validTo)"
        assert await ask(graph, theirs) == [OPEN, OPEN]
    finally:
        await ask(
            graph,
            """MATCH (s:Subsidiary {code: 'imp_a_b'})<-[:SUPPLIED_BY|IMPORTED_FOR]-(n)
            OPTIONAL MATCH (n)-[:RESOLVES_TO]->(c) DETACH DELETE s, n, c RETURN count(*)""",
        )


async def test_a_grant_ends_with_its_owners_service(graph: Database, file: Path) -> None:
    await load(graph, file, TEN)
    made = """
    MATCH (:Subsidiary {code: 'imp_a'})-[:SERVES]->(c:Customer) WHERE c.name IN ['N0', 'N1']
    MATCH (b:Subsidiary {code: 'imp_b'})
    CREATE (g:Grant {id: 'gra_' + c.id, activeUntil: date('2027-06-01'), version: 1})-[:GRANTS]->(c)
    CREATE (b)-[:MAY_SEE {
      grant: g.id, owner: 'sub_imp_a', validFrom: date('2026-11-24'), validTo: date('2027-06-01')
    }]->(c)
    """
    await graph.write(made, {})
    await load(graph, file, TEN[1:], now=LATER, wish=Wish(snapshot=True))
    ended = """
    MATCH (g:Grant)-[:GRANTS]->(c)<-[way:MAY_SEE]-(:Subsidiary {code: 'imp_b'})
    RETURN [c.name, toString(way.validTo), toString(g.activeUntil), g.revocation IS NOT NULL] ORDER BY c.name
    """
    assert await ask(graph, ended) == [
        ["N0", "2026-12-01", "2026-12-01", True],
        ["N1", "2027-06-01", "2027-06-01", False],
    ]
    await graph.write("MATCH (g:Grant)-[:GRANTS]->(c) WHERE g.id = 'gra_' + c.id DETACH DELETE g", {})
