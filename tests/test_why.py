"""Why one sees what one sees: told for all that is seen, in step with what is shown, and for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.client import (
    BANK,
    BANKER,
    COMPLIANCE,
    COMPLIANCE_BANK,
    NARROW,
    OFFICER,
    OFFICER_BANK,
    OFFICER_TRUST,
    SECURITIES,
)
from tests.made import BANK_ID, FINANCE_ID, HEYE_ID, TRUST_ID, make_consent, make_customer

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from synergy.schema import Api
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

WHY = """query ($id: ID!) { node(id: $id) { id } customer(id: $id) { uscc phone } whyVisible(id: $id) {
  rule text textEn fields until decision { ... on Node { id } } } }"""
WHO = """query ($id: ID!) { whoCanSee(id: $id) {
  organisation { ... on Node { id } } rule text textEn fields until } }"""
SEE = "query ($id: ID!) { customer(id: $id) { uscc phone } }"
ASK = """mutation ($customer: ID!) { requestAccess(input: {
  customer: $customer, purpose: SERVICE, fields: [PHONE], reason: "x", until: "2027-11-24"
}) { accessRequests { id } } }"""
APPROVE = "mutation ($request: ID!) { approveAccess(input: {request: $request}) { userErrors { code } } }"
DRAFT = """mutation { draftSharePolicy(input: {
  receiver: "sub_citic_heye", level: ALL, fields: [USCC], activeFrom: "2026-11-01"
}) { sharePolicy { id } } }"""
ACTIVATE = "mutation ($policy: ID!) { activateSharePolicy(input: {policy: $policy}) { userErrors { code } } }"
VIEWERS = (BANK, SECURITIES, OFFICER, NARROW, COMPLIANCE, OFFICER_TRUST, BANKER, "usr_demo_admin")
SAMPLE = """MATCH (node) WHERE $p.noun IN labels(node) AND node.id IS NOT NULL
WITH node ORDER BY node.id WITH collect(node.id) AS ids
RETURN [at IN range(0, size(ids) - 1, 1 + size(ids) / $p.most) | ids[at]] AS ids"""
DELICATE = """MATCH (customer:Customer)
WHERE EXISTS { (customer)<-[:BLOCKS|GRANTS|CONSENTS_FOR]-() } OR customer.kind = 'PUBLIC_BODY'
WITH customer ORDER BY customer.id LIMIT 40 RETURN collect(customer.id) AS ids"""
STAFF = """MATCH (home:Organisation)<-[:PART_OF]-(unit:OrgUnit {side: 'PUBLIC'})
MATCH (unit)<-[member:MEMBER_OF]-(user:User {disabled: false})
WHERE member.validTo > date('2026-11-24') AND NOT EXISTS { (user)<-[:CROSSED_BY]-() }
  AND NOT EXISTS { MATCH (user)-[:HAS_ROLE]->(role) WHERE role.code IN ['COMPLIANCE', 'ADMINISTRATOR'] }
WITH home.id AS home, min(user.id) AS user RETURN home, user ORDER BY home"""
OPEN = """MATCH (customer:Customer)<-[:SERVES]-()
WHERE customer.kind <> 'PERSON' AND NOT EXISTS { (customer)<-[:BLOCKS]-() }
WITH DISTINCT customer WHERE EXISTS { (customer)<-[:GRANTS]-() } OR customer.kind = 'PUBLIC_BODY'
WITH customer ORDER BY customer.id LIMIT 12 RETURN collect(customer.id) AS ids"""
WALL = """MATCH (thing {id: $p.id}) MATCH (unit:OrgUnit {id: $p.unit})
CREATE (entry:RestrictedEntry {id: 'ent_made', kind: 'RESTRICTED', reason: 'test', standing: 'ACTIVE',
  activeFrom: date('2022-03-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'})
CREATE (entry)-[:BLOCKS]->(thing)
CREATE (entry)-[:INSIDE]->(unit)"""


async def why(client: Client, user: str, about: str) -> Any:
    return (await client.ask(WHY, user=user, id=about)).data


async def who(client: Client, user: str, about: str) -> Any:
    return (await client.ask(WHO, user=user, id=about)).data["whoCanSee"]


async def grant(client: Client, about: str, asker: str, owner: str) -> None:
    """Let the asker's organisation see the phone number: ask everybody, and have the owner approve."""
    made = (await client.ask(ASK, user=asker, customer=about)).data["requestAccess"]["accessRequests"]
    for one in made:
        await client.ask(APPROVE, user=owner, request=one["id"])


async def sample(database: Database, noun: str) -> list[str]:
    (found,) = await database.write(SAMPLE, {"noun": noun, "most": 10})
    return list(found["ids"])


@pytest.mark.parametrize("user", VIEWERS)
async def test_grounds_are_told_for_what_is_seen_and_nothing_else(
    client: Client, seeded: Database, api: Api, user: str
) -> None:
    """Of every noun, and of the customers that more than one rule is about."""
    (delicate,) = await seeded.write(DELICATE, {})
    ids = [found for noun in api.model.nouns for found in await sample(seeded, noun)] + delicate["ids"]
    seen = 0
    for about in ids:
        told = await why(client, user, about)
        assert bool(told["whyVisible"]) == bool(told["node"]), f"{about}: {told}"
        seen += bool(told["node"])
    assert 100 < seen < len(ids)


@pytest.mark.parametrize("user", VIEWERS)
async def test_the_fields_told_are_the_fields_shown(client: Client, seeded: Database, user: str) -> None:
    (delicate,) = await seeded.write(DELICATE, {})
    for about in delicate["ids"] + await sample(seeded, "Customer"):
        told = await why(client, user, about)
        if told["customer"] is None:
            continue
        shown = {name.upper() for name, value in told["customer"].items() if value and "****" not in value}
        held = {name.upper() for name, value in told["customer"].items() if value}
        covered = {name for ground in told["whyVisible"] for name in ground["fields"]}
        assert shown == covered & held, f"{about}: {told}"


async def test_the_decision_behind_a_ground_is_one_that_the_viewer_sees(client: Client, seeded: Database) -> None:
    (delicate,) = await seeded.write(DELICATE, {})
    decided = 0
    for user in (BANK, OFFICER, COMPLIANCE):
        for about in delicate["ids"]:
            for ground in (await why(client, user, about))["whyVisible"]:
                assert ground["text"]
                assert ground["textEn"]
                if ground["decision"]:
                    decided += 1
                    assert (await why(client, user, ground["decision"]["id"]))["node"] == ground["decision"]
    assert decided > 20


async def test_persons_are_seen_by_consent_as_well(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, TRUST_ID, kind="PERSON")
    assert (await why(client, BANK, about))["whyVisible"] == []
    await make_consent(seeded, about, holder=TRUST_ID, receiver=BANK_ID)
    assert [ground["rule"] for ground in (await why(client, BANK, about))["whyVisible"]] == ["CONSENT", "POLICY"]
    assert [ground["rule"] for ground in (await why(client, OFFICER_TRUST, about))["whyVisible"]] == ["OWN"]


async def test_policies_show_no_fields_of_persons(client: Client, seeded: Database) -> None:
    """Those of a grant they do: it is about the one person who consented."""
    policy = (await client.ask(DRAFT, user=OFFICER_BANK)).data["draftSharePolicy"]["sharePolicy"]["id"]
    await client.ask(ACTIVATE, user=COMPLIANCE_BANK, policy=policy)
    for kind, fields in (("COMPANY", ["USCC"]), ("PERSON", [])):
        about = await make_customer(seeded, BANK_ID, kind=kind)
        await make_consent(seeded, about, holder=BANK_ID, receiver=HEYE_ID)
        told = await why(client, NARROW, about)
        assert {ground["rule"]: ground["fields"] for ground in told["whyVisible"]}["POLICY"] == fields
        assert ("****" in told["customer"]["uscc"]) is (kind == "PERSON")
        listed = [one for one in await who(client, OFFICER_BANK, about) if one["organisation"]["id"] == HEYE_ID]
        assert [one["fields"] for one in listed] == [fields]
        assert ("consent" in listed[0]["textEn"]) is (kind == "PERSON")
        await grant(client, about, NARROW, OFFICER_BANK)
        if kind == "PERSON":
            told = await why(client, NARROW, about)
            assert {ground["rule"]: ground["fields"] for ground in told["whyVisible"]}["GRANT"] == []
            assert "****" in told["customer"]["phone"]
            await make_consent(seeded, about, "CONTACT", holder=BANK_ID, receiver=HEYE_ID)
        told = await why(client, NARROW, about)
        assert {ground["rule"]: ground["fields"] for ground in told["whyVisible"]}["GRANT"] == ["PHONE"]
        assert "****" not in told["customer"]["phone"]


async def test_behind_a_barrier_the_own_service_is_the_only_ground(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, TRUST_ID, BANK_ID)
    await grant(client, about, BANK, OFFICER_TRUST)
    assert [ground["rule"] for ground in (await why(client, BANK, about))["whyVisible"]] == ["GRANT", "OWN", "POLICY"]
    await seeded.write(WALL, {"id": about, "unit": "unt_citic_securities_001"})
    assert (await why(client, BANK, about))["whyVisible"] == [OWN]


async def test_a_barrier_closes_without_a_trace(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, TRUST_ID)
    listed = await who(client, OFFICER_TRUST, about)
    assert BANK_ID in {one["organisation"]["id"] for one in listed}
    assert (await why(client, BANK, about))["whyVisible"]
    await seeded.write(WALL, {"id": about, "unit": "unt_citic_securities_001"})
    assert (await why(client, BANK, about))["whyVisible"] == []
    assert await who(client, OFFICER_TRUST, about) == listed
    assert (await why(client, OFFICER_TRUST, about))["whyVisible"] == [OWN]
    assert "BARRIER" in {ground["rule"] for ground in (await why(client, BANKER, about))["whyVisible"]}
    assert "COMPLIANCE" in {ground["rule"] for ground in (await why(client, COMPLIANCE, about))["whyVisible"]}


OWN = {
    "rule": "OWN",
    "text": "贵公司正在服务该客户",
    "textEn": "Your organisation serves the customer",
    "fields": ["USCC", "PHONE"],
    "until": None,
    "decision": None,
}


async def test_compliance_learns_who_sees_a_customer_and_that_is_who_sees_it(client: Client, seeded: Database) -> None:
    """For one member of every organisation."""
    (found,) = await seeded.write(OPEN, {})
    staff = await seeded.write(STAFF, {})
    assert len(found["ids"]) == 12
    assert len(staff) > 25
    for about in found["ids"]:
        listed = await who(client, COMPLIANCE, about)
        for one in staff:
            seen = (await client.ask(SEE, user=one["user"], id=about)).data["customer"]
            theirs = [entry for entry in listed if entry["organisation"]["id"] == one["home"]]
            assert bool(seen) == bool(theirs), f"{about} {one}: {seen} {theirs}"
            if seen:
                shown = {name.upper() for name, value in seen.items() if value and "****" not in value}
                held = {name.upper() for name, value in seen.items() if value}
                assert shown == {name for entry in theirs for name in entry["fields"]} & held, f"{about} {one}"


async def test_what_a_policy_hides_is_listed_for_nobody(client: Client, seeded: Database) -> None:
    """CITIC Trust shows CITIC Bank all its customers, but no public bodies."""
    for kind, shown in (("COMPANY", True), ("PUBLIC_BODY", False)):
        about = await make_customer(seeded, TRUST_ID, kind=kind)
        for user in (COMPLIANCE, OFFICER_TRUST):
            assert (BANK_ID in {one["organisation"]["id"] for one in await who(client, user, about)}) is shown
        assert bool((await why(client, BANK, about))["whyVisible"]) is shown


async def test_an_owner_learns_of_its_own_decisions_only(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, TRUST_ID, BANK_ID, FINANCE_ID, HEYE_ID)
    await grant(client, about, NARROW, OFFICER_TRUST)
    everything = await who(client, COMPLIANCE, about)
    granted = [one for one in everything if one["rule"] == "GRANT"]
    assert [one["organisation"]["id"] for one in granted] == [HEYE_ID]
    assert [one for one in await who(client, OFFICER_TRUST, about) if one["rule"] == "GRANT"] == granted
    told = await who(client, OFFICER_BANK, about)
    assert {one["rule"] for one in told} == {"OWN", "POLICY"}
    assert all("CITIC Bank" in one["textEn"] for one in told if one["rule"] == "POLICY")
    assert [one for one in everything if one in told] == told
    assert len(told) < len(everything)


async def test_an_owner_learns_of_those_that_let_it_name_them(client: Client, seeded: Database) -> None:
    subsidiaries = [found for found in await sample(seeded, "Subsidiary") if found != TRUST_ID]
    about = await make_customer(seeded, TRUST_ID, *subsidiaries)
    named = "query ($id: ID!) { customer(id: $id) { servedBy(first: 100) { edges { node { id } } } } }"
    edges = (await client.ask(named, user=OFFICER_TRUST, id=about)).data["customer"]["servedBy"]["edges"]
    told = {one["organisation"]["id"] for one in await who(client, OFFICER_TRUST, about) if one["rule"] == "OWN"}
    assert told == {edge["node"]["id"] for edge in edges}
    assert TRUST_ID in told
    assert len(told) < len(subsidiaries)


@pytest.mark.parametrize("user", [BANK, OFFICER, NARROW, OFFICER_TRUST, "usr_demo_admin"])
async def test_others_learn_nothing(client: Client, seeded: Database, user: str) -> None:
    """A relationship manager of the owner, headquarters, and who decides for others."""
    about = await make_customer(seeded, BANK_ID)
    assert await who(client, user, about) == await who(client, user, "cus_nothing") == []
    assert await who(client, OFFICER_BANK, about)


async def test_it_is_told_in_one_statement(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, TRUST_ID)
    assert (await client.ask(WHO, user=OFFICER_TRUST, id=about)).spent == 1
    only = "query ($id: ID!) { whyVisible(id: $id) { rule } }"
    assert (await client.ask(only, user=BANK, id=about)).spent == 1
