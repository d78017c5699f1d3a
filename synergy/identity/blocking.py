"""Blocking: the keys that two records of one party nearly always share, so that few pairs are ever compared.

Narrow keys stand beside broad ones: where too many share a broad key it is left out, and a narrower one finds them.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING

from synergy.identity import across_keys
from synergy.identity.name_levels import bare_words
from synergy.identity.spelling import is_chinese

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.identity.companies import Company
    from synergy.identity.names import CompanyName
    from synergy.identity.persons import Person

MOST_SHARING = 30
"""How many records may share a key; a key that more have is not used."""
_MOST_WORDS = 5
_STEM = 4
_SHORT_CORE = 3
_LONGEST_SPELT = 14


def digest(key: str) -> bytes:
    """Return eight bytes that stand for a key: short, and no word that a reader or a query parser could take it for."""
    return blake2b(key.encode(), digest_size=8).digest()


def company_keys(company: Company) -> frozenset[str]:
    """Return the keys of a company; pure, so that a graph can keep and index them."""
    keys: set[str] = set()
    for scheme, values in company.valid.items():
        keys |= {f"{scheme}:{value}" for value in values}
    for code in company.codes:
        keys |= {f"code:{code[:9]}", f"code:{code[9:]}"}
    keys |= {_host_key(host) for host in company.hosts}
    if company.phone:
        keys.add(f"phone:{company.phone}")
    for name in company.names:
        if is_chinese(name.plain):
            keys.update(_chinese_keys(name, company), across_keys.of_chinese(name), across_keys.abbreviations(name))
        else:
            keys.update(_english_keys(name, company), across_keys.of_english(name))
    return frozenset(keys)


def match_keys(company: Company) -> str:
    """Return the keys of a company as words of a full-text index."""
    return " ".join(sorted(digest(key).hex() for key in company_keys(company)))


def host_word(host: str) -> str:
    """Return the word of the full-text index under which stand those who give a website's host."""
    return digest(_host_key(host)).hex()


def _host_key(host: str) -> str:
    return f"host:{host}"


def _chinese_keys(name: CompanyName, company: Company) -> Iterator[str]:
    places = {place for place in (name.place, *company.places) if place}
    yield f"core:{name.core}"
    if name.branch:
        yield f"plain:{name.parent}"
    brand = name.brand or name.core
    yield f"brand:{brand}"
    trade = name.trade.removesuffix("集团")
    for place in places:
        yield f"brand:{brand}@{place}"
        if trade:
            yield f"trade:{trade}@{place}@{brand[:1]}"
            yield f"trade:{trade}@{place}@{brand[-1:]}"
    for pair in {trade[:2], trade[-2:], trade[:1]} - {""}:
        yield f"brand:{brand}+{pair}"
    if company.trade:
        yield f"brand:{brand}#{company.trade}"
    if not name.brand and trade:
        yield f"ends:{trade[0]}{trade[-1]}"
    elif len(name.core) <= _SHORT_CORE:
        yield f"ends:{name.core[0]}{name.core[-1]}"
    spelt = name.place + name.core
    if len(spelt) <= _LONGEST_SPELT:
        yield f"spelt:{spelt}"
        yield from (f"spelt:{spelt[:at]}{spelt[at + 1 :]}" for at in range(len(spelt)))
    if name.core != spelt and len(name.core) <= _LONGEST_SPELT:
        yield from (f"spelt:{name.core[:at]}{name.core[at + 1 :]}" for at in range(len(name.core)))


def _english_keys(name: CompanyName, company: Company) -> Iterator[str]:
    words = list(dict.fromkeys(bare_words(name)))
    yield f"core:{' '.join(sorted(words))}"
    if name.branch:
        yield f"core:{name.parent}"
    for word in words[:_MOST_WORDS]:
        yield f"word:{word}"
        for place in company.places[:1] or (name.place,):
            if place:
                yield f"word:{word}@{place}"
    yield f"joined:{''.join(words)}"
    for one, other in combinations(words[:_MOST_WORDS], 2):
        yield "words:" + "+".join(sorted((one[:_STEM], other[:_STEM])))
    brand = "".join((name.brand or name.core).split())
    if len(brand) <= _LONGEST_SPELT:
        yield f"spelt:{brand}"
        yield from (f"spelt:{brand[:at]}{brand[at + 1 :]}" for at in range(len(brand)))


def person_keys(person: Person) -> frozenset[str]:
    """Return the keys of a person."""
    return frozenset(_person_keys(person))


def _person_keys(person: Person) -> Iterator[str]:
    number = person.national_id
    if number:
        yield f"number:{number}"
        yield from (f"number:{number[:at]}{number[at + 1 :]}" for at in range(len(number)))
    if person.phone:
        yield f"phone:{person.phone}"
    yield from _birth_keys(person)
    yield from _name_keys(person)
    yield from _address_keys(person)


def _birth_keys(person: Person) -> Iterator[str]:
    born = person.birth_date
    if not born:
        return
    yield f"born:{born}"
    for name in (person.given_name, person.surname):
        if name:
            yield f"born:{born[:4]}@{name[:2]}"
            yield f"born:{born[4:]}@{name[:1]}"
    if person.postcode:
        yield f"born:{born[:4]}@{person.postcode}"
        yield f"born:{born[4:]}@{person.postcode}"


def _name_keys(person: Person) -> Iterator[str]:
    given, surname = person.given_name, person.surname
    if given and surname:
        yield "names:" + "+".join(sorted((given, surname)))
        yield "names:" + "+".join(sorted((given[:3], surname[:3])))
    for name in (given, surname):
        for place in (person.suburb, person.postcode):
            if name and place:
                yield f"name:{name[:_STEM]}@{place[:_STEM]}"


def _address_keys(person: Person) -> Iterator[str]:
    for street in (person.street, person.more):
        if street:
            yield f"street:{street}"
            if person.number:
                yield f"street:{street[:6]}@{person.number}"
            if person.postcode:
                yield f"street:{street[:_STEM]}@{person.postcode}"
    if person.suburb and person.number:
        yield f"house:{person.number}@{person.suburb}"
    if person.street and person.more:
        yield "street:" + "+".join(sorted((person.street[:_STEM], person.more[:_STEM])))
