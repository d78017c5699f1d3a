"""Answers to questions about pairs of customers: confirmed by a merge, rejected and remembered, reopened."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import require, require_text, unknown, wrong_standing
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, Parts, RefusedError
from synergy.stewardship.merges import ASKS, REASON, STEWARDS, merge

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

MOST_AT_ONCE = 50
"""Questions that one command answers."""


class Answer(Enum):
    """What a data steward says."""

    CONFIRM = "CONFIRM"
    """They are one: the survivor, or the first by id, takes the other in."""
    REJECT = "REJECT"
    """They are not."""


async def confirm(tx: Transaction, context: Any, given: Any) -> Done:
    """Merge the two customers of a question."""
    require(context.viewer, STEWARDS)
    candidate = await _find(tx, context, str(given.candidate))
    survivor = None if given.survivor is None else str(given.survivor)
    return Done([await _confirm(tx, context, candidate, survivor, require_text(given.reason))])


async def reject(tx: Transaction, context: Any, given: Any) -> Done:
    """Say that it is not so."""
    require(context.viewer, STEWARDS)
    reason = require_text(given.reason)
    await _reject(tx, context, await _find(tx, context, str(given.candidate)), reason)
    return Done([str(given.candidate)])


async def reopen(tx: Transaction, context: Any, given: Any) -> Done:
    """Ask again what was rejected."""
    require(context.viewer, STEWARDS)
    candidate = await _find(tx, context, str(given.candidate))
    if candidate["standing"] != "REJECTED":
        raise wrong_standing()
    await tx.run(ASKS["reopen"].text, {"candidate": candidate["id"], "now": tx.now})
    return Done([candidate["id"]])


async def decide(tx: Transaction, context: Any, given: Any) -> Done:
    """Answer many questions, each judged on its own and as the merges before it have left it.

    A refusal comes before anything is written for its question, so the others stand.
    """
    require(context.viewer, STEWARDS)
    if not 0 < len(given.decisions) <= MOST_AT_ONCE:
        raise RefusedError(
            "TOO_MANY", f"一次须为 1 至 {MOST_AT_ONCE} 项。", f"From 1 to {MOST_AT_ONCE} may be decided at once."
        )
    done = Done([])
    for number, part in enumerate(given.decisions):
        key = str(part.candidate)
        try:
            await _decide(tx, context, part, number)
        except RefusedError as refusal:
            done.parts.append((key, refusal))
        else:
            done.parts.append((key, None))
            done.ids.append(key)
    return done


async def _decide(tx: Transaction, context: Any, part: Any, number: int) -> None:
    reason = require_text(part.reason)
    candidate = await _find(tx, context, str(part.candidate))
    # The API's enum is made of ours and is another: names are the same.
    match Answer[part.decision.name]:
        case Answer.REJECT:
            await _reject(tx, context, candidate, reason)
        case Answer.CONFIRM:
            survivor = None if part.survivor is None else str(part.survivor)
            await _confirm(tx, context, candidate, survivor, reason, number)


async def _find(tx: Transaction, context: Any, candidate: str) -> dict[str, Any]:
    rows = await tx.run(context.say(ASKS["find"]), {**context.given, "candidates": [candidate]})
    if not rows:
        raise unknown()
    return rows[0]


async def _confirm(  # noqa: PLR0913, PLR0917 (who confirms what, and how)
    tx: Transaction, context: Any, candidate: dict[str, Any], survivor: str | None, reason: str, number: int = 0
) -> str:
    if candidate["standing"] != "OPEN":
        raise wrong_standing()
    if candidate["kind"] != "DUPLICATE":
        raise RefusedError(
            "NOT_A_PAIR",
            "异议须通过拆分客户或撤销合并处理。",
            "A dispute is answered by splitting the customer, or by undoing a merge.",
        )
    kept = candidate["customers"][0] if survivor is None else survivor
    if kept not in candidate["customers"]:
        raise RefusedError("NOT_OF_THE_PAIR", "保留的客户须为两者之一。", "The survivor has to be one of the two.")
    (absorbed,) = (one for one in candidate["customers"] if one != kept)
    return await merge(tx, context, kept, absorbed, reason, number)


async def _reject(tx: Transaction, context: Any, candidate: dict[str, Any], reason: str) -> None:
    if candidate["standing"] != "OPEN":
        raise wrong_standing()
    told = {"candidate": candidate["id"], "user": context.viewer.user, "reason": reason, "now": tx.now}
    await tx.run(ASKS["reject"].text, told)


_CANDIDATE = {"candidate": Argument(ID, "The question's id.")}
_SURVIVOR = {
    "survivor": Argument(
        ID | None, "The id of the customer that stays; the first by id when none is given.", default=None
    )
}

MUTATIONS = [
    Mutation(
        "confirmMatch",
        "Say that two customers are one, as a data steward: they are merged.",
        "Merge",
        confirm,
        _CANDIDATE | _SURVIVOR | {"reason": REASON},
    ),
    Mutation(
        "rejectMatch",
        "Say that two customers are not one, or that a dispute is unfounded, as a data steward. It is not asked again.",
        "MatchCandidate",
        reject,
        _CANDIDATE | {"reason": REASON},
    ),
    Mutation(
        "reopenMatch",
        "Ask again what was rejected, as a data steward.",
        "MatchCandidate",
        reopen,
        _CANDIDATE,
    ),
    Mutation(
        "decideMatches",
        "Answer up to 50 questions, as a data steward; each is judged on its own, and `outcomes` tells of each.",
        "MatchCandidate",
        decide,
        {
            "decisions": Argument(
                Parts(
                    "MatchDecisionInput",
                    "The answer to one question.",
                    _CANDIDATE | {"decision": Argument(Answer, "The answer.")} | _SURVIVOR | {"reason": REASON},
                ),
                "The answers, in their order.",
            )
        },
        many=True,
        by_part=True,
    ),
]
