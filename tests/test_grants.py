"""Requests and grants: asked of the owners unnamed, approved by the other side, in force until revoked or lapsed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from synergy.web.context import MOST_AT_ONCE
from tests.client import (
    BANK,
    COMPLIANCE,
    COMPLIANCE_BANK,
    COMPLIANCE_TRUST,
    NARROW,
    OFFICER_BANK,
    OFFICER_TRUST,
    SECURITIES,
    Client,
    application,
)
from tests.made import BANK_ID, FINANCE_ID, HEYE_ID, TRUST_ID, make_consent, make_customer, moved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction

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
WITHDRAW = """mutation ($input: WithdrawAccessInput!) { withdrawAccess(input: $input) {
  accessRequest { standing } userErrors { code } } }"""
REVOKE = """mutation ($input: RevokeGrantInput!) { revokeGrant(input: $input) {
  grant { activeUntil revocation revokedBy { id } } userErrors { code } } }"""
RECERTIFY = """mutation ($input: RecertifyGrantInput!) { recertifyGrant(input: $input) {
  grant { recertifyBy activeUntil recertifications { edges { recertifiedOn until node { id } } } } userErrors { code }
} }"""
REQUESTED = "query ($id: ID!) { accessRequest(id: $id) { standing answer owner { id } decidedBy { id } } }"
SEE = """query ($id: ID!) { customer(id: $id) {
  uscc phone servedByCount servedBy(first: 100) { edges { node { id } } } }
  accessRequests(first: 100, where: {customer: {id: {eq: $id}}}) { totalCount } }"""
UNTIL = "2027-11-24"
INPUT = {"purpose": "JOINT_PROJECT", "fields": ["USCC", "PHONE"], "reason": "合作项目", "until": UNTIL}
WAYS = "MATCH (:Customer {id: $p.id})<-[way:MAY_SEE]-() RETURN way.grant AS grant, toString(way.validTo) AS until"
JOIN = """MATCH (user:User {id: $p.user}) MATCH (unit:OrgUnit)-[:PART_OF]->(:Subsidiary {id: $p.organisation})
WITH user, unit ORDER BY unit.id LIMIT 1
CREATE (user)-[:MEMBER_OF {title: 'x', titleEn: 'x', validFrom: date('2020-01-01'), validTo: date('9999-12-31'),
  recordedAt: datetime(), recordedBy: 'test'}]->(unit)"""
LEAVE = "MATCH (:User {id: $p.user})-[member:MEMBER_OF {recordedBy: 'test'}]->() DELETE member"


async def do(client: Client, document: str, user: str, **given: Any) -> Any:
    """Send a mutation whose input is `given`; return its payload."""
    (payload,) = (await client.ask(document, user=user, input=given)).data.values()
    return payload


async def ask(client: Client, about: str, user: str = BANK, **changes: Any) -> Any:
    return await do(client, ASK, user, customer=about, **(INPUT | changes))


async def asked(client: Client, about: str, user: str = BANK, **changes: Any) -> str:
    """Ask the only owner; return the request's id."""
    (request,) = (await ask(client, about, user, **changes))["accessRequests"]
    return str(request["id"])


@asynccontextmanager
async def uncommitted(database: Database, text: str, about: str) -> AsyncIterator[None]:
    """Hold a change of a customer open, with its locks, and commit it in the end."""
    made, done = asyncio.Event(), asyncio.Event()

    async def change(tx: Transaction) -> None:
        await tx.run(text, {"id": about})
        made.set()
        await done.wait()

    changing = asyncio.create_task(database.transact(change, deadline=60))
    await made.wait()
    try:
        yield
    finally:
        done.set()
        await changing


async def approve(client: Client, request: str, user: str = OFFICER_TRUST, **changes: Any) -> Any:
    return await do(client, APPROVE, user, request=request, **changes)


async def granted(client: Client, about: str, **changes: Any) -> str:
    done = await approve(client, await asked(client, about), **changes)
    assert done["userErrors"] == []
    return str(done["accessRequest"]["grant"]["id"])


async def see(client: Client, about: str, user: str = BANK) -> Any:
    return (await client.ask(SEE, user=user, id=about)).data["customer"]


def clear(seen: Any) -> list[bool]:
    """Say whether code and phone are shown in clear."""
    return ["****" not in seen[name] for name in ("uscc", "phone")]


def refused(payload: Any, code: str) -> bool:
    """Say whether nothing was done, for that reason."""
    return bool(payload["userErrors"] == [{"code": code}])


class Later(Client):
    """Speaks to an application whose clock stands on another day."""

    def __init__(self, client: Client, database: Database, day: str) -> None:
        self.day = datetime.fromisoformat(f"{day}T10:00:00+08:00")
        served = application(client.settings, database, clock=lambda: self.day, new_id=lambda: "request")
        super().__init__(served, client.settings, client.statements)

    def token(self, user: str, *, ttl: timedelta = timedelta(hours=1), now: datetime | None = None) -> str:
        """Return a token of that day."""
        return super().token(user, ttl=ttl, now=now or self.day)


@pytest.fixture
async def theirs(seeded: Database) -> str:
    """Give a company of CITIC Trust, all of whose customers CITIC Bank sees, masked."""
    return await make_customer(seeded, TRUST_ID)


@pytest.fixture
async def both(seeded: Database) -> str:
    """Give a company of CITIC Heye and CITIC Trust, which Heye may count but not name."""
    return await make_customer(seeded, HEYE_ID, TRUST_ID)


async def test_what_is_approved_in_part_is_shown_until_it_is_revoked(client: Client, theirs: str) -> None:
    assert clear(await see(client, theirs)) == [False, False]
    (made,) = (await ask(client, theirs))["accessRequests"]
    assert made["standing"] == "PENDING"
    assert made["requestedFor"] == {"id": BANK_ID}
    assert clear(await see(client, theirs)) == [False, False]
    done = await approve(client, made["id"], fields=["USCC"], until="2027-01-31", answer="可以")
    request = done["accessRequest"]
    grant = request.pop("grant")
    assert (done["userErrors"], done["notices"]) == ([], [])
    assert (request["standing"], request["answer"], request["decidedBy"]) == ("APPROVED", "可以", {"id": OFFICER_TRUST})
    assert (grant["fields"], grant["purpose"]) == (["USCC"], "JOINT_PROJECT")
    assert (grant["activeFrom"], grant["activeUntil"], grant["recertifyBy"]) == (
        "2026-11-24", "2027-01-31", "2027-01-31",
    )  # fmt: skip
    assert (grant["owner"], grant["receiver"], grant["customer"]) == ({"id": TRUST_ID}, {"id": BANK_ID}, {"id": theirs})
    assert (grant["approvedBy"], grant["request"]) == ({"id": OFFICER_TRUST}, {"id": made["id"]})
    assert clear(await see(client, theirs)) == [True, False]
    ended = await do(client, REVOKE, COMPLIANCE_TRUST, grant=grant["id"], reason="项目终止")
    assert ended["grant"] == {
        "activeUntil": "2026-11-24", "revocation": "项目终止", "revokedBy": {"id": COMPLIANCE_TRUST},
    }  # fmt: skip
    assert clear(await see(client, theirs)) == [False, False]
    assert refused(await do(client, REVOKE, BANK, grant=grant["id"], reason="再次"), "WRONG_STANDING")


async def test_the_owner_is_named_by_its_approval_only(client: Client, both: str) -> None:
    before = await see(client, both, NARROW)
    assert before["servedByCount"] == 2
    assert before["servedBy"]["edges"] == [{"node": {"id": HEYE_ID}}]
    (made,) = (await ask(client, both, NARROW))["accessRequests"]
    assert made["owner"] is None
    told = await do(client, REFUSE, OFFICER_TRUST, request=made["id"], answer="暂不便提供")
    assert told["accessRequest"]["decidedBy"] == {"id": OFFICER_TRUST}
    answered = (await client.ask(REQUESTED, user=NARROW, id=made["id"])).data["accessRequest"]
    assert answered == {"standing": "REFUSED", "answer": "暂不便提供", "owner": None, "decidedBy": None}
    assert (await see(client, both, NARROW)) == before
    await approve(client, await asked(client, both, NARROW))
    after = await see(client, both, NARROW)
    assert {edge["node"]["id"] for edge in after["servedBy"]["edges"]} == {HEYE_ID, TRUST_ID}


async def test_only_owners_that_may_be_counted_are_asked(client: Client, seeded: Database) -> None:
    alone = await make_customer(seeded, HEYE_ID)
    beside_hidden = await make_customer(seeded, HEYE_ID, FINANCE_ID)
    first, second = [await ask(client, about, NARROW) for about in (alone, beside_hidden)]
    assert first == second
    assert refused(first, "NOBODY_TO_ASK")
    several = await make_customer(seeded, HEYE_ID, FINANCE_ID, TRUST_ID, BANK_ID)
    made = (await ask(client, several, NARROW))["accessRequests"]
    assert len(made) == 2
    # The bank lets itself be named beside customers, not yet as the one who was asked.
    assert {one["owner"] and one["owner"]["id"] for one in made} == {None}
    for officer in (OFFICER_TRUST, OFFICER_BANK):
        assert (await client.ask(SEE, user=officer, id=several)).data["accessRequests"]["totalCount"] == 1
    assert refused(await ask(client, several, NARROW), "ALREADY_ASKED")
    ours = [
        one["id"]
        for one in made
        if (await client.ask(REQUESTED, user=OFFICER_BANK, id=one["id"])).data["accessRequest"]
    ]
    assert (await do(client, REFUSE, OFFICER_BANK, request=ours[0], answer="否"))["userErrors"] == []
    assert len((await ask(client, several, NARROW))["accessRequests"]) == 1


async def test_what_is_hidden_is_refused_as_what_does_not_exist(client: Client, seeded: Database) -> None:
    hidden = await make_customer(seeded, FINANCE_ID)
    answers = [
        (await client.ask(ASK, user=NARROW, input={"customer": about, **INPUT})).body
        for about in (hidden, "cus_nothing", "", "sub_citic_bank")
    ]
    assert refused(answers[0]["data"]["requestAccess"], "NOT_FOUND")
    assert answers == [answers[0]] * 4


@pytest.mark.parametrize(
    ("user", "changes", "code"),
    [
        (BANK, {"until": "2026-11-24"}, "IN_THE_PAST"),
        (BANK, {"reason": " "}, "TEXT"),
        (BANK, {"reason": "长" * 2001}, "TEXT"),
        (COMPLIANCE_BANK, {}, "FORBIDDEN"),
    ],
)
async def test_impossible_requests_are_refused(
    client: Client, theirs: str, user: str, changes: dict[str, Any], code: str
) -> None:
    assert refused(await ask(client, theirs, user, **changes), code)


async def test_a_purpose_is_needed_and_known(client: Client, theirs: str) -> None:
    for given in ({}, {"purpose": "CURIOSITY"}, {"purpose": None}):
        told = {name: value for name, value in INPUT.items() if name != "purpose"} | {"customer": theirs} | given
        assert (await client.ask(ASK, user=BANK, input=told)).codes == ["GRAPHQL_VALIDATION_FAILED"]


@pytest.mark.parametrize(
    ("user", "changes", "code"),
    [
        (BANK, {}, "FORBIDDEN"),
        (OFFICER_BANK, {}, "NOT_FOUND"),
        (OFFICER_TRUST, {"fields": ["USCC", "PHONE"]}, "MORE_THAN_ASKED"),
        (OFFICER_TRUST, {"until": "2027-11-25"}, "MORE_THAN_ASKED"),
        (OFFICER_TRUST, {"until": "2026-11-24"}, "IN_THE_PAST"),
    ],
)
async def test_what_may_not_be_approved(
    client: Client, theirs: str, user: str, changes: dict[str, Any], code: str
) -> None:
    request = await asked(client, theirs, fields=["USCC"])
    assert refused(await approve(client, request, user, **changes), code)
    assert clear(await see(client, theirs)) == [False, False]
    assert refused(await approve(client, "req_nothing"), "NOT_FOUND")


async def test_a_request_is_decided_once(client: Client, theirs: str) -> None:
    request = await asked(client, theirs)
    assert refused(await do(client, WITHDRAW, SECURITIES, request=request), "NOT_FOUND")
    done = await do(client, WITHDRAW, BANK, request=request)
    assert done["accessRequest"] == {"standing": "WITHDRAWN"}
    assert refused(await approve(client, request), "WRONG_STANDING")
    request = await asked(client, theirs)
    both = await asyncio.gather(approve(client, request), approve(client, request, COMPLIANCE_TRUST))
    assert sorted(len(one["userErrors"]) for one in both) == [0, 1]
    assert refused(await do(client, REFUSE, OFFICER_TRUST, request=request, answer="否"), "WRONG_STANDING")
    assert refused(await do(client, WITHDRAW, BANK, request=request), "WRONG_STANDING")


async def test_colleagues_who_ask_at_once_ask_once(client: Client, theirs: str) -> None:
    answers = await asyncio.gather(ask(client, theirs), ask(client, theirs, OFFICER_BANK))
    assert sorted(len(one["accessRequests"]) for one in answers) == [0, 1]


async def test_nobody_approves_the_own_request(client: Client, seeded: Database, theirs: str) -> None:
    request = await asked(client, theirs)
    moved = "MATCH (r:AccessRequest {id: $p.r})-[by:REQUESTED_BY]->() DELETE by WITH r MATCH (u:User {id: $p.u}) "
    await seeded.write(moved + "CREATE (r)-[:REQUESTED_BY]->(u)", {"r": request, "u": OFFICER_TRUST})
    assert refused(await approve(client, request), "OWN_REQUEST")
    assert (await approve(client, request, COMPLIANCE_TRUST))["userErrors"] == []


async def test_who_works_for_both_sides_neither_approves_nor_prolongs(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, HEYE_ID, BANK_ID)
    request = await asked(client, about, NARROW)
    await seeded.write(JOIN, {"user": OFFICER_BANK, "organisation": HEYE_ID})
    try:
        assert refused(await approve(client, request, OFFICER_BANK), "OWN_REQUEST")
        grant = (await approve(client, request, COMPLIANCE_BANK))["accessRequest"]["grant"]["id"]
        assert refused(await do(client, RECERTIFY, OFFICER_BANK, grant=grant, until=UNTIL), "OWN_REQUEST")
    finally:
        await seeded.write(LEAVE, {"user": OFFICER_BANK})
    assert (await do(client, RECERTIFY, OFFICER_BANK, grant=grant, until=UNTIL))["userErrors"] == []


async def test_who_asked_does_not_prolong_the_grant_from_the_other_side(
    client: Client, seeded: Database, theirs: str
) -> None:
    grant = await granted(client, theirs)
    async with moved(seeded, BANK, TRUST_ID, "SYNERGY_OFFICER"), Later(client, seeded, "2026-11-25") as after:
        assert refused(await do(after, RECERTIFY, BANK, grant=grant, until=UNTIL), "OWN_REQUEST")
        assert (await do(after, RECERTIFY, COMPLIANCE_TRUST, grant=grant, until=UNTIL))["userErrors"] == []


async def test_a_request_sent_again_after_a_move_tells_only_what_is_still_seen(
    client: Client, seeded: Database, theirs: str
) -> None:
    made = await ask(client, theirs, key="moved-1")
    assert len(made["accessRequests"]) == 1
    async with moved(seeded, BANK, HEYE_ID), Later(client, seeded, "2026-11-24") as after:
        again = await ask(after, theirs, key="moved-1")
    assert again == {"accessRequests": [], "replayed": True, "userErrors": []}


async def test_an_owner_that_serves_no_more_grants_no_more(client: Client, seeded: Database, both: str) -> None:
    request = await asked(client, both, NARROW)
    ended = (
        "MATCH (:Subsidiary {id: $p.owner})-[serves:SERVES]->(:Customer {id: $p.id}) SET serves.validTo = date($p.on)"
    )
    await seeded.write(ended, {"owner": TRUST_ID, "id": both, "on": "2026-11-24"})
    assert refused(await approve(client, request), "NOT_SERVED")


async def test_a_person_without_consent_is_told_of(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, HEYE_ID, TRUST_ID, kind="PERSON")
    (notice,) = (await approve(client, await asked(client, about, NARROW)))["notices"]
    assert "until the person consents" in notice["messageEn"]
    await make_consent(seeded, about, holder=TRUST_ID, receiver=HEYE_ID)
    assert (await approve(client, await asked(client, about, NARROW)))["notices"] == []


async def test_a_grant_of_a_person_shows_nothing_without_consent(client: Client, seeded: Database) -> None:
    about = await make_customer(seeded, BANK_ID, TRUST_ID, kind="PERSON")
    await granted(client, about)
    ended = (
        "MATCH (:Subsidiary {id: $p.owner})-[serves:SERVES]->(:Customer {id: $p.id}) SET serves.validTo = date($p.on)"
    )
    await seeded.write(ended, {"owner": BANK_ID, "id": about, "on": "2026-11-24"})
    assert await see(client, about) is None
    await make_consent(seeded, about, holder=TRUST_ID, receiver=BANK_ID)
    assert clear(await see(client, about)) == [True, False]
    await make_consent(seeded, about, "CONTACT", holder=TRUST_ID, receiver=BANK_ID)
    assert clear(await see(client, about)) == [True, True]


async def test_a_grant_lapses_unless_it_is_confirmed_by_its_deadline(
    client: Client, seeded: Database, theirs: str
) -> None:
    grant = await granted(client, theirs)
    (way,) = await seeded.write(WAYS, {"id": theirs})
    assert way == {"grant": grant, "until": "2027-05-23"}
    async with Later(client, seeded, "2027-05-22") as eve, Later(client, seeded, "2027-05-23") as due:
        assert clear(await see(eve, theirs)) == [True, True]
        assert clear(await see(due, theirs)) == [False, False]
        assert refused(await do(due, RECERTIFY, OFFICER_TRUST, grant=grant, until=UNTIL), "WRONG_STANDING")
        assert refused(await do(eve, RECERTIFY, OFFICER_BANK, grant=grant, until=UNTIL), "NOT_FOUND")
        assert refused(await do(eve, RECERTIFY, BANK, grant=grant, until=UNTIL), "FORBIDDEN")
        assert refused(await do(eve, RECERTIFY, OFFICER_TRUST, grant=grant, until="2027-05-22"), "IN_THE_PAST")
        done = (await do(eve, RECERTIFY, OFFICER_TRUST, grant=grant, until="2028-11-24"))["grant"]
        assert (done["recertifyBy"], done["activeUntil"]) == ("2027-11-18", UNTIL)
        assert done["recertifications"]["edges"] == [
            {"recertifiedOn": "2027-05-22", "until": "2027-11-18", "node": {"id": OFFICER_TRUST}}
        ]
        assert clear(await see(due, theirs)) == [True, True]
    async with Later(client, seeded, "2027-11-01") as late, Later(client, seeded, UNTIL) as over:
        done = (await do(late, RECERTIFY, OFFICER_TRUST, grant=grant, until="2028-11-24"))["grant"]
        assert done["recertifyBy"] == UNTIL
        assert clear(await see(over, theirs)) == [False, False]


async def test_who_serves_the_customer_no_more_confirms_no_grant(client: Client, seeded: Database, theirs: str) -> None:
    grant = await granted(client, theirs)
    ended = "MATCH (:Subsidiary {id: $p.by})-[s:SERVES]->(:Customer {id: $p.id}) SET s.validTo = date('2026-11-24')"
    await seeded.write(ended, {"by": TRUST_ID, "id": theirs})
    again = await do(client, RECERTIFY, OFFICER_TRUST, grant=grant, until="2027-05-01")
    assert refused(again, "NOT_SERVED")


async def test_no_grant_outlives_a_service_that_ends_meanwhile(client: Client, seeded: Database, theirs: str) -> None:
    """The service is ended, as a snapshot does, by a transaction that is open while the owner approves."""
    request = await asked(client, theirs)
    end = "MATCH (:Customer {id: $p.id})<-[s:SERVES]-() SET s.validTo = date('2026-11-24')"
    async with uncommitted(seeded, end, theirs):
        approving = asyncio.create_task(approve(client, request))
        # Where nothing made it wait, it would be through by then.
        await asyncio.wait({approving}, timeout=2)
    assert refused(await approving, "NOT_SERVED")
    assert await seeded.write(WAYS, {"id": theirs}) == []


async def test_one_viewer_changes_four_things_at_a_time(client: Client, seeded: Database, theirs: str) -> None:
    """Whoever sends more at once waits, and takes no connections from others."""
    blocked = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) AS many"
    hold = "MATCH (customer:Customer {id: $p.id}) SET customer.sourceKey = customer.sourceKey"
    async with uncommitted(seeded, hold, theirs):
        asking = [asyncio.create_task(ask(client, theirs)) for _ in range(8)]
        for _ in range(100):
            if (await seeded.read(blocked, {}))["many"] >= MOST_AT_ONCE:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert (await seeded.read(blocked, {}))["many"] == MOST_AT_ONCE
    assert sorted(len(done["accessRequests"] or []) for done in await asyncio.gather(*asking)) == [0] * 7 + [1]


async def test_who_may_revoke(client: Client, theirs: str) -> None:
    grant = await granted(client, theirs)
    assert refused(await do(client, REVOKE, SECURITIES, grant=grant, reason="x"), "NOT_FOUND")
    assert refused(await do(client, REVOKE, SECURITIES, grant="gra_nothing", reason="x"), "NOT_FOUND")
    assert refused(await do(client, REVOKE, BANK, grant=grant, reason=""), "TEXT")
    assert clear(await see(client, theirs)) == [True, True]
    assert (await do(client, REVOKE, BANK, grant=grant, reason="不再需要"))["userErrors"] == []
    assert clear(await see(client, theirs)) == [False, False]


async def test_compliance_of_the_group_revokes_a_grant_and_prolongs_none(client: Client, theirs: str) -> None:
    grant = await granted(client, theirs)
    longer = await do(client, RECERTIFY, COMPLIANCE, grant=grant, until="2027-01-31")
    assert refused(longer, "NOT_FOUND")
    assert clear(await see(client, theirs)) == [True, True]
    ended = await do(client, REVOKE, COMPLIANCE, grant=grant, reason="监管要求")
    assert ended["grant"]["revokedBy"] == {"id": COMPLIANCE}
    assert clear(await see(client, theirs)) == [False, False]


async def test_an_approval_sent_twice_is_one(client: Client, seeded: Database, theirs: str) -> None:
    request = await asked(client, theirs, key="ask-1")
    again = await ask(client, theirs, key="ask-1")
    assert (again["replayed"], [one["id"] for one in again["accessRequests"]]) == (True, [request])
    first, second = [await approve(client, request, key="approve-1") for _ in range(2)]
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert first["accessRequest"] == second["accessRequest"]
    assert len(await seeded.write(WAYS, {"id": theirs})) == 1
