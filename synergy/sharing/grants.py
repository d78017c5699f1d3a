"""Grants: revoked by either side or compliance, confirmed anew by the owner before their deadline, or lapsed at it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
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
from synergy.graph.mutations import Done, Mutation
from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

SAYS = load_sections(Path(__file__).with_name("grants.cypher"))

LONGEST = timedelta(days=180)
"""How long a grant stands without being confirmed anew."""


def recertification(until: date, today: date) -> date:
    """Return the day on which a grant lapses unless it is confirmed by then: the wanted one, or the latest allowed."""
    return min(until, today + LONGEST)


async def revoke(tx: Transaction, context: Any, given: Any) -> Done:
    """End a grant today; what it opened is closed with the next request."""
    viewer = context.viewer
    if not viewer.complies:
        require(viewer, OWNING_ROLES | ASKING_ROLES)
    reason = require_text(given.reason, LONGEST_TEXT)
    found = await _in_force(tx, context, str(given.grant))
    if found["owner"] == viewer.organisation:
        require(viewer, OWNING_ROLES)
    told = {"grant": str(given.grant), "user": viewer.user, "reason": reason}
    await tx.run(SAYS["revoke"].text, told | {"today": context.today, "now": tx.now})
    return Done([str(given.grant)])


async def recertify(tx: Transaction, context: Any, given: Any) -> Done:
    """Confirm that a grant is still needed. Who approved it may: approving already took a second side.

    Who asked for it may not, nor who works for the asking side: they may have come over to the owner since.
    """
    viewer = context.viewer
    require(viewer, OWNING_ROLES)
    found = await _in_force(tx, context, str(given.grant))
    if found["owner"] != viewer.organisation:
        raise unknown()
    require_other_side(asks=found["asks"])
    require_period(context.today, given.until, context.today)
    if not found["serves"]:
        raise not_served()
    due = recertification(min(given.until, found["until"].to_native()), context.today)
    told = {"grant": str(given.grant), "user": viewer.user, "recertifyBy": due}
    await tx.run(SAYS["recertify"].text, told | {"today": context.today, "now": tx.now})
    return Done([str(given.grant)])


async def _in_force(tx: Transaction, context: Any, grant: str) -> dict[str, Any]:
    """Find a grant that the viewer's organisation is a party to, for the group's compliance any one.

    One that is over or lapsed must be asked for anew.
    """
    rows = await tx.run(context.say(SAYS["find"]), {**context.given, "grant": grant})
    if not rows:
        raise unknown()
    if min(rows[0]["until"], rows[0]["recertifyBy"]).to_native() <= context.today:
        raise wrong_standing()
    return rows[0]


_GRANT = {"grant": Argument(ID, "The grant's id.")}

MUTATIONS = [
    Mutation(
        "revokeGrant",
        "End a grant today; either side may, and compliance at headquarters.",
        "Grant",
        revoke,
        _GRANT | {"reason": Argument(str, "Why; both sides read it.")},
    ),
    Mutation(
        "recertifyGrant",
        "Confirm that a grant of your subsidiary is still needed, before its deadline; nobody of the asking side may.",
        "Grant",
        recertify,
        _GRANT
        | {"until": Argument(date, "The next deadline: at most 180 days ahead, and never beyond the grant's end.")},
    ),
]
