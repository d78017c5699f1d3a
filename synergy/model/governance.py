"""What the subsidiaries let each other see, what customers consent to, what is walled off, and how the group counts."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored, union
from synergy.graph.model import ID
from synergy.model.customers import CustomerKind
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.contacts import Contact
    from synergy.model.customers import Customer
    from synergy.model.organisation import Organisation, OrgUnit, Subsidiary, User


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


class Standing(Enum):
    """How far a decision is that two people have to make."""

    DRAFT = "DRAFT"
    """Written by one person; has no effect."""
    ACTIVE = "ACTIVE"
    """Confirmed by a second person; in force over its period."""
    ENDED = "ENDED"
    """Ended before its time."""


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


class Purpose(Enum):
    """What access is for: nobody may use it for anything else."""

    CROSS_SELL = "CROSS_SELL"
    """Offering the customer what another subsidiary has."""
    JOINT_PROJECT = "JOINT_PROJECT"
    """Working for the customer together."""
    RISK_CONTROL = "RISK_CONTROL"
    """Judging the customer's risk across the group."""
    SERVICE = "SERVICE"
    """Serving the customer better where it asked for it."""


class ConsentCategory(Enum):
    """A kind of personal data that a consent names."""

    IDENTITY = "IDENTITY"
    """Who the person is."""
    CONTACT = "CONTACT"
    """How the person is reached."""
    HOLDINGS = "HOLDINGS"
    """What the person holds."""


class ConsentMethod(Enum):
    """How a consent was given."""

    SIGNED = "SIGNED"
    """In writing."""
    ELECTRONIC = "ELECTRONIC"
    """By an electronic signature or in an application."""
    RECORDED_CALL = "RECORDED_CALL"
    """In a recorded call."""


class EntryKind(Enum):
    """What a restricted entry does."""

    WATCH = "WATCH"
    """Nothing is closed; those inside know to be careful."""
    RESTRICTED = "RESTRICTED"
    """Closed to everyone outside, except a customer to the subsidiaries that serve it."""


@union("Customer", "Project")
class Walled:
    """What a restricted entry can be about."""


@edge("DEFINES", "Subsidiary", "SharePolicy")
class Defines:
    """The subsidiary whose customers a policy is about."""


@edge("TOWARDS", "SharePolicy", ("Group", "Subsidiary"))
class Towards:
    """The organisation a policy lets see."""


@edge("DRAFTED_BY", ("SharePolicy", "RestrictedEntry", "Crossing"), "User")
class DraftedBy:
    """Who wrote a decision down."""


@edge("CONFIRMED_BY", ("SharePolicy", "RestrictedEntry", "Crossing"), "User")
class ConfirmedBy:
    """The second person, who put a decision into force."""


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


@edge("CONSENTS_FOR", "Consent", ("Customer", "Contact"))
class ConsentsFor:
    """The person whose data a consent is about."""


@edge("CONSENTS_TO", "Consent", ("Group", "Subsidiary"))
class ConsentsTo:
    """The organisation that may receive the data."""


@edge("HELD_BY", "Consent", "Subsidiary")
class HeldBy:
    """The subsidiary that took the consent and keeps its evidence."""


@edge("BLOCKS", "RestrictedEntry", ("Customer", "Project"))
class Blocks:
    """What a restricted entry closes."""


@edge("INSIDE", "RestrictedEntry", "OrgUnit")
class Inside:
    """A unit on the private side that works with what an entry closes."""


@edge("CROSSES", "Crossing", "RestrictedEntry")
class Crosses:
    """The entry that a crossing leads through."""


@edge("CROSSED_BY", "Crossing", "User")
class CrossedBy:
    """The person brought over the wall."""


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


@node("Consent", prefix="con", orders=("active_from",))
class Consent(Entity):
    """A person's separate consent that one organisation may receive personal data for one purpose."""

    purpose: Purpose = stored("What for.")
    categories: list[ConsentCategory] = stored("Which kinds of data.")
    method: ConsentMethod = stored("How it was given.")
    evidence: str = stored("Where the evidence is kept: a reference, not the evidence.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force: its end, or the day it was withdrawn.")
    customer: Customer | None = one("The person, as a customer.", "(this)-[:CONSENTS_FOR]->(that)")
    contact: Contact | None = one("The person, as a contact at a customer.", "(this)-[:CONSENTS_FOR]->(that)")
    receiver: Organisation | None = one("Who may receive the data.", "(this)-[:CONSENTS_TO]->(that)")
    held_by: Subsidiary | None = one("The subsidiary that took it.", "(this)-[:HELD_BY]->(that)")


@node("RestrictedEntry", prefix="ent", orders=("active_from",), plural="restrictedEntries")
class RestrictedEntry(Entity):
    """An information barrier around a customer or project: outside nobody may know that it stands."""

    kind: EntryKind = stored("What it does.")
    reason: str = stored("Why, for those inside.")
    standing: Standing = stored("How far the decision is.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    about: Walled | None = one("What it is about.", "(this)-[:BLOCKS]->(that)")
    inside: Connection[OrgUnit] = many("The units on the private side that are inside.", "(this)-[:INSIDE]->(that)")
    crossings: Connection[Crossing] = many("Who was brought over the wall.", "(this)<-[:CROSSES]-(that)")
    drafted_by: User | None = one("Who wrote it.", "(this)-[:DRAFTED_BY]->(that)")
    confirmed_by: User | None = one("The second person, who put it into force.", "(this)-[:CONFIRMED_BY]->(that)")


@node("Crossing", prefix="crs", orders=("active_until",))
class Crossing(Entity):
    """One person is brought over an information barrier, for a reason, until a day, by two others."""

    reason: str = stored("Why.")
    standing: Standing = stored("How far the decision is.")
    active_from: date = stored("First day in force.")
    active_until: date = stored("First day no longer in force.")
    entry: RestrictedEntry | None = one("The barrier.", "(this)-[:CROSSES]->(that)")
    user: User | None = one("Who is brought over.", "(this)-[:CROSSED_BY]->(that)")
    drafted_by: User | None = one("Who asked for it.", "(this)-[:DRAFTED_BY]->(that)")
    confirmed_by: User | None = one("The second person, who allowed it.", "(this)-[:CONFIRMED_BY]->(that)")


@node("KpiDefinition", prefix="kpi", orders=("name",))
class KpiDefinition(Entity):
    """How a measure is counted, in words, version by version."""

    code: str = stored("The measure's stable code.")
    name: str = stored("The measure's name in Chinese.")
    name_en: str = stored("The measure's name in English.")
    definition: str = stored("How it is counted, in Chinese.")
    definition_en: str = stored("How it is counted, in English.")
