"""Disputes: a subsidiary says that a customer it serves is several, and a data steward answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synergy.access.deciding import ASKING_ROLES, require, require_text, unknown
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.stewardship.merges import ASKS, REASON, STEWARDS

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction


async def dispute(tx: Transaction, context: Any, given: Any) -> Done:
    """Let a subsidiary say that a customer it serves is several."""
    viewer, customer = context.viewer, str(given.customer)
    require(viewer, ASKING_ROLES | STEWARDS)
    reason = require_text(given.reason)
    found = await tx.run(context.say(ASKS["served"]), {**context.given, "customer": customer})
    if not found:
        raise unknown()
    if found[0]["asked"]:
        raise RefusedError(
            "ALREADY_DISPUTED", "贵公司对该客户的异议尚在处理中。", "Your subsidiary's dispute of it is still open."
        )
    made = {"id": tx.new_id("mc"), "customer": customer, "owner": found[0]["owner"], "reason": reason, "now": tx.now}
    await tx.run(ASKS["dispute"].text, made)
    return Done([made["id"]], [("已转交数据管理员处理。", "It is with the data stewards now.")])


MUTATIONS = [
    Mutation(
        "disputeCustomer",
        "Say that a customer your subsidiary serves is several; the data stewards are asked.",
        "MatchCandidate",
        dispute,
        {"customer": Argument(ID, "The customer's id."), "reason": REASON},
    ),
]
