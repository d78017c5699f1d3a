"""What contacts add to the API: recording one."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry.types.info import Info

from synergy.graph.commands import Command
from synergy.graph.executor import Reference
from synergy.graph.refusals import RefusedError, UserError

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types

RECORD = importlib.resources.files(__package__).joinpath("record_contact.cypher").read_text(encoding="utf-8")


@strawberry.input(description="A contact with a customer.")
class RecordContactInput:
    """The argument of `recordContact`."""

    customer: strawberry.ID = strawberry.field(description="The id of a customer that your subsidiary serves.")
    on: date = strawberry.field(description="The day of the contact; not in the future.")
    key: str | None = strawberry.field(
        default=None, description="An idempotency key: sent again with the same input, nothing is done twice."
    )


@dataclass(frozen=True, slots=True)
class RecordContactAnswer:
    """The values of the API's `RecordContactPayload`."""

    customer: Reference | None = None
    last_contact_on: date | None = None
    replayed: bool = False
    user_errors: list[UserError] = field(default_factory=list)


async def record_contact(
    info: Info[Any, Any],
    input: Annotated[RecordContactInput, strawberry.argument(description="The contact.")],  # noqa: A002 (as everywhere)
) -> Any:
    """Record a contact in one transaction; refusals become user errors."""
    context = info.context
    viewer = context.viewer
    parameters = {
        "customer": str(input.customer),
        "organisation": viewer.organisation,
        "on": input.on,
        "today": context.today,
    }

    async def change(tx: Transaction) -> dict[str, Any]:
        if input.on > context.today:
            raise RefusedError("IN_THE_FUTURE", "联系日期不能晚于今天。", "A contact cannot be later than today.")
        rows = await tx.run(RECORD, parameters)
        if not rows:
            raise RefusedError(
                "NOT_SERVED", "贵公司目前没有服务这样的客户。", "Your subsidiary serves no such customer today."
            )
        return {"lastContactOn": rows[0]["lastContactOn"]}

    payload = {"customer": str(input.customer), "on": input.on.isoformat()}
    try:
        outcome = await context.run(Command("recordContact", viewer.user, input.key, payload, change))
    except RefusedError as refusal:
        return RecordContactAnswer(user_errors=[refusal.error])
    recorded = date.fromisoformat(outcome.value["lastContactOn"])
    return RecordContactAnswer(Reference(str(input.customer)), recorded, outcome.replayed)


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that contacts add to Mutation."""
    types.made["UserError"] = UserError
    types.object(
        "RecordContactPayload",
        "What came of recording a contact.",
        [
            types.field("customer", "Optional[Customer]", "The customer, as it is now; null when refused."),
            types.field("lastContactOn", "Optional[date]", "The last contact now on record, by your subsidiary."),
            types.field("replayed", "bool", "Whether this key was sent before, and nothing was done again."),
            types.field("userErrors", "list[UserError]", "Why it was refused; empty when it was done."),
        ],
    )
    says = "Record that your subsidiary spoke with a customer it serves."
    return [types.field("recordContact", "RecordContactPayload", says, resolver=record_contact)]
