"""Rows without an identifier: linked where name, place and the rest make it sure, and never into the unknown."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from synergy.evaluation.listed import hong_kong_and_mainland, read_listed
from synergy.imports.customers import import_rows
from tests import import_graph
from tests.import_graph import ISIN, NOW, USCC, ask, load, row, shared

if TYPE_CHECKING:
    from synergy.graph.database import Database

LISTED = Path(__file__).parents[2] / "shared" / "data" / "listed_companies"
STEEL = "湖北省泰和特种钢铁股份有限公司"
ASKED = """
MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-()-[:RESOLVES_TO]->(c) RETURN COUNT { (c)<-[:COMPARES]-() }
"""
ASKED_ABOUT = "MATCH (c:Customer {name: $p.name}) RETURN COUNT { (c)<-[:COMPARES]-() }"
SUPPLIERS = """
MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(:SourceRecord {sourceKey: 'a'})-[:RESOLVES_TO]->(c)
RETURN [c.usccSuppliers, c.phoneSuppliers,
  COLLECT { MATCH (c)-[has:HAS_ID]->(i) RETURN [i.scheme, has.suppliers] ORDER BY i.scheme }]
"""


@pytest.mark.parametrize(
    ("theirs", "links"),
    [
        ({"name": STEEL}, True),
        ({"name": "湖北省泰和特種鋼鐵股份有限公司"}, True),
        ({"name": STEEL + "南山分公司"}, False),
        ({"name": STEEL, "kind": "PERSON"}, False),
        ({"name": STEEL, "uscc": USCC[1]}, False),
        ({"name": "湖北省泰和房地产开发有限公司", "region": "湖北省"}, False),
        ({"name": "泰和"}, False),
    ],
    ids=["equal", "traditional", "branch", "person", "other code", "other trade", "bare brand"],
)
async def test_a_name_links_where_nothing_speaks_against_it(
    graph: Database, file: Path, theirs: dict[str, str], links: bool
) -> None:
    await load(graph, file, [row("a", STEEL, uscc=USCC[0], region="湖北省")])
    header = ["key", *theirs]
    file.write_text("\n".join([",".join(header), ",".join(["b", *theirs.values()])]), encoding="utf-8")
    with import_graph.recorder(file.parent) as audit:
        await import_rows(graph, file, "imp_b", folder=import_graph.kept(file), now=NOW, importer="test", audit=audit)
    assert await shared(graph, "imp_a", "imp_b") == int(links)


async def test_two_rows_of_one_source_stay_two_customers(graph: Database, file: Path) -> None:
    report, _ = await load(graph, file, [row("1", STEEL), row("2", STEEL)])
    assert (report.new_customers, report.linked) == (2, 0)
    # Two that fit equally well: nobody can tell which of them is meant.
    report, _ = await load(graph, file, [row("x", STEEL)], "imp_b")
    assert (report.new_customers, report.linked) == (1, 0)


async def test_a_row_that_is_recognised_by_its_name_opens_no_code_and_gives_none_away(
    graph: Database, file: Path
) -> None:
    await load(graph, file, [row("a", STEEL, uscc=USCC[0], region="湖北省")])
    await load(graph, file, [row("b", STEEL, isin=ISIN[0], region="湖北省")], "imp_b")
    await load(graph, file, [row("c", STEEL, uscc=USCC[0], isin=ISIN[0], region="湖北省")], "imp_c")
    a, b, c = (f"sub_{code}" for code in import_graph.SUBSIDIARIES)
    assert await ask(graph, SUPPLIERS) == [[[a, c], None, [["ISIN", [b, c]], ["USCC", [a, c]]]]]


async def test_a_website_that_many_give_says_nothing_and_one_does_not_vouch_for_itself(
    graph: Database, file: Path
) -> None:
    site = "www.placeholder.example"
    one = [row("a", "Alpha Steel Ltd", website=site, region="Testshire", industry="Test Trade")]
    await load(graph, file, one)
    theirs = [
        row(str(number), name, website=site, region="Testshire", industry="Test Trade")
        for number, name in enumerate(["Brook Film Ltd", "Cedar Bakery Ltd", "Delta Parenting Ltd", "Elm Games Ltd"])
    ]
    # One customer gives it so far: a steward is asked, and nothing is linked.
    report, _ = await load(graph, file, theirs[:1], "imp_b")
    assert (report.linked, await ask(graph, ASKED)) == (0, [1])
    await load(graph, file, theirs, "imp_b")
    # Now many do.
    report, _ = await load(graph, file, [row("x", "Fjord Fishing Ltd", website=site, region="Testshire")], "imp_c")
    assert report.linked == 0
    assert await ask(graph, ASKED_ABOUT, name="Fjord Fishing Ltd") == [0]


async def test_how_a_row_was_recognised_is_kept_and_told_to_no_client(graph: Database, file: Path) -> None:
    await load(graph, file, [row("a", STEEL, region="湖北省")])
    await load(graph, file, [row("b", STEEL, region="湖北省")], "imp_b")
    kept = (
        "MATCH (:SourceRecord {sourceKey: 'b'})-[m:RESOLVES_TO]->() RETURN [m.ground, m.probability > 0.94, m.method]"
    )
    assert await ask(graph, kept) == [["NAME_AND_REGION", True, "NONE"]]


@pytest.mark.skipif(not LISTED.exists(), reason="the listed companies are not here")
async def test_listed_companies_are_recognised_by_name_and_place_and_none_wrongly(
    graph: Database, tmp_path: Path
) -> None:
    truth = hong_kong_and_mainland(LISTED)
    listed = read_listed(LISTED)
    with import_graph.recorder(tmp_path) as audit:
        for code, places in (("imp_a", ["HKG"]), ("imp_b", ["SHH", "SHZ"])):
            file = tmp_path / f"{code}.csv"
            _write(file, [one for place in places for one in listed[place]])
            folder = import_graph.kept(file)
            await import_rows(graph, file, code, folder=folder, now=NOW, importer="test", audit=audit)
    pairs = await ask(
        graph,
        """
        MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(one)-[:RESOLVES_TO]->(c)
        MATCH (c)<-[:RESOLVES_TO]-(other)-[:SUPPLIED_BY]->(:Subsidiary {code: 'imp_b'})
        RETURN [one.sourceKey, other.sourceKey]
        """,
    )
    linked = {(min(pair), max(pair)) for pair in pairs}
    assert truth.different is not None
    assert {pair for pair in linked - truth.truth if truth.different(*pair)} == set()
    assert len(linked & truth.truth) / len(truth.truth) >= 0.95


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("key", "name", "city", "country", "industry"))
        writer.writerows([one["symbol"], one["name"], one["city"], one["country"], one["industry"]] for one in rows)
