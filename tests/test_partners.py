"""Partners, introductions and similar work: what they rest on, whom they leave out, what bad input comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.client import BANK, NARROW, OFFICER, SECURITIES
from tests.made import HEYE_ID, make_customer

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

PARTNERS = """query ($need: PartnerNeed!) { partners(need: $need, first: 20) { note { textEn }
  matches {
    score reasons { textEn } subsidiary { id } units { id } people { id } evidence { ... on Node { id } } } } }"""
PATHS = """query ($to: ID!, $hops: Int) { introductionPaths(to: $to, maxHops: $hops, first: 5) { note { textEn }
  paths { strength hops through { id } contact { id } colleague { id } reasons { textEn } } } }"""
SAY = """mutation ($person: ID!, $strength: Float!, $optIn: Boolean!, $on: Date!) { recordAcquaintance(
  input: {person: $person, strength: $strength, lastContactOn: $on, optIn: $optIn}) {
    user { id } userErrors { code } } }"""
REUSE = """mutation ($project: ID!, $work: ID!) { recordReuse(input: {project: $project, work: $work}) {
  project { id } userErrors { code } } }"""
REUSES = "{ achievements(year: 2026) { reuses } }"
TODAY = "2026-11-24"
CONTACT = """MATCH (customer:Customer {id: $p.customer}), (owner:Subsidiary {id: $p.owner})
CREATE (contact:Contact {id: 'ctc_made', name: '某人', createdAt: datetime(), updatedAt: datetime(), version: 1,
  sourceSystem: 'synergy', sourceKey: 'test'})-[:SUPPLIED_BY]->(owner)
CREATE (contact)-[:WORKS_AT {title: '经理', validFrom: date('2022-01-01'), validTo: date('9999-12-31'),
  recordedAt: datetime(), recordedBy: 'test'}]->(customer)
WITH contact
UNWIND [['usr_demo_narrow', 'usr_made_1'], ['usr_made_1', 'usr_made_2'], ['usr_made_2', 'ctc_made']] AS pair
MERGE (one:User {id: pair[0]})
ON CREATE SET one += {name: pair[0], nameEn: pair[0], disabled: false, createdAt: datetime(), updatedAt: datetime(),
  version: 1, sourceSystem: 'synergy', sourceKey: 'test'}
WITH contact, pair, one
CALL (pair, contact) {
  WITH pair, contact WHERE pair[1] = 'ctc_made' RETURN contact AS other
  UNION
  WITH pair WHERE pair[1] <> 'ctc_made'
  MERGE (user:User {id: pair[1]})
  ON CREATE SET user += {name: pair[1], nameEn: pair[1], disabled: false, createdAt: datetime(), updatedAt: datetime(),
    version: 1, sourceSystem: 'synergy', sourceKey: 'test'}
  RETURN user AS other
}
CREATE (one)-[:KNOWS {strength: 0.5, lastContactOn: date('2026-11-24'), optIn: pair[0] <> 'usr_demo_narrow',
  validFrom: date('2022-01-01'), validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(other)"""


async def paths(client: Client, to: str, hops: int = 3, user: str = NARROW) -> Any:
    answer = await client.ask(PATHS, user=user, to=to, hops=hops)
    assert answer.spent == 1
    return answer.data["introductionPaths"]


async def test_who_offers_the_product_can_help_and_is_told_with_its_unit(client: Client) -> None:
    ask = """{ products(first: 1, where: {offeredBy: {none: {id: {eq: "sub_citic_bank"}}}}) { edges { node { id nameEn
      unit { id } offeredBy(first: 1) { edges { node { id } } } } } } }"""
    product = (await client.ask(ask, user=BANK)).data["products"]["edges"][0]["node"]
    answer = await client.ask(PARTNERS, user=BANK, need={"product": product["id"]})
    assert answer.spent == 1
    offering = product["offeredBy"]["edges"][0]["node"]["id"]
    (partner,) = (one for one in answer.data["partners"]["matches"] if one["subsidiary"]["id"] == offering)
    assert f"Offers {product['nameEn']}" in {reason["textEn"] for reason in partner["reasons"]}
    if product["unit"]:
        assert product["unit"]["id"] in {unit["id"] for unit in partner["units"]}


async def test_grounds_are_what_the_viewer_sees(client: Client) -> None:
    """Who works behind less is told less, and only of works that it sees."""
    for user in (NARROW, SECURITIES, OFFICER):
        mine = (await client.ask("{ projects(first: 100) { edges { node { id } } } }", user=user)).data["projects"]
        seen = {edge["node"]["id"] for edge in mine["edges"]}
        answer = await client.ask(PARTNERS, user=user, need={"text": "矿山装备升级 供应链融资 supply"})
        told = [work["id"] for one in answer.data["partners"]["matches"] for work in one["evidence"]]
        assert told
        assert {work for work in told if work.startswith("prj_")} <= seen


@pytest.mark.parametrize(
    ("need", "says"),
    [({}, "Name a customer"), ({"text": "?!"}, "Name a customer"), ({"customer": "cus_none"}, "There is no such"),
     ({"text": "zzqx*"}, "Nothing that you see"), ({"product": "top_x"}, "Nothing that you see")],
)  # fmt: skip
async def test_a_need_that_nothing_answers_gets_a_reason(client: Client, need: dict[str, Any], says: str) -> None:
    answer = (await client.ask(PARTNERS, need=need)).data["partners"]
    assert answer["matches"] == []
    assert answer["note"]["textEn"].startswith(says)


async def test_a_path_is_as_strong_as_its_acquaintances_together(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, HEYE_ID)
    await seeded.write(CONTACT, {"customer": customer, "owner": HEYE_ID})
    (path,) = (await paths(client, customer))["paths"]
    assert path["strength"] == pytest.approx(0.125)
    assert (path["hops"], [user["id"] for user in path["through"]]) == (3, ["usr_made_1", "usr_made_2"])
    assert path["contact"] == {"id": "ctc_made"}
    assert (await paths(client, "ctc_made"))["paths"] == [path]
    short = await paths(client, customer, hops=2)
    assert short["paths"] == []
    assert short["note"]["textEn"] == "Nobody who agreed to it leads there in 2 steps."


@pytest.mark.parametrize(
    "change",
    [
        "MATCH (:User {id: 'usr_made_1'})-[knows:KNOWS]->() SET knows.optIn = false",
        "MATCH (:User {id: 'usr_made_1'})-[knows:KNOWS]->() SET knows.validTo = date('2026-01-01')",
        "MATCH (user:User {id: 'usr_made_2'}) SET user.disabled = true",
        "MATCH (:Contact {id: 'ctc_made'})-[works:WORKS_AT]->() SET works.validTo = date('2026-01-01')",
    ],
)
async def test_nobody_introduces_who_did_not_agree_or_is_gone(client: Client, seeded: Database, change: str) -> None:
    customer = await make_customer(seeded, HEYE_ID)
    await seeded.write(CONTACT, {"customer": customer, "owner": HEYE_ID})
    assert (await paths(client, customer))["paths"]
    await seeded.write(change, {})
    assert (await paths(client, customer))["paths"] == []


async def test_a_contact_that_is_hidden_is_nobody(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, HEYE_ID)
    await seeded.write(CONTACT, {"customer": customer, "owner": HEYE_ID})
    nobody = await paths(client, "ctc_none", user=BANK)
    assert await paths(client, "ctc_made", user=BANK) == nobody
    assert nobody["paths"] == []


async def test_oneself_and_impossible_lengths(client: Client) -> None:
    assert (await paths(client, NARROW))["note"]["textEn"] == "That is yourself."
    assert (await client.ask(PATHS, to=NARROW, hops=5)).codes == ["BAD_INPUT"]


async def test_saying_whom_one_knows(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, HEYE_ID)
    await seeded.write(CONTACT, {"customer": customer, "owner": HEYE_ID})
    given: dict[str, Any] = {"person": "ctc_made", "strength": 0.9, "optIn": False, "on": TODAY}
    said = (await client.ask(SAY, user=NARROW, **given)).data["recordAcquaintance"]
    assert said == {"user": {"id": NARROW}, "userErrors": []}
    best = (await paths(client, customer))["paths"][0]
    assert (best["hops"], best["through"], best["strength"]) == (1, [], pytest.approx(0.9))
    for change, code in (({"strength": 1.5}, "OUT_OF_RANGE"), ({"on": "2026-11-25"}, "IN_THE_FUTURE")):
        refused = (await client.ask(SAY, user=NARROW, **(given | change))).data["recordAcquaintance"]
        assert [error["code"] for error in refused["userErrors"]] == [code]
    hidden = (await client.ask(SAY, user=BANK, **given)).data["recordAcquaintance"]
    assert [error["code"] for error in hidden["userErrors"]] == ["NO_SUCH_PERSON"]
    await client.ask(SAY, user=NARROW, **(given | {"strength": 0}))
    assert (await paths(client, customer))["paths"][0]["hops"] == 3


KNOWN_TO_MANY = """MATCH (contact:Contact {id: 'ctc_made'}) MATCH (me:User {id: $p.user})
UNWIND range(0, 220) AS number
CREATE (user:User {
  id: CASE number WHEN 0 THEN 'usr_weak' ELSE 'usr_strong_' + number END, name: 'x', sourceSystem: 'synergy'})
CREATE (user)-[:KNOWS {strength: CASE number WHEN 0 THEN 0.1 ELSE 0.9 END, lastContactOn: date($p.day), optIn: true,
  validFrom: date('2020-01-01'), validTo: date('9999-12-31')}]->(contact)
FOREACH (_ IN CASE number WHEN 0 THEN [1] ELSE [] END | CREATE (me)-[:KNOWS {strength: 0.5, lastContactOn: date($p.day),
  optIn: false, validFrom: date('2020-01-01'), validTo: date('9999-12-31')}]->(user))"""


async def test_an_offer_to_introduce_can_be_taken_back_when_the_person_is_out_of_sight(
    client: Client, seeded: Database
) -> None:
    customer = await make_customer(seeded, HEYE_ID)
    await seeded.write(CONTACT, {"customer": customer, "owner": HEYE_ID})
    given: dict[str, Any] = {"person": "ctc_made", "strength": 0.9, "optIn": True, "on": TODAY}
    await client.ask(SAY, user=NARROW, **given)
    await seeded.write("MATCH (:Customer {id: $p.id})<-[serves:SERVES]-() DELETE serves", {"id": customer})
    again = (await client.ask(SAY, user=NARROW, **given)).data["recordAcquaintance"]
    assert [error["code"] for error in again["userErrors"]] == ["NO_SUCH_PERSON"]
    back = (await client.ask(SAY, user=NARROW, **(given | {"optIn": False}))).data["recordAcquaintance"]
    assert back["userErrors"] == []
    offers = "MATCH (:User {id: $p.id})-[knows:KNOWS]->(:Contact {id: 'ctc_made'}) RETURN collect(knows.optIn) AS found"
    assert (await seeded.read(offers, {"id": NARROW}))["found"] == [False]


async def test_whom_the_viewer_knows_itself_is_not_lost_among_the_strongest(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, HEYE_ID)
    await seeded.write(CONTACT, {"customer": customer, "owner": HEYE_ID})
    await seeded.write(KNOWN_TO_MANY, {"day": TODAY, "user": NARROW})
    found = (await paths(client, customer, hops=2))["paths"]
    assert [user["id"] for path in found for user in path["through"]] == ["usr_weak"]


async def test_reuse_is_recorded_once_and_counts(client: Client, seeded: Database) -> None:
    ask = """{ projects(first: 1, where: {participants: {some: {id: {eq: "sub_citic_bank"}}}}) { edges { node { id } } }
      cases(first: 1) { edges { node { id } } } }"""
    found = (await client.ask(ask, user=BANK)).data
    project, work = (found[name]["edges"][0]["node"]["id"] for name in ("projects", "cases"))
    before = (await client.ask(REUSES, user=BANK)).data["achievements"][0]["reuses"]
    try:
        for _ in range(2):
            done = (await client.ask(REUSE, user=BANK, project=project, work=work)).data["recordReuse"]
            assert done == {"project": {"id": project}, "userErrors": []}
        assert (await client.ask(REUSES, user=BANK)).data["achievements"][0]["reuses"] == before + 1
        back = "query ($id: ID!) { case(id: $id) { reusedBy(first: 50) { edges { reusedOn node { id } } } } }"
        told = (await client.ask(back, user=BANK, id=work)).data["case"]["reusedBy"]["edges"]
        assert {"reusedOn": TODAY, "node": {"id": project}} in told
        hidden = (await client.ask(back, user=NARROW, id=work)).data["case"]["reusedBy"]["edges"]
        assert project not in {edge["node"]["id"] for edge in hidden}
    finally:
        await seeded.write("MATCH ()-[reused:REUSED]->() WHERE reused.recordedBy <> 'seed' DELETE reused", {})
    refused = (await client.ask(REUSE, user=NARROW, project=project, work=work)).data["recordReuse"]
    assert [error["code"] for error in refused["userErrors"]] == ["NOT_YOURS"]
