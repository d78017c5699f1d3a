"""The group, its segments, subsidiaries and organisational units, the people in them, and where they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, Grade, Mask, edge, many, node, one, stored, union
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.customers import Customer
    from synergy.model.experts import Expert
    from synergy.model.knowledge import Case, Report
    from synergy.model.products import Product
    from synergy.model.projects import Project


class Side(Enum):
    """On which side of the wall a unit works."""

    PUBLIC = "PUBLIC"
    """Works with what is publicly known."""
    PRIVATE = "PRIVATE"
    """Works with inside information."""


class RoleCode(Enum):
    """What a user may do."""

    EMPLOYEE = "EMPLOYEE"
    """Looks things up and hands over leads."""
    RELATIONSHIP_MANAGER = "RELATIONSHIP_MANAGER"
    """Looks after customers."""
    SYNERGY_OFFICER = "SYNERGY_OFFICER"
    """Dispatches opportunities at headquarters."""
    REPORTING = "REPORTING"
    """Counts across the whole group."""
    COMPLIANCE = "COMPLIANCE"
    """Checks who may see what."""
    DATA_STEWARD = "DATA_STEWARD"
    """Decides which records are one customer."""
    ADMINISTRATOR = "ADMINISTRATOR"
    """Runs the system; sees no business data by that."""


@edge("IN_SEGMENT", "Subsidiary", "Segment", dated=True)
class InSegment(Dated):
    """The segment a subsidiary reports in."""


@edge("OWNED_BY", "Subsidiary", ("Group", "Subsidiary"), dated=True)
class OwnedBy(Dated):
    """Who owns a subsidiary."""

    share: Decimal | None = stored("The share owned, in percent; absent where it is not published.")


@edge("LOCATED_IN", ("Subsidiary", "Customer", "Project"), "Region")
class LocatedIn:
    """Where something is."""


@edge("PART_OF", "OrgUnit", ("Group", "Subsidiary"))
class PartOf:
    """The organisation a unit belongs to."""


@edge("MEMBER_OF", "User", "OrgUnit", dated=True)
class MemberOf(Dated):
    """A user's place in a unit."""

    title: str = stored("The user's title in the unit, in Chinese.")
    title_en: str = stored("The user's title in the unit, in English.")


@edge("HAS_ROLE", "User", "Role", dated=True)
class HasRole(Dated):
    """A role a user has."""


@union("Group", "Subsidiary")
class Organisation:
    """The group itself, or one of its subsidiaries."""


@node("Group", prefix="grp", orders=("name",), labels=("Organisation",))
class Group(Entity):
    """The conglomerate as a whole; its headquarters' units are part of it."""

    name: str = stored("The group's name in Chinese.")
    name_en: str = stored("The group's name in English.")
    code: str = stored("A short stable code.")
    units: Connection[OrgUnit] = many("The headquarters' units.", "(this)<-[:PART_OF]-(that)")


@node("Segment", prefix="seg", orders=("name",))
class Segment(Entity):
    """One of the group's business segments."""

    name: str = stored("The segment's name in Chinese.")
    name_en: str = stored("The segment's name in English.")
    code: str = stored("A short stable code.")
    subsidiaries: Connection[Subsidiary] = many(
        "The subsidiaries that report in it.", "(this)<-[edge:IN_SEGMENT]-(that)", edge=InSegment
    )


class Licence(Enum):
    """What a business needs a regulator's leave for."""

    BANKING = "BANKING"
    """Taking deposits and lending."""
    SECURITIES = "SECURITIES"
    """Underwriting, brokerage and advice on securities."""
    TRUST = "TRUST"
    """Trust schemes."""
    INSURANCE = "INSURANCE"
    """Insurance."""


@node("Subsidiary", prefix="sub", orders=("name", "name_en"), plural="subsidiaries", labels=("Organisation",))
class Subsidiary(Entity):
    """A member company of the group."""

    name: str = stored("The full name in Chinese.")
    name_en: str = stored("The full name in English.")
    short_name: str = stored("The name people use, in Chinese.")
    short_name_en: str = stored("The name people use, in English.")
    code: str = stored("A short stable code.")
    licences: list[Licence] | None = stored("The licences that it has.")
    segment: Segment | None = one("The segment it reports in.", "(this)-[:IN_SEGMENT]->(that)")
    owner: Organisation | None = one("Who owns it.", "(this)-[:OWNED_BY]->(that)")
    region: Region | None = one("Where its head office is.", "(this)-[:LOCATED_IN]->(that)")
    units: Connection[OrgUnit] = many("Its units.", "(this)<-[:PART_OF]-(that)")
    customers: Connection[Customer] = many("The customers it serves.", "(this)-[edge:SERVES]->(that)", edge="Serves")
    products: Connection[Product] = many("The products it offers.", "(this)-[:OFFERS]->(that)")
    projects: Connection[Project] = many(
        "The projects it takes part in.", "(this)-[edge:PARTICIPATES]->(that)", edge="Participates"
    )
    cases: Connection[Case] = many("The cases it published.", "(this)-[:PUBLISHED]->(that)")
    reports: Connection[Report] = many("The research reports it published.", "(this)-[:PUBLISHED]->(that)")


@node("OrgUnit", prefix="unt", orders=("name",))
class OrgUnit(Entity):
    """An organisational unit of a subsidiary or of headquarters."""

    name: str = stored("The unit's name in Chinese.")
    name_en: str = stored("The unit's name in English.")
    side: Side = stored("On which side of the wall it works.")
    organisation: Organisation | None = one("The organisation it belongs to.", "(this)-[:PART_OF]->(that)")
    members: Connection[User] = many("The people in it.", "(this)<-[edge:MEMBER_OF]-(that)", edge=MemberOf)
    products: Connection[Product] = many("The products it handles.", "(this)<-[:HANDLED_BY]-(that)")


@node("Region", prefix="reg", orders=("name", "code"))
class Region(Entity):
    """A province, a special administrative region, or everywhere abroad."""

    name: str = stored("The region's name in Chinese.")
    name_en: str = stored("The region's name in English.")
    code: str = stored("The administrative division code, or a code of our own abroad.")
    customers: Connection[Customer] = many("The customers there.", "(this)<-[:LOCATED_IN]-(that)")


@node("Role", prefix="rol", orders=("name",))
class Role(Entity):
    """A role that users can have."""

    code: RoleCode = stored("Which role it is.")
    name: str = stored("The role's name in Chinese.")
    name_en: str = stored("The role's name in English.")


@node("User", prefix="usr", orders=("name", "name_en"))
class User(Entity):
    """A person who works for the group and may use the platform."""

    name: str = stored("The person's name in Chinese.")
    name_en: str = stored("The person's name in Latin letters.")
    email: str | None = stored("Work mail address.", grade=Grade.C2, mask=Mask.MAIL)
    phone: str | None = stored("Work phone.", grade=Grade.C2, mask=Mask.PHONE)
    activated_on: date | None = stored("The day the user first signed in; absent until then.")
    disabled: bool = stored("Whether the account is closed.")
    unit: OrgUnit | None = one("The unit the person works in today.", "(this)-[:MEMBER_OF]->(that)")
    roles: Connection[Role] = many("The person's roles.", "(this)-[edge:HAS_ROLE]->(that)", edge=HasRole)
    expert: Expert | None = one("The person as an expert.", "(this)-[:IS]->(that)")
