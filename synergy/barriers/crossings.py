"""Crossings: a person is brought over a barrier, drafted by one inside, confirmed by compliance, ended."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import (
    require_compliance,
    require_period,
    require_second,
    require_text,
    unknown,
    wrong_standing,
)
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction


SAYS = load_sections(Path(__file__).with_name("crossings.cypher"))


async def draft(tx: Transaction, context: Any, given: Any) -> Done:
    """Ask for somebody to be brought over; nothing is open yet."""
    viewer, entry, user = context.viewer, str(given.entry), str(given.user)
    # What is wrong with the request itself is said first: it is the same whatever the entry.
    require_period(context.today, given.active_until, context.today)
    reason = require_text(given.reason)
    require_second(viewer.user, user)
    found = await tx.run(context.say(SAYS["entry"]), {**context.given, "entry": entry})
    if not found:
        raise unknown()
    if found[0]["standing"] == "ENDED":
        raise wrong_standing()
    made = {
        "id": tx.new_id("crs"),
        "entry": entry,
        "user": user,
        "drafter": viewer.user,
        "reason": reason,
        "until": given.active_until,
        "today": context.today,
        "now": tx.now,
    }
    if not await tx.run(context.say(SAYS["draft"]), made):
        raise RefusedError("NO_USER", "没有这样的用户。", "There is no such user.")
    return Done([made["id"]])


async def confirm(tx: Transaction, context: Any, given: Any) -> Done:
    """Bring the person over, from the next request on."""
    viewer, crossing = context.viewer, str(given.crossing)
    require_compliance(viewer)
    found = await _find(tx, context, crossing)
    if found["standing"] != "DRAFT" or found["entry"] == "ENDED":
        raise wrong_standing()
    require_second(viewer.user, found["draftedBy"], found["user"])
    if found["until"].to_native() <= context.today:
        raise RefusedError("IN_THE_PAST", "该跨墙的期限已过。", "The crossing's period is over.")
    told = {"crossing": crossing, "user": viewer.user, "today": context.today, "now": tx.now}
    await tx.run(context.say(SAYS["confirm"]), told)
    return Done([crossing])


async def end(tx: Transaction, context: Any, given: Any) -> Done:
    """End a crossing today, drafts included."""
    crossing = str(given.crossing)
    if (await _find(tx, context, crossing))["standing"] == "ENDED":
        raise wrong_standing()
    await tx.run(context.say(SAYS["end"]), {"crossing": crossing, "today": context.today, "now": tx.now})
    return Done([crossing])


async def _find(tx: Transaction, context: Any, crossing: str) -> dict[str, Any]:
    rows = await tx.run(context.say(SAYS["find"]), {**context.given, "crossing": crossing})
    if not rows:
        raise unknown()
    return rows[0]


_CROSSING = {"crossing": Argument(ID, "The crossing's id.")}

MUTATIONS = [
    Mutation(
        "draftCrossing",
        "Ask for somebody else to be brought over a barrier that you are inside of, or keep.",
        "Crossing",
        draft,
        {
            "entry": Argument(ID, "The restricted entry."),
            "user": Argument(ID, "Who is to be brought over."),
            "reason": Argument(str, "Why; at most 500 characters."),
            "active_until": Argument(date, "First day no longer in force."),
        },
    ),
    Mutation(
        "confirmCrossing",
        "Bring somebody over, as compliance at headquarters; neither who drafted it nor whom it is for.",
        "Crossing",
        confirm,
        _CROSSING,
    ),
    Mutation(
        "endCrossing",
        "End a crossing of a barrier that you are inside of, or keep, today.",
        "Crossing",
        end,
        _CROSSING,
    ),
]
