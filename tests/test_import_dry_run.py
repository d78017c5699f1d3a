"""Dry runs and profiles through the command: what would change is said exactly, and nothing is written."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]
from rich.console import Console
from typer.testing import CliRunner

from synergy import cli
from synergy.imports.command import import_file, print_profile
from synergy.imports.customers import Listeners, Wish, import_rows
from synergy.imports.problems import Fault, UnreadableFile
from synergy.imports.profile import read_profile
from tests import import_graph
from tests.audits import records
from tests.import_graph import HEADER, ISIN, LATER, ROWS, USCC, ask, load, recorder, row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from synergy.graph.database import Address, Database
    from synergy.imports.problems import Problem
    from synergy.imports.report import ImportReport


async def rehearse(
    graph: Database, file: Path, rows: Sequence[tuple[str, ...]], subsidiary: str = "imp_a", *, batch_rows: int = 2
) -> tuple[ImportReport, list[Problem]]:
    """Write the rows to the file and import it for show, in batches of two."""
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([HEADER, *rows])
    problems: list[Problem] = []
    with recorder(file.parent) as audit:
        report = await import_rows(
            graph,
            file,
            subsidiary,
            folder=import_graph.kept(file),
            now=LATER,
            importer="test",
            audit=audit,
            wish=Wish(is_dry=True, batch_rows=batch_rows),
            listeners=Listeners(on_problem=problems.append),
        )
    return report, problems


# Row 5 contradicts what row 1 brings in, three batches before it; row 6 claims what row 2 gives up.
CHANGED = [
    row("new", isin=ISIN[0], uscc=USCC[0]),
    row("gives", isin=ISIN[1]),
    row("same"),
    row("changed", "Renamed"),
    row("conflict", "Customer new", isin=ISIN[0], uscc=USCC[1]),
    row("claims", stock="7.IMP"),
    row("bad", isin="x"),
]


async def test_a_dry_run_says_what_the_import_then_does_and_writes_nothing(graph: Database, file: Path) -> None:
    await load(graph, file, [row("gives", isin=ISIN[1], stock="7.IMP"), row("same"), row("changed")])
    before = await import_graph.canonical(graph)
    told, told_problems = await rehearse(graph, file, CHANGED)
    assert await import_graph.canonical(graph) == before
    assert (told.created, told.changed, told.unchanged, told.refused) == (2, 2, 1, 2)
    assert [problem.fault for problem in told_problems] == [Fault.CONFLICT, Fault.BAD_VALUE]
    done, problems = await load(graph, file, CHANGED, now=LATER, batch_rows=2)
    assert (done.figures(), done.new_customers, problems) == (told.figures(), told.new_customers, told_problems)
    again, _ = await rehearse(graph, file, CHANGED)
    assert (again.unchanged, again.refused, again.created, again.changed) == (5, 2, 0, 0)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking what a database answers takes minutes
)
@given(drawn=st.tuples(ROWS, ROWS, ROWS), batch_rows=st.integers(1, 4))
async def test_a_dry_run_foresees_every_import_row_by_row(
    graph: Database, tmp_path: Path, drawn: tuple[list[tuple[str, ...]], ...], batch_rows: int
) -> None:
    first, theirs, second = drawn
    file = tmp_path / "drawn.csv"
    await import_graph.fresh(graph)
    for rows, subsidiary in ((first, "imp_a"), (theirs, "imp_b"), (second, "imp_a")):
        told, told_problems = await rehearse(graph, file, rows, subsidiary, batch_rows=batch_rows)
        done, problems = await load(graph, file, rows, subsidiary, now=LATER, batch_rows=batch_rows)
        assert (told.figures(), told.linked, told_problems) == (done.figures(), done.linked, problems)


async def test_a_dry_run_keeps_nobody_waiting_and_is_recorded(graph: Database, file: Path) -> None:
    async with import_graph.job(graph, file):
        await rehearse(graph, file, [row("1")])
    await load(graph, file, [row("1")])
    [intent, outcome] = [one for one in records(file.parent / "audit") if one["action"] == "import customers, dry run"]
    assert intent["ids"][0] == "sub_imp_a"
    assert outcome["counts"]["created"] == 1


class _Steps:
    """Shows nothing."""

    def step(self, name: str, done: int, total: int) -> None:
        """Show nothing."""


async def command(
    graph: Database, file: Path, subsidiary: str = "imp_a", *, profile: Path | None = None, is_dry: bool = False
) -> tuple[int, str]:
    """Run the command in the file's folder; return its status and what it prints."""
    wish = Wish(read_profile(profile) if profile else None, is_dry=is_dry)
    console = Console(record=True, width=300)
    with recorder(file.parent) as audit:
        status = await import_file(
            graph, file, subsidiary, console, _Steps(), folder=import_graph.kept(file), audit=audit, wish=wish
        )
    return status, console.export_text()


async def test_what_a_dry_run_prints_is_the_same_whether_or_not_others_know_the_customer(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.csv"
    file.write_text(f"key,name,uscc\n1,A,{USCC[0]}\n2,B,\n")
    status, alone = await command(graph, file, is_dry=True)
    await load(graph, tmp_path / "theirs.csv", [row("x", "A", uscc=USCC[0])], "imp_b")
    also, known = await command(graph, file, is_dry=True)
    assert (status, also) == (0, 0)
    assert alone == known
    assert "A dry run: nothing was written" in alone
    assert await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.id") == []


async def test_one_set_of_customers_is_the_same_from_csv_json_lines_and_a_workbook(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines, sheet, text = tmp_path / "a.jsonl", tmp_path / "a.xlsx", tmp_path / "a.csv"
    lines.write_text('{"编号":"1","名称":"甲公司","员工数":"12"}\n{"编号":"2","名称":"乙","员工数":""}\n')
    text.write_bytes("编号,名称,员工数\n1,甲公司,12\n2,乙,\n".encode("gb18030"))
    book = Workbook()
    for cells in (["编号", "名称", "员工数"], [1, "甲公司", 12], ["2", "乙"]):
        book.active.append(cells)
    book.save(sheet)
    status, printed = await command(graph, text)
    assert (status, "Read as CSV in GB18030." in printed) == (0, True)
    assert await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})-[:SERVES]->(c) RETURN c.name ORDER BY c.name") == [
        "乙",
        "甲公司",
    ]
    before = await import_graph.canonical(graph)
    for other, form in ((lines, "JSON Lines in UTF-8"), (sheet, "XLSX, sheet “Sheet”")):
        status, printed = await command(graph, other)
        assert (status, f"Read as {form}." in printed) == (0, True)
    assert await import_graph.canonical(graph) == before


async def test_a_record_read_by_a_profile_is_known_again_when_it_changes(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file, profile = tmp_path / "mine.csv", tmp_path / "p.yaml"
    file.write_text(f"客户全称,代码,ISIN\n甲,1,{ISIN[0]}\n乙,2,\n")
    profile.write_text(print_profile(file).replace('  # "', '  "'))
    assert (await command(graph, file, profile=profile))[0] == 0
    file.write_text(f"客户全称,代码,ISIN\n甲,1,{ISIN[1]}\n乙改,2,\n")
    status, printed = await command(graph, file, profile=profile)
    assert (status, printed.split("records changed")[1].split()[0]) == (0, "2")
    named = "MATCH (:Subsidiary {code: 'imp_a'})-[:SERVES]->(c) "
    found = await ask(graph, f"{named} RETURN [c.name, [(c)-[:HAS_ID]->(i) | i.value]] ORDER BY c.name")
    assert found == [["乙改", []], ["甲", [ISIN[1]]]]


async def test_rows_of_another_subsidiary_are_refused_by_its_name_and_the_others_land(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await ask(graph, "MATCH (s:Subsidiary {code: 'imp_a'}) SET s.name = '甲行', s.nameEn = 'Bank A' RETURN s.id")
    file = tmp_path / "mine.csv"
    file.write_text("key,name,子公司\n1,A,甲行\n2,B,bank a\n3,C,imp_b\n4,D,\n")
    status, printed = await command(graph, file)
    assert status == 1
    assert "line 4, column 子公司: names another subsidiary than imp_a; import such rows for theirs" in printed
    assert len(await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.id")) == 3


async def test_titles_in_the_problems_file_are_no_formulas_for_a_spreadsheet(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file, profile = tmp_path / "mine.csv", tmp_path / "p.yaml"
    file.write_text("key,name,=cmd()\n1,A,x\n")
    profile.write_text('columns: {"=cmd()": uscc}\n')
    assert (await command(graph, file, profile=profile))[0] == 1
    with (tmp_path / "mine.problems.csv").open() as text:
        assert [line[1] for line in csv.reader(text)] == ["column", "'=cmd()"]


async def test_a_wrong_profile_stops_an_import_before_anything(graph: Database, tmp_path: Path) -> None:
    file, profile = tmp_path / "mine.csv", tmp_path / "p.yaml"
    file.write_text("key,name\n1,A\n")
    profile.write_text("columns: {nom: name}\n")
    with pytest.raises(UnreadableFile, match="names the column “nom”"):
        await command(graph, file, profile=profile)
    assert await ask(graph, "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.id") == []


@pytest.mark.usefixtures("graph")
def test_the_command_line_takes_a_profile_for_a_dry_run_and_prints_one(
    address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = {"URI": address.uri, "USER": address.user, "PASSWORD": address.password}
    runner = CliRunner(env={f"SYNERGY_NEO4J_{name}": value for name, value in named.items()} | {"COLUMNS": "200"})
    file, profile = tmp_path / "mine.csv", tmp_path / "p.yaml"
    file.write_text("编号,客户全称\n1,甲\n")
    monkeypatch.setenv("SYNERGY_DATA_DIR", str(tmp_path))
    printed = runner.invoke(cli.app, ["import", "profile", str(file)])
    assert printed.exit_code == 0, printed.output
    assert '  # "客户全称": name  # suggested' in printed.output
    profile.write_text(printed.output.replace('  # "', '  "'))
    refused = runner.invoke(cli.app, ["import", "customers", str(file), "--for", "imp_a", "--dry-run"])
    assert (refused.exit_code, "“客户全称” may be name" in refused.output.replace("\n", "")) == (2, True)
    for dry in (["--dry-run"], []):
        given = ["import", "customers", str(file), "--for", "imp_a", "--profile", str(profile), *dry]
        done = runner.invoke(cli.app, given)
        assert done.exit_code == 0, done.output
        assert ("nothing was written" in done.output) == bool(dry)
        assert "records created" in done.output
