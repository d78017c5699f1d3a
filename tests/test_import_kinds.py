"""Files of every declared kind in a real graph: what lands, who sees it, what is refused, what a change comes to."""

from __future__ import annotations

import csv
import json
import re
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from synergy import cli
from synergy.imports.columns import read_header
from synergy.imports.customers import DEAF, Listeners, Wish, import_rows
from synergy.imports.dates import DateOrder
from synergy.imports.kinds import NAMES, find_headings, find_kind
from synergy.imports.kinds.reading import KindReading
from synergy.imports.kinds.tables import every_table
from synergy.imports.problems import ClosingRefused, Fault, UnreadableFile
from synergy.imports.profile import Profile, read_profile
from synergy.imports.records import Target
from tests import import_graph
from tests.import_graph import NOW, USCC, ask, kept, kill_after, load, recorder, row
from tests.kind_samples import BY_KIND, COMMON, NONE, SAMPLES, THEIRS, nodes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from synergy.graph.database import Address, Database
    from synergy.imports.problems import Problem
    from synergy.imports.report import ImportReport
    from tests.client import Client
    from tests.kind_samples import Row, Sample

OURS, OTHER = "usr_imp_a", "usr_imp_b"
OTHERS_CODE = "91999900MA0000003F"
_PLACE = """
UNWIND [['a', '融资部', 'Finance Unit'], ['a', '研究部', 'Research Unit'], ['b', '交易部', 'Trading Unit']] AS one
MATCH (s:Subsidiary {id: 'sub_imp_' + one[0]})
MERGE (u:OrgUnit {id: 'unt_imp_' + one[2]}) SET u.name = one[1], u.nameEn = one[2], u.side = 'PUBLIC'
MERGE (u)-[:PART_OF]->(s)
MERGE (p:User {id: 'usr_imp_' + one[0]})
SET p.name = p.id, p.nameEn = p.id, p.disabled = false, p.createdAt = datetime(), p.updatedAt = datetime(),
  p.version = 1, p.sourceSystem = 'corner', p.sourceKey = p.id
MERGE (p)-[m:MEMBER_OF]->(u)
SET m.title = '', m.titleEn = '', m.validFrom = date('2022-03-01'), m.validTo = date('9999-12-31'),
  m.recordedAt = datetime(), m.recordedBy = 'test'
WITH count(*) AS made
UNWIND [['top_imp_1', 'T-CO2', '碳中和'], ['top_imp_2', 'T-ESG', '可持续']] AS one
MERGE (t:Topic {id: one[0]}) SET t.code = one[1], t.name = one[2], t.nameEn = one[1]
MERGE (c:ProductCategory {id: 'cat_imp'}) SET c.code = 'C-IMP', c.name = '测试类', c.nameEn = 'Test kind'
"""
_CLEAR = """
MATCH (n) WHERE n.sourceSystem IN ['import', 'corner'] OR n.id STARTS WITH 'unt_imp_' OR n.id STARTS WITH 'top_imp_'
  OR n.id = 'cat_imp' OR n.id STARTS WITH 'src_imp_' OR n.id STARTS WITH 'con_imp'
DETACH DELETE n
"""
_CLEAR_PRODUCTS = """
MATCH (n:Product|SourceRecord|ImportJob) WHERE n.sourceSystem = 'products' OR n.system = 'products' OR n:Product
  AND n.sourceSystem = 'import'
DETACH DELETE n
"""
_READ = """
MATCH (n) WHERE n.sourceSystem = 'import' OR n.id STARTS WITH 'src_imp_'
RETURN [labels(n), properties(n), COLLECT { MATCH (n)-[e]-(m) RETURN [type(e), m.id, properties(e)] }]
"""


@pytest_asyncio.fixture
async def graph(database: Database, tmp_path: Path) -> AsyncIterator[Database]:
    """Give the database with two subsidiaries that share a customer and have one each, removed afterwards."""
    await import_graph.fresh(database)
    await database.write(_PLACE, {})
    file = tmp_path / "customers.csv"
    mine = [row("1", "甲公司", uscc=USCC[0]), row("2", "乙公司", uscc=USCC[1])]
    await load(database, file, mine, "imp_a")
    theirs = [row("b1", "甲公司", uscc=USCC[0]), row("b2", "丙公司", uscc=OTHERS_CODE)]
    await load(database, file, theirs, "imp_b")
    yield database
    await database.write(_CLEAR, {})
    await import_graph.clear(database)


async def bring(
    graph: Database, folder: Path, kind: str, rows: Sequence[Row], subsidiary: str = "imp_a", **options: Any
) -> tuple[ImportReport, list[Problem]]:
    """Write the rows to a file, in batches of three, and import it."""
    file = folder / f"{kind}.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    problems: list[Problem] = []
    listeners = Listeners(options.pop("on_progress", DEAF.on_progress), problems.append)
    with recorder(folder) as audit:
        report = await import_rows(
            graph,
            file,
            subsidiary,
            folder=kept(file),
            now=NOW,
            importer="test",
            audit=audit,
            wish=Wish(kind=kind, batch_rows=3, **options),
            listeners=listeners,
        )
    assert report.rows == report.created + report.changed + report.unchanged + report.refused
    return report, problems


async def prepare(graph: Database, folder: Path, sample: Sample, *, theirs: bool = False) -> None:
    """Bring in what the sample's rows refer to."""
    for kind in sample.needs:
        report, problems = await bring(graph, folder, kind, [BY_KIND[kind].first])
        assert (report.exit_status, problems) == (0, [])
    if theirs:
        for kind, rows in THEIRS.items():
            report, problems = await bring(graph, folder, kind, rows, "imp_b")
            assert (report.exit_status, problems) == (0, [])


async def canonical(graph: Database) -> list[str]:
    """Return every node that imports made and every relationship of it, in an order of their own."""
    found = await ask(graph, _READ)
    for labels, _, edges in found:
        labels.sort()
        edges.sort(key=lambda edge: json.dumps(edge, default=str, sort_keys=True))
    return sorted(json.dumps(one, default=str, sort_keys=True, ensure_ascii=False) for one in found)


async def answer(client: Client, sample: Sample, user: str) -> Any:
    """Ask as somebody for what the sample's row became; pages in an order of their own."""
    return ordered((await client.ask(sample.asks, user=user)).data)


def ordered(value: Any) -> Any:
    """Return an answer with every page in the order of its content."""
    if isinstance(value, dict):
        return {name: ordered(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted(map(ordered, value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
async def test_rows_land_for_those_who_may_see_them_and_change_what_they_own(
    graph: Database, client: Client, tmp_path: Path, sample: Sample
) -> None:
    await prepare(graph, tmp_path, sample)
    before = await canonical(graph)
    dry, _ = await bring(graph, tmp_path, sample.kind, [sample.first], is_dry=True)
    assert await canonical(graph) == before
    report, problems = await bring(graph, tmp_path, sample.kind, [sample.first])
    assert (report.figures(), report.created, problems) == (dry.figures(), 1, [])
    assert (await answer(client, sample, OURS), await answer(client, sample, OTHER)) == tuple(
        map(ordered, (sample.own, sample.theirs))
    )

    landed = await canonical(graph)
    again, _ = await bring(graph, tmp_path, sample.kind, [sample.first])
    assert (again.unchanged, await canonical(graph)) == (1, landed)

    changed = [sample.first | sample.changed]
    dry, _ = await bring(graph, tmp_path, sample.kind, changed, is_dry=True)
    assert await canonical(graph) == landed
    report, problems = await bring(graph, tmp_path, sample.kind, changed)
    assert (report.figures(), report.changed, problems) == (dry.figures(), 1, [])
    told = (await answer(client, sample, OURS), await answer(client, sample, OTHER))
    assert told == tuple(map(ordered, (sample.own_changed, sample.theirs_changed)))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
async def test_each_bad_row_is_told_where_and_why_and_the_good_ones_land(
    graph: Database, tmp_path: Path, sample: Sample
) -> None:
    await prepare(graph, tmp_path, sample)
    titles = {"key": sample.key, "subsidiary": "子公司"}
    wide = sample.first | {"子公司": "imp_a"}
    told = [(cells, titles.get(column, column), fault, why) for cells, column, fault, why in (*COMMON, *sample.bad)]
    keys = [f"bad{number}" for number in range(len(told))]
    if sample.kind == "experts":  # whose keys name people
        await bring(graph, tmp_path, "people", [BY_KIND["people"].first | {"工号": key} for key in keys])
    rows = [wide]
    for key, (cells, *_) in zip(keys, told, strict=True):
        rows.append(wide | {sample.key: key} | {titles.get(title, title): cell for title, cell in cells.items()})
    rows.append(wide)
    told.append(({}, sample.key, Fault.DUPLICATE_KEY, "has the key of line 2"))
    dry, foreseen = await bring(graph, tmp_path, sample.kind, rows, is_dry=True)
    report, problems = await bring(graph, tmp_path, sample.kind, rows)
    assert [(one.line, one.column, one.fault) for one in problems] == [
        (line, column, fault) for line, (_, column, fault, _) in enumerate(told, start=3)
    ]
    for problem, (*_, why) in zip(problems, told, strict=True):
        assert re.search(why, problem.reason)
    assert (report.created, report.refused, report.exit_status) == (1, len(told), 1)
    assert (dry.figures(), foreseen) == (report.figures(), problems)


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.foreign], ids=lambda sample: sample.kind)
async def test_what_another_subsidiary_has_is_told_in_the_words_for_what_nobody_has(
    graph: Database, tmp_path: Path, sample: Sample
) -> None:
    await prepare(graph, tmp_path, sample, theirs=True)
    before = await canonical(graph)
    for title, texts in sample.foreign.items():
        words = set()
        for text in (*texts, "nobody's"):
            rows = [sample.first | {sample.key: "x", title: text}]
            report, [problem] = await bring(graph, tmp_path, sample.kind, rows)
            assert (report.refused, problem.column, problem.fault) == (1, title, Fault.UNKNOWN)
            words.add(problem.reason)
        assert len(words) == 1
    assert await canonical(graph) == before


async def test_the_platforms_ids_name_only_what_the_subsidiary_may_see(graph: Database, tmp_path: Path) -> None:
    shelved = THEIRS["products"][0] | {"产品代码": "ps", "产品名称": "上架产品", "上架日期": "2024-01-01"}
    shared = THEIRS["projects"][0] | {"项目编号": "js", "项目名称": "共同项目", "参与单位": "imp_a"}
    await bring(graph, tmp_path, "products", [THEIRS["products"][0] | {"上架日期": ""}, shelved], "imp_b")
    await bring(graph, tmp_path, "projects", [THEIRS["projects"][0] | {"参与单位": ""}, shared], "imp_b")
    made = dict(await ask(graph, "MATCH (n:Product|Project) WHERE n.sourceSystem = 'import' RETURN [n.name, n.id]"))
    made |= dict(
        await ask(graph, "MATCH (:Subsidiary)-[:SERVES]->(n) WHERE n.name ENDS WITH '公司' RETURN [n.name, n.id]")
    )
    holding, case = BY_KIND["holdings"].first, BY_KIND["cases"].first | {"作者": ""}
    rows = [
        holding | {"合同编号": f"{customer}{product}", "客户编号": made[customer], "产品代码": made[product]}
        for customer, product in (("甲公司", "上架产品"), ("丙公司", "上架产品"), ("甲公司", "别家产品"))
    ]
    report, problems = await bring(graph, tmp_path, "holdings", rows)
    assert (report.created, [(one.line, one.column) for one in problems]) == (1, [(3, "客户编号"), (4, "产品代码")])
    rows = [case | {"案例编号": name, "项目编号": made[name]} for name in ("共同项目", "别家项目")]
    report, problems = await bring(graph, tmp_path, "cases", rows)
    assert (report.created, [(one.line, one.column) for one in problems]) == (1, [(3, "项目编号")])


async def test_one_key_at_two_subsidiaries_is_two_things(graph: Database, tmp_path: Path, client: Client) -> None:
    sample = BY_KIND["products"]
    await bring(graph, tmp_path, "products", [sample.first])
    own = await answer(client, sample, OURS)
    rows = [{"产品代码": "p1", "产品名称": "别家贷款", "产品简介": "别家"}]
    report, _ = await bring(graph, tmp_path, "products", rows, "imp_b")
    assert report.created == 1
    assert await answer(client, sample, OURS) == own


HELD = """{ customers { edges { node { name holdings { edges { node { name } } } } } } }"""
HELD_BEFORE = "MATCH (c:Customer)-[h:HOLDS]->(p) WHERE h.bookedBy = 'sub_imp_a' RETURN [c.name, toString(h.validTo)]"


async def test_a_holding_that_moves_ends_where_it_was_and_begins_where_it_is(
    graph: Database, tmp_path: Path, client: Client
) -> None:
    sample = BY_KIND["holdings"]
    await prepare(graph, tmp_path, sample)
    await bring(graph, tmp_path, "holdings", [sample.first])
    await bring(graph, tmp_path, "holdings", [sample.first | {"客户编号": "2"}])
    found = (await client.ask(HELD, user=OURS)).data
    held = nodes({"name": "绿色贷款"})
    assert found["customers"] == nodes({"name": "乙公司", "holdings": held}, {"name": "甲公司", "holdings": NONE})
    periods = await ask(graph, HELD_BEFORE)
    assert sorted(periods) == [["乙公司", "9999-12-31"], ["甲公司", "2026-11-24"]]
    await bring(graph, tmp_path, "holdings", [sample.first])
    assert len(await ask(graph, HELD_BEFORE)) == 3


async def test_a_name_is_a_person_and_what_the_first_one_agreed_to_does_not_bind_the_next(
    graph: Database, tmp_path: Path, client: Client
) -> None:
    sample = BY_KIND["contacts"]
    await bring(graph, tmp_path, "contacts", [sample.first])
    await ask(
        graph,
        """
        MATCH (person:Contact {email: 'chen@a.example'})
        MATCH (receiver:Subsidiary {id: 'sub_imp_b'}) MATCH (own:Subsidiary {id: 'sub_imp_a'})
        CREATE (c:Consent {id: 'con_imp', purpose: 'SERVICE', categories: ['IDENTITY', 'CONTACT'], method: 'SIGNED',
          evidence: '', activeFrom: date('2022-01-01'), activeUntil: date('9999-12-31'), createdAt: datetime(),
          updatedAt: datetime(), version: 1, sourceSystem: 'corner', sourceKey: ''})
        CREATE (c)-[:CONSENTS_FOR]->(person) CREATE (c)-[:CONSENTS_TO]->(receiver) CREATE (c)-[:HELD_BY]->(own)
        RETURN c.id
        """,
    )
    assert await answer(client, sample, OTHER) == await answer(client, sample, OURS) == ordered(sample.own)
    await bring(graph, tmp_path, "contacts", [sample.first | {"职务": "总经理"}])
    [seen] = (await answer(client, sample, OTHER))["contacts"]["edges"]
    assert seen["node"]["customers"]["edges"][0]["title"] == "总经理"
    await bring(graph, tmp_path, "contacts", [sample.first | {"姓名": "陈新", "手机": "+86 138 0013 9999"}])
    told = (await client.ask("{ contacts { edges { node { name phone } } } }", user=OTHER)).data
    assert told["contacts"] == nodes({"name": "陈一", "phone": "+86 138 0013 8000"})
    own = "{ contacts { edges { node { name customers { totalCount } } } } }"
    assert (await client.ask(own, user=OURS)).data["contacts"] == nodes(
        {"name": "陈一", "customers": {"totalCount": 0}}, {"name": "陈新", "customers": {"totalCount": 1}}
    )


async def test_who_leaves_a_project_did_take_part_in_it(graph: Database, tmp_path: Path) -> None:
    sample = BY_KIND["projects"]
    await prepare(graph, tmp_path, sample)
    for change in ({}, {"参与单位": ""}, {"参与单位": "imp_c", "立项日期": "2024-01-01"}):
        await bring(graph, tmp_path, "projects", [sample.first | change])
    periods = await ask(
        graph,
        """
        MATCH (s:Subsidiary)-[t:PARTICIPATES]->(:Project {name: '联合项目'})
        RETURN [s.code, toString(t.validFrom), toString(t.validTo)] ORDER BY s.code, t.validFrom
        """,
    )
    assert periods == [
        ["imp_a", "2024-01-01", "9999-12-31"],
        ["imp_b", "2024-01-01", "9999-12-31"],
        ["imp_c", "2024-03-05", "2026-11-24"],
        ["imp_c", "2026-11-24", "9999-12-31"],
    ]


async def test_nothing_that_others_read_of_what_lands_tells_who_brought_it(graph: Database, tmp_path: Path) -> None:
    for kind in NAMES[1:]:
        await bring(graph, tmp_path, kind, [BY_KIND[kind].first])
    found = await ask(
        graph,
        """
        MATCH (n) WHERE n.sourceSystem = 'import' AND NOT n:Customer AND NOT n:Identifier
        RETURN [labels(n)[0], n.id, n.sourceKey] ORDER BY labels(n)[0]
        """,
    )
    assert [label for label, *_ in found] == ["Case", "Contact", "Expert", "Product", "Project", "Report", "User"]
    for _, node, key in found:
        assert node == key
        assert re.fullmatch(r"[a-z]{3}_[0-9a-f]{24}", node)


async def test_formulas_land_as_text_and_days_are_read_as_the_profile_says(graph: Database, tmp_path: Path) -> None:
    sample = BY_KIND["contacts"]
    rows = [sample.first | {"职务": "=HYPERLINK(1)", "任职日期": "03/04/2024"}]
    european, american = [Profile(kind="contacts", dates=order) for order in DateOrder]
    report, problems = await bring(graph, tmp_path, "contacts", rows, profile=european)
    assert (report.created, [(one.column, one.fault) for one in problems]) == (1, [("职务", Fault.FORMULA)])
    told = "MATCH (:Contact {name: '陈一'})-[w:WORKS_AT]->() RETURN [w.title, toString(w.validFrom)]"
    assert await ask(graph, told) == [["=HYPERLINK(1)", "2024-04-03"]]
    report, _ = await bring(graph, tmp_path, "contacts", rows, profile=american)
    assert report.changed == 1
    assert await ask(graph, told) == [["=HYPERLINK(1)", "2024-03-04"]]


async def test_an_import_stopped_on_the_way_is_finished_by_the_next_and_only_customers_have_snapshots(
    graph: Database, tmp_path: Path
) -> None:
    sample = BY_KIND["products"]
    rows = [sample.first | {"产品代码": f"p{number}"} for number in range(8)]
    whole, _ = await bring(graph, tmp_path, "products", rows)
    once = await canonical(graph)
    await graph.write(_CLEAR_PRODUCTS, {})
    with pytest.raises(KeyboardInterrupt):
        await bring(graph, tmp_path, "products", rows, on_progress=kill_after(2))
    report, _ = await bring(graph, tmp_path, "products", rows)
    assert (report.figures(), await canonical(graph)) == (whole.figures(), once)
    with pytest.raises(ClosingRefused, match="there is none of products"):
        await bring(graph, tmp_path, "products", rows, snapshot=True)


# Declarations, without a graph


@pytest.mark.parametrize(("kind", "other"), list(permutations(BY_KIND, 2)))
def test_a_file_of_one_kind_is_refused_as_another(kind: str, other: str) -> None:
    with pytest.raises(UnreadableFile, match=r"looks like one of|The header lacks"):
        read_header(list(BY_KIND[kind].first), None, find_headings(other))


@pytest.mark.parametrize("kind", BY_KIND)
def test_every_sample_is_read_as_its_kind_and_refused_as_customers(kind: str) -> None:
    header = list(BY_KIND[kind].first)
    columns = read_header(header, None, find_headings(kind))
    assert set(header) - {header[place] for place in columns.read_places} <= {"持有金额"}
    with pytest.raises(UnreadableFile, match=f"looks like one of {kind}, not of customers"):
        read_header(header)


@pytest.mark.parametrize("kind", NAMES)
def test_no_title_of_a_kind_means_two_of_its_fields(kind: str) -> None:
    headings = find_headings(kind)
    titles = [title for field in headings.fields for title in {field, *headings.called[field].split()}]
    assert len(titles) == len(set(titles))
    assert {headings.field_of(field) for field in headings.fields} == set(headings.fields)


def test_the_table_of_columns_in_the_documentation_is_the_one_that_is_declared() -> None:
    document = (Path(__file__).parent.parent / "docs" / "importing.md").read_text(encoding="utf-8")
    assert every_table() in document


def test_nobody_without_the_row_can_compute_the_id_of_what_it_makes() -> None:
    header = ("key", "customer", "name", "title")
    kind = find_kind("contacts")
    assert kind is not None
    reading = KindReading(
        kind, Target("sub_imp_a", "imp_a", "contacts"), read_header(list(header), None, kind.headings)
    )
    one, other = [reading.make(("c1", "1", name, "董事"), 2) for name in ("陈一", "陈二")]
    assert one.id == other.id
    assert one.own_id != other.own_id


def test_a_profile_is_of_the_kind_that_it_is_used_for(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("columns: {甲: band}\n")
    assert read_profile(file, "holdings").columns == {"甲": "band"}
    with pytest.raises(UnreadableFile, match="“band” is no column of customers"):
        read_profile(file)
    file.write_text("kind: holdings\n")
    with pytest.raises(UnreadableFile, match="is a profile of holdings, not of contacts"):
        read_profile(file, "contacts")
    file.write_text("kind: castles\n")
    with pytest.raises(UnreadableFile, match="“castles” is no kind of file: customers, contacts"):
        read_profile(file, "contacts")


@pytest.mark.usefixtures("graph")
def test_the_command_line_imports_a_kind_with_a_profile_that_it_printed(
    address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = {"URI": address.uri, "USER": address.user, "PASSWORD": address.password}
    runner = CliRunner(env={f"SYNERGY_NEO4J_{name}": value for name, value in named.items()} | {"COLUMNS": "200"})
    monkeypatch.setenv("SYNERGY_DATA_DIR", str(tmp_path))
    file, profile = tmp_path / "mine.csv", tmp_path / "p.yaml"
    file.write_text("编号,客户名称,姓名\n1,1,陈一\n2,9,陈二\n")
    printed = runner.invoke(cli.app, ["import", "profile", str(file), "--kind", "contacts"])
    assert printed.exit_code == 0, printed.output
    profile.write_text(printed.output.replace('  # "', '  "').replace("  # subsidiary:", "  title: 董事 #"))
    refused = runner.invoke(cli.app, ["import", "contacts", str(file), "--for", "imp_a"])
    assert (refused.exit_code, "“客户名称” may be customer" in " ".join(refused.output.split())) == (2, True)
    for dry in (["--dry-run"], []):
        given = ["import", "contacts", str(file), "--for", "imp_a", "--profile", str(profile), *dry]
        done = runner.invoke(cli.app, given)
        assert done.exit_code == 1, done.output
        assert ("nothing was written" in done.output) == bool(dry)
        assert "line 3, column 客户名称: names no customer that imp_a serves" in done.output
    unknown = runner.invoke(cli.app, ["import", "profile", str(file), "--kind", "castles"])
    assert (unknown.exit_code, "none of customers, contacts" in unknown.output) == (2, True)


async def test_what_one_subsidiary_knows_of_a_customer_replaces_nothing_of_anothers(
    graph: Database, client: Client, tmp_path: Path
) -> None:
    sample = BY_KIND["traits"]
    await bring(graph, tmp_path, "traits", [sample.first])
    await bring(graph, tmp_path, "traits", [sample.first | {"特征编号": "b1", "客户特征": "上市=是;规模=大"}], "imp_b")
    await bring(graph, tmp_path, "traits", [sample.first | {"客户特征": "出口=低"}])
    assert await answer(client, sample, OURS) == {"customers": nodes({"traits": ["上市=是", "出口=低", "规模=大"]})}
