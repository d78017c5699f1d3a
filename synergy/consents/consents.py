"""A person's separate consent for one receiver and one purpose: recorded, withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.access.deciding import require, require_period, require_text, unknown, wrong_standing
from synergy.graph.mapping import Argument
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import load_sections
from synergy.model.consents import ConsentCategory, ConsentMethod
from synergy.model.governance import Purpose

if TYPE_CHECKING:
    from synergy.graph.transactions import Transaction

SAYS = {name: section.text for name, section in load_sections(Path(__file__).with_name("consents.cypher")).items()}

HOLDING_ROLES = frozenset({"RELATIONSHIP_MANAGER", "SYNERGY_OFFICER", "COMPLIANCE"})
"""Who speaks with persons about their consents."""
LONGEST_EVIDENCE = 200
"""Characters: it says where the evidence is kept, it is not the evidence."""


async def record(tx: Transaction, context: Any, given: Any) -> Done:
    """Write down what a person consented to; it counts from its first day."""
    viewer = context.viewer
    require(viewer, HOLDING_ROLES)
    require_period(given.active_from, given.active_until, context.today)
    told = _told(tx, context, given)
    found = await tx.run(SAYS["customer"], told) or await tx.run(SAYS["contact"], told)
    if not found:
        raise unknown()
    if not found[0]["natural"]:
        raise RefusedError("NOT_A_PERSON", "只有自然人需要同意。", "Only natural persons consent.")
    if not await tx.run(SAYS["receiver"], told):
        raise RefusedError("NO_RECEIVER", "没有这样的接收方。", "There is no such receiver.")
    for other in await tx.run(SAYS["overlapping"], told):
        raise RefusedError(
            "ALREADY_CONSENTED",
            f"同意 {other['id']} 已就同一接收方和目的覆盖该期间，请先撤回。",
            f"The consent {other['id']} covers the same receiver and purpose at that time; withdraw it first.",
        )
    await tx.run(SAYS["record"], told)
    return Done([told["id"]])


def _told(tx: Transaction, context: Any, given: Any) -> dict[str, Any]:
    if not given.categories:
        raise RefusedError("NO_CATEGORY", "请至少选择一类数据。", "Name at least one category of data.")
    return {
        "id": tx.new_id("con"),
        "organisation": context.viewer.organisation,
        "person": str(given.person),
        "receiver": str(given.receiver),
        "purpose": given.purpose.name,
        "categories": sorted({one.name for one in given.categories}),
        "method": given.method.name,
        "evidence": require_text(given.evidence, LONGEST_EVIDENCE),
        "from": given.active_from,
        "until": given.active_until,
        "today": context.today,
        "now": tx.now,
    }


async def withdraw(tx: Transaction, context: Any, given: Any) -> Done:
    """End a consent today; what it opened is closed with the next request."""
    viewer, consent = context.viewer, str(given.consent)
    require(viewer, HOLDING_ROLES)
    told = {"consent": consent, "organisation": viewer.organisation, "today": context.today, "now": tx.now}
    found = await tx.run(SAYS["find"], told)
    if not found:
        raise unknown()
    if found[0]["until"].to_native() <= context.today:
        raise wrong_standing()
    await tx.run(SAYS["withdraw"], told)
    return Done([consent], [_remains(row) for row in await tx.run(SAYS["remaining"], told)])


def _remains(row: dict[str, Any]) -> tuple[str, str]:
    return (
        f"其本人对同一接收方的另一项同意 {row['id']}（{row['purpose']}）仍然有效。",
        f"Another consent of the person to the same receiver is still in force: {row['id']} ({row['purpose']}).",
    )


MUTATIONS = [
    Mutation(
        "recordConsent",
        "Record that a person, a customer of your subsidiary or a contact it supplied, consents to one organisation's "
        "receiving personal data.",
        "Consent",
        record,
        {
            "person": Argument(
                ID,
                "The person: a customer or a contact; companies and institutions need no consent, their contacts do.",
            ),
            "receiver": Argument(ID, "The one organisation that may receive the data."),
            "purpose": Argument(Purpose, "What for."),
            "categories": Argument(list[ConsentCategory], "Which kinds of data; at least one."),
            "method": Argument(ConsentMethod, "How it was given."),
            "evidence": Argument(
                str, f"Where the evidence is kept: a reference of at most {LONGEST_EVIDENCE} characters."
            ),
            "active_from": Argument(date, "First day in force."),
            "active_until": Argument(date, "First day no longer in force.", default=date(9999, 12, 31)),
        },
    ),
    Mutation(
        "withdrawConsent",
        "End a consent today that your organisation took or receives data by.",
        "Consent",
        withdraw,
        {"consent": Argument(ID, "The consent's id.")},
    ),
]
