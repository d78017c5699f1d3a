"""Contacts at customers: known to who supplied them; to others by the person's consent, where they see the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.client import BANK, BANKER, COMPLIANCE, NARROW, OFFICER, OFFICER_TRUST, SECURITIES
from tests.decisions import decide
from tests.made import BANK_ID, TRUST_ID, make_contact, make_customer

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client, Clock

pytestmark = pytest.mark.usefixtures("undone")

SEEN = """query ($id: ID!, $customer: ID!, $where: ContactWhere, $phone: ContactWhere) {
  node(id: $id) { id } contact(id: $id) { name phone email subsidiary { id } }
  contacts(where: $where) { totalCount edges { node { id } } }
  guessed: contacts(where: $phone) { totalCount }
  customer(id: $customer) { contacts { totalCount edges { title node { id } } } }
  with: customers(where: {contacts: {some: $where}}) { totalCount }
  whyVisible(id: $id) { rule decision { ... on Node { id } } } }"""
PHONE, MAIL = "+86 100 1234 5678", "somebody@made.example"
END = """MATCH (customer:Customer {id: $p.id})<-[serves:SERVES]-(:Subsidiary {id: $p.owner})
SET serves.validTo = date('2026-11-24')"""
WALL = """MATCH (thing:Customer {id: $p.id}) MATCH (unit:OrgUnit {id: 'unt_citic_securities_001'})
CREATE (entry:RestrictedEntry {id: 'ent_made', kind: 'RESTRICTED', reason: 'test', standing: 'ACTIVE',
  activeFrom: date('2022-03-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'})
CREATE (entry)-[:BLOCKS]->(thing)
CREATE (entry)-[:INSIDE]->(unit)"""


@pytest_asyncio.fixture
async def pair(seeded: Database) -> tuple[str, str]:
    """Give a company of CITIC Trust, which CITIC Bank sees by a policy, and a contact there."""
    customer = await make_customer(seeded, TRUST_ID)
    return customer, await make_contact(seeded, customer, TRUST_ID)


async def seen(client: Client, pair: tuple[str, str], user: str = BANK) -> Any:
    """Return the contact as its fields are shown, with the customer seen or not; fails where two roads disagree."""
    customer, contact = pair
    where = {"id": {"eq": contact}}
    phone = {"id": {"eq": contact}, "phone": {"eq": PHONE}}
    answer = (await client.ask(SEEN, user=user, id=contact, customer=customer, where=where, phone=phone)).data
    listed = answer["customer"]["contacts"] if answer["customer"] else None
    signs = [
        answer["node"], answer["contact"], answer["contacts"]["totalCount"], answer["contacts"]["edges"],
        answer["whyVisible"],
    ]  # fmt: skip
    if listed is not None:
        signs += [listed["totalCount"], listed["edges"], answer["with"]["totalCount"]]
    assert all(signs) or not any(signs), answer
    if not answer["contact"]:
        assert answer["guessed"]["totalCount"] == 0
        return None
    assert answer["guessed"]["totalCount"] == (answer["contact"]["phone"] == PHONE)
    return answer["contact"] | {"rules": {ground["rule"] for ground in answer["whyVisible"]}}


async def consent(client: Client, contact: str, *categories: str, user: str = OFFICER_TRUST, **changes: Any) -> Any:
    given = {
        "person": contact, "receiver": BANK_ID, "purpose": "SERVICE", "categories": list(categories),
        "method": "SIGNED", "evidence": "trust/contacts/7", "activeFrom": "2026-11-24",
    }  # fmt: skip
    return await decide(client, user, "recordConsent", **(given | changes))


async def test_only_who_supplied_a_contact_sees_it_before_it_consents(client: Client, pair: tuple[str, str]) -> None:
    own = await seen(client, pair, OFFICER_TRUST)
    assert (own["phone"], own["email"], own["subsidiary"]["id"], own["rules"]) == (PHONE, MAIL, TRUST_ID, {"OWN"})
    for user in (BANK, SECURITIES, NARROW, OFFICER, COMPLIANCE, BANKER, "usr_demo_admin"):
        assert await seen(client, pair, user) is None


async def test_who_serves_the_customer_as_well_needs_the_consent_like_others(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID, BANK_ID)
    contact = await make_contact(seeded, customer, TRUST_ID)
    assert await seen(client, (customer, contact)) is None
    assert (await consent(client, contact, "IDENTITY")).codes == []
    assert await seen(client, (customer, contact))


async def test_a_consent_opens_its_categories_and_its_withdrawal_closes_them(
    client: Client, pair: tuple[str, str]
) -> None:
    identity = (await consent(client, pair[1], "IDENTITY")).made
    known = await seen(client, pair)
    assert (known["phone"], known["email"], known["rules"]) == ("+86****78", "s****", {"CONSENT"})
    assert (await consent(client, pair[1], "CONTACT", purpose="CROSS_SELL")).codes == []
    known = await seen(client, pair)
    assert (known["phone"], known["email"]) == (PHONE, MAIL)
    assert await seen(client, pair, SECURITIES) is None
    assert (await decide(client, BANK, "withdrawConsent", consent=identity)).codes == []
    assert await seen(client, pair) is None


async def test_a_consent_shows_no_contact_at_a_customer_that_is_not_seen(client: Client, pair: tuple[str, str]) -> None:
    assert (await consent(client, pair[1], "IDENTITY", "CONTACT", receiver="sub_citic_heye")).codes == []
    assert await seen(client, pair, NARROW) is None
    asked = "query ($id: ID!) { consents(where: {contact: {id: {eq: $id}}}) { totalCount } }"
    assert (await client.ask(asked, user=NARROW, id=pair[1])).data == {"consents": {"totalCount": 0}}
    assert (await client.ask(asked, user=OFFICER_TRUST, id=pair[1])).data == {"consents": {"totalCount": 1}}


async def test_a_barrier_around_the_customer_closes_its_contacts(
    client: Client, seeded: Database, pair: tuple[str, str]
) -> None:
    assert (await consent(client, pair[1], "IDENTITY", "CONTACT")).codes == []
    assert await seen(client, pair)
    await seeded.write(WALL, {"id": pair[0]})
    assert await seen(client, pair) is None
    assert await seen(client, pair, OFFICER_TRUST)


async def test_who_no_longer_serves_the_customer_loses_the_contact(
    client: Client, seeded: Database, pair: tuple[str, str]
) -> None:
    await seeded.write(END, {"id": pair[0], "owner": TRUST_ID})
    assert await seen(client, pair, OFFICER_TRUST) is None
    assert (await consent(client, pair[1], "IDENTITY")).codes == ["NOT_FOUND"]


async def test_only_who_supplied_a_contact_records_its_consent(client: Client, seeded: Database) -> None:
    customer = await make_customer(seeded, TRUST_ID, BANK_ID)
    contact = await make_contact(seeded, customer, TRUST_ID)
    refused = await consent(client, contact, "IDENTITY", user=BANK, receiver="sub_citic_heye")
    assert refused == await consent(client, "ctc_nothing", "IDENTITY", user=BANK, receiver="sub_citic_heye")
    assert refused.codes == ["NOT_FOUND"]
    first = (await consent(client, contact, "IDENTITY")).made
    again = await consent(client, contact, "CONTACT")
    assert again.codes == ["ALREADY_CONSENTED"]
    told = "query ($id: ID!) { consent(id: $id) { contact { id } customer { id } } }"
    for user in (OFFICER_TRUST, BANK):
        kept = (await client.ask(told, user=user, id=first)).data["consent"]
        assert kept == {"contact": {"id": contact}, "customer": None}


async def test_who_supplied_a_contact_is_told_like_who_serves_the_customer(client: Client, seeded: Database) -> None:
    """Whom no policy lets name beside the customer stays unnamed beside the contact, too."""
    customer = await make_customer(seeded, TRUST_ID, "sub_csc_financial", BANK_ID)
    served = "query ($id: ID!) { customer(id: $id) { servedBy { edges { node { id } } } } }"
    edges = (await client.ask(served, user=BANK, id=customer)).data["customer"]["servedBy"]["edges"]
    named = {edge["node"]["id"] for edge in edges}
    shown = set()
    for supplier in (TRUST_ID, "sub_csc_financial"):
        contact = await make_contact(seeded, customer, supplier)
        await seeded.write(AGREED, {"contact": contact, "holder": supplier})
        known = await seen(client, (customer, contact))
        assert (known["subsidiary"] or {}).get("id") in {None, supplier}
        shown |= {supplier} if known["subsidiary"] else set()
    assert shown == named & {TRUST_ID, "sub_csc_financial"}
    assert shown != {TRUST_ID, "sub_csc_financial"}


AGREED = """MATCH (contact:Contact {id: $p.contact}) MATCH (receiver:Subsidiary {id: 'sub_citic_bank'})
MATCH (holder:Subsidiary {id: $p.holder})
CREATE (consent:Consent {
  id: 'con_' + $p.contact, purpose: 'SERVICE', categories: ['IDENTITY'], method: 'SIGNED', evidence: 'test',
  activeFrom: date('2022-03-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: 'test'
})
CREATE (consent)-[:CONSENTS_FOR]->(contact)
CREATE (consent)-[:CONSENTS_TO]->(receiver)
CREATE (consent)-[:HELD_BY]->(holder)"""


async def test_a_consent_of_a_contact_expires_by_itself(moving: Client, clock: Clock, pair: tuple[str, str]) -> None:
    await consent(moving, pair[1], "IDENTITY", activeUntil="2026-11-27")
    shown = []
    for _ in range(6):
        shown.append(await seen(moving, pair) is not None)
        clock.step(1)
    assert shown == [True, True, True, False, False, False]


async def test_the_demonstration_has_contacts_with_and_without_consent(client: Client, seeded: Database) -> None:
    found = await seeded.read(
        """MATCH (contact:Contact {sourceSystem: 'synthetic'})
        RETURN [count(contact), sum(CASE WHEN EXISTS { (contact)<-[:CONSENTS_FOR]-() } THEN 1 ELSE 0 END),
          sum(CASE WHEN contact.phone STARTS WITH '+86 100 ' OR contact.phone IS NULL THEN 0 ELSE 1 END),
          sum(CASE WHEN contact.email ENDS WITH '.example' OR contact.email IS NULL THEN 0 ELSE 1 END)] AS counts""",
        {},
    )
    every, consented, phones, mails = found["counts"]
    assert (every > 200, 50 < consented < every, phones, mails) == (True, True, 0, 0)
    pages = {user: (await client.ask(COUNT, user=user)).data["contacts"]["totalCount"] for user in (BANK, NARROW)}
    assert 0 < pages[NARROW] < pages[BANK] < every


COUNT = "{ contacts { totalCount } }"
