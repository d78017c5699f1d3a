"""Splitting: a source record is taken out of a customer that it is not about, and becomes a customer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synergy.access.deciding import require, require_text, unknown
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.model.identity import candidate_id, pair_of
from synergy.stewardship.merges import ASKS, REASON, STEWARDS
from synergy.stewardship.merges import SAYS as MERGING
from synergy.stewardship.merges import SPLITTING as SAYS

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

_COPIED = (
    "新客户取自该记录；其余资料请由提供该记录的子公司补充。",
    "The new customer is what the record says; whatever else is known of it, its subsidiary has to add.",
)


async def split(tx: Transaction, context: Any, given: Any) -> Done:
    """Make a customer of a record that is about another than its own; the two are remembered as not one."""
    require(context.viewer, STEWARDS)
    record, reason = str(given.record), require_text(given.reason)
    found = await tx.run(context.say(SAYS["find"]), {**context.given, "record": record})
    if not found:
        raise unknown()
    customer, made = found[0]["customer"], tx.new_id("cus")
    await tx.run(MERGING["lock"].text, {"operation": tx.operation, "ids": [customer]})
    told = {"record": record, "customer": customer, "made": made, "user": context.viewer.user, "today": context.today}
    told |= {
        "reason": reason,
        "now": tx.now,
        "pair": pair_of(customer, made),
        "candidate": candidate_id(customer, made),
    }
    state = await tx.run(SAYS["state"].text, told)
    if not state:  # another steward was faster
        raise unknown()
    if not state[0]["others"]:
        raise RefusedError(
            "ONLY_RECORD",
            "该客户只有这一条记录，无可拆分。",
            "It is the customer's only record: nothing is left to split.",
        )
    await tx.run(SAYS["make"].text, told)
    for part in ("serve" if state[0]["stays"] else "leave", "codes", "identifiers", "remember"):
        await tx.run(SAYS[part].text, told)
    await tx.run(ASKS["settle_disputes"].text, told)
    return Done([made], [_COPIED])


MUTATIONS = [
    Mutation(
        "splitCustomer",
        "Take a source record out of a customer that it is not about, as a data steward, into one of its own.",
        "Customer",
        split,
        {"record": Argument(ID, "The source record's id."), "reason": REASON},
    ),
]
