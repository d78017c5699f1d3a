"""The screens of access: each is one request, for one viewer who may see it and one who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.client import BANK, COMPLIANCE, NARROW, OFFICER, OFFICER_TRUST
from tests.made import BANK_ID, TRUST_ID, make_customer
from tests.test_screens import show

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone")

ASK = """mutation ($customer: ID!) { requestAccess(input: {
  customer: $customer, purpose: CROSS_SELL, fields: [USCC], reason: "拟推荐联合融资方案", until: "2027-02-01"
}) { accessRequests { id } } }"""
APPROVE = "mutation ($request: ID!) { approveAccess(input: {request: $request}) { accessRequest { grant { id } } } }"
DAYS = {"today": "2026-11-24", "soon": "2027-03-01"}


@pytest.fixture
async def asked(client: Client, seeded: Database) -> Any:
    """Give a company of CITIC Trust and the request of CITIC Bank for its code."""
    customer = await make_customer(seeded, TRUST_ID)
    made = (await client.ask(ASK, user=BANK, customer=customer)).data["requestAccess"]["accessRequests"]
    return customer, made[0]["id"]


async def test_access_inbox(client: Client, asked: tuple[str, str]) -> None:
    customer, request = asked
    answer = await show(client, "access_inbox", OFFICER_TRUST, **DAYS)
    inbox = answer.data["viewer"]["organisation"]
    (waiting,) = [edge["node"] for edge in inbox["accessRequests"]["edges"] if edge["node"]["id"] == request]
    assert answer.spent == 1
    assert (waiting["purpose"], waiting["fields"], waiting["until"]) == ("CROSS_SELL", ["USCC"], "2027-02-01")
    assert waiting["requestedFor"]["id"] == BANK_ID
    assert waiting["customer"]["id"] == customer
    assert "****" not in waiting["customer"]["uscc"]
    grant = (await client.ask(APPROVE, user=OFFICER_TRUST, request=request)).data["approveAccess"]["accessRequest"]
    inbox = (await show(client, "access_inbox", OFFICER_TRUST, **DAYS)).data["viewer"]["organisation"]
    assert request not in {edge["node"]["id"] for edge in inbox["accessRequests"]["edges"]}
    assert grant["grant"]["id"] in {edge["node"]["id"] for edge in inbox["due"]["edges"]}


async def test_access_inbox_of_another(client: Client, asked: tuple[str, str]) -> None:
    answer = await show(client, "access_inbox", NARROW, **DAYS)
    assert answer.spent == 1
    assert asked[1] not in str(answer.data)
    assert answer.data["viewer"]["organisation"]["accessRequests"]["totalCount"] == 0
    # Who asked is told neither that it waits at the trust, nor what else does.
    theirs = """query ($id: ID!) { subsidiary(id: $id) { accessRequests { totalCount } } }"""
    assert (await client.ask(theirs, user=BANK, id=TRUST_ID)).data == {
        "subsidiary": {"accessRequests": {"totalCount": 0}}
    }
    assert (await show(client, "access_inbox", OFFICER, **DAYS)).data["viewer"]["organisation"] == {}


async def test_why_can_i_see_this(client: Client, asked: tuple[str, str]) -> None:
    customer, request = asked
    grant = (await client.ask(APPROVE, user=OFFICER_TRUST, request=request)).data["approveAccess"]["accessRequest"]
    answer = await show(client, "why_can_i_see_this", BANK, id=customer)
    assert answer.spent == 3
    by_grant, by_policy = answer.data["whyVisible"]
    assert (by_grant["rule"], by_policy["rule"]) == ("GRANT", "POLICY")
    assert (by_grant["fields"], by_grant["until"]) == (["USCC"], "2027-02-01")
    assert by_grant["decision"]["id"] == grant["grant"]["id"]
    assert by_grant["decision"]["request"]["reason"] == "拟推荐联合融资方案"
    assert "交叉销售" in by_grant["text"]
    assert "cross-selling" in by_grant["textEn"]
    assert "****" not in answer.data["customer"]["uscc"]
    assert answer.data["whoCanSee"] == []
    for user in (OFFICER_TRUST, COMPLIANCE):
        told = (await show(client, "why_can_i_see_this", user, id=customer)).data["whoCanSee"]
        rules = {(one["organisation"]["id"], one["rule"]) for one in told}
        assert {(BANK_ID, "GRANT"), (BANK_ID, "POLICY"), (TRUST_ID, "OWN"), ("grp_citic", "POLICY")} <= rules


async def test_why_can_i_see_what_i_do_not_see(client: Client, asked: tuple[str, str]) -> None:
    hidden = await show(client, "why_can_i_see_this", NARROW, id=asked[0])
    assert hidden.data == {"customer": None, "whyVisible": [], "whoCanSee": []}
    assert hidden.spent == 3
    nothing = await show(client, "why_can_i_see_this", NARROW, id="cus_nothing")
    assert nothing.body == hidden.body
