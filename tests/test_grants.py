"""Requests and grants: asked of the owners unnamed, approved by the other side, in force until revoked or lapsed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from synergy.app import create_app
from synergy.settings import Settings
from tests.client import (
    BANK,
    BANKER,
    COMPLIANCE_BANK,
    COMPLIANCE_TRUST,
    NARROW,
    NOW,
    OFFICER,
    OFFICER_BANK,
    OFFICER_TRUST,
    SECURITIES,
    Client,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from synergy.graph.database import Database
    from tests.client import Answer

pytestmark = pytest.mark.usefixtures("undone")

REQUEST = "id purpose fields reason until standing answer owner { id } requestedFor { ... on Node { id } }"
ASK = f"""mutation ($input: RequestAccessInput!) {{ requestAccess(input: $input) {{
  accessRequests {{ {REQUEST} }} replayed userErrors {{ code }} }} }}"""
APPROVE = f"""mutation ($input: ApproveAccessInput!) {{ approveAccess(input: $input) {{
  accessRequest {{ {REQUEST} decidedBy {{ id }} grant {{
    id purpose fields activeFrom activeUntil recertifyBy owner {{ id }} approvedBy {{ id }} request {{ id }}
    receiver {{ ... on Node {{ id }} }} customer {{ id }} }} }}
  notices {{ messageEn }} replayed userErrors {{ code }} }} }}"""
REFUSE = f"""mutation ($input: RefuseAccessInput!) {{ refuseAccess(input: $input) {{
  accessRequest {{ {REQUEST} decidedBy {{ id }} }} userErrors {{ code }} }} }}"""
WITHDRAW = """mutation ($request: ID!) { withdrawAccess(input: {request: $request}) {
  accessRequest { standing } userErrors { code } } }"""
REVOKE = """mutation ($input: RevokeGrantInput!) { revokeGrant(input: $input) {
  grant { activeUntil revocation revokedBy { id } } userErrors { code } } }"""
RECERTIFY = """mutation ($grant: ID!, $until: Date!) { recertifyGrant(input: {grant: $grant, until: $until}) {
  grant { recertifyBy activeUntil recertifications { edges { recertifiedOn until node { id } } } } userErrors { code }
} }"""
SEE = """query ($id: ID!) { customer(id: $id) { uscc phone servedByCount servedBy(first: 100) { edges { node { id } } } }
  accessRequests(first: 100, where: {customer: {id: {eq: $id}}}) { totalCount } }"""
MADE = """MATCH (owner:Subsidiary {id: $p.owner}) MATCH (asker:Subsidiary {id: $p.asker})
CREATE (customer:Customer {id: $p.id, name: $p.id, kind: $p.kind, sizeBand: 'LARGE', employees: 1, employeesOrder: 1,
  uscc: '91110000MA01ABCD1X', phone: '+86 100 1234 5678',
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: $p.id})
WITH * UNWIND $p.served AS by MATCH (served:Subsidiary {id: by})
CREATE (served)-[:SERVES {stage: 'ACTIVE', validFrom: date('2022-03-01'), validTo: date('9999-12-31'),
  lastContactOrder: date('0001-01-01'), recordedAt: datetime(), recordedBy: 'test'}]->(customer)"""
BANK_ID, SECURITIES_ID, TRUST_ID, HEYE_ID = (
    f"sub_citic_{code}" for code in ("bank", "securities", "trust", "heye")
)
UNTIL = "2027-11-24"
INPUT = {"purpose": "JOINT_PROJECT", "fields": ["USCC", "PHONE"], "reason": "合作项目", "until": UNTIL}


@pytest.fixture
async def shared(seeded: Database) -> str:
    """Give a company that CITIC Bank, CITIC Securities and CITIC Heye serve: Heye may know of both others somehow."""
    return await customer(seeded, "cus_shared", BANK_ID, SECURITIES_ID, HEYE_ID)


async def customer(database: Database, key: str, *served: str, kind: str = "COMPANY") -> str:
    await database.write(
        MADE, {"id": key, "kind": kind, "owner": served[0], "asker": served[-1], "served": list(served)}
    )
    return key


async def do(client: Client, document: str, user: str, **given: Any) -> Any:
    """Send a mutation whose input is `given`; return its payload."""
    (payload,) = (await client.ask(document, user=user, input=given)).data.values()
    return payload


async def ask(client: Client, about: str, user: str = NARROW, **changes: Any) -> Any:
    return await do(client, ASK, user, customer=about, **(INPUT | changes))


async def asked(client: Client, about: str, owner: str = BANK_ID, user: str = NARROW, **changes: Any) -> str:
    """Ask, and return the id of the request to the owner, as the owner finds it."""
    made = {one["id"] for one in (await ask(client, about, user, **changes))["accessRequests"]}
    officer = {BANK_ID: OFFICER_BANK, TRUST_ID: OFFICER_TRUST}[owner]
    inbox = """query ($owner: ID!) { accessRequests(first: 100, where: {owner: {id: {eq: $owner}},
      standing: {eq: PENDING}}) { edges { node { id } } } }"""
    edges = (await client.ask(inbox, user=officer, owner=owner)).data["accessRequests"]["edges"]
    (found,) = made & {edge["node"]["id"] for edge in edges}
    return str(found)


async def granted(client: Client, about: str, **changes: Any) -> str:
    request = await asked(client, about)
    done = await do(client, APPROVE, OFFICER_BANK, request=request, **changes)
    assert done["userErrors"] == []
    return str(done["accessRequest"]["grant"]["id"])


@asynccontextmanager
async def on(day: datetime, client: Client, database: Database) -> AsyncIterator[Client]:
    """Give a client of an application whose clock stands on another day."""
    application = create_app(client.settings, database, clock=lambda: day, new_id=lambda: "request")
    async with LaterClient(application, client.settings, client.statements) as opened:
        yield opened


class LaterClient(Client):
    """Signs its tokens on the application's day."""

    def token(self, user: str, *, ttl: timedelta = timedelta(hours=1), now: datetime = NOW) -> str:
        """Return a token of that day."""
        return super().token(user, ttl=ttl, now=self.application.state.now if now is NOW else now)


async def see(client: Client, about: str, user: str = NARROW) -> Any:
    return (await client.ask(SEE, user=user, id=about)).data["customer"]


def named(seen: Any) -> set[str]:
    return {edge["node"]["id"] for edge in seen["servedBy"]["edges"]}
