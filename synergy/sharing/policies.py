"""Share policies: drafted, put into force by a second person, ended."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import (
    require,
    require_period,
    require_second,
    unknown,
    wrong_standing,
)
from synergy.access.viewer import OWNING_ROLES
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import load_sections
from synergy.model.customers import CustomerKind
from synergy.model.sharing import CoveredField, ShareLevel

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

SAYS = {name: section.text for name, section in load_sections(Path(__file__).with_name("policies.cypher")).items()}


async def draft(tx: Transaction, context: Any, given: Any) -> Done:
    """Write a policy down; it has no effect yet."""
    viewer = context.viewer
    require(viewer, OWNING_ROLES)
    require_period(given.active_from, given.active_until, context.today)
    if given.fields and given.level.name != ShareLevel.ALL.name:
        raise RefusedError(
            "FIELDS_NEED_ALL", "只有级别为 ALL 时才能开放字段。", "Fields can be shown at the level ALL only."
        )
    rows = await tx.run(
        SAYS["draft"],
        {
            "id": tx.new_id("pol"),
            "organisation": viewer.organisation,
            "receiver": str(given.receiver),
            "user": viewer.user,
            "level": given.level.name,
            "kinds": sorted({kind.name for kind in given.kinds}),
            "fields": sorted({one.name for one in given.fields}),
            "from": given.active_from,
            "until": given.active_until,
            "now": tx.now,
        },
    )
    if not rows:
        raise RefusedError("NO_RECEIVER", "没有这样的接收方。", "There is no such receiver.")
    return Done([rows[0]["id"]])


async def activate(tx: Transaction, context: Any, given: Any) -> Done:
    """Put a draft into force, and tell of policies that contradict it."""
    viewer, policy = context.viewer, str(given.policy)
    require(viewer, OWNING_ROLES)
    found = await _find(tx, viewer.organisation, policy)
    if found["standing"] != "DRAFT":
        raise wrong_standing()
    require_second(viewer.user, found["draftedBy"])
    if found["until"].to_native() <= context.today:
        raise RefusedError("IN_THE_PAST", "该政策的期限已过。", "The policy's period is over.")
    others = await tx.run(SAYS["others"], {"policy": policy})
    await tx.run(SAYS["activate"], {"policy": policy, "user": viewer.user, "now": tx.now})
    return Done([policy], [_overlap(row) for row in others])


async def end(tx: Transaction, context: Any, given: Any) -> Done:
    """End a policy today; what it opened is closed with the next request.

    Closing has to be quick and takes one person. A prohibition in force opens what lies below it when it ends: that
    takes another than who drafted it.
    """
    viewer, policy = context.viewer, str(given.policy)
    require(viewer, OWNING_ROLES)
    found = await _find(tx, viewer.organisation, policy)
    if found["standing"] == "ENDED":
        raise wrong_standing()
    if (found["standing"], found["level"]) == ("ACTIVE", ShareLevel.HIDDEN.name) and found["draftedBy"] == viewer.user:
        raise RefusedError(
            "SECOND_PERSON",
            "结束禁止政策会重新开放数据，须由起草人以外的另一人结束。",
            "Ending a prohibition opens data: somebody other than who drafted it has to end it.",
        )
    await tx.run(SAYS["end"], {"policy": policy, "now": tx.now, "today": context.today})
    return Done([policy])


async def _find(tx: Transaction, organisation: str, policy: str) -> dict[str, Any]:
    rows = await tx.run(SAYS["find"], {"policy": policy, "organisation": organisation})
    if not rows:
        raise unknown()
    return rows[0]


def _overlap(row: dict[str, Any]) -> tuple[str, str]:
    """Say which of two policies counts: HIDDEN beats every level, otherwise the higher level holds."""
    other, level = row["id"], row["level"]
    if "HIDDEN" in {level, row["own"]}:
        return (
            f"与生效中的政策 {other}（{level}）重叠：禁止优先，重叠部分不可见。",
            f"Overlaps the active policy {other} ({level}): the prohibition wins, what both cover stays hidden.",
        )
    return (
        f"与生效中的政策 {other}（{level}）重叠：以较宽者为准。",
        f"Overlaps the active policy {other} ({level}): the wider of the two holds.",
    )


_POLICY = {"policy": Argument(ID, "The policy's id.")}

MUTATIONS = [
    Mutation(
        "draftSharePolicy",
        "Write down what your subsidiary lets another organisation see; a second person puts it into force.",
        "SharePolicy",
        draft,
        {
            "receiver": Argument(ID, "The organisation that is to see."),
            "level": Argument(ShareLevel, "How much it sees."),
            "kinds": Argument(list[CustomerKind], "Of which kinds of customers; of every kind when empty.", default=[]),
            "fields": Argument(
                list[CoveredField], "Masked fields of companies to show in clear, at the level ALL.", default=[]
            ),
            "active_from": Argument(date, "First day in force."),
            "active_until": Argument(date, "First day no longer in force.", default=date(9999, 12, 31)),
        },
    ),
    Mutation(
        "activateSharePolicy",
        "Put a draft of your subsidiary into force; not by the person who drafted it.",
        "SharePolicy",
        activate,
        _POLICY,
    ),
    Mutation(
        "endSharePolicy",
        "End a policy of your subsidiary today; a prohibition in force not by the person who drafted it.",
        "SharePolicy",
        end,
        _POLICY,
    ),
]
