"""Signing out, ended sessions, closed accounts: each binds within five seconds, and is for those who may do it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from synergy.access.tokens import DevelopmentKey, issue
from synergy.graph.database import Address, Database
from synergy.settings import Settings
from tests.client import BANK, COMPLIANCE, DISABLED, NARROW, NOW, OFFICER, SECURITIES, Client, application
from tests.issuer import Clock, SmallIssuer, curve_signer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.client import Answer

ADMIN, STEWARD = "usr_demo_admin", "usr_demo_steward"
EVERYBODY = (ADMIN, STEWARD, BANK, COMPLIANCE, DISABLED, NARROW, OFFICER, SECURITIES)
HOUR = timedelta(hours=1)

WHO = "{ viewer { user { id disabled } side roles } }"
SAYS = "user { id disabled } replayed userErrors { code message messageEn }"
DISABLE = f"""mutation ($whom: ID!, $reason: String = "离职", $key: String) {{
  disableUser(input: {{user: $whom, reason: $reason, key: $key}}) {{ {SAYS} }} }}"""
ENABLE = f"mutation ($whom: ID!, $key: String) {{ enableUser(input: {{user: $whom, key: $key}}) {{ {SAYS} }} }}"
REVOKE = f"""mutation ($whom: ID!, $session: String!, $key: String) {{
  revokeSession(input: {{user: $whom, tokenId: $session, key: $key}}) {{ {SAYS} }} }}"""
REVOKE_ALL = f"mutation ($whom: ID!, $key: String) {{ revokeSessions(input: {{user: $whom, key: $key}}) {{ {SAYS} }} }}"
SIGN_OUT = f"mutation ($key: String) {{ signOut(input: {{key: $key}}) {{ {SAYS} }} }}"

KEPT = """MATCH (user:User) WHERE user.id IN $p.users
RETURN collect({id: user.id, own: properties(user)}) AS rows"""
RESTORE = "UNWIND $p.rows AS row MATCH (user:User {id: row.id}) SET user = row.own"
FORGET = "MATCH (session:RevokedSession) DELETE session"
SESSIONS = """MATCH (session:RevokedSession) WHERE session.user = $p.user
RETURN session.tokenId AS id, session.revokedBy AS by ORDER BY id"""
USER = "MATCH (user:User {id: $p.user}) RETURN properties(user) AS own"
OPEN = "MATCH (user:User {id: $p.user}) SET user.disabled = false"
CALL = "MATCH (user:User {id: $p.user}) SET user.loginSubject = $p.subject"
ADMINISTRATE = """MATCH (user:User {id: $p.user}), (role:Role {code: 'ADMINISTRATOR'})
CREATE (user)-[:HAS_ROLE {validFrom: date('2022-01-01'), validTo: date($p.until)}]->(role)"""
ABDICATE = "MATCH (:User {id: $p.user})-[has:HAS_ROLE]->(:Role {code: 'ADMINISTRATOR'}) DELETE has"


class House:
    """An application with a clock that can be moved, over the session's graph."""

    def __init__(self, client: Client, database: Database, clock: Clock) -> None:
        self.client, self.database, self.clock = client, database, clock

    def sign_in(self, user: str, token_id: str) -> str:
        """Return a token of a session that begins now."""
        key = DevelopmentKey.open(self.client.settings)
        return issue(key, user=user, ttl=HOUR, now=self.clock.now, token_id=token_id)

    async def ask(self, token: str, document: str, **variables: Any) -> Answer:
        """Send a document."""
        return await self.client.ask(document, token=token, **variables)

    async def change(self, token: str, document: str, **variables: Any) -> Any:
        """Send a mutation; return its only payload."""
        (payload,) = (await self.ask(token, document, **variables)).data.values()
        return payload

    async def refused(self, token: str) -> str:
        """Ask who one is; return why that is not said, or nothing when it is."""
        answer = await self.ask(token, WHO)
        assert answer.codes in ([], ["UNAUTHENTICATED"])
        return answer.message if answer.codes else ""


@pytest_asyncio.fixture
async def house(seeded: Database, address: Address, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Leave the demonstration data as it was: other tests compare all of it."""
    (before,) = await seeded.write(KEPT, {"users": EVERYBODY})
    clock = Clock(NOW)
    settings = Settings(data_dir=tmp_path_factory.mktemp("house"))
    database = Database(address, read_sessions=4, read_deadline=60, write_deadline=15, clock=clock)
    await database.open()
    try:
        served = application(settings, database, clock=clock, new_id=lambda: "request")
        async with Client(served, settings, []) as client:
            yield House(client, database, clock)
    finally:
        await database.close()
        await seeded.write(RESTORE, before)
        await seeded.write(FORGET, {})


ENDED = "This session has ended; sign in again."
CLOSED = "This account may not sign in; ask the platform's administrators."


async def test_a_revoked_session_ends_within_five_seconds_and_no_other_does(house: House) -> None:
    stolen, own, admin = house.sign_in(BANK, "stolen"), house.sign_in(BANK, "own"), house.sign_in(ADMIN, "a")
    namesake = house.sign_in(NARROW, "stolen")
    assert await house.refused(stolen) == ""
    done = await house.change(admin, REVOKE, whom=BANK, session="stolen")
    assert done == {"user": {"id": BANK, "disabled": False}, "replayed": False, "userErrors": []}
    house.clock.go_on(seconds=5)
    assert await house.refused(stolen) == ENDED
    assert [await house.refused(token) for token in (own, namesake, admin)] == ["", "", ""]
    # Also for a process that never saw the session before.
    other = application(house.client.settings, house.database, clock=house.clock)
    async with Client(other, house.client.settings, []) as client:
        assert (await client.ask(WHO, token=stolen)).codes == ["UNAUTHENTICATED"]


async def test_all_sessions_of_a_user_end_and_the_next_one_is_good(house: House) -> None:
    tokens = [house.sign_in(BANK, f"s{number}") for number in range(3)]
    admin = house.sign_in(ADMIN, "a")
    assert [await house.refused(token) for token in tokens] == [""] * 3
    assert (await house.change(admin, REVOKE_ALL, whom=BANK))["userErrors"] == []
    house.clock.go_on(seconds=5)
    assert [await house.refused(token) for token in tokens] == [ENDED] * 3
    assert await house.refused(house.sign_in(BANK, "new")) == ""
    assert await house.refused(house.sign_in(SECURITIES, "s")) == ""


async def test_a_closed_account_ends_its_sessions_also_for_after_it_is_opened_again(house: House) -> None:
    token, admin = house.sign_in(BANK, "b"), house.sign_in(ADMIN, "a")
    assert await house.refused(token) == ""
    done = await house.change(admin, DISABLE, whom=BANK, reason=" 离职 ")
    assert done == {"user": {"id": BANK, "disabled": True}, "replayed": False, "userErrors": []}
    house.clock.go_on(seconds=5)
    assert await house.refused(token) == CLOSED
    assert await house.refused(house.sign_in(BANK, "b2")) == CLOSED
    (row,) = await house.database.write(USER, {"user": BANK})
    assert (row["own"]["disabledReason"], row["own"]["disabledBy"]) == ("离职", ADMIN)
    assert (await house.change(admin, ENABLE, whom=BANK))["user"] == {"id": BANK, "disabled": False}
    house.clock.go_on(seconds=5)
    assert await house.refused(token) == ENDED
    assert await house.refused(house.sign_in(BANK, "b3")) == ""
    (row,) = await house.database.write(USER, {"user": BANK})
    assert not {"disabledReason", "disabledBy", "disabledAt"} & row["own"].keys()


async def test_what_every_viewer_reads_of_a_user_does_not_tell_of_ended_sessions(house: House) -> None:
    reader, admin = house.sign_in(SECURITIES, "s"), house.sign_in(ADMIN, "a")
    read = "query ($whom: ID!) { user(id: $whom) { updatedAt version } }"
    before = (await house.ask(reader, read, whom=BANK)).data
    for document in (REVOKE_ALL, DISABLE, ENABLE):
        house.clock.go_on(seconds=1)
        assert (await house.change(admin, document, whom=BANK))["userErrors"] == []
        assert (await house.ask(reader, read, whom=BANK)).data == before


async def test_signing_out_ends_the_session_it_is_asked_in(house: House) -> None:
    phone, desk = house.sign_in(BANK, "phone"), house.sign_in(BANK, "desk")
    assert (await house.change(phone, SIGN_OUT, key="out"))["user"]["id"] == BANK
    # Until the facts are read anew a repetition is answered, and nothing is done twice.
    again = await house.change(phone, SIGN_OUT, key="out")
    assert (again["replayed"], again["userErrors"]) == (True, [])
    assert (await house.ask(desk, SIGN_OUT, key="out")).codes == ["IDEMPOTENCY_CONFLICT"]
    house.clock.go_on(seconds=5)
    assert [await house.refused(token) for token in (phone, desk)] == [ENDED, ""]
    assert (await house.ask(phone, SIGN_OUT)).codes == ["UNAUTHENTICATED"]
    assert (await house.client.ask(SIGN_OUT, user=None)).codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("user", [BANK, OFFICER, COMPLIANCE, STEWARD])
async def test_only_administrators_end_what_is_not_theirs(house: House, user: str) -> None:
    token = house.sign_in(user, "t")
    for document, more in ((DISABLE, {}), (ENABLE, {}), (REVOKE, {"session": "s"}), (REVOKE_ALL, {})):
        for target in (SECURITIES, user, "usr_nobody"):
            payload = await house.change(token, document, whom=target, **more)
            assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]
            assert payload["user"] is None
    # Not even what else would be wrong is told.
    payload = await house.change(token, DISABLE, whom=user, reason="")
    assert payload["userErrors"] == [
        {"code": "FORBIDDEN", "message": "只有系统管理员可以这样做。", "messageEn": "Only administrators may do this."}
    ]
    assert await house.database.write(SESSIONS, {"user": SECURITIES}) == []
    house.clock.go_on(seconds=5)
    assert await house.refused(house.sign_in(SECURITIES, "s")) == ""


@pytest.mark.parametrize(
    ("document", "variables", "code"),
    [
        (DISABLE, {"whom": ADMIN}, "ONESELF"),
        (DISABLE, {"whom": BANK, "reason": "  "}, "REASON_NEEDED"),
        (DISABLE, {"whom": BANK, "reason": "离" * 501}, "REASON_NEEDED"),
        (DISABLE, {"whom": "usr_nobody"}, "NO_SUCH_USER"),
        (ENABLE, {"whom": "sub_citic_bank"}, "NO_SUCH_USER"),
        (REVOKE, {"whom": "usr_nobody", "session": "s"}, "NO_SUCH_USER"),
        (REVOKE, {"whom": BANK, "session": ""}, "NO_SUCH_SESSION"),
        (REVOKE, {"whom": BANK, "session": "s\n"}, "NO_SUCH_SESSION"),
        (REVOKE, {"whom": BANK, "session": "s" * 201}, "NO_SUCH_SESSION"),
        (REVOKE_ALL, {"whom": ""}, "NO_SUCH_USER"),
    ],
)
async def test_what_an_administrator_cannot_do_is_said(
    house: House, document: str, variables: dict[str, str], code: str
) -> None:
    payload = await house.change(house.sign_in(ADMIN, "a"), document, **variables)
    assert [error["code"] for error in payload["userErrors"]] == [code]
    assert (payload["user"], payload["replayed"]) == (None, False)


async def test_a_key_does_it_once(house: House) -> None:
    admin = house.sign_in(ADMIN, "a")
    assert not (await house.change(admin, DISABLE, whom=BANK, key="k"))["replayed"]
    assert not (await house.change(admin, ENABLE, whom=BANK, key="k2"))["replayed"]
    # The first request arrives once more, late: the account stays open.
    again = await house.change(admin, DISABLE, whom=BANK, key="k")
    assert (again["replayed"], again["user"]["disabled"]) == (True, False)
    assert (await house.ask(admin, DISABLE, whom=NARROW, key="k")).codes == ["IDEMPOTENCY_CONFLICT"]
    # A refusal leaves the key free.
    assert (await house.change(admin, REVOKE_ALL, whom="usr_nobody", key="k3"))["userErrors"]
    assert not (await house.change(admin, REVOKE_ALL, whom=BANK, key="k3"))["replayed"]


async def test_an_administrator_who_was_just_disabled_cannot_come_back(house: House) -> None:
    await house.database.write(ADMINISTRATE, {"user": STEWARD, "until": "9999-12-31"})
    try:
        first, second = house.sign_in(ADMIN, "a"), house.sign_in(STEWARD, "s")
        assert await house.refused(second) == ""
        await house.change(first, DISABLE, whom=STEWARD)
        # Its facts are still fresh, so it gets this far.
        for document in (ENABLE, DISABLE):
            payload = await house.change(second, document, whom=STEWARD if document is ENABLE else ADMIN)
            assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]
        await house.change(first, ENABLE, whom=STEWARD)
        house.clock.go_on(seconds=5)
        for attempt in range(10):
            first, second = house.sign_in(ADMIN, f"a{attempt}"), house.sign_in(STEWARD, f"s{attempt}")
            assert [await house.refused(token) for token in (first, second)] == ["", ""]
            payloads = await asyncio.gather(
                house.change(first, DISABLE, whom=STEWARD), house.change(second, DISABLE, whom=ADMIN)
            )
            codes = sorted(error["code"] for payload in payloads for error in payload["userErrors"])
            assert codes == ["FORBIDDEN"], "one of two, never both, never neither"
            await house.database.write(
                "UNWIND $p.ids AS id MATCH (u:User {id: id}) SET u.disabled = false", {"ids": [ADMIN, STEWARD]}
            )
            house.clock.go_on(seconds=5)
    finally:
        await house.database.write(ABDICATE, {"user": STEWARD})


async def test_a_role_that_is_over_is_none(house: House) -> None:
    await house.database.write(ADMINISTRATE, {"user": STEWARD, "until": "2026-11-24"})
    try:
        token = house.sign_in(STEWARD, "s")
        payload = await house.change(token, REVOKE_ALL, whom=BANK)
        assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]
        assert (await house.ask(token, WHO)).data["viewer"]["roles"] == ["EMPLOYEE", "DATA_STEWARD"]
    finally:
        await house.database.write(ABDICATE, {"user": STEWARD})


async def test_ended_sessions_are_forgotten_when_their_tokens_have_expired_by_themselves(house: House) -> None:
    admin = house.sign_in(ADMIN, "a")
    for session in ("s1", "s2", "s1"):
        await house.change(admin, REVOKE, whom=BANK, session=session)
    known = [{"id": "s1", "by": ADMIN}, {"id": "s2", "by": ADMIN}]
    assert await house.database.write(SESSIONS, {"user": BANK}) == known
    house.clock.go_on(hours=24, seconds=60)
    await house.change(house.sign_in(BANK, "s3"), SIGN_OUT)
    assert [row["id"] for row in await house.database.write(SESSIONS, {"user": BANK})] == ["s1", "s2", "s3"]
    house.clock.go_on(seconds=1)
    await house.change(house.sign_in(BANK, "s4"), SIGN_OUT)
    assert [row["id"] for row in await house.database.write(SESSIONS, {"user": BANK})] == ["s3", "s4"]


async def test_the_viewer_knows_its_side_and_its_roles(house: House) -> None:
    viewers = [(await house.ask(house.sign_in(user, "w"), WHO)).data["viewer"] for user in (OFFICER, SECURITIES, ADMIN)]
    assert [viewer["roles"] for viewer in viewers] == [
        ["EMPLOYEE", "SYNERGY_OFFICER", "REPORTING"],
        ["EMPLOYEE", "RELATIONSHIP_MANAGER"],
        ["EMPLOYEE", "ADMINISTRATOR"],
    ]
    sides = "query ($id: ID!) { user(id: $id) { unit { side } } }"
    for user, viewer in zip((OFFICER, SECURITIES, ADMIN), viewers, strict=True):
        asked = (await house.ask(house.sign_in(user, "w"), sides, id=user)).data
        assert viewer["side"] == asked["user"]["unit"]["side"]


async def test_the_providers_name_for_a_user_may_be_another(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    signer = curve_signer("one")
    async with SmallIssuer() as issuer:
        issuer.publish(signer)
        settings = Settings(data_dir=tmp_path_factory.mktemp("named"), oidc_issuer=issuer.address)
        served = application(settings, house.database, clock=house.clock)
        await house.database.write(CALL, {"user": BANK, "subject": "00u1abcd"})
        # Somebody whose name is the id of somebody else is a mistake, and neither of the two.
        await house.database.write(CALL, {"user": SECURITIES, "subject": NARROW})
        async with Client(served, settings, []) as client:
            for subject, user in (("00u1abcd", BANK), (OFFICER, OFFICER)):
                token = signer.sign(issuer.address, house.clock.now, sub=subject)
                assert (await client.ask(WHO, token=token)).data["viewer"]["user"]["id"] == user
            for subject in (BANK, NARROW, SECURITIES, "00u1abce"):
                token = signer.sign(issuer.address, house.clock.now, sub=subject)
                assert (await client.ask(WHO, token=token)).message == CLOSED
            admin = house.sign_in(ADMIN, "a")
            token = signer.sign(issuer.address, house.clock.now, sub="00u1abcd", jti="of-the-provider")
            assert (await client.ask(WHO, token=token)).codes == []
            await house.change(admin, REVOKE, whom=BANK, session="of-the-provider")
            house.clock.go_on(seconds=5)
            assert (await client.ask(WHO, token=token)).message == ENDED
