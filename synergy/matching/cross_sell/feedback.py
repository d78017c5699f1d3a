"""What became of a suggestion: followed, rejected for a while with a reason, or turned into business."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import LONGEST_REASON, require, require_text, unknown
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import load_sections
from synergy.model.recommendations import Verdict

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

SAYS = load_sections(Path(__file__).with_name("feedback.cypher"))
ANSWERING_ROLES = frozenset({"RELATIONSHIP_MANAGER", "SYNERGY_OFFICER"})
LONGEST_WINDOW = 3_650
"""Days."""


async def record(tx: Transaction, context: Any, given: Any) -> Done:
    """Write an answer down; a later one of the same organisation about the same takes its place."""
    viewer = context.viewer
    require(viewer, ANSWERING_ROLES)
    rejected = given.verdict.name == Verdict.REJECTED.name
    if rejected and not given.reason:
        raise RefusedError("NO_REASON", "拒绝须说明理由。", "A rejection needs a reason.")
    if not 1 <= given.days <= LONGEST_WINDOW:
        raise RefusedError("WINDOW", f"天数须为 1 至 {LONGEST_WINDOW}。", f"Days are 1 to {LONGEST_WINDOW}.")
    told = {
        "id": tx.new_id("rcd"),
        "customer": str(given.customer),
        "product": str(given.product),
        "organisation": viewer.organisation,
        "verdict": given.verdict.name,
        "reason": require_text(given.reason) if given.reason else None,
        "until": context.today + timedelta(days=given.days if rejected else 0),
        "now": tx.now,
    }
    if not await tx.run(context.say(SAYS["check"]), {**context.given, **told}):
        raise unknown()
    (answer,) = await tx.run(SAYS["record"].text, told | {"today": context.today})
    return Done([answer["id"]])


RECORD_FEEDBACK = Mutation(
    "recordCrossSellFeedback",
    "Record what became of another's product that was suggested for a customer that you see. A rejected one is not "
    "suggested again within its window; the next training learns from answers.",
    "Recommendation",
    record,
    {
        "customer": Argument(ID, "The customer's id."),
        "product": Argument(ID, "The product's id."),
        "verdict": Argument(Verdict, "What became of it."),
        "reason": Argument(
            str | None, f"Why; a rejection needs one. At most {LONGEST_REASON} characters.", default=None
        ),
        "days": Argument(int, f"For how many days a rejection holds; 1 to {LONGEST_WINDOW}.", default=180),
    },
)
