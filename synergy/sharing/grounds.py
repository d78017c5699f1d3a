"""Why one sees what one sees, and who else does: the access rules, said in words for one thing."""

from __future__ import annotations

from datetime import date
from enum import Enum

from synergy.graph.mapping import Argument, record, root, statement, stored, union
from synergy.graph.model import ID
from synergy.model.organisation import Organisation
from synergy.model.sharing import CoveredField


class Rule(Enum):
    """A rule by which somebody sees something."""

    EVERYONE = "EVERYONE"
    """Everybody in the group sees it: it is published, on the shelf, or no secret."""
    OWN = "OWN"
    """It is the viewer's organisation's own: a customer it serves, a project it takes part in, what it made."""
    POLICY = "POLICY"
    """A subsidiary shares all such customers with the organisation."""
    GRANT = "GRANT"
    """A subsidiary has granted the organisation access to this customer."""
    CONSENT = "CONSENT"
    """The person has consented; without that no policy and no grant shows anything."""
    BARRIER = "BARRIER"
    """The viewer works behind the information barrier around it, or was brought over it."""
    MEMBER = "MEMBER"
    """The viewer sees a customer that belongs to it."""
    PARTY = "PARTY"
    """The viewer's organisation is a party to this decision."""
    STEWARD = "STEWARD"
    """The viewer keeps the group's golden records, as a data steward."""
    COMPLIANCE = "COMPLIANCE"
    """The viewer keeps the group's decisions and barriers."""


@union("SharePolicy", "Grant", "Consent", "RestrictedEntry")
class Decision:
    """What somebody decided, so that something is seen."""


@record
class Ground:
    """One rule by which the viewer sees something today."""

    rule: Rule = stored("The rule.")
    text: str = stored("The rule in words, in Chinese.")
    text_en: str = stored("The rule in words, in English.")
    fields: list[CoveredField] = stored("The masked fields of a customer that are shown in clear because of it.")
    until: date | None = stored("First day on which it holds no more; null when no end is set.")
    decision: Decision | None = stored("What was decided, where the rule rests on a decision.")


@record
class Audience:
    """An organisation that sees a customer, and by which rule."""

    organisation: Organisation = stored("Who sees it.")
    rule: Rule = stored("By which rule.")
    text: str = stored("The rule in words, in Chinese.")
    text_en: str = stored("The rule in words, in English.")
    fields: list[CoveredField] = stored("The masked fields that are shown in clear because of it.")
    until: date | None = stored("First day on which it holds no more; null when no end is set.")


@root
class Grounds:
    """Who sees what, and why."""

    why_visible: list[Ground] = statement(
        "The rules by which the viewer sees something today; none for what the viewer does not see, and for what does "
        "not exist.",
        "why_visible.cypher",
        id=Argument(ID, "The id, as `id` gives it."),
    )
    who_can_see: list[Audience] = statement(
        "Who sees a customer, as far as the viewer's own organisation lets them and may know of them: for who decides "
        "for a subsidiary that serves it, and for compliance at headquarters; none for others. An information barrier "
        "may close it to any of them, which is told to nobody outside the barrier.",
        "who_can_see.cypher",
        id=Argument(ID, "The customer's id."),
    )
