"""Merges: one customer becomes part of another, and everything it had moves there; undone, everything goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from synergy.access.deciding import require, require_text, unknown, wrong_standing
from synergy.access.viewer import STEWARDING_ROLE
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import Fragment, load_sections
from synergy.model.identity import pair_of
from synergy.stewardship import golden, kinds
from synergy.stewardship.questions import Question, settle
from synergy.stewardship.service import end_grants

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

HERE = Path(__file__).parent
SAYS = load_sections(HERE / "merging.cypher")
ASKS = load_sections(HERE / "candidates.cypher")
SPLITTING = load_sections(HERE / "splitting.cypher")
STEWARDS = frozenset({STEWARDING_ROLE})

# The preview is a field's statement, which reads its arguments as `$survivor`; a mutation's are in `$p`. A merge need
# not tell what moves, and the server plans that for seconds.
PREVIEW = (HERE / "preview.cypher").read_text("utf-8")
_JUDGED, _, _ = PREVIEW.partition("// What moves.")
_JUDGED = _JUDGED.replace("$survivor", "$p.survivor").replace("$absorbed", "$p.absorbed")
JUDGE = Fragment("preview.cypher", f"{_JUDGED}RETURN conflicts")


async def merge_customers(tx: Transaction, context: Any, given: Any) -> Done:
    """Merge two customers that a data steward knows to be one."""
    require(context.viewer, STEWARDS)
    reason = require_text(given.reason)
    return Done([await merge(tx, context, str(given.survivor), str(given.absorbed), reason)])


async def merge(  # noqa: PLR0913, PLR0917 (who merges what into what, and why)
    tx: Transaction, context: Any, survivor: str, absorbed: str, reason: str, number: int = 0
) -> str:
    """Make one customer part of another; return the id of the merge, the command's so-manieth.

    Raises RefusedError for what the preview shows as a conflict, and for customers that the viewer does not see.
    """
    ends = {"survivor": survivor, "absorbed": absorbed}
    if survivor == absorbed:
        raise RefusedError("SAME", "须为两个不同的客户。", "Two different customers are needed.")
    await tx.run(SAYS["lock"].text, {"operation": tx.operation, "ids": sorted(ends.values())})
    found = await tx.run(context.say(JUDGE), {**context.given, **ends})
    if not found:
        raise unknown()
    for conflict in found[0]["conflicts"]:
        raise RefusedError(conflict["code"], conflict["text"], conflict["textEn"])
    key = tx.new_id("mrg", number)
    ours, theirs = await tx.run(SAYS["sides"].text, ends | {"today": context.today})
    taken = golden.fill(ours["own"], theirs["own"], (ours["served"], theirs["served"]))
    sides = [
        {"id": survivor, "other": absorbed, "served": ours["served"], "theirs": theirs["served"]},
        {"id": absorbed, "other": survivor, "served": theirs["served"], "theirs": ours["served"]},
    ]
    await tx.run(SAYS["note_suppliers"].text, {"sides": sides})
    moved = await tx.run(SAYS["move"].text, {**ends, "merge": key, "single": kinds.single(), "keys": kinds.keys()})
    await tx.run(SAYS["note_givers"].text, {**ends, "merge": key, "filled": golden.given(taken)})
    told = {**ends, "merge": key, "user": context.viewer.user, "reason": reason, "now": tx.now, "golden": taken}
    told |= {"before": orjson.dumps(golden.kept(ours["own"], taken)).decode(), "records": moved[0]["records"]}
    await tx.run(SAYS["absorb"].text, told)
    await tx.run(ASKS["confirm"].text, told | {"pair": pair_of(survivor, absorbed)})
    await _settle(tx, [survivor], key, undoing=False)
    return key


async def undo_merge(tx: Transaction, context: Any, given: Any) -> Done:
    """Undo the latest merge of a customer."""
    require(context.viewer, STEWARDS)
    reason, key = require_text(given.reason), str(given.merge)
    found = await tx.run(context.say(SAYS["find_merge"]), {**context.given, "merge": key})
    if not found:
        raise unknown()
    ends = {"survivor": found[0]["survivor"], "absorbed": found[0]["absorbed"]}
    await tx.run(SAYS["lock"].text, {"operation": tx.operation, "ids": sorted(ends.values())})
    # What was done since is certain only under the lock.
    (state,) = await tx.run(SAYS["undoable"].text, {"merge": key})
    _require_undoable(state, key, found[0]["records"])
    told = {**ends, "merge": key, "user": context.viewer.user, "reason": reason, "now": tx.now, "today": context.today}
    told |= {"since": state["since"], "ids": sorted(ends.values())}
    for part in ("bring_back", "close", "wall", "follow", "forget_givers"):
        await tx.run(SAYS[part].text, told)
    await _bring_those_who_came(tx, told)
    await end_grants(tx, told["ids"], context.today)
    ours, _ = await tx.run(SAYS["sides"].text, told)
    back = golden.restored(state["own"], state["absorbed"][0], orjson.loads(found[0]["before"]), ours["served"])
    told["golden"] = back
    await tx.run(SAYS["forget_suppliers"].text, told)
    await tx.run(SAYS["conclude_undo"].text, told)
    for asked in await tx.run(ASKS["confirmed"].text, {"pair": pair_of(*ends.values()), "merge": key}):
        await tx.run(ASKS["reopen"].text, {"candidate": asked["id"], "now": tx.now})
    await _settle(tx, sorted(ends.values()), key, undoing=True)
    await tx.run(ASKS["settle_disputes"].text, told | {"customer": ends["survivor"]})
    return Done([key])


async def _bring_those_who_came(tx: Transaction, told: dict[str, Any]) -> None:
    """Let records that were linked since by what only the other customer has go to it, with their service."""
    for came in await tx.run(SAYS["came"].text, told):
        one = told | {"record": came["record"], "customer": told["survivor"], "made": told["absorbed"]}
        await tx.run(SAYS["relink"].text, one)
        await tx.run(SPLITTING["serve" if came["stays"] else "leave"].text, one)


def _require_undoable(state: Any, key: str, records: int) -> None:
    if state["standing"] != "DONE":
        raise wrong_standing()
    if state["last"] != key:
        raise RefusedError(
            "LATER_MERGE",
            "该客户此后又有合并；请先撤销较晚的合并。",
            "The customer was merged again since; undo the later merge first.",
        )
    if state["records"] < records:
        raise RefusedError(
            "SPLIT_SINCE",
            "合并带来的部分记录此后已被拆分，该合并不能再撤销。",
            "Records that the merge brought were split off since: it cannot be undone any more.",
        )


async def _settle(tx: Transaction, customers: list[str], key: str, *, undoing: bool) -> None:
    rows = await tx.run(ASKS["around"].text, {"customers": customers})
    found = [Question(**(row | {"customers": tuple(row["customers"])})) for row in rows]
    changed = {"rows": [question.row() for question in settle(found, key, undoing=undoing)]}
    # Two questions may exchange their keys: all are given up first.
    await tx.run(ASKS["free"].text, changed)
    await tx.run(ASKS["settle"].text, changed)


REASON = Argument(str, "Why, for those who come after; at most 500 characters.")

MUTATIONS = [
    Mutation(
        "mergeCustomers",
        "Make one customer part of another, as a data steward who sees both. `mergePreview` shows what that does.",
        "Merge",
        merge_customers,
        {
            "survivor": Argument(ID, "The id of the customer that stays."),
            "absorbed": Argument(ID, "The id of the customer that becomes part of it."),
            "reason": REASON,
        },
    ),
    Mutation(
        "undoMerge",
        "Undo the latest merge of a customer, as a data steward: everything goes back to where it was.",
        "Merge",
        undo_merge,
        {"merge": Argument(ID, "The merge's id."), "reason": REASON},
    ),
]
