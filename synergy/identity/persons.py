"""Persons compared: names, day of birth, address, national number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from synergy.identity.comparison import UNKNOWN, Comparison, Level
from synergy.identity.similarity import edits, jaro_winkler

if TYPE_CHECKING:
    from collections.abc import Callable

    from synergy.identity.comparison import Terms
    from synergy.identity.party import Party

_NEAR = 0.88
_SIMILAR = 0.75
_DATE = 8
_LONG = 5
_GAPS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's record in comparable form: small letters, without blanks and marks; numbers as their digits."""

    given_name: str
    surname: str
    birth_date: str
    number: str
    street: str
    more: str
    suburb: str
    postcode: str
    state: str
    national_id: str
    phone: str

    @property
    def terms(self) -> Terms:
        """What is counted, since a rare surname says more than a frequent one."""
        return {
            "given_name": self.given_name,
            "surname": self.surname,
            "birth_date": self.birth_date,
            "suburb": self.suburb,
            "postcode": self.postcode,
            "state": self.state,
            "number": self.number,
        }


def read_person(party: Party) -> Person:
    """Bring a person's record into comparable form."""
    given, surname = party.given_name, party.surname
    if not given and not surname and party.names:
        given, surname = _split(party.names[0])
    address = party.address
    return Person(
        _plain(given),
        _plain(surname),
        _plain(party.birth_date),
        _plain(address.number),
        _plain(address.street),
        _plain(address.more),
        _plain(address.suburb or party.city),
        _plain(address.postcode),
        _plain(address.state or party.region),
        _plain(party.national_id),
        _plain(party.phone)[-8:],
    )


def _plain(text: str) -> str:
    return _GAPS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _split(name: str) -> tuple[str, str]:
    """Return given name and surname: Chinese surnames come first and have one character, nearly always."""
    words = name.split()
    if len(words) > 1:
        return " ".join(words[:-1]), words[-1]
    return (name[1:], name[:1]) if not name.isascii() else ("", name)


_TEXT = (Level("differs"), Level("similar"), Level("nearly equal"), Level("equal"))


def _texts(term: str) -> tuple[Level, ...]:
    return (*_TEXT[:-1], Level("equal", term))


@lru_cache(maxsize=200_000)  # names, streets and suburbs come again and again
def _alike(one: str, other: str) -> int:
    """Return 3 equal, 2 a slip of the pen apart, 1 similar, 0 different."""
    if one == other:
        return 3
    if edits(one, other, 1) == 1:
        return 2
    alike = jaro_winkler(one, other)
    if alike >= _NEAR or (min(len(one), len(other)) > _LONG and edits(one, other, 2) <= 2):  # noqa: PLR2004
        return 2
    return 1 if alike >= _SIMILAR else 0


def _swapping(first: Callable[[Person], str], second: Callable[[Person], str]) -> Callable[[Person, Person], int]:
    """Judge a text that people write into the field beside it: levels of a text with a swap below equality."""

    def judge(one: Person, other: Person) -> int:
        a, b = first(one), first(other)
        straight = _alike(a, b) if a and b else UNKNOWN
        if straight >= 2:  # noqa: PLR2004 (a slip apart or equal)
            return straight + 1
        x, y = second(one), second(other)
        if (a and y and _alike(a, y) >= 2) or (b and x and _alike(b, x) >= 2):  # noqa: PLR2004
            return 2
        return straight

    return judge


def _text(of: Callable[[Person], str]) -> Callable[[Person, Person], int]:
    def judge(one: Person, other: Person) -> int:
        a, b = of(one), of(other)
        return _alike(a, b) if a and b else UNKNOWN

    return judge


def _digits(of: Callable[[Person], str]) -> Callable[[Person, Person], int]:
    """Judge a number: 3 equal, 2 one slip apart, 1 two slips apart."""

    def judge(one: Person, other: Person) -> int:
        a, b = of(one), of(other)
        if not a or not b:
            return UNKNOWN
        return 3 - edits(a, b, 2)

    return judge


def _birth(one: Person, other: Person) -> int:
    a, b = one.birth_date, other.birth_date
    if not a or not b:
        return UNKNOWN
    if a == b:
        return 3
    if edits(a, b, 1) == 1 or (len(a) == len(b) == _DATE and a == b[:4] + b[6:] + b[4:6]):
        return 2
    parts = ((a[:4], b[:4]), (a[4:6], b[4:6]), (a[6:], b[6:]))
    return 1 if edits(a, b, 2) == 2 or sum(x == y for x, y in parts) == 2 else 0  # noqa: PLR2004


_SWAPPED = (Level("differs"), Level("similar"), Level("found in the field beside it"), Level("nearly equal"))
_NUMBER = (Level("differs"), Level("two slips apart"), Level("one slip apart"))

PERSON: tuple[Comparison[Person], ...] = (
    Comparison(
        "given name",
        ("given_name",),
        (*_SWAPPED, Level("equal", "given_name")),
        _swapping(lambda it: it.given_name, lambda it: it.surname),
    ),
    Comparison(
        "surname",
        ("surname",),
        (*_SWAPPED, Level("equal", "surname")),
        _swapping(lambda it: it.surname, lambda it: it.given_name),
    ),
    Comparison(
        "day of birth",
        ("birth_date",),
        (Level("differs"), Level("two parts equal"), Level("one slip apart"), Level("equal", "birth_date")),
        _birth,
    ),
    Comparison("house number", ("number",), (*_NUMBER, Level("equal", "number")), _digits(lambda it: it.number)),
    Comparison("street", ("street",), (*_SWAPPED, Level("equal")), _swapping(lambda it: it.street, lambda it: it.more)),
    Comparison(
        "address, second line",
        ("more",),
        (*_SWAPPED, Level("equal")),
        _swapping(lambda it: it.more, lambda it: it.street),
    ),
    Comparison("suburb", ("suburb",), _texts("suburb"), _text(lambda it: it.suburb)),
    Comparison("postcode", ("postcode",), (*_NUMBER, Level("equal", "postcode")), _digits(lambda it: it.postcode)),
    Comparison("state", ("state",), _texts("state"), _text(lambda it: it.state)),
    Comparison("national number", ("national_id",), (*_NUMBER, Level("equal")), _digits(lambda it: it.national_id)),
)
