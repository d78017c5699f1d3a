"""Where the fields of a golden record come from, and what they were."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from synergy.graph.mapping import Connection, Grade, Mask, edge, extends, many, node, one, record, statement, stored
from synergy.model.customers import Customer, SourceRecord
from synergy.model.node import Entity


class GivenField(Enum):
    """A field of a golden record that records give."""

    NAME = "NAME"
    """The name in Chinese."""
    NAME_EN = "NAME_EN"
    """The name in English."""
    KIND = "KIND"
    """What the customer is."""
    EMPLOYEES = "EMPLOYEES"
    """How many people it employs."""
    PHONE = "PHONE"
    """The phone number."""


@edge("FORMER_OF", "FormerValue", "Customer")
class FormerOf:
    """The customer whose golden record had a value."""


@edge("GIVEN_BY", "FormerValue", "SourceRecord")
class GivenBy:
    """The record that gave the value."""


@node("FormerValue", prefix="fva", orders=("until",))
class FormerValue(Entity):
    """A value that a field of a golden record had."""

    field: GivenField = stored("The field.")
    value: str = stored("The value.", grade=Grade.C2, mask=Mask.RECORD)
    until: datetime = stored("When another took its place.")
    customer: Customer | None = one("Whose it was.", "(this)-[:FORMER_OF]->(that)")
    record: SourceRecord | None = one("The record that gave it.", "(this)-[:GIVEN_BY]->(that)")


@record
class Provenance:
    """Where a field of a golden record comes from."""

    field: GivenField = stored("The field.")
    record: SourceRecord = stored("The record that gives it.")


@extends(Customer)
class Origins:
    """Where the golden record comes from, for stewards only: to others it would tell who else knows the customer."""

    provenance: list[Provenance] = statement(
        "Which record gives which field, for data stewards who may know of all who serve it.", "provenance.cypher"
    )
    former_values: Connection[FormerValue] = many(
        "What its fields were before, for data stewards who may know of all who serve it.",
        "(this)<-[:FORMER_OF]-(that)",
    )
