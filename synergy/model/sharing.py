"""What the subsidiaries let each other see: policies, requests for access and grants."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored
from synergy.graph.model import ID
from synergy.model.customers import CustomerKind
from synergy.model.governance import Purpose, Standing
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.customers import Customer
    from synergy.model.organisation import Organisation, Subsidiary, User


class ShareLevel(Enum):
    """How much of its customers a subsidiary shows another."""

    HIDDEN = "HIDDEN"
    """Nothing, whatever another policy for the same customers says."""
    COUNTS = "COUNTS"
    """That somebody else serves a customer, not who."""
    OVERLAP = "OVERLAP"
    """Its name beside the customers that the other sees anyway."""
    ALL = "ALL"
    """All its customers."""


class RequestStanding(Enum):
    """How far a request for access is."""

    PENDING = "PENDING"
    """Waits for the owner."""
    APPROVED = "APPROVED"
    """Granted, in whole or in part."""
    REFUSED = "REFUSED"
    """Refused by the owner."""
    WITHDRAWN = "WITHDRAWN"
    """Taken back by who asked."""


class CoveredField(Enum):
    """A masked field of a customer that a policy or grant may show in clear."""

    USCC = "USCC"
    """The unified social credit code."""
    PHONE = "PHONE"
    """The phone number."""


@edge("DEFINES", "Subsidiary", "SharePolicy")
class Defines:
    """The subsidiary whose customers a policy is about."""


@edge("TOWARDS", "SharePolicy", ("Group", "Subsidiary"))
class Towards:
    """The organisation a policy lets see."""


@edge("REQUESTED_BY", "AccessRequest", "User")
class RequestedBy:
    """Who asks for access."""


@edge("REQUESTED_FOR", "AccessRequest", ("Group", "Subsidiary"))
class RequestedFor:
    """The organisation that is to get access."""


@edge("ADDRESSED_TO", "AccessRequest", "Subsidiary")
class AddressedTo:
    """The owner who decides."""


@edge("CONCERNS", "AccessRequest", "Customer")
class Concerns:
    """The customer that access is asked for."""


@edge("DECIDED_BY", "AccessRequest", "User")
class DecidedBy:
    """Who decided for the owner."""


@edge("YIELDS", "AccessRequest", "Grant")
class Yields:
    """What the approval of a request came to."""


@edge("GRANTED_BY", "Grant", "Subsidiary")
class GrantedBy:
    """The owner who granted access."""


@edge("APPROVED_BY", "Grant", "User")
class ApprovedBy:
    """The person who granted access for the owner."""


@edge("RECERTIFIED_BY", "Grant", "User")
class RecertifiedBy:
    """A person of the owner who confirmed that access is still needed."""

    recertified_on: date = stored("The day on which it was confirmed.")
    until: date = stored("The day to which it was confirmed: the next deadline.")


@edge("REVOKED_BY", "Grant", "User")
class RevokedBy:
    """The person, of either side, who ended access before its time."""


@edge("GRANTED_TO", "Grant", ("Group", "Subsidiary"))
class GrantedTo:
    """The organisation that has access."""


@edge("GRANTS", "Grant", "Customer")
class Grants:
    """The customer that a grant opens."""


@edge("MAY_SEE", ("Group", "Subsidiary"), "Customer", dated=True)
class MaySee(Dated):
    """What a grant has come to: written with it, ended with it, and all that the access rules read of it."""

    grant: ID = stored("The id of the grant.")
    owner: ID = stored("The id of the subsidiary that granted it.")
    fields: list[CoveredField] = stored("The masked fields that are shown in clear.")


@node("SharePolicy", prefix="pol", orders=("active_from",), plural="sharePolicies")
class SharePolicy(Entity):
    """What one subsidiary lets another organisation see of its customers."""

    level: ShareLevel = stored("How much.")
    kinds: list[CustomerKind] = stored("Of which kinds of customers; of every kind when empty.")
    fields: list[CoveredField] = stored("The masked fields of companies that are shown in clear.")
    standing: Standing = stored("How far the decision is.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    owner: Subsidiary | None = one("Whose customers it is about.", "(this)<-[:DEFINES]-(that)")
    receiver: Organisation | None = one("Who may see them.", "(this)-[:TOWARDS]->(that)")
    drafted_by: User | None = one("Who wrote it.", "(this)-[:DRAFTED_BY]->(that)")
    confirmed_by: User | None = one("The second person, who put it into force.", "(this)-[:CONFIRMED_BY]->(that)")


@node("AccessRequest", prefix="req", orders=("created_at",))
class AccessRequest(Entity):
    """An organisation asks an owner to see more of a customer both may know of."""

    purpose: Purpose = stored("What for.")
    fields: list[CoveredField] = stored("The masked fields asked for.")
    reason: str = stored("Why, in the asker's words.")
    until: date = stored("First day on which access is no longer needed.")
    standing: RequestStanding = stored("How far the request is.")
    answer: str | None = stored("What the owner said to it.")
    customer: Customer | None = one("The customer it is about.", "(this)-[:CONCERNS]->(that)")
    requested_by: User | None = one("Who asks.", "(this)-[:REQUESTED_BY]->(that)")
    requested_for: Organisation | None = one("The organisation that asks.", "(this)-[:REQUESTED_FOR]->(that)")
    owner: Subsidiary | None = one(
        "Who decides; null to the asker until the owner lets itself be named.", "(this)-[:ADDRESSED_TO]->(that)"
    )
    decided_by: User | None = one(
        "Who decided; null to the asker unless it was approved.", "(this)-[:DECIDED_BY]->(that)"
    )
    grant: Grant | None = one("What its approval came to.", "(this)-[:YIELDS]->(that)")


@node("Grant", prefix="gra", orders=("active_until",))
class Grant(Entity):
    """Access of one organisation to one customer of another, for a purpose, until a day."""

    purpose: Purpose = stored("What for.")
    fields: list[CoveredField] = stored("The masked fields that are shown in clear.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    recertify_by: date = stored("First day on which it lapses, unless the owner has confirmed it anew.")
    customer: Customer | None = one("The customer it opens.", "(this)-[:GRANTS]->(that)")
    owner: Subsidiary | None = one("Who granted it.", "(this)-[:GRANTED_BY]->(that)")
    approved_by: User | None = one("The person who granted it.", "(this)-[:APPROVED_BY]->(that)")
    revocation: str | None = stored("Why it was ended before its time.")
    receiver: Organisation | None = one("Who has access.", "(this)-[:GRANTED_TO]->(that)")
    request: AccessRequest | None = one("The request it answers.", "(this)<-[:YIELDS]-(that)")
    recertifications: Connection[User] = many(
        "Who confirmed it anew.", "(this)-[edge:RECERTIFIED_BY]->(that)", edge=RecertifiedBy
    )
    revoked_by: User | None = one("Who ended it before its time.", "(this)-[:REVOKED_BY]->(that)")
