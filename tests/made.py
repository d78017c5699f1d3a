"""Customers, contacts and consents that a test makes for itself; `undone` takes them back."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from synergy.graph.database import Database

BANK_ID, FINANCE_ID, HEYE_ID = "sub_citic_bank", "sub_citic_finance", "sub_citic_heye"
SECURITIES_ID, TRUST_ID = "sub_citic_securities", "sub_citic_trust"

_SERIAL = count(1)
_CUSTOMER = """CREATE (customer:Customer {
  id: $p.id, name: $p.id, kind: $p.kind, sizeBand: 'LARGE', employees: 1, employeesOrder: 1,
  uscc: '91110000MA01ABCD1X', phone: '+86 100 1234 5678',
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})
WITH customer UNWIND $p.served AS by MATCH (owner:Subsidiary {id: by})
CREATE (owner)-[:SERVES {
  stage: 'ACTIVE', validFrom: date('2022-03-01'), validTo: date('9999-12-31'),
  lastContactOrder: date('0001-01-01'), recordedAt: datetime(), recordedBy: 'test'
}]->(customer)"""
_CONTACT = """MATCH (customer:Customer {id: $p.customer}) MATCH (supplier:Subsidiary {id: $p.supplier})
CREATE (contact:Contact {
  id: $p.id, name: $p.id, phone: '+86 100 1234 5678', email: 'somebody@made.example', language: 'CHINESE',
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})
CREATE (contact)-[:SUPPLIED_BY]->(supplier)
CREATE (contact)-[:WORKS_AT {
  title: '财务总监', validFrom: date('2022-03-01'), validTo: date('9999-12-31'),
  recordedAt: datetime(), recordedBy: 'test'
}]->(customer)"""
_CONSENT = """MATCH (customer:Customer|Contact {id: $p.customer}) MATCH (holder:Subsidiary {id: $p.holder})
MATCH (receiver:Organisation {id: $p.receiver})
CREATE (consent:Consent {
  id: $p.id, purpose: 'SERVICE', categories: $p.categories, method: 'SIGNED', evidence: 'test',
  activeFrom: date('2022-03-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})
CREATE (consent)-[:CONSENTS_FOR]->(customer)
CREATE (consent)-[:CONSENTS_TO]->(receiver)
CREATE (consent)-[:HELD_BY]->(holder)"""

IDENTIFIED = """MATCH (c:Customer {id: $p.id})
CREATE (one:Identifier {id: 'idn_uscc_' + $p.value, scheme: 'USCC', value: $p.value,
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: $p.value})
CREATE (c)-[:HAS_ID {suppliers: [$p.by]}]->(one)"""
"""A credit code that one of its subsidiaries supplied of a customer."""


async def make_customer(database: Database, *served: str, kind: str = "COMPANY") -> str:
    """Make a customer that the subsidiaries serve; return its id."""
    made = f"cus_made_{next(_SERIAL)}"
    await database.write(_CUSTOMER, {"id": made, "kind": kind, "served": list(served)})
    return made


async def make_contact(database: Database, customer: str, supplier: str) -> str:
    """Make a contact at a customer, supplied by a subsidiary; return its id."""
    made = f"ctc_made_{next(_SERIAL)}"
    await database.write(_CONTACT, {"id": made, "customer": customer, "supplier": supplier})
    return made


async def make_consent(database: Database, customer: str, *more: str, holder: str, receiver: str) -> None:
    """Let a person, customer or contact, consent that the receiver learns who it is, and of more categories."""
    given = {"customer": customer, "holder": holder, "receiver": receiver, "categories": ["IDENTITY", *more]}
    await database.write(_CONSENT, {"id": f"con_made_{next(_SERIAL)}", **given})


MOVE = """MATCH (user:User {id: $p.user})-[member:MEMBER_OF]->()
SET member.keptUntil = member.validTo, member.validTo = date('2022-01-02')
WITH DISTINCT user
MATCH (unit:OrgUnit)-[:PART_OF]->(:Organisation {id: $p.organisation})
WITH user, unit ORDER BY unit.id LIMIT 1
CREATE (user)-[:MEMBER_OF {title: 'x', titleEn: 'x', validFrom: date('2022-01-02'), validTo: date('9999-12-31'),
  recordedAt: datetime(), recordedBy: 'test'}]->(unit)
WITH user
UNWIND $p.roles AS code
MATCH (role:Role {code: code})
CREATE (user)-[:HAS_ROLE {validFrom: date('2022-01-02'), validTo: date('9999-12-31'),
  recordedAt: datetime(), recordedBy: 'test'}]->(role)"""
BACK = """MATCH (user:User {id: $p.user})
CALL (user) { MATCH (user)-[made:MEMBER_OF|HAS_ROLE {recordedBy: 'test'}]->() DELETE made }
CALL (user) {
  MATCH (user)-[member:MEMBER_OF]->() WHERE member.keptUntil IS NOT NULL
  SET member.validTo = member.keptUntil REMOVE member.keptUntil
}"""


@asynccontextmanager
async def moved(database: Database, user: str, organisation: str, *roles: str) -> AsyncIterator[None]:
    """Let a user work for another organisation, with more roles, for a while.

    An application that knows the user already keeps its facts for as long as its clock stands still.
    """
    await database.write(MOVE, {"user": user, "organisation": organisation, "roles": list(roles)})
    try:
        yield
    finally:
        await database.write(BACK, {"user": user})
