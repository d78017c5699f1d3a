"""What persons consent to."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import edge, node, one, stored
from synergy.model.governance import Purpose
from synergy.model.node import Entity

if TYPE_CHECKING:
    from synergy.model.contacts import Contact
    from synergy.model.customers import Customer
    from synergy.model.organisation import Organisation, Subsidiary


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


@edge("CONSENTS_FOR", "Consent", ("Customer", "Contact"))
class ConsentsFor:
    """The person whose data a consent is about."""


@edge("CONSENTS_TO", "Consent", ("Group", "Subsidiary"))
class ConsentsTo:
    """The organisation that may receive the data."""


@edge("HELD_BY", "Consent", "Subsidiary")
class HeldBy:
    """The subsidiary that took the consent and keeps its evidence."""


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
