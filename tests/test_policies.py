"""Share policies: two people, forbid wins, and what is opened or closed binds the next request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.client import BANK, COMPLIANCE_BANK, COMPLIANCE_TRUST, NARROW, OFFICER_BANK, OFFICER_TRUST

if TYPE_CHECKING:
    from tests.client import Client, Clock

pytestmark = pytest.mark.usefixtures("undone")

DRAFT = """mutation ($input: DraftSharePolicyInput!) { draftSharePolicy(input: $input) {
  sharePolicy { id level kinds fields standing owner { id } receiver { ... on Node { id } } draftedBy { id } }
  replayed userErrors { code } } }"""
ACTIVATE = """mutation ($policy: ID!) { activateSharePolicy(input: {policy: $policy}) {
  sharePolicy { standing confirmedBy { id } } notices { messageEn } userErrors { code } } }"""
END = """mutation ($policy: ID!) { endSharePolicy(input: {policy: $policy}) {
  sharePolicy { standing activeUntil } userErrors { code } } }"""
OTHERS = {"kind": {"eq": "COMPANY"}, "not": {"servedBy": {"some": {"id": {"eq": "sub_citic_heye"}}}}}
LIST = """query ($where: CustomerWhere) { customers(first: 100, where: $where) {
  totalCount edges { node { uscc phone } } } }"""
HEYE = {"receiver": "sub_citic_heye", "activeFrom": "2026-11-01"}


async def total(client: Client, user: str = NARROW) -> int:
    return int((await client.ask("{ customers { totalCount } }", user=user)).data["customers"]["totalCount"])


async def draft(client: Client, user: str = OFFICER_BANK, **changes: Any) -> Any:
    return (await client.ask(DRAFT, user=user, input=HEYE | {"level": "ALL"} | changes)).data["draftSharePolicy"]


async def activate(client: Client, policy: str, user: str) -> Any:
    return (await client.ask(ACTIVATE, user=user, policy=policy)).data["activateSharePolicy"]


async def end(client: Client, policy: str, user: str) -> Any:
    return (await client.ask(END, user=user, policy=policy)).data["endSharePolicy"]


async def opened(client: Client, **changes: Any) -> str:
    policy = (await draft(client, **changes))["sharePolicy"]["id"]
    assert (await activate(client, policy, COMPLIANCE_BANK))["userErrors"] == []
    return str(policy)


async def test_a_policy_opens_with_the_second_person_and_closes_with_its_end(client: Client) -> None:
    before = await total(client)
    made = (await draft(client))["sharePolicy"]
    assert made["standing"] == "DRAFT"
    assert (made["owner"], made["receiver"]) == ({"id": "sub_citic_bank"}, {"id": "sub_citic_heye"})
    assert made["draftedBy"] == {"id": OFFICER_BANK}
    assert await total(client) == before
    assert (await activate(client, made["id"], OFFICER_BANK))["userErrors"] == [{"code": "SECOND_PERSON"}]
    done = await activate(client, made["id"], COMPLIANCE_BANK)
    assert done["sharePolicy"] == {"standing": "ACTIVE", "confirmedBy": {"id": COMPLIANCE_BANK}}
    assert await total(client) > before
    ended = await end(client, made["id"], OFFICER_BANK)
    assert ended["sharePolicy"] == {"standing": "ENDED", "activeUntil": "2026-11-24"}
    assert await total(client) == before


async def test_a_policy_begins_and_expires_by_itself(moving: Client, clock: Clock) -> None:
    before = await total(moving)
    await opened(moving, activeFrom="2026-11-26", activeUntil="2026-11-29")
    shown = {}
    for _ in range(7):
        shown[clock.today.day] = await total(moving) > before
        clock.step(1)
    assert [day for day, more in shown.items() if more] == [26, 27, 28]


async def test_a_prohibition_wins_and_is_told_at_activation(client: Client) -> None:
    before = await total(client)
    await opened(client, kinds=["COMPANY", "INSTITUTION"])
    wide = await total(client)
    hidden = (await draft(client, level="HIDDEN", kinds=["COMPANY"]))["sharePolicy"]["id"]
    notices = (await activate(client, hidden, COMPLIANCE_BANK))["notices"]
    assert any("the prohibition wins" in notice["messageEn"] for notice in notices)
    narrow = await total(client)
    assert before < narrow < wide
    assert (await client.ask(LIST, user=NARROW, where=OTHERS)).data["customers"]["totalCount"] == 0


async def test_a_prohibition_in_force_is_ended_by_another_than_who_drafted_it(client: Client) -> None:
    await opened(client, kinds=["COMPANY"])
    wide = await total(client)
    hidden = await opened(client, level="HIDDEN", kinds=["COMPANY"])
    narrow = await total(client)
    assert narrow < wide
    refused = await end(client, hidden, OFFICER_BANK)
    assert (refused["sharePolicy"], refused["userErrors"]) == (None, [{"code": "SECOND_PERSON"}])
    assert await total(client) == narrow
    assert (await end(client, hidden, COMPLIANCE_BANK))["sharePolicy"]["standing"] == "ENDED"
    assert await total(client) == wide
    # Over already, or only a draft: ending it opens nothing.
    assert (await end(client, hidden, OFFICER_BANK))["userErrors"] == [{"code": "WRONG_STANDING"}]
    never = (await draft(client, level="HIDDEN"))["sharePolicy"]["id"]
    assert (await end(client, never, OFFICER_BANK))["sharePolicy"]["standing"] == "ENDED"


async def test_fields_of_a_policy_are_shown_in_clear(client: Client) -> None:
    await opened(client, fields=["USCC"])
    listed = (await client.ask(LIST, user=NARROW, where=OTHERS)).data["customers"]
    rows = [edge["node"] for edge in listed["edges"]]
    assert rows
    assert not [row for row in rows if row["uscc"] and "****" in row["uscc"]]
    assert not [row for row in rows if row["phone"] and "****" not in row["phone"]]


async def test_who_may_decide(client: Client) -> None:
    assert (await draft(client, user=BANK))["userErrors"] == [{"code": "FORBIDDEN"}]
    policy = (await draft(client))["sharePolicy"]["id"]
    assert (await activate(client, policy, COMPLIANCE_TRUST))["userErrors"] == [{"code": "NOT_FOUND"}]
    assert (await activate(client, "pol_nothing", COMPLIANCE_BANK))["userErrors"] == [{"code": "NOT_FOUND"}]
    # A draft is the owner's alone.
    seen = "query ($id: ID!) { sharePolicy(id: $id) { id } }"
    assert (await client.ask(seen, user=NARROW, id=policy)).data == {"sharePolicy": None}
    assert (await client.ask(seen, user=OFFICER_TRUST, id=policy)).data == {"sharePolicy": None}
    assert (await client.ask(seen, user=BANK, id=policy)).data["sharePolicy"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"activeUntil": "2026-11-24"}, "IN_THE_PAST"),
        ({"activeFrom": "2027-01-01", "activeUntil": "2027-01-01"}, "NO_PERIOD"),
        ({"receiver": "sub_citic_bank"}, "NO_RECEIVER"),
        ({"receiver": "sub_nothing"}, "NO_RECEIVER"),
        ({"level": "OVERLAP", "fields": ["USCC"]}, "FIELDS_NEED_ALL"),
    ],
)
async def test_impossible_drafts_are_refused(client: Client, changes: dict[str, Any], code: str) -> None:
    refused = await draft(client, **changes)
    assert (refused["sharePolicy"], refused["userErrors"]) == (None, [{"code": code}])


async def test_a_draft_sent_twice_is_one(client: Client) -> None:
    first = await draft(client, key="policy-1")
    again = await draft(client, key="policy-1")
    assert first["sharePolicy"] == again["sharePolicy"]
    assert (first["replayed"], again["replayed"]) == (False, True)
