"""Consents: one receiver and purpose each, recorded by who serves the person; withdrawal binds the next request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.client import BANK, COMPLIANCE, COMPLIANCE_TRUST, NARROW, OFFICER, OFFICER_TRUST, SECURITIES
from tests.decisions import Decided, decide

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client, Clock

pytestmark = pytest.mark.usefixtures("undone")

PERSON = """
MATCH (person:Customer {kind: 'PERSON'})<-[:SERVES]-(:Subsidiary {id: 'sub_citic_trust'})
WHERE COUNT { (person)<-[:SERVES]-() } = 1
  AND NOT EXISTS { (person)<-[:CONSENTS_FOR]-()-[:CONSENTS_TO]->({id: 'sub_citic_bank'}) }
  AND NOT EXISTS { (person)<-[:MAY_SEE]-() }
RETURN {id: person.id} AS found ORDER BY person.id LIMIT 1
"""
SEEN = """query ($id: ID!, $where: CustomerWhere) {
  node(id: $id) { id } customer(id: $id) { name servedBy { edges { node { id } } } crossSell { score } }
  all: customers { totalCount } customers(where: $where) { totalCount edges { node { id } } }
  subsidiary(id: "sub_citic_trust") { customers(where: $where) { totalCount edges { node { id } } } } }"""
CONSENT = """query ($id: ID!) { consent(id: $id) {
  purpose categories method evidence activeFrom activeUntil
  customer { id } receiver { ... on Node { id } } heldBy { id } } }"""


@pytest_asyncio.fixture
async def person(seeded: Database) -> str:
    """Give a person whom CITIC Trust alone serves, and whom nothing but the missing consent hides from CITIC Bank."""
    return str((await seeded.read(PERSON, {}))["found"]["id"])


async def record(client: Client, customer: str, user: str = OFFICER_TRUST, **changes: Any) -> Decided:
    given = {
        "person": customer, "receiver": "sub_citic_bank", "purpose": "CROSS_SELL", "categories": ["IDENTITY"],
        "method": "SIGNED", "evidence": "trust/consents/2026-117", "activeFrom": "2026-11-24",
    }  # fmt: skip
    return await decide(client, user, "recordConsent", **(given | changes))


async def seen(client: Client, customer: str, user: str = BANK) -> Any:
    return (await client.ask(SEEN, user=user, id=customer, where={"id": {"eq": customer}})).data


def hidden(answer: Any) -> bool:
    """Whether a customer is nowhere in an answer; it has to be everywhere or nowhere."""
    lists = [answer["customers"], answer["subsidiary"]["customers"]]
    signs = [
        answer["node"],
        answer["customer"],
        *(found["totalCount"] for found in lists),
        *(f["edges"] for f in lists),
    ]
    assert all(signs) or not any(signs), answer
    return not any(signs)


async def test_a_consent_opens_everywhere_and_its_withdrawal_closes_everywhere(client: Client, person: str) -> None:
    before = await seen(client, person)
    assert hidden(before)
    consent = (await record(client, person)).made
    during = await seen(client, person)
    assert not hidden(during)
    assert during["all"]["totalCount"] == before["all"]["totalCount"] + 1
    assert (await decide(client, OFFICER_TRUST, "withdrawConsent", consent=consent)).codes == []
    assert await seen(client, person) == before
    kept = (await client.ask(CONSENT, user=OFFICER_TRUST, id=consent)).data["consent"]
    assert kept["activeUntil"] == "2026-11-24"
    assert (await decide(client, OFFICER_TRUST, "withdrawConsent", consent=consent)).codes == ["WRONG_STANDING"]


async def test_a_consent_says_what_it_is_for(client: Client, person: str) -> None:
    consent = (await record(client, person, categories=["IDENTITY", "CONTACT", "IDENTITY"])).made
    expected = {
        "purpose": "CROSS_SELL", "categories": ["CONTACT", "IDENTITY"], "method": "SIGNED",
        "evidence": "trust/consents/2026-117", "activeFrom": "2026-11-24", "activeUntil": "9999-12-31",
        "customer": {"id": person}, "receiver": {"id": "sub_citic_bank"}, "heldBy": {"id": "sub_citic_trust"},
    }  # fmt: skip
    for user in (OFFICER_TRUST, BANK, COMPLIANCE):
        answer = (await client.ask(CONSENT, user=user, id=consent)).data["consent"]
        assert answer | {"customer": {"id": person}} == expected
    for user in (SECURITIES, NARROW, OFFICER):
        assert (await client.ask(CONSENT, user=user, id=consent)).data == {"consent": None}


async def test_each_receiver_needs_its_own_and_of_identity(client: Client, person: str) -> None:
    consent = (await record(client, person)).made
    assert not hidden(await seen(client, person))
    assert hidden(await seen(client, person, SECURITIES))
    await decide(client, OFFICER_TRUST, "withdrawConsent", consent=consent)
    assert (await record(client, person, categories=["CONTACT", "HOLDINGS"])).codes == []
    assert hidden(await seen(client, person))


async def test_the_receiver_may_withdraw_and_nobody_else_knows(client: Client, person: str) -> None:
    consent = (await record(client, person)).made
    nothing = await decide(client, SECURITIES, "withdrawConsent", consent="con_nothing")
    assert await decide(client, SECURITIES, "withdrawConsent", consent=consent) == nothing
    assert nothing.codes == ["NOT_FOUND"]
    assert (await decide(client, BANK, "withdrawConsent", consent=consent)).codes == []
    assert hidden(await seen(client, person))


async def test_what_else_holds_is_told_at_withdrawal(client: Client, person: str) -> None:
    first = (await record(client, person)).made
    again = await record(client, person, categories=["CONTACT"])
    assert again.codes == ["ALREADY_CONSENTED"]
    assert first in again.errors[0]["messageEn"]
    other = (await record(client, person, purpose="SERVICE")).made
    assert other in (await decide(client, OFFICER_TRUST, "withdrawConsent", consent=first)).told
    assert not hidden(await seen(client, person))
    assert (await decide(client, OFFICER_TRUST, "withdrawConsent", consent=other)).notices == []
    assert hidden(await seen(client, person))


async def test_a_consent_begins_and_expires_by_itself(moving: Client, clock: Clock, person: str) -> None:
    await record(moving, person, activeFrom="2026-12-01", activeUntil="2026-12-11")
    shown = []
    for _ in range(20):
        if not hidden(await seen(moving, person)):
            shown.append(clock.today.isoformat())
        clock.step(1)
    assert (shown[0], shown[-1], len(shown)) == ("2026-12-01", "2026-12-10", 10)


async def test_one_withdrawn_before_it_begins_never_opens(moving: Client, clock: Clock, person: str) -> None:
    consent = (await record(moving, person, activeFrom="2026-12-01")).made
    await decide(moving, OFFICER_TRUST, "withdrawConsent", consent=consent)
    clock.step(30)
    assert hidden(await seen(moving, person))
    # It stands in nobody's way either.
    assert (await record(moving, person, activeFrom="2026-12-01")).codes == []


async def test_whom_one_does_not_serve_does_not_exist(client: Client, person: str) -> None:
    nothing = await record(client, "cus_nothing", BANK, receiver="sub_citic_trust")
    assert nothing.codes == ["NOT_FOUND"]
    assert await record(client, person, BANK, receiver="sub_citic_trust") == nothing
    # Not even one that a consent shows: only who serves the person speaks for it.
    await record(client, person)
    assert await record(client, person, BANK, receiver="sub_citic_securities") == nothing
    # Headquarters serves nobody.
    assert (await record(client, person, COMPLIANCE)).codes == ["NOT_FOUND"]


COMPANY = """MATCH (c:Customer {kind: 'COMPANY'})<-[:SERVES]-({id: 'sub_citic_trust'})
RETURN {id: c.id} AS found ORDER BY c.id LIMIT 1"""


async def test_companies_need_none(client: Client, seeded: Database) -> None:
    company = (await seeded.read(COMPANY, {}))["found"]["id"]
    assert (await record(client, company)).codes == ["NOT_A_PERSON"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"receiver": "sub_citic_trust"}, "NO_RECEIVER"),
        ({"receiver": "sub_nothing"}, "NO_RECEIVER"),
        ({"categories": []}, "NO_CATEGORY"),
        ({"evidence": " "}, "TEXT"),
        ({"evidence": "x" * 201}, "TEXT"),
        ({"activeUntil": "2026-11-24"}, "IN_THE_PAST"),
        ({"activeFrom": "2027-01-01", "activeUntil": "2027-01-01"}, "NO_PERIOD"),
        ({"user": "usr_demo_steward"}, "FORBIDDEN"),
    ],
)
async def test_impossible_consents_are_refused(client: Client, person: str, changes: Any, code: str) -> None:
    assert (await record(client, person, **changes)).codes == [code]


async def test_who_may_record(client: Client, person: str) -> None:
    assert (await record(client, person, COMPLIANCE_TRUST)).codes == []
    for missing in ("purpose", "method"):
        refused = await client.ask(
            "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { replayed } }",
            user=OFFICER_TRUST,
            input={"person": person, "receiver": "sub_citic_bank", "categories": [], "evidence": "x",
                   "purpose": "SERVICE", "method": "SIGNED", "activeFrom": "2026-11-24", missing: None},
        )  # fmt: skip
        assert refused.codes


HOLDS = """
MATCH (person:Customer {id: $p.id}), (product:Product {id: $p.product})
CREATE (person)-[:HOLDS {
  band: 'LARGE', bookedBy: 'sub_citic_trust', validFrom: date('2022-01-01'), validTo: date('9999-12-31'),
  recordedBy: 'test', recordedAt: datetime('2022-01-01T00:00:00Z')
}]->(product)
"""
HELD = """query ($id: ID!) { customer(id: $id) { name holdings { totalCount edges { band } } } }"""
ON_SHELF = "{ products(first: 1) { edges { node { id } } } }"


async def test_what_a_person_holds_takes_consent_to_that(client: Client, seeded: Database, person: str) -> None:
    product = (await client.ask(ON_SHELF, user=BANK)).data["products"]["edges"][0]["node"]["id"]
    await seeded.write(HOLDS, {"id": person, "product": product})
    try:
        assert (await record(client, person)).codes == []
        known = (await client.ask(HELD, user=BANK, id=person)).data["customer"]
        assert known["name"]
        assert known["holdings"] == {"totalCount": 0, "edges": []}
        assert (await record(client, person, purpose="SERVICE", categories=["HOLDINGS"])).codes == []
        told = (await client.ask(HELD, user=BANK, id=person)).data["customer"]["holdings"]
        assert {"band": "LARGE"} in told["edges"]
    finally:
        await seeded.write("MATCH ()-[held:HOLDS {recordedBy: 'test'}]->() DELETE held", {})
