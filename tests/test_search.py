"""One box: every way to write a name finds it, and nobody finds what they may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from seed.identifiers import uscc
from synergy.days import business_day
from synergy.search.indexing import refresh
from synergy.search.words import lookup
from tests.client import BANK, NARROW, NOW, OFFICER, OFFICER_TRUST
from tests.made import BANK_ID, IDENTIFIED, TRUST_ID, make_customer
from tests.test_screens import OPERATIONS

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Answer, Client

pytestmark = pytest.mark.usefixtures("undone")

SEARCH = """query ($query: String!, $types: [SearchType!], $where: SearchWhere, $after: String, $first: Int = 10) {
  search(query: $query, types: $types, where: $where, after: $after, first: $first) {
  total
  hits { cursor rank highlight node { __typename ... on Customer { id name } ... on Subsidiary { id shortName }
    ... on Product { id name } ... on Project { id } ... on Expert { id } ... on Case { id } ... on Report { id } } }
  facets { field value name nameEn count } } }"""
SUGGEST = "query ($query: String!) { suggest(query: $query, first: 8) { id type text textEn } }"
SECURITIES = "sub_citic_securities"
DAY = business_day(NOW)


@pytest_asyncio.fixture(scope="module")
async def indexed(seeded: Database) -> Database:
    """Give the demonstration data, indexed."""
    await refresh(seeded, DAY)
    return seeded


async def ask(client: Client, query: str, user: str = OFFICER, first: int = 10, **more: Any) -> Answer:
    return await client.ask(SEARCH, user=user, query=query, first=first, **more)


async def search(client: Client, query: str, user: str = OFFICER, first: int = 10, **more: Any) -> dict[str, Any]:
    answer = await ask(client, query, user, first, **more)
    assert answer.spent == 1
    return dict(answer.data["search"])


async def ids(client: Client, query: str, user: str = OFFICER, first: int = 100, **more: Any) -> list[str]:
    return [hit["node"]["id"] for hit in (await search(client, query, user, first, **more))["hits"]]


@pytest.mark.parametrize(
    "query",
    [
        "中信证券", "中信證券", "ＺＸＺＱ", "zxzq", "zhongxinzhengquan", "zhong xin zheng quan", "zhongxinzhengq",
        "CITIC Securities", "citic securites", "中信 证券", "中信证券股份有限公司",
    ],
)  # fmt: skip
async def test_every_way_to_write_a_name_finds_it(client: Client, indexed: Database, query: str) -> None:
    assert indexed is not None
    assert SECURITIES in (await ids(client, query))[:3]
    suggested = (await client.ask(SUGGEST, query=query)).data["suggest"]
    assert SECURITIES in {one["id"] for one in suggested}


async def test_one_ideograph_is_enough_and_what_is_found_is_shown(client: Client, indexed: Database) -> None:
    assert indexed is not None
    found = await search(client, "钢", first=20)
    assert len(found["hits"]) == 20
    assert all("«钢»" in hit["highlight"] for hit in found["hits"][:5])
    found = await search(client, "securities")
    assert any("«Securities»" in hit["highlight"] for hit in found["hits"])


async def test_types_narrow_and_facets_count(client: Client, indexed: Database) -> None:
    assert indexed is not None
    found = await search(client, "钢", first=100)
    types = {facet["value"]: facet["count"] for facet in found["facets"] if facet["field"] == "TYPE"}
    assert sum(types.values()) == found["total"] >= len(found["hits"])
    assert len(types) > 2
    only = await search(client, "钢", first=100, types=["CUSTOMER", "PRODUCT"])
    assert {hit["node"]["__typename"] for hit in only["hits"]} == {"Customer", "Product"}
    places = [facet for facet in only["facets"] if facet["field"] == "REGION"]
    assert places
    assert all(facet["name"] and facet["nameEn"] and facet["count"] > 0 for facet in places)


async def test_a_facet_narrows(client: Client, indexed: Database) -> None:
    assert indexed is not None
    found = await search(client, "有限公司", types=["CUSTOMER"])
    for kind, argument in (("REGION", "region"), ("INDUSTRY", "industry")):
        facet = next(facet for facet in found["facets"] if facet["field"] == kind)
        narrow = await search(client, "有限公司", first=100, types=["CUSTOMER"], where={argument: facet["value"]})
        assert narrow["total"] >= facet["count"] > 0
        assert {one["value"] for one in narrow["facets"] if one["field"] == kind} == {facet["value"]}
    for nowhere in ("reg_none", "x) OR (s_all"):
        assert (await search(client, "有限公司", where={"region": nowhere}))["total"] == 0


async def test_pages_meet(client: Client, indexed: Database) -> None:
    assert indexed is not None
    whole = await ids(client, "证券")
    paged: list[str] = []
    after = None
    while True:
        hits = (await search(client, "证券", first=7, after=after))["hits"]
        paged += [hit["node"]["id"] for hit in hits]
        if len(hits) < 7 or len(paged) >= len(whole):
            break
        after = hits[-1]["cursor"]
    assert paged[: len(whole)] == whole
    assert len(set(paged)) == len(paged)
    cursor = (await search(client, "证券", first=1))["hits"][0]["cursor"]
    for query, wrong in (("银行", cursor), ("证券", "nonsense"), ("证券", cursor + "x" * 200)):
        assert (await ask(client, query, after=wrong)).codes == ["BAD_INPUT"]


QUERIES = ("有限公司", "上海", "gs", "shanghai", "technology", "科")


@pytest.mark.parametrize("query", QUERIES)
async def test_nobody_finds_what_is_hidden(client: Client, indexed: Database, query: str) -> None:
    assert indexed is not None
    for user in (NARROW, BANK):
        found = await search(client, query, user, first=100, types=["CUSTOMER"])
        told = [hit["node"]["id"] for hit in found["hits"]]
        seen = (await client.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", user=user, ids=told)).data["nodes"]
        assert [one["id"] for one in seen if one] == told
        everything = await ids(client, query, OFFICER, types=["CUSTOMER"])
        assert len(set(everything) | set(told)) >= len(everything)
    narrow, wide = [await search(client, query, user, types=["CUSTOMER"]) for user in (NARROW, OFFICER)]
    assert narrow["total"] < wide["total"], "or the test shows nothing"


PLANTED = """MATCH (project:Project) WITH project ORDER BY project.id LIMIT 1
CREATE (:RestrictedEntry {id: 'ent_test_planted', sourceSystem: 'synergy', kind: 'RESTRICTED', standing: 'ACTIVE',
  activeFrom: date('2020-01-01'), activeUntil: date('9999-12-31')})-[:BLOCKS]->(project)
WITH project MATCH (publisher:Subsidiary {id: $p.trust})
UNWIND range(1, 1200) AS number
CREATE (hidden:Case {id: 'cas_planted_' + number, title: '玛瑙琉璃', summary: '一件', sourceSystem: 'synergy'})
CREATE (publisher)-[:PUBLISHED]->(hidden)
FOREACH (_ IN CASE WHEN number <= 350 THEN [1] ELSE [] END | CREATE (hidden)-[:ABOUT]->(project))
SET hidden.publishedOn = date(CASE WHEN number <= 350 THEN '2020-01-01' ELSE '9999-01-01' END)
WITH DISTINCT publisher
CREATE (told:Case {id: 'cas_planted', sourceSystem: 'synergy', title: '玛瑙琉璃远洋探测案例', summary: '一件'})
SET told.publishedOn = date('2020-01-01')
WITH publisher, told
CREATE (publisher)-[:PUBLISHED]->(told)"""


async def test_what_is_hidden_takes_no_place_among_the_best(client: Client, indexed: Database) -> None:
    """Of 350 cases a barrier closes their project, 850 are not published: all fit better than the one that is seen."""
    await indexed.write(PLANTED, {"trust": TRUST_ID})
    assert await refresh(indexed, DAY) == 1_201
    found = await search(client, "玛瑙琉璃", BANK)
    assert [hit["node"]["id"] for hit in found["hits"]] == ["cas_planted"]
    assert found["total"] == 1
    assert found["hits"][0]["rank"] == 1000, "of the best that is seen, and not of what is hidden"
    suggested = (await client.ask(SUGGEST, user=BANK, query="玛瑙琉璃")).data["suggest"]
    assert [one["id"] for one in suggested] == ["cas_planted"]


async def test_a_new_customer_is_found_once_indexed_by_those_who_see_it(client: Client, indexed: Database) -> None:
    made = await make_customer(indexed, TRUST_ID)
    name = "霓虹琥珀远洋探测有限公司"
    await indexed.write("MATCH (c:Customer {id: $p.id}) SET c.name = $p.name", {"id": made, "name": name})
    assert await refresh(indexed, DAY) == 1
    assert await refresh(indexed, DAY) == 0
    assert await ids(client, "霓虹琥珀", OFFICER_TRUST) == [made]
    assert made not in await ids(client, "霓虹琥珀", NARROW)
    await indexed.write(
        """MATCH (c:Customer {id: $p.id}) MATCH (s:Subsidiary {id: $p.bank})
        CREATE (s)-[:SERVES {validFrom: date('2020-01-01'), validTo: date('9999-12-31'), stage: 'ACTIVE',
          lastContactOrder: date('0001-01-01'), recordedAt: datetime(), recordedBy: 'test'}]->(c)""",
        {"id": made, "bank": BANK_ID},
    )
    assert await refresh(indexed, DAY) == 1
    assert await ids(client, "nhhp", BANK) == [made]


async def test_one_box(client: Client, indexed: Database) -> None:
    assert indexed is not None
    box = (OPERATIONS / "one_box.graphql").read_text(encoding="utf-8")
    for user in (BANK, NARROW):
        answer = await client.ask(box, user=user, query="gangtie")
        assert answer.spent == 2, "one statement for each of its two root fields"
        assert answer.data["search"]["hits"]
        assert answer.data["suggest"]


async def test_a_code_is_found_by_who_reads_it(client: Client, indexed: Database) -> None:
    code = uscc(9_999_999, "91", "31")
    made = await make_customer(indexed, TRUST_ID, BANK_ID)
    await indexed.write(IDENTIFIED, {"id": made, "value": code, "by": TRUST_ID})
    for typed in (code, code.lower(), f" {code} "):
        assert await ids(client, typed, OFFICER_TRUST) == [made]
    assert await ids(client, code, BANK) == []


@pytest.mark.parametrize(
    "query",
    ["", " ", "!!! ??? ……", "🙂🙃", "AND OR NOT", 'name:"x" OR *:*', "(((", "a\\", "~^*", "+-&&||", "x" * 5_000,
     "\u0000", "سلام", "中" * 3_000, "' RETURN 1 //"],
)  # fmt: skip
async def test_whatever_is_typed_is_no_error(client: Client, indexed: Database, query: str) -> None:
    assert indexed is not None
    answer = await ask(client, query)
    assert "errors" not in answer.body, answer.body["errors"]
    assert len(answer.data["search"]["hits"]) <= 10


@pytest.mark.parametrize("query", ["a:b", "x AND y", "“中信”", "a^2~3", "[1 TO 9]", "\\u0041", "中信*", "\ud800"])
def test_no_operator_reaches_lucene(query: str) -> None:
    allowed = set("^0123456789 *~_")
    assert all(one.isalnum() or one in allowed for one in lookup(query))
    assert "AND" not in lookup(query)
    assert "TO" not in lookup(query)
