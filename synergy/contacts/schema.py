"""What contacts add to the API: recording one."""

from __future__ import annotations

import importlib.resources
from datetime import date
from typing import TYPE_CHECKING, Any

from synergy.graph import mutations
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types

RECORD = importlib.resources.files(__package__).joinpath("record_contact.cypher").read_text(encoding="utf-8")


async def record(tx: Transaction, context: Any, given: Any) -> Done:
    """Move the day of the last contact forward."""
    if given.on > context.today:
        raise RefusedError("IN_THE_FUTURE", "联系日期不能晚于今天。", "A contact cannot be later than today.")
    customer = str(given.customer)
    organisation = context.given["viewer"]["organisation"]  # as the rules know it: none for who only administers
    told = {"customer": customer, "organisation": organisation, "on": given.on, "today": context.today}
    if not await tx.run(RECORD, told):
        raise RefusedError(
            "NOT_SERVED", "贵公司目前没有服务这样的客户。", "Your subsidiary serves no such customer today."
        )
    return Done([customer])


RECORD_CONTACT = Mutation(
    "recordContact",
    "Record that your subsidiary spoke with a customer it serves.",
    "Customer",
    record,
    {
        "customer": Argument(ID, "The id of a customer that your subsidiary serves."),
        "on": Argument(date, "The day of the contact; not in the future."),
    },
)


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that contacts add to Mutation."""
    return mutations.mutation_fields(types, [RECORD_CONTACT])
