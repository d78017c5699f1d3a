"""Importing customers into a real graph: what lands, who is recognised, what is refused; nothing lands twice."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from synergy import schema
from synergy.errors import SetupError
from synergy.graph.model import PropertyField
from synergy.imports.command import import_file
from synergy.imports.customers import import_rows
from synergy.imports.folder import ImportFolder
from synergy.imports.problems import Fault, UnknownSubsidiary, UnreadableFile
from synergy.model.customers import ResolvesTo
from tests import import_graph
from tests.import_graph import ISIN, LATER, NOW, USCC, ask, load, row, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database

LISTED = Path(__file__).parents[2] / "shared" / "data" / "listed_companies"


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Recorder]:
    """Give what records a command's changes, in a log of the test's own."""
    with import_graph.recorder(tmp_path) as opened:
        yield opened


async def test_a_row_becomes_a_record_a_customer_and_a_period(graph: Database, file: Path) -> None:
    cells = {"uscc": USCC[0], "stock": "1.imp", "region": "测试省", "industry": "Test Trade", "employees": "1,200"}
    report, problems = await load(graph, file, [row("k1", "甲公司", **cells), row("k2", "Beta")])
    assert (report.created, report.new_customers, report.linked, report.exit_status, problems) == (2, 2, 0, 0, [])
    [found] = await ask(
        graph,
        """
        MATCH (s:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r:SourceRecord {sourceKey: 'k1'})-[m:RESOLVES_TO]->(c)
        MATCH (s)-[e:SERVES]->(c)
        RETURN {record: properties(r), match: properties(m), customer: properties(c), serves: properties(e),
          region: [(c)-[:LOCATED_IN]->(x) | x.id], industry: [(c)-[:IN_INDUSTRY]->(x) | x.id],
          identifiers: COLLECT { MATCH (c)-[:HAS_ID]->(i) RETURN i.id ORDER BY i.id }}
        """,
    )
    assert found["record"]["payload"].startswith('{"key":"k1","name":"甲公司","uscc":"')
    assert found["record"]["id"].startswith("src_imp_a_")
    assert (found["record"]["regionText"], found["record"]["version"]) == ("测试省", 1)
    match = found["match"]
    assert (match["score"], match["method"], match["evidence"]) == (1.0, "IDENTIFIER", "carries USCC and STOCK")
    assert found["customer"]["uscc"] == USCC[0]
    assert (found["customer"]["employees"], found["customer"]["employeesOrder"]) == (1200, 1200)
    assert (found["customer"]["kind"], found["customer"]["sizeBand"]) == ("COMPANY", "UNKNOWN")
    assert (found["region"], found["industry"]) == (["reg_imp"], ["ind_imp"])
    assert found["identifiers"] == ["idn_stock_1.IMP", f"idn_uscc_{USCC[0]}"]
    serves = {name: str(value) for name, value in found["serves"].items()}
    assert (serves["validFrom"], serves["validTo"]) == ("2026-11-24", "9999-12-31")
    assert (serves["stage"], serves["recordedBy"], serves["lastContactOrder"]) == ("ACTIVE", "test", "0001-01-01")
    [[employees, order, name_en]] = await ask(
        graph,
        """
        MATCH (:SourceRecord {sourceKey: 'k2'})-[:RESOLVES_TO]->(c)<-[:SERVES]-(:Subsidiary {code: 'imp_a'})
        RETURN [c.employees, c.employeesOrder, c.nameEn]
        """,
    )
    assert (employees, order, name_en) == (None, -1, "Beta")


async def test_nothing_that_others_may_read_tells_who_supplied_a_customer(graph: Database, file: Path) -> None:
    await load(graph, file, [row("k1", "Name", isin=ISIN[0])])
    told = await ask(
        graph,
        """
        MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-()-[:RESOLVES_TO]->(c)-[:HAS_ID]->(i)
        UNWIND [c, i] AS n UNWIND keys(n) AS key RETURN toString(n[key])
        """,
    )
    assert told
    assert not [value for value in told if "imp_a" in value or "k1" in value.split()]


async def test_two_subsidiaries_share_what_an_identifier_proves_and_nothing_else(graph: Database, file: Path) -> None:
    await load(
        graph, file, [row("1", uscc=USCC[0]), row("2", isin=ISIN[0]), row("3", stock="5.IMP"), row("4", "Same Name")]
    )
    theirs = [
        row("x1", "Other", uscc=USCC[0]),
        row("x2", "Customer 2", isin=ISIN[0]),
        row("x3", "CUSTOMER 3 Ltd.", stock="5.imp", uscc=USCC[1]),
        row("x4", "Same Name"),
        row("x5", website="www.example.org"),
    ]
    report, problems = await load(graph, file, theirs, "imp_b")
    assert (report.linked, report.new_customers, problems) == (3, 2, [])
    assert await shared(graph, "imp_a", "imp_b") == 3
    resolved = await ask(
        graph,
        """
        MATCH (:Subsidiary {code: 'imp_b'})<-[:SUPPLIED_BY]-(r)-[m:RESOLVES_TO]->(c)
        RETURN [r.sourceKey, c.name, c.uscc, m.method, m.evidence] ORDER BY r.sourceKey
        """,
    )
    assert resolved == [
        ["x1", "Customer 1", USCC[0], "IDENTIFIER", "carries USCC"],
        ["x2", "Customer 2", None, "IDENTIFIER", "carries ISIN"],
        ["x3", "Customer 3", USCC[1], "IDENTIFIER", "carries USCC and STOCK"],
        ["x4", "Same Name", None, "NONE", "carries no identifier"],
        ["x5", "Customer x5", None, "NONE", "carries no identifier"],
    ]


async def test_a_record_does_not_tell_whether_its_customer_was_known_before(
    graph: Database, file: Path, audit: Recorder
) -> None:
    rows = [row("1", isin=ISIN[0], stock="5.IMP"), row("2", uscc=USCC[0])]
    changed = [row("1", isin=ISIN[0]), row("2", uscc=USCC[0], stock="6.IMP")]
    declared = list(ResolvesTo.__annotations__)
    assert declared == ["score", "method", "evidence", "recorded_at"]
    told = """
    MATCH (:Subsidiary {code: $p.code})<-[:SUPPLIED_BY]-(r)-[m:RESOLVES_TO]->()
    RETURN [r.name, r.version, m.score, m.method, m.evidence] ORDER BY r.name
    """
    printed = []
    for code in ("imp_a", "imp_b"):
        await load(graph, file, rows, code)
        console = Console(record=True, width=200)
        with file.open("a") as text:
            text.write("3,Customer 3,,,7.IMP,,,,\n")
        assert await import_file(graph, file, code, console, _Steps(), folder=import_graph.kept(file), audit=audit) == 0
        printed.append(console.export_text())
        await load(graph, file, changed, code)
    theirs = await ask(graph, told, code="imp_b")
    assert theirs == [
        ["Customer 1", 2, 1.0, "IDENTIFIER", "carries ISIN"],
        ["Customer 2", 2, 1.0, "IDENTIFIER", "carries USCC and STOCK"],
        ["Customer 3", 1, 1.0, "IDENTIFIER", "carries STOCK"],
    ]
    assert await ask(graph, told, code="imp_a") == theirs
    assert printed[0] == printed[1]
    assert "known" not in printed[0]


async def test_a_golden_record_does_not_tell_whether_somebody_else_knew_of_the_customer(
    graph: Database, file: Path
) -> None:
    customer = schema.build().model.types["Customer"]
    told = {one.property for one in customer.fields.values() if isinstance(one, PropertyField)} - {"id", "sourceKey"}
    read = """
    MATCH (:Subsidiary {code: 'imp_b'})<-[:SUPPLIED_BY]-()-[:RESOLVES_TO]->(c:Customer)
    RETURN [name IN $p.names | toString(c[name])]
    """
    rows = [row("1", uscc=USCC[0], employees="5")]
    await load(graph, file, rows, "imp_b", now=LATER)
    alone = await ask(graph, read, names=sorted(told))
    await import_graph.fresh(graph)
    await load(graph, file, rows, "imp_a")
    await load(graph, file, rows, "imp_b", now=LATER)
    await load(graph, file, [row("1", "Customer 1", uscc=USCC[0], employees="6")], "imp_a", now=LATER)
    await load(graph, file, rows, "imp_a", now=LATER)
    assert await ask(graph, read, names=sorted(told)) == alone


@pytest.mark.parametrize(
    "case",
    [
        (
            [row("1", isin=ISIN[0]), row("2", stock="5.IMP")],
            row("x", isin=ISIN[0], stock="5.IMP"),
            "different customers",
        ),
        ([row("1", isin=ISIN[0], uscc=USCC[0])], row("x", isin=ISIN[0], uscc=USCC[1]), "has another USCC"),
        (
            [row("1", "Kingdom", isin=ISIN[0], website="http://www.kingdom.example/a")],
            row("x", "KFM Kingdom", isin=ISIN[0], website="kfm.example"),
            "neither its name nor its website",
        ),
    ],
)
@pytest.mark.parametrize("subsidiary", ["imp_a", "imp_b"])
async def test_identifiers_that_contradict_each_other_link_nothing(
    graph: Database, file: Path, subsidiary: str, case: tuple[list[tuple[str, ...]], tuple[str, ...], str]
) -> None:
    first, second, reason = case
    good = row("good")
    together = subsidiary == "imp_a"
    if together:
        report, [problem] = await load(graph, file, [*first, second, good])
    else:
        await load(graph, file, first)
        report, [problem] = await load(graph, file, [second, good], subsidiary)
    assert (problem.fault, report.refused, report.exit_status) == (Fault.CONFLICT, 1, 1)
    assert reason in problem.reason
    assert report.created == len(first) + 1 if together else 1
    assert await ask(graph, "MATCH (r:SourceRecord {sourceKey: 'x'}) RETURN r.id") == []


async def test_a_customers_credit_code_is_the_one_that_checks_whoever_brings_it(graph: Database, file: Path) -> None:
    wrong = USCC[0][:-1] + "8"

    async def codes() -> list[Any]:
        return await ask(
            graph,
            """
            MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r)-[:RESOLVES_TO]->(c)
            RETURN [c.uscc, [(c)-[:HAS_ID]->(i {scheme: 'USCC'}) | i.value]] ORDER BY r.sourceKey
            """,
        )

    mine = [row("1", uscc=wrong, isin=ISIN[0]), row("2", uscc=wrong, stock="5.IMP"), row("3", stock="6.IMP")]
    await load(graph, file, mine)
    assert await codes() == [[None, []]] * 3
    await ask(
        graph,
        "MATCH (c:Customer {name: 'Customer 1'})-[:HAS_ID]->({id: $p.id}) SET c.uscc = $p.wrong RETURN 1",
        id=f"idn_isin_{ISIN[0]}",
        wrong=wrong,
    )
    theirs = [row("x", "Customer 1", uscc=USCC[0], isin=ISIN[0]), row("y", "Customer 2", stock="5.IMP")]
    await load(graph, file, theirs, "imp_b")
    assert await codes() == [[USCC[0], [USCC[0]]], [None, []], [None, []]]
    theirs[1] = row("y", "Customer 2", stock="5.IMP", uscc=USCC[1])
    await load(graph, file, theirs, "imp_b", now=LATER)
    assert await codes() == [[USCC[0], [USCC[0]]], [USCC[1], [USCC[1]]], [None, []]]
    mine = [row("1", "Renamed", uscc=wrong, isin=ISIN[0]), row("2", stock="5.IMP"), row("3", stock="6.IMP", uscc=wrong)]
    await load(graph, file, mine, now=LATER)
    assert await codes() == [[USCC[0], [USCC[0]]], [USCC[1], [USCC[1]]], [None, []]]


async def test_a_credit_code_that_its_only_record_gives_up_goes_and_its_successor_comes(
    graph: Database, file: Path
) -> None:
    codes = "MATCH (:Subsidiary {code: 'imp_a'})-[:SERVES]->(c) RETURN c.uscc"
    for uscc, wanted in ((USCC[0], USCC[0]), (USCC[1], USCC[1]), ("", None)):
        await load(graph, file, [row("1", uscc=uscc, isin=ISIN[0])])
        assert await ask(graph, codes) == [wanted]
    await load(graph, file, [row("1", "Customer 2", isin=ISIN[0]), row("2", isin=ISIN[0], uscc=USCC[0])])
    await load(graph, file, [row("1", isin=ISIN[0]), row("2", isin=ISIN[0], uscc=USCC[0])], batch_rows=1)
    assert await ask(graph, codes) == [USCC[0]]


async def test_two_changes_of_a_batch_leave_a_customer_the_credit_code_of_either(graph: Database, file: Path) -> None:
    await load(graph, file, [row("1", isin=ISIN[0]), row("2", "Customer 1", isin=ISIN[0])])
    changed = [
        row("1", isin=ISIN[0], region="测试省", employees="5"),
        row("2", "Customer 1", isin=ISIN[0], uscc=USCC[0]),
    ]
    await load(graph, file, changed, now=LATER)
    assert await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})-[:SERVES]->(c) RETURN c.uscc") == [USCC[0]]


@pytest.mark.parametrize("known", ["stock", "isin"])
async def test_a_securities_number_alone_links_nothing_unless_name_or_website_agrees(
    graph: Database, file: Path, known: str
) -> None:
    number = {"stock": "9.IMP"} if known == "stock" else {"isin": ISIN[0]}
    await load(
        graph, file, [row("H1", "Original Co., Ltd.", website="http://www.original.example", uscc=USCC[0], **number)]
    )
    strangers = [
        row("1", "Quite Another", **number),
        row("2", "Quite Another", website="another.example", **number),
        row("3", "-", website="-", **number),
    ]
    report, problems = await load(graph, file, strangers, "imp_b")
    assert (report.refused, [problem.fault for problem in problems]) == (3, [Fault.CONFLICT] * 3)
    assert "neither its name nor its website" in problems[0].reason
    assert await shared(graph, "imp_a", "imp_b") == 0
    friends = [
        row("1", "ORIGINAL COMPANY LIMITED", **number),
        row("2", "Quite Another", website="original.example/en", **number),
        row("3", "Quite Another", uscc=USCC[0], **number),
    ]
    report, problems = await load(graph, file, friends, "imp_b")
    assert (report.linked, problems) == (3, [])


async def test_what_stops_an_import_says_so_and_changes_nothing(graph: Database, file: Path, audit: Recorder) -> None:
    with pytest.raises(UnknownSubsidiary, match="“imp_z”"):
        await load(graph, file, [row("1")], "imp_z")
    await asyncio.to_thread(file.write_bytes, b"key,name\n" + b"1,A\n" * 3_000 + b"2,\xff\n")
    with pytest.raises(UnreadableFile, match=r"line 3002.*Nothing was imported"):
        await import_rows(graph, file, "imp_a", folder=import_graph.kept(file), now=NOW, importer="test", audit=audit)
    assert await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.id") == []


class _Steps:
    """Remembers how far a step got."""

    def __init__(self) -> None:
        self.last: tuple[str, int, int] | None = None

    def step(self, name: str, done: int, total: int) -> None:
        """Remember it."""
        self.last = (name, done, total)


async def test_the_command_prints_figures_and_writes_problems_down(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audit: Recorder
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.csv"
    file.write_text("key,name,isin\n1,A,\n1,B,\n2,,\n3,C,AQIMPORT0010\n")
    steps, console = _Steps(), Console(record=True, width=200)
    assert await import_file(graph, file, "imp_a", console, steps, folder=import_graph.kept(file), audit=audit) == 1
    assert steps.last == ("import mine.csv (lines)", 5, 5)
    with (tmp_path / "mine.problems.csv").open() as text:
        assert [line[:4] for line in csv.reader(text)][1:] == [
            ["3", "key", "refused", "DUPLICATE_KEY"],
            ["4", "name", "refused", "MISSING"],
            ["5", "isin", "landed", "CHECK_DIGIT"],
        ]
    printed = console.export_text()
    assert "rows refused" in printed
    assert "line 3, column key: has the key of line 2" in printed
    file.write_text("key,name,isin\n1,A,\n")
    assert await import_file(graph, file, "imp_a", console, steps, folder=import_graph.kept(file), audit=audit) == 0


async def test_a_problems_file_that_cannot_be_written_stops_an_import_before_anything_lands(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audit: Recorder
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.csv"
    file.write_text("key,name\n1,A\n")
    (tmp_path / "mine.problems.csv").mkdir()
    with pytest.raises(SetupError, match=r"mine\.problems\.csv cannot be written"):
        await import_file(
            graph, file, "imp_a", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
        )
    assert await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.id") == []


async def test_a_problems_file_tells_of_the_last_import_that_ran(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audit: Recorder
) -> None:
    monkeypatch.chdir(tmp_path)
    file, problems = tmp_path / "mine.csv", tmp_path / "mine.problems.csv"
    file.write_text("key,name\n1,\n")
    assert (
        await import_file(
            graph, file, "imp_a", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
        )
        == 1
    )
    told = problems.read_text()
    with pytest.raises(UnknownSubsidiary):
        await import_file(
            graph, file, "imp_z", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
        )
    assert problems.read_text() == told
    assert (
        await import_file(
            graph, file, "imp_a", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
        )
        == 1
    )
    assert problems.read_text() == told
    file.write_text("key,name\n1,A\n")
    assert (
        await import_file(
            graph, file, "imp_a", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
        )
        == 0
    )
    assert not problems.exists()
    with pytest.raises(UnknownSubsidiary):
        await import_file(
            graph, file, "imp_z", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
        )
    assert not problems.exists()


@pytest.mark.skipif(not LISTED.exists(), reason="the listed companies are not here")
async def test_listed_companies_of_two_places_are_recognised(graph: Database, tmp_path: Path, audit: Recorder) -> None:
    folder = ImportFolder(tmp_path / "imports")
    one, other = [
        await import_rows(graph, LISTED / f"{place}.csv", code, folder=folder, now=NOW, importer="test", audit=audit)
        for place, code in (("HKG", "imp_a"), ("SHH", "imp_b"))
    ]
    assert (one.rows, one.new_customers, one.linked, one.problems) == (
        1_625,
        1_611,
        3,
        {"FUND": 6, "MISSING": 4, "CONFLICT": 1},
    )
    assert (other.rows, other.new_customers, other.linked, other.problems) == (
        1_628,
        1_482,
        53,
        {"FUND": 92, "MISSING": 1},
    )
    assert await shared(graph, "imp_a", "imp_b") == 53
