"""Customers, who serves them, what they hold, and the records that say so."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, Grade, Mask, edge, many, node, one, statement, stored
from synergy.graph.model import ID
from synergy.model.node import Common, Dated, Entity

if TYPE_CHECKING:
    from synergy.model.organisation import Region, Subsidiary
    from synergy.model.products import Product
    from synergy.model.projects import Project


class CustomerKind(Enum):
    """What a customer is."""

    COMPANY = "COMPANY"
    """A company."""
    INSTITUTION = "INSTITUTION"
    """A bank, a fund, a school, a hospital."""
    PUBLIC_BODY = "PUBLIC_BODY"
    """A part of the state."""
    PERSON = "PERSON"
    """A natural person: personal data, under consent."""


class SizeBand(Enum):
    """How large a customer is."""

    LARGE = "LARGE"
    """A large company."""
    MEDIUM = "MEDIUM"
    """A medium company."""
    SMALL = "SMALL"
    """A small company."""
    MICRO = "MICRO"
    """A micro company, or a person."""
    UNKNOWN = "UNKNOWN"
    """Nobody has said."""


class ServiceStage(Enum):
    """How far a subsidiary is with a customer."""

    PROSPECT = "PROSPECT"
    """In talks."""
    ACTIVE = "ACTIVE"
    """Does business."""
    KEY = "KEY"
    """A key account."""
    DORMANT = "DORMANT"
    """Has gone quiet."""


class Band(Enum):
    """How much of a product a customer holds, for its size."""

    SMALL = "SMALL"
    """Little."""
    MEDIUM = "MEDIUM"
    """Some."""
    LARGE = "LARGE"
    """Much."""


class Scheme(Enum):
    """Who issues an identifier."""

    USCC = "USCC"
    """Unified social credit code (GB 32100-2015)."""
    LEI = "LEI"
    """Legal entity identifier (ISO 17442)."""
    STOCK = "STOCK"
    """Symbol at an exchange."""
    ISIN = "ISIN"
    """International securities identification number (ISO 6166)."""
    DOMAIN = "DOMAIN"
    """Internet domain."""


@edge("SERVES", "Subsidiary", "Customer", dated=True)
class Serves(Dated):
    """A subsidiary serves a customer. As sensitive as the customer itself."""

    orders = ("last_contact_on",)

    stage: ServiceStage = stored("How far the subsidiary is with the customer.")
    last_contact_on: date | None = stored(
        "When the subsidiary last spoke with the customer.", sentinel="lastContactOrder"
    )


@edge("HOLDS", "Customer", "Product", dated=True)
class Holds(Dated):
    """A customer holds a product."""

    band: Band = stored("How much of it.")
    booked_by: ID = stored("The id of the subsidiary that books the holding.")


@edge("IN_INDUSTRY", "Customer", "Industry")
class InIndustry:
    """The trade of a customer."""


@edge("IN_GROUP", "Customer", "CorporateGroup", dated=True)
class InGroup(Dated):
    """The corporate group a customer belongs to."""


@edge("HAS_ID", "Customer", "Identifier")
class HasId:
    """An identifier of a customer."""


@edge("RESOLVES_TO", "SourceRecord", "Customer")
class ResolvesTo:
    """Which customer a record is about, and how that was found."""

    score: float = stored("How sure the match is, from 0 to 1.")
    method: str = stored("How the match was made.")
    evidence: str = stored("What the match rests on.")
    recorded_at: datetime = stored("When the match was made.")


@edge("SUPPLIED_BY", ("SourceRecord", "Contact"), "Subsidiary")
class SuppliedBy:
    """The subsidiary that supplied a record, or a contact."""


@node("Customer", prefix="cus", orders=("name", "employees"), absorbed="MergedCustomer")
class Customer(Common):
    """A company, institution, public body or person that at least one subsidiary serves: the golden record."""

    name: str = stored("What the customer is called, in Chinese where it has a Chinese name.")
    name_en: str | None = stored("What the customer is called in English.")
    kind: CustomerKind = stored("What the customer is.")
    size_band: SizeBand = stored("How large the customer is.")
    employees: int | None = stored("How many people it employs.", sentinel="employeesOrder")
    uscc: str | None = stored("Unified social credit code.", grade=Grade.C2, mask=Mask.IDENTITY_NUMBER)
    phone: str | None = stored("Phone number.", grade=Grade.C2, mask=Mask.PHONE)
    traits: list[str] | None = stored("What else is known of it, each as `name=value`; suggestions learn from it.")
    industry: Industry | None = one("Its trade.", "(this)-[:IN_INDUSTRY]->(that)")
    region: Region | None = one("Where it is.", "(this)-[:LOCATED_IN]->(that)")
    corporate_group: CorporateGroup | None = one("The group it belongs to.", "(this)-[:IN_GROUP]->(that)")
    identifiers: Connection[Identifier] = many("Its identifiers.", "(this)-[:HAS_ID]->(that)")
    served_by: Connection[Subsidiary] = many(
        "The subsidiaries that serve it and let the viewer know.", "(this)<-[edge:SERVES]-(that)", edge=Serves
    )
    served_by_count: int = statement(
        "How many subsidiaries serve it, those included that let themselves be counted but not named.",
        "served_by_count.cypher",
    )
    holdings: Connection[Product] = many("The products it holds.", "(this)-[edge:HOLDS]->(that)", edge=Holds)
    projects: Connection[Project] = many("The projects done with it.", "(this)<-[:WITH]-(that)")
    records: Connection[SourceRecord] = many(
        "The source records it stands for.", "(this)<-[edge:RESOLVES_TO]-(that)", edge=ResolvesTo
    )


@node("CorporateGroup", prefix="cgr", orders=("name",))
class CorporateGroup(Entity):
    """Companies under common control, outside our own group."""

    name: str = stored("The corporate group's name in Chinese.")
    name_en: str = stored("The corporate group's name in English.")
    customers: Connection[Customer] = many(
        "The customers that belong to it.", "(this)<-[edge:IN_GROUP]-(that)", edge=InGroup
    )


@node("Industry", prefix="ind", orders=("name", "code"), plural="industries")
class Industry(Entity):
    """A trade, by the national classification of economic activities."""

    name: str = stored("The industry's name in Chinese.")
    name_en: str = stored("The industry's name in English.")
    code: str = stored("Its code.")
    customers: Connection[Customer] = many("The customers in it.", "(this)<-[:IN_INDUSTRY]-(that)")


@node("Identifier", prefix="idn", telling=("id", "source_key"))
class Identifier(Common):
    """A name given by an issuer that names each thing once."""

    scheme: Scheme = stored("Who issues it.")
    value: str = stored("The identifier itself.", grade=Grade.C2, mask=Mask.IDENTITY_NUMBER)


@node("SourceRecord", prefix="src", orders=("name", "received_at"))
class SourceRecord(Entity):
    """A row of a subsidiary's file, kept as it came."""

    name: str = stored("The name in the record.")
    name_en: str | None = stored("The English name in the record.")
    industry_text: str | None = stored("The industry as the record words it.")
    region_text: str | None = stored("The place as the record words it.")
    website: str | None = stored("The website in the record.")
    payload: str = stored("The whole row, as JSON.", grade=Grade.C2, mask=Mask.RECORD)
    content_hash: str = stored("SHA-256 of the row.", grade=Grade.C2, mask=Mask.RECORD)
    received_at: datetime = stored("When the row was last received.")
    gone_on: date | None = stored("The day on which a snapshot of its source lacked it; null while it is there.")
    customer: Customer | None = one("The customer it is about.", "(this)-[:RESOLVES_TO]->(that)")
    subsidiary: Subsidiary | None = one("Who supplied it.", "(this)-[:SUPPLIED_BY]->(that)")
