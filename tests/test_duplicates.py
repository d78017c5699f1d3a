"""The warning before a customer is created that is there already: as far as the viewer may know, and no farther."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from seed.identifiers import uscc
from synergy.imports.likeness import open_matcher
from tests.client import BANK, NARROW, OFFICER_TRUST
from tests.import_graph import uncounted
from tests.made import BANK_ID, IDENTIFIED, TRUST_ID, make_customer

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Answer, Client

pytestmark = pytest.mark.usefixtures("undone")

FIND = """query ($customer: CustomerRowInput!) { findDuplicates(customer: $customer) {
  ready
  candidates { id likeness probability evidence { field fieldEn level levelEn weight } }
  customers { id name region { name } } } }"""
KNOWN = """query { customers(first: 100, where: {kind: {eq: COMPANY}}) {
  edges { node { id name nameEn region { name } industry { name } } } } }"""


@pytest_asyncio.fixture
async def counted(seeded: Database) -> Database:
    """Give the demonstration data after its customers were counted, as the first import does."""
    await open_matcher(seeded)
    return seeded


async def find(client: Client, user: str = BANK, /, **customer: str) -> Answer:
    return await client.ask(FIND, user=user, customer=customer)


async def candidates(client: Client, user: str = BANK, /, **customer: str) -> list[dict[str, Any]]:
    found = (await find(client, user, **customer)).data["findDuplicates"]
    assert found["ready"]
    assert [one["id"] for one in found["customers"]] == [one["id"] for one in found["candidates"]]
    return list(found["candidates"])


async def known(client: Client, user: str) -> list[dict[str, Any]]:
    return [edge["node"] for edge in (await client.ask(KNOWN, user=user)).data["customers"]["edges"]]


async def test_who_is_there_is_told_with_its_evidence_and_only_to_who_sees_it(
    client: Client, counted: Database
) -> None:
    assert counted is not None
    seen = {one["id"] for one in await known(client, NARROW)}
    one = next(one for one in await known(client, BANK) if one["id"] not in seen and one["region"])
    [best, *_] = await candidates(client, name=one["name"], region=one["region"]["name"])
    assert (best["id"], best["likeness"]) == (one["id"], "SAME")
    assert best["probability"] > 0.94
    assert {(bar["fieldEn"], bar["field"]) for bar in best["evidence"]} >= {("place", "地区")}
    assert all(bar["level"] != bar["levelEn"] for bar in best["evidence"])
    again = await find(client, name=one["name"], region=one["region"]["name"])
    assert again.spent == 2, "the candidates, and what is asked of them"
    assert await candidates(client, NARROW, name=one["name"], region=one["region"]["name"]) == []


async def test_a_likely_one_is_told_as_likely_and_a_new_one_not_at_all(client: Client, counted: Database) -> None:
    assert counted is not None
    one = next(one for one in await known(client, BANK) if one["region"])
    bare = one["name"][2:]  # without its place
    alike = {found["id"]: found["likeness"] for found in await candidates(client, name=bare)}
    assert alike[one["id"]] == "LIKELY", "nobody told where the new one is"
    assert await candidates(client, name="从未有过的新公司", region="上海市") == []
    branch = {found["id"]: found["likeness"] for found in await candidates(client, name=one["name"] + "南山分公司")}
    assert branch.get(one["id"]) == "BRANCH"


async def test_a_code_that_may_not_be_read_finds_nobody(client: Client, counted: Database) -> None:
    code = uscc(8_888_888, "91", "31")
    made = await make_customer(counted, TRUST_ID, BANK_ID)
    await counted.write(IDENTIFIED, {"id": made, "value": code, "by": TRUST_ID})
    found = await candidates(client, OFFICER_TRUST, name="另外一个名字有限公司", uscc=code)
    assert [(one["id"], one["likeness"]) for one in found] == [(made, "SAME")]
    assert await candidates(client, BANK, name="另外一个名字有限公司", uscc=code) == []


@pytest.mark.parametrize(
    ("customer", "says"),
    [
        ({"name": "x" * 301}, "`name` is longer than 300 characters"),
        ({"name": "甲", "employees": "many"}, "`employees` is not a whole number"),
        ({"name": "甲", "kind": "PERSON"}, "Persons are not looked for"),
        ({"name": " "}, "`name` is empty"),
    ],
)
async def test_what_cannot_be_looked_for_says_why(client: Client, customer: dict[str, str], says: str) -> None:
    answer = await find(client, **customer)
    assert answer.codes == ["BAD_INPUT"]
    assert says in answer.message


async def test_before_the_customers_are_counted_nothing_is_known(client: Client, counted: Database) -> None:
    async with uncounted(counted):
        found = (await find(client, name="甲有限公司")).data["findDuplicates"]
        assert (found["ready"], found["candidates"]) == (False, [])
