"""Restricted entries: drafted on the private side, put into force by compliance at headquarters, ended."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import (
    forbidden,
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
from synergy.model.barriers import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synergy.graph.transactions import Transaction


SAYS = load_sections(Path(__file__).with_name("entries.cypher"))


async def draft(tx: Transaction, context: Any, given: Any) -> Done:
    """Write an entry down; it closes nothing yet."""
    viewer, about, units = context.viewer, str(given.about), sorted({str(unit) for unit in given.inside})
    if not (viewer.complies or await tx.run(context.say(SAYS["private"]), context.given)):
        raise forbidden()
    require_period(given.active_from, given.active_until, context.today)
    reason = require_text(given.reason)
    if not await tx.run(context.say(SAYS["about"]), {**context.given, "about": about}):
        raise unknown()
    await _require_private(tx, units)
    if not viewer.complies and viewer.unit not in units:
        raise RefusedError("OWN_UNIT", "您所在的部门须在墙内。", "Your own unit has to be inside.")
    made = {
        "id": tx.new_id("ent"),
        "user": viewer.user,
        "about": about,
        "units": units,
        "kind": given.kind.name,
        "reason": reason,
        "from": given.active_from,
        "until": given.active_until,
        "now": tx.now,
    }
    await tx.run(context.say(SAYS["draft"]), made)
    return Done([made["id"]])


async def activate(tx: Transaction, context: Any, given: Any) -> Done:
    """Put a draft into force, and tell what it closes."""
    viewer, entry = context.viewer, str(given.entry)
    found = await _find(tx, context, entry)
    if found["standing"] != "DRAFT":
        raise wrong_standing()
    require_second(viewer.user, found["draftedBy"])
    if found["until"].to_native() <= context.today:
        raise RefusedError("IN_THE_PAST", "该限制的期限已过。", "The entry's period is over.")
    notice = await _closes(tx, context, entry, found)
    await tx.run(context.say(SAYS["activate"]), {"entry": entry, "user": viewer.user, "now": tx.now})
    return Done([entry], [notice])


async def end(tx: Transaction, context: Any, given: Any) -> Done:
    """End an entry today, drafts included; what it closed is open with the next request."""
    entry = str(given.entry)
    if (await _find(tx, context, entry))["standing"] == "ENDED":
        raise wrong_standing()
    await tx.run(context.say(SAYS["end"]), {"entry": entry, "now": tx.now, "today": context.today})
    return Done([entry])


async def _find(tx: Transaction, context: Any, entry: str) -> dict[str, Any]:
    # The role comes first: whoever lacks it reads the same, whether there is such an entry or not.
    require_compliance(context.viewer)
    rows = await tx.run(context.say(SAYS["find"]), {"entry": entry})
    if not rows:
        raise unknown()
    return rows[0]


async def _require_private(tx: Transaction, units: list[str]) -> None:
    if not units:
        raise RefusedError("NOBODY_INSIDE", "请至少指定一个墙内部门。", "Name at least one unit inside.")
    if len(await tx.run(SAYS["units"].text, {"units": units})) < len(units):
        raise RefusedError("NOT_PRIVATE", "墙内部门须属于私密侧。", "Every unit inside has to be on the private side.")


async def _closes(tx: Transaction, context: Any, entry: str, found: Mapping[str, Any]) -> tuple[str, str]:
    if found["kind"] == EntryKind.WATCH.name:
        return ("观察名单不关闭任何数据。", "A watch entry closes nothing.")
    told = {"entry": entry, "today": context.today}
    (row,) = await tx.run(context.say(SAYS[f"closes {found['about']}"]), told)
    return closes_customer(row) if found["about"] == "Customer" else closes_project(row)


def closes_customer(row: Mapping[str, int]) -> tuple[str, str]:
    """Say what a restricted entry about a customer closes: `others` see it by policy or grant, `kept` serve it."""
    others, kept = row["others"], row["kept"]
    return (
        f"该客户对目前凭政策或授权可见的 {others} 家机构关闭；正在服务它的 {kept} 家子公司不受影响。",
        f"Closes the customer to {others} others that see it by policy or grant now; the {kept} that serve it keep it.",
    )


def closes_project(row: Mapping[str, int]) -> tuple[str, str]:
    """Say what a restricted entry about a project closes, its own participants' public side first."""
    parties, others, stories = row["parties"], row["others"], row["stories"]
    return (
        f"该项目对 {parties} 家参与机构的公开侧及 {others} 家凭政策可见的机构关闭，{stories} 个已发布的案例一并关闭。",
        f"Closes the project to {parties} participants' public side and {others} others, and {stories} cases.",
    )


_DRAFT = {
    "about": Argument(ID, "The customer or project."),
    "kind": Argument(EntryKind, "What it does."),
    "reason": Argument(str, "Why, for those inside; at most 500 characters."),
    "inside": Argument(list[ID], "The units that work behind it, all on the private side, your own among them."),
    "active_from": Argument(date, "First day in force."),
    "active_until": Argument(date, "First day no longer in force.", default=date(9999, 12, 31)),
}

_ENTRY = {"entry": Argument(ID, "The entry's id.")}

MUTATIONS = [
    Mutation(
        "draftRestrictedEntry",
        "Write an information barrier down, from the private side or as compliance at headquarters.",
        "RestrictedEntry",
        draft,
        _DRAFT,
    ),
    Mutation(
        "activateRestrictedEntry",
        "Put a draft into force, as compliance at headquarters; its notice says what it closes.",
        "RestrictedEntry",
        activate,
        _ENTRY,
    ),
    Mutation(
        "endRestrictedEntry",
        "End an information barrier and its crossings today, as compliance at headquarters.",
        "RestrictedEntry",
        end,
        _ENTRY,
    ),
]
