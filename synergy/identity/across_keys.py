"""Blocking keys of short names and of names in another language: what they share with the full Chinese name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.identity.across_levels import english_words
from synergy.identity.places import english_places
from synergy.identity.romanisation import spelled
from synergy.identity.trades import GROUP_WORDS
from synergy.identity.translations import meanings, segments, tells_little

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.identity.names import CompanyName

_MOST_WORDS = 3
_MOST_LINES = 5
_USUAL = 2
_CHINA = "中国"


def of_chinese(name: CompanyName) -> Iterator[str]:
    """Yield how an English name would spell the brand, and what it would translate where there is none.

    The brand alone only where the name tells nothing else: homophones are many.
    """
    if name.branch:
        return
    brand = spelled(name.brand or name.core)
    place = name.place if name.place != _CHINA else ""
    told = [meaning for meaning in segments(name.brand + name.trade) if meaning and not tells_little(meaning)]
    if place:
        yield f"latin:{spelled(place)}{brand}"
    if told and name.brand:
        yield f"latin:{brand}#{min(told[-1])}"
    if not (place and told):
        yield f"latin:{brand}"
    if all(segments(name.brand)):
        yield from (f"means:{place}#{line}" for line in sorted({min(it) for it in told[:_MOST_WORDS]}))


def of_english(name: CompanyName) -> Iterator[str]:
    """Yield the same of an English name."""
    words = english_words(name)
    if name.branch or not words:
        return
    known = [meanings(word) for word in words]
    brand = "".join(word for word, meaning in zip(words, known, strict=True) if not meaning)
    places = english_places().get(name.place, ())
    place = places[0] if places and places[0] != _CHINA else ""
    first = {brand or words[0], *("".join(words[:count]) for count in range(1, _MOST_WORDS + 1))}
    yield from (f"latin:{word}" for word in sorted(first))
    if place:
        yield f"latin:{spelled(place)}{brand or words[0]}"
    told = [meaning for meaning in known if meaning and not tells_little(meaning)]
    if told and brand:
        yield from (f"latin:{brand}#{line}" for line in sorted({line for it in told[-2:] for line in it})[:_MOST_LINES])
    elif told:
        lines = sorted({line for it in told[:_MOST_WORDS] for line in it})
        yield from (f"means:{place}#{line}" for line in lines[:_MOST_LINES])


def abbreviations(name: CompanyName) -> Iterator[str]:
    """Yield the letters that a short name of an exchange begins with: of a full name, those it may begin with."""
    brand, place, core = name.brand, name.place, name.core
    if name.form in {"", "group"} or name.plain.endswith("股份"):
        yield f"brand:{core[:2]}"
        yield f"pair:{core[:2]}"
        yield f"pair:{core[:2]}{core[-1:]}"
        yield f"pair:{core[:3]}"
        return
    words = [name.trade[at : at + 2] for at in range(0, min(len(name.trade), 6), 2)]
    words = [word for word in words if word not in GROUP_WORDS]
    first = words[0] if words else ""
    if brand:
        yield f"pair:{brand[:1]}{first[:1]}{name.trade[-1:]}"
        if place:
            yield f"pair:{place[:1]}{brand[:2]}"
        if len(brand) > _USUAL:
            yield f"pair:{brand[:2]}"
    elif first:
        yield f"pair:{first}"
        yield from (f"pair:{first[:1]}{word[:1]}" for word in words[1:2])
        yield from (f"pair:{place[:1]}{word[:1]}" for word in words[:2])
