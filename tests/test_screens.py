"""The screens the spine serves: each is one request, for one viewer who may see it and one who may not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.client import BANK, NARROW, OFFICER

if TYPE_CHECKING:
    from tests.client import Answer, Client

OPERATIONS = Path(__file__).parent / "operations"


async def show(client: Client, screen: str, user: str, **variables: Any) -> Answer:
    """Ask for a screen."""
    return await client.ask((OPERATIONS / f"{screen}.graphql").read_text(encoding="utf-8"), user=user, **variables)


async def some_id(client: Client, document: str, user: str = BANK) -> str:
    """Return the id of the first row of the only connection."""
    data = (await client.ask(document, user=user)).data
    (connection,) = data.values()
    return str(connection["edges"][0]["node"]["id"])


async def test_customer_card(client: Client) -> None:
    shared = """{ customers(first: 1, orderBy: EMPLOYEES_DESC, where: {
      servedBy: {some: {id: {eq: "sub_citic_bank"}}}, holdings: {some: {name: {contains: ""}}}
    }) { edges { node { id } } } }"""
    customer = await some_id(client, shared)
    answer = await show(client, "customer_card", BANK, id=customer)
    card = answer.data["customer"]
    assert answer.spent == 1
    assert card["id"] == customer
    assert "****" not in (card["uscc"] or "")
    assert "sub_citic_bank" in {edge["node"]["id"] for edge in card["servedBy"]["edges"]}
    assert len(card["servedBy"]["edges"]) <= card["servedByCount"]
    assert card["holdings"]["totalCount"] == len(card["holdings"]["edges"]) > 0
    hidden = await show(client, "customer_card", NARROW, id=customer)
    assert hidden.data == {"customer": None}
    assert hidden.spent == 1
    seen_from_above = (await show(client, "customer_card", OFFICER, id=customer)).data["customer"]
    assert "****" in seen_from_above["uscc"]


async def test_customer_list(client: Client) -> None:
    industry = (await client.ask("{ industries(first: 1) { edges { node { code } } } }")).data["industries"]
    where = {
        "industry": {"code": {"eq": industry["edges"][0]["node"]["code"]}},
        "holdings": {"none": {"category": {"code": {"eq": "none"}}}},
    }
    answer = await show(client, "customer_list", BANK, where=where, first=20, orderBy="EMPLOYEES_DESC", count=True)
    listed = answer.data["customers"]
    assert answer.spent == 1
    assert listed["totalCount"] >= len(listed["edges"])
    sizes = [edge["node"]["employees"] or -1 for edge in listed["edges"]]
    assert sizes == sorted(sizes, reverse=True)
    assert "totalCount" not in (await show(client, "customer_list", BANK, first=1)).data["customers"]
    mine = (await show(client, "customer_list", NARROW, first=20, count=True)).data["customers"]
    everyone = (await show(client, "customer_list", OFFICER, first=20, count=True)).data["customers"]
    assert 0 < mine["totalCount"] < everyone["totalCount"]


async def test_my_customers_by_last_contact(client: Client) -> None:
    answer = await show(client, "my_customers", BANK)
    rows = answer.data["viewer"]["organisation"]["customers"]["edges"]
    days = [row["lastContactOn"] or "" for row in rows]
    assert answer.spent == 1
    assert len(rows) == 20
    assert days == sorted(days, reverse=True)
    assert days[0]
    # The officer works for the group, which serves nobody itself.
    assert (await show(client, "my_customers", OFFICER)).data["viewer"]["organisation"] == {}


async def test_find_an_expert(client: Client) -> None:
    project = await some_id(client, "{ projects(first: 1) { edges { node { id } } } }")
    answer = await show(client, "find_an_expert", BANK, text="并购重组 supply chain finance", project=project)
    assert answer.spent == 2
    found = answer.data["expertsFor"]
    assert {topic["nameEn"] for topic in found["topics"]} == {"Mergers and acquisitions", "Supply chain finance"}
    for match in [*found["matches"], *answer.data["project"]["expertMatches"]]:
        assert match["evidence"]
        assert match["reasons"]
    assert found["matches"]
    outside = await show(client, "find_an_expert", NARROW, text="zzqx", project=project)
    assert outside.data["project"] is None
    assert outside.data["expertsFor"]["note"]["textEn"]


async def test_who_can_help(client: Client) -> None:
    asked = '{ customers(first: 20, where: {contacts: {some: {name: {contains: ""}}}}) { edges { node { id } } } }'
    for edge in (await client.ask(asked, user=BANK)).data["customers"]["edges"]:
        customer = edge["node"]["id"]
        way = "query ($to: ID!) { introductionPaths(to: $to) { paths { hops } } }"
        if (await client.ask(way, user=BANK, to=customer)).data["introductionPaths"]["paths"]:
            break
    need = {"customer": customer, "text": "supply chain finance"}
    answer = await show(client, "who_can_help", BANK, need=need, text=need["text"], customer=customer)
    assert answer.spent == 3
    partners = answer.data["partners"]["matches"]
    assert partners
    assert all(partner["reasons"] for partner in partners)
    assert "sub_citic_bank" not in {partner["subsidiary"]["id"] for partner in partners}
    paths = answer.data["introductionPaths"]["paths"]
    assert paths
    assert all(path["contact"]["id"].startswith("ctc_") for path in paths)
    outside = await show(client, "who_can_help", NARROW, need={"customer": customer}, text=None, customer=customer)
    assert outside.data["partners"] == {
        "matches": [], "note": {"text": "没有您可见的这个客户。", "textEn": "There is no such customer that you see."}
    }  # fmt: skip
    assert outside.data["introductionPaths"]["paths"] == []


async def test_project_room(client: Client) -> None:
    every = "{ projects(first: 50) { edges { node { id relatedCases(first: 1) { score } } } } }"
    projects = [edge["node"] for edge in (await client.ask(every, user=BANK)).data["projects"]["edges"]]
    project = next(one["id"] for one in projects if one["relatedCases"])
    answer = await show(client, "project_room", BANK, id=project)
    assert answer.spent == 1
    assert answer.data["project"]["participants"]["edges"]
    assert answer.data["project"]["relatedCases"]
    assert (await show(client, "project_room", NARROW, id=project)).data == {"project": None}


async def test_our_year(client: Client) -> None:
    days = {"from": "2022-01-01", "until": "2022-12-31"}
    answer = await show(client, "our_year", OFFICER, year=2022, last=2021, **days)
    (this_year,) = answer.data["thisYear"]
    (last_year,) = answer.data["lastYear"]
    assert answer.spent == 6
    assert this_year["researchReports"] == answer.data["reports"]["totalCount"]
    assert this_year["excellentCases"] == answer.data["cases"]["totalCount"]
    assert all(
        last_year[name] <= this_year[name] for name in ("sharedCustomers", "experts", "activatedUsers", "logins")
    )
    assert len(answer.data["bySegment"]) >= 5
    # A viewer without a counting role counts what it sees.
    (mine,) = (await show(client, "our_year", NARROW, year=2022, last=2021, **days)).data["thisYear"]
    assert mine["sharedCustomers"] < this_year["sharedCustomers"]
    assert mine["researchReports"] == this_year["researchReports"]
