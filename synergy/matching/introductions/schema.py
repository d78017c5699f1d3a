"""What matching adds to the API about introductions: who knows whom, and saying so."""

from __future__ import annotations

import importlib.resources
from datetime import date
from typing import TYPE_CHECKING, Any

from synergy.graph import mutations
from synergy.graph.mapping import Argument, record, root, statement, stored
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import Fragment
from synergy.matching.schema import FIRST, Reason
from synergy.model.contacts import Contact
from synergy.model.organisation import User

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types

MOST_HOPS = 4
_FILE = "record_acquaintance.cypher"
RECORD = Fragment(_FILE, importlib.resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


@record
class IntroductionPath:
    """A way to a person: through whom, in order."""

    strength: float = stored("The product of the strengths of the acquaintances, older ones less; 0 to 1.")
    hops: int = stored("How many acquaintances it is made of.")
    through: list[User] = stored(
        "Who introduces, the one whom the viewer knows first; empty where it knows the person."
    )
    contact: Contact | None = stored("The person, at a customer.")
    colleague: User | None = stored("The person, in the group.")
    reasons: list[Reason] = stored("Each acquaintance in words.")


@record
class IntroductionAnswer:
    """Ways to a person."""

    paths: list[IntroductionPath] = stored("The ways, the strongest first.")
    note: Reason | None = stored("Why there is none, where there is none.")


@root
class Introductions:
    """Who knows whom."""

    introduction_paths: IntroductionAnswer = statement(
        "Who could introduce you to a person, or to the persons to speak with at a customer: only those who agreed to.",
        "introduction_paths.cypher",
        to=Argument(ID, "The id of a customer, a contact or a user."),
        max_hops=Argument(int, f"How many acquaintances a way may be made of, at most {MOST_HOPS}.", 3, 1, MOST_HOPS),
        first=FIRST,
    )


async def record_acquaintance(tx: Transaction, context: Any, given: Any) -> Done:
    """Say how well the viewer knows a person; saying it again replaces what was said."""
    if given.last_contact_on > context.today:
        raise RefusedError("IN_THE_FUTURE", "联系日期不能晚于今天。", "A contact cannot be later than today.")
    if not 0 <= given.strength <= 1:
        raise RefusedError("OUT_OF_RANGE", "强度须在 0 到 1 之间。", "A strength is a number from 0 to 1.")
    told = context.given | {
        "person": str(given.person),
        "strength": given.strength,
        "on": given.last_contact_on,
        "optIn": given.opt_in,
        "at": tx.now,
        "user": context.viewer.user,
    }
    rows = await tx.run(context.say(RECORD), told)
    if not rows:
        raise RefusedError("NO_SUCH_PERSON", "没有您可见的这个人。", "There is no such person that you see.")
    return Done([rows[0]["user"]])


RECORD_ACQUAINTANCE = Mutation(
    "recordAcquaintance",
    "Say how well you know a colleague or a contact, and whether you may be asked to introduce others to them.",
    "User",
    record_acquaintance,
    {
        "person": Argument(ID, "The id of a user or a contact whom you see."),
        "strength": Argument(float, "How well, from 0 to 1; 0 when no longer."),
        "last_contact_on": Argument(date, "When you last spoke; not in the future."),
        "opt_in": Argument(bool, "Whether you may be asked for an introduction.", default=False),
    },
)


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that introductions add to Mutation."""
    return mutations.mutation_fields(types, [RECORD_ACQUAINTANCE])
