"""Collaborative projects: who takes part, for which customer, with which products."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.customers import Customer
    from synergy.model.experts import Expert
    from synergy.model.knowledge import Case
    from synergy.model.organisation import Region, Subsidiary
    from synergy.model.products import Product, Topic


class ProjectStage(Enum):
    """How far a project is."""

    PROPOSED = "PROPOSED"
    """Being prepared."""
    UNDERWAY = "UNDERWAY"
    """Being done."""
    DELIVERED = "DELIVERED"
    """Done, not yet settled."""
    CLOSED = "CLOSED"
    """Settled."""


class ParticipantRole(Enum):
    """What a subsidiary does in a project."""

    ORIGINATOR = "ORIGINATOR"
    """Brought it in."""
    PARTNER = "PARTNER"
    """Works on it."""
    ADVISER = "ADVISER"
    """Advises."""
    FINANCIER = "FINANCIER"
    """Finances it."""
    CONTRACTOR = "CONTRACTOR"
    """Builds or supplies."""


@edge("PARTICIPATES", "Subsidiary", "Project", dated=True)
class Participates(Dated):
    """A subsidiary takes part in a project."""

    role: ParticipantRole = stored("What it does there.")
    lead: bool = stored("Whether it leads the project.")


@edge("WITH", "Project", "Customer")
class With:
    """The customer of a project."""


@edge("USES", "Project", "Product")
class Uses:
    """A product that a project uses."""


@node("Project", prefix="prj", orders=("name", "started_on"))
class Project(Entity):
    """A piece of work that subsidiaries do for a customer; collaborative when two or more take part."""

    name: str = stored("The project's name in Chinese.")
    name_en: str = stored("The project's name in English.")
    summary: str = stored("What it is about, in Chinese.")
    summary_en: str = stored("What it is about, in English.")
    stage: ProjectStage = stored("How far it is.")
    started_on: date = stored("When work began.")
    ended_on: date | None = stored("When work ended.")
    amount: Decimal | None = stored("The contract amount, a decimal number in `currency`.")
    currency: str | None = stored("The amount's currency (ISO 4217).")
    participants: Connection[Subsidiary] = many(
        "The subsidiaries that take part.", "(this)<-[edge:PARTICIPATES]-(that)", edge=Participates
    )
    customer: Customer | None = one("Whom it is for; null when the viewer may not know.", "(this)-[:WITH]->(that)")
    products: Connection[Product] = many("The products it uses.", "(this)-[:USES]->(that)")
    topics: Connection[Topic] = many("What it is about.", "(this)-[:HAS_TOPIC]->(that)")
    region: Region | None = one("Where it is.", "(this)-[:LOCATED_IN]->(that)")
    experts: Connection[Expert] = many("The experts who worked on it.", "(this)<-[:WORKED_ON]-(that)")
    cases: Connection[Case] = many("The cases written about it.", "(this)<-[:ABOUT]-(that)")
