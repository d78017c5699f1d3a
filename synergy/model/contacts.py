"""Contacts: the persons to speak with at a customer. Each is a natural person, whose own consent others need."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, Grade, Mask, edge, extends, many, node, one, stored
from synergy.model.customers import Customer
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.organisation import Subsidiary


class Language(Enum):
    """In which language a person is spoken with."""

    CHINESE = "CHINESE"
    """Chinese."""
    ENGLISH = "ENGLISH"
    """English."""


@edge("WORKS_AT", "Contact", "Customer", dated=True)
class WorksAt(Dated):
    """A contact's position at a customer."""

    title: str = stored("The contact's title, in Chinese.")
    title_en: str | None = stored("The contact's title, in English.")


@node("Contact", prefix="ctc", orders=("name",))
class Contact(Entity):
    """A person to speak with at a customer, as one subsidiary supplied it."""

    name: str = stored("The person's name, in Chinese where there is a Chinese name.")
    name_en: str | None = stored("The person's name in Latin letters.")
    phone: str | None = stored("Phone number.", grade=Grade.C2, mask=Mask.PHONE)
    email: str | None = stored("Mail address.", grade=Grade.C2, mask=Mask.MAIL)
    language: Language | None = stored("In which language the person prefers to be spoken with.")
    customers: Connection[Customer] = many(
        "The customers where the person works.", "(this)-[edge:WORKS_AT]->(that)", edge=WorksAt
    )
    subsidiary: Subsidiary | None = one(
        "Who supplied it; null where the viewer may not know who serves the customer.", "(this)-[:SUPPLIED_BY]->(that)"
    )


@extends(Customer)
class ContactsOfCustomer:
    """The way from a customer to the persons to speak with."""

    contacts: Connection[Contact] = many(
        "The persons to speak with, of whom the viewer may know.", "(this)<-[edge:WORKS_AT]-(that)", edge=WorksAt
    )
