"""Requests for access: asked of each owner, approved in whole or in part by the owner's side, refused, withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import (
    ASKING_ROLES,
    LONGEST_TEXT,
    not_served,
    require,
    require_other_side,
    require_period,
    require_text,
    unknown,
    wrong_standing,
)
from synergy.access.viewer import OWNING_ROLES
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import load_sections
from synergy.model.governance import Purpose
from synergy.model.sharing import CoveredField
from synergy.sharing.grants import recertification

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

SAYS = load_sections(Path(__file__).with_name("requests.cypher"))


async def ask(tx: Transaction, context: Any, given: Any) -> Done:
    """Ask every other subsidiary that serves the customer and lets itself be counted; who they are is not told."""
    viewer, customer = context.viewer, str(given.customer)
    require(viewer, ASKING_ROLES)
    require_text(given.reason, LONGEST_TEXT)
    require_period(context.today, given.until, context.today)
    found = await tx.run(context.say(SAYS["owners"]), {**context.given, "customer": customer})
    if not found:
        raise unknown()
    if not found[0]["owners"]:
        raise RefusedError("NOBODY_TO_ASK", "没有其他可询问的子公司。", "There is no other subsidiary to ask.")
    owners = [owner for owner in found[0]["owners"] if owner not in found[0]["asked"]]
    if not owners:
        raise RefusedError("ALREADY_ASKED", "贵公司已提出申请，尚待答复。", "Your organisation has asked already.")
    # Their order, and so the ids', would say which request went to whom.
    SystemRandom().shuffle(owners)
    rows = await tx.run(
        SAYS["ask"].text,
        {
            "customer": customer,
            "user": viewer.user,
            "organisation": viewer.organisation,
            "requests": [{"id": tx.new_id("req", number), "owner": owner} for number, owner in enumerate(owners)],
            "purpose": given.purpose.name,
            "fields": _names(given.fields),
            "reason": given.reason.strip(),
            "until": given.until,
            "now": tx.now,
        },
    )
    return Done([row["id"] for row in rows])


async def approve(tx: Transaction, context: Any, given: Any) -> Done:
    """Grant what was asked for or a part of it, for as long as was asked or less; it binds the next request."""
    request = str(given.request)
    found = await _asked_of_us(tx, context, request)
    fields = found["fields"] if given.fields is None else _names(given.fields)
    until = found["until"].to_native() if given.until is None else given.until
    if not set(fields) <= set(found["fields"]) or until > found["until"].to_native():
        raise RefusedError(
            "MORE_THAN_ASKED", "批准的范围和期限不得超出申请。", "No more may be granted than was asked for."
        )
    require_period(context.today, until, context.today)
    if not found["serves"]:
        raise not_served()
    answer = require_text(given.answer, LONGEST_TEXT) if given.answer else None
    await tx.run(
        SAYS["approve"].text,
        {
            "request": request,
            "id": tx.new_id("gra"),
            "user": context.viewer.user,
            "fields": fields,
            "until": until,
            "recertifyBy": recertification(until, context.today),
            "answer": answer,
            "today": context.today,
            "now": tx.now,
        },
    )
    return Done([request], [_CONSENT] if found["unconsented"] else [])


async def refuse(tx: Transaction, context: Any, given: Any) -> Done:
    """Say no; the asker learns the answer, not who gave it."""
    request = str(given.request)
    require_text(given.answer, LONGEST_TEXT)
    await _asked_of_us(tx, context, request)
    told = {"request": request, "user": context.viewer.user, "answer": given.answer.strip(), "now": tx.now}
    await tx.run(SAYS["refuse"].text, told)
    return Done([request])


async def withdraw(tx: Transaction, context: Any, given: Any) -> Done:
    """Take a request back; anybody of the asking side may who could have asked."""
    viewer, request = context.viewer, str(given.request)
    require(viewer, ASKING_ROLES)
    found = await tx.run(SAYS["asked by us"].text, {"request": request, "organisation": viewer.organisation})
    if not found:
        raise unknown()
    if found[0]["standing"] != "PENDING":
        raise wrong_standing()
    await tx.run(SAYS["withdraw"].text, {"request": request, "now": tx.now})
    return Done([request])


async def _asked_of_us(tx: Transaction, context: Any, request: str) -> dict[str, Any]:
    """Find a request that the viewer may decide about."""
    require(context.viewer, OWNING_ROLES)
    rows = await tx.run(context.say(SAYS["asked of us"]), {**context.given, "request": request})
    if not rows:
        raise unknown()
    require_other_side(asks=rows[0]["asks"])
    if rows[0]["standing"] != "PENDING":
        raise wrong_standing()
    return rows[0]


def _names(fields: list[Any]) -> list[str]:
    return sorted({field.name for field in fields})


_CONSENT = (
    "该客户为个人：在其本人同意向接收方提供信息之前，接收方看不到任何内容。",
    "The customer is a person: the receiver is shown nothing until the person consents to it, and you hold no consent.",
)
_REQUEST = {"request": Argument(ID, "The request's id.")}

MUTATIONS = [
    Mutation(
        "requestAccess",
        "Ask every other subsidiary that serves a customer to let your organisation see more of it.",
        "AccessRequest",
        ask,
        {
            "customer": Argument(ID, "A customer that you see today."),
            "purpose": Argument(Purpose, "What for."),
            "fields": Argument(list[CoveredField], "Masked fields to be shown in clear.", default=[]),
            "reason": Argument(str, "Why, in your words; the owner reads it."),
            "until": Argument(date, "First day on which access is no longer needed."),
        },
        many=True,
    ),
    Mutation(
        "approveAccess",
        "Grant what your subsidiary was asked for, or a part of it; nobody of the asking side may.",
        "AccessRequest",
        approve,
        _REQUEST
        | {
            "fields": Argument(
                list[CoveredField] | None, "The fields to show, of those asked for; all when null.", default=None
            ),
            "until": Argument(date | None, "First day no longer in force; as asked when null.", default=None),
            "answer": Argument(str | None, "What you say to it.", default=None),
        },
    ),
    Mutation(
        "refuseAccess",
        "Refuse what your subsidiary was asked for.",
        "AccessRequest",
        refuse,
        _REQUEST | {"answer": Argument(str, "Why; the asker reads it.")},
    ),
    Mutation("withdrawAccess", "Take back a request of your organisation.", "AccessRequest", withdraw, _REQUEST),
]
