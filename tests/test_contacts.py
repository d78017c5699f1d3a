"""Recording a contact: done once for a key, refused in words, and read anew under the viewer's visibility."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest_asyncio

from tests.client import BANK, NARROW, NOW, OFFICER, SECURITIES, Client, application
from tests.made import BANK_ID, moved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from synergy.graph.database import Database
    from tests.client import Answer

ADMIN = "usr_demo_admin"
RECORD = """mutation ($customer: ID!, $on: Date!, $key: String) {
  recordContact(input: {customer: $customer, on: $on, key: $key}) {
    customer { id name servedBy(where: {id: {eq: "sub_citic_securities"}}) { edges { lastContactOn } } }
    replayed userErrors { code message messageEn }
  }
}"""
OWN = """{ viewer { organisation { ... on Subsidiary {
  customers(first: 100, orderBy: LAST_CONTACT_ON) { edges { lastContactOn node { id } } } } } } }"""


SERVING = """MATCH (s:Subsidiary)-[r:SERVES]->(c) WHERE s.id IN $p.ids
RETURN collect({s: s.id, c: c.id, from: r.validFrom, contact: r.lastContactOn, order: r.lastContactOrder}) AS rows"""
RESTORE = """UNWIND $p.rows AS row
MATCH (s:Subsidiary {id: row.s})-[r:SERVES {validFrom: row.from}]->(c:Customer {id: row.c})
SET r.lastContactOn = row.contact, r.lastContactOrder = row.order"""


@pytest_asyncio.fixture(autouse=True)
async def restored(seeded: Database) -> AsyncIterator[None]:
    """Leave the demonstration data as it was: other tests compare all of it."""
    (before,) = await seeded.write(SERVING, {"ids": ["sub_citic_bank", "sub_citic_securities"]})
    yield
    await seeded.write(RESTORE, before)


async def own_customers(client: Client, user: str) -> list[str]:
    data = (await client.ask(OWN, user=user)).data
    return [edge["node"]["id"] for edge in data["viewer"]["organisation"]["customers"]["edges"]]


async def record(client: Client, user: str, customer: str, on: str, key: str | None = None) -> Answer:
    return await client.ask(RECORD, user=user, customer=customer, on=on, key=key)


def done(answer: Answer) -> Any:
    result = answer.data["recordContact"]
    assert result["userErrors"] == []
    return result


async def test_a_contact_is_recorded_once_for_its_key(client: Client) -> None:
    customer = (await own_customers(client, SECURITIES))[0]
    first = done(await record(client, SECURITIES, customer, "2026-11-20", "call-1"))
    again = done(await record(client, SECURITIES, customer, "2026-11-20", "call-1"))
    assert first["customer"] == again["customer"]
    assert first["customer"]["servedBy"]["edges"] == [{"lastContactOn": "2026-11-20"}]
    assert (first["replayed"], again["replayed"]) == (False, True)
    conflict = await record(client, SECURITIES, customer, "2026-11-21", "call-1")
    assert conflict.codes == ["IDEMPOTENCY_CONFLICT"]
    # Keys are each user's own.
    other = (await own_customers(client, BANK))[0]
    assert not done(await record(client, BANK, other, "2026-11-20", "call-1"))["replayed"]


async def test_the_last_contact_only_moves_forward(client: Client) -> None:
    customer = (await own_customers(client, SECURITIES))[1]
    days = ["2026-11-10", "2026-11-22", "2026-11-05", "2026-11-15"]
    await asyncio.gather(*(record(client, SECURITIES, customer, day) for day in days))
    latest = done(await record(client, SECURITIES, customer, "2026-11-01"))["customer"]
    assert latest["servedBy"]["edges"] == [{"lastContactOn": "2026-11-22"}]


async def test_refusals_are_members_of_the_result(client: Client) -> None:
    customer = (await own_customers(client, SECURITIES))[2]
    future = (await record(client, SECURITIES, customer, "2026-11-25")).data["recordContact"]
    assert [error["code"] for error in future["userErrors"]] == ["IN_THE_FUTURE"]
    narrow = set(await own_customers(client, NARROW))
    hidden = next(c for c in await own_customers(client, SECURITIES) if c not in narrow)
    refused = [
        (await record(client, user, an_id, "2026-11-20")).data["recordContact"]
        for user, an_id in ((NARROW, hidden), (NARROW, "cus_nothing"), (OFFICER, hidden))
    ]
    assert refused[0] == refused[1] == refused[2]
    assert refused[0]["userErrors"][0]["code"] == "NOT_SERVED"
    assert refused[0]["customer"] is None
    assert (await client.ask(RECORD, user=None, customer=hidden, on="2026-11-20")).codes == ["UNAUTHENTICATED"]


async def test_who_only_administers_records_nothing(client: Client, seeded: Database) -> None:
    served = (await own_customers(client, BANK))[0]
    async with moved(seeded, ADMIN, BANK_ID):
        anew = application(client.settings, seeded, clock=lambda: NOW, new_id=lambda: "request")
        async with Client(anew, client.settings, client.statements) as opened:
            answers = [(await record(opened, ADMIN, about, "2026-11-20")).data for about in (served, "cus_nothing")]
    assert answers[0]["recordContact"]["userErrors"][0]["code"] == "NOT_SERVED"
    assert answers[0] == answers[1]
