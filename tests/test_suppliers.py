"""Who supplied a C2 value of a golden record reads it and shows it: to serve the customer is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from synergy import schema
from synergy.access.viewer import Viewers
from tests.client import BANK, COMPLIANCE, NOW, OFFICER, OFFICER_TRUST, SECURITIES
from tests.made import BANK_ID, SECURITIES_ID, TRUST_ID, make_customer
from tests.world import Sight, read_world

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

USCC, PHONE = "91110000MA01ABCD1X", "+86 100 1234 5678"
MASKED = {"uscc": "91****1X", "phone": "+86****78"}
CLEAR = {"uscc": USCC, "phone": PHONE}
NAMED = "MATCH (c:Customer {id: $p.id}) SET c.usccSuppliers = $p.by, c.phoneSuppliers = $p.by"
IDENTIFIED = """MATCH (c:Customer {id: $p.id})
MERGE (one:Identifier {scheme: 'USCC', value: $p.value})
ON CREATE SET one += {id: 'idn_uscc_' + $p.value, createdAt: datetime(), updatedAt: datetime(), version: 1,
  sourceSystem: 'synergy', sourceKey: $p.value}
WITH c, one
CREATE (c)-[:HAS_ID {suppliers: $p.by}]->(one)"""
CARD = """query ($id: ID!) { customer(id: $id) { uscc phone identifiers(first: 5) { edges { node { value } } } } }"""
GUESS = """query ($id: ID!, $value: String!) {
  code: customers(where: {id: {eq: $id}, uscc: {eq: $value}}) { totalCount }
  number: customers(where: {id: {eq: $id}, identifiers: {some: {value: {eq: $value}}}}) { totalCount }
  any: customers(where: {id: {eq: $id}, identifiers: {some: {scheme: {eq: USCC}}}}) { totalCount }
  identifiers(where: {value: {eq: $value}}) { totalCount } }"""
WHY = """query ($id: ID!) { whyVisible(id: $id) { rule fields } }"""
WHO = """query ($id: ID!) { whoCanSee(id: $id) { organisation { ... on Node { id } } rule fields } }"""


async def supplied(seeded: Database, *by: str) -> str:
    """Make a customer of CITIC Trust and CITIC Bank whose code, phone and identifier some supplied."""
    made = await make_customer(seeded, TRUST_ID, BANK_ID)
    await seeded.write(NAMED, {"id": made, "by": list(by)})
    await seeded.write(IDENTIFIED, {"id": made, "by": list(by), "value": USCC})
    return made


async def card(client: Client, user: str, customer: str) -> tuple[dict[str, Any], list[str]]:
    seen = (await client.ask(CARD, user=user, id=customer)).data["customer"]
    return {name: seen[name] for name in CLEAR}, [edge["node"]["value"] for edge in seen["identifiers"]["edges"]]


async def test_who_serves_and_did_not_supply_sees_the_mask_and_cannot_filter(client: Client, seeded: Database) -> None:
    customer = await supplied(seeded, TRUST_ID)
    assert await card(client, OFFICER_TRUST, customer) == (CLEAR, [USCC])
    assert await card(client, BANK, customer) == (MASKED, [])
    for user, found in ((OFFICER_TRUST, 1), (BANK, 0)):
        told = (await client.ask(GUESS, user=user, id=customer, value=USCC)).data
        assert {name: page["totalCount"] for name, page in told.items()} == dict.fromkeys(told, found), user


async def test_where_nobody_is_named_all_who_serve_read_it(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID, BANK_ID)
    for user in (OFFICER_TRUST, BANK):
        assert (await card(client, user, customer))[0] == CLEAR


async def test_who_supplied_shows_it_by_policy_and_others_cannot(client: Client, seeded: Database) -> None:
    # CITIC Trust shows CITIC Securities the codes and phones of its companies.
    own, banks = await supplied(seeded, TRUST_ID), await supplied(seeded, BANK_ID)
    assert (await card(client, SECURITIES, own))[0] == CLEAR
    assert (await card(client, SECURITIES, banks))[0] == MASKED
    for customer, fields in ((own, {"USCC", "PHONE"}), (banks, set())):
        why = (await client.ask(WHY, user=SECURITIES, id=customer)).data["whyVisible"]
        assert {field for one in why for field in one["fields"]} == fields
        who = (await client.ask(WHO, user=COMPLIANCE, id=customer)).data["whoCanSee"]
        theirs = [one for one in who if one["organisation"]["id"] == SECURITIES_ID]
        assert {field for one in theirs for field in one["fields"]} == fields


async def test_why_says_no_more_than_is_shown(client: Client, seeded: Database) -> None:
    customer = await supplied(seeded, TRUST_ID)
    for user, fields in ((OFFICER_TRUST, ["USCC", "PHONE"]), (BANK, [])):
        why = (await client.ask(WHY, user=user, id=customer)).data["whyVisible"]
        assert [one["fields"] for one in why if one["rule"] == "OWN"] == [fields]
    who = (await client.ask(WHO, user=COMPLIANCE, id=customer)).data["whoCanSee"]
    owners = {one["organisation"]["id"]: one["fields"] for one in who if one["rule"] == "OWN"}
    assert owners == {TRUST_ID: ["USCC", "PHONE"], BANK_ID: []}


async def test_a_grant_shows_what_its_owner_supplied(client: Client, seeded: Database) -> None:
    granted = """MATCH (c:Customer {id: $p.id}) MATCH (r:Subsidiary {id: $p.to})
    CREATE (r)-[:MAY_SEE {fields: ['USCC', 'PHONE'], owner: $p.by, grant: 'grt_made', validFrom: date('2022-03-01'),
      validTo: date('9999-12-31'), recordedAt: datetime(), recordedBy: 'test'}]->(c)"""
    for owner, shown in ((BANK_ID, CLEAR), (TRUST_ID, MASKED)):
        customer = await supplied(seeded, BANK_ID)
        await seeded.write(granted, {"id": customer, "to": SECURITIES_ID, "by": owner})
        assert (await card(client, SECURITIES, customer))[0] == shown


async def test_one_identifier_of_two_customers_is_told_where_it_was_supplied(client: Client, seeded: Database) -> None:
    one = await supplied(seeded, TRUST_ID)
    other = await supplied(seeded, BANK_ID)
    for user, told in ((OFFICER_TRUST, [[USCC], []]), (BANK, [[], [USCC]])):
        assert [(await card(client, user, customer))[1] for customer in (one, other)] == told


async def test_the_oracle_says_the_same(client: Client, seeded: Database) -> None:
    made = [await supplied(seeded, *by) for by in ((), (TRUST_ID,), (BANK_ID,), (TRUST_ID, BANK_ID))]
    world = await read_world(seeded, schema.build().model)
    for user in (OFFICER_TRUST, BANK, SECURITIES, OFFICER, COMPLIANCE):
        sight = Sight(world, await Viewers(seeded).find(user, NOW, NOW.date()), NOW.date())
        for customer in made:
            thing = world.things[customer]
            if not sight.sees(thing):
                continue
            values, _ = await card(client, user, customer)
            assert values == {name: CLEAR[name] if sight.covers(thing, name) else MASKED[name] for name in CLEAR}
