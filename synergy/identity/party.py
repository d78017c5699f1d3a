"""What is compared: a company or a person as one record tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synergy.identity.identifiers import Identifier


class Kind(StrEnum):
    """Companies stand for every organisation; only parties of one kind are compared."""

    COMPANY = "COMPANY"
    PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person lives, by its parts."""

    number: str = ""
    street: str = ""
    more: str = ""
    suburb: str = ""
    postcode: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One record, as it came; an empty text is what it does not tell.

    `names` are all it is called: in Chinese, in English, formerly, in short. Identifiers are in normal form and may
    fail their check digit. `birth_date` is year, month and day in eight digits where it could be read, else as it came.
    """

    id: str
    source: str
    kind: Kind
    names: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    websites: tuple[str, ...] = ()
    phone: str = ""
    region: str = ""
    city: str = ""
    country: str = ""
    industry: str = ""
    given_name: str = ""
    surname: str = ""
    birth_date: str = ""
    address: Address = Address()
    national_id: str = ""
