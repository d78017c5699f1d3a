"""Blocking keys of short names and of names in another language: what a name shares with one that is written otherwise."""

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
_MOST_MEANINGS = 3
_CHINA = "中国"


def of_chinese(name: CompanyName) -> Iterator[str]:
    """Yield how an English name would spell the brand, and what it would translate where there is none."""
    if name.branch:
        return
    brand = spelled(name.brand or name.core)
    yield f"latin:{brand}"
    place = name.place if name.place != _CHINA else ""
    if place:
        yield f"latin:{brand}@{place}"
        if name.brand and name.plain.startswith(place + name.brand):
            yield f"latin:{spelled(place + name.brand)}"
    told = [meaning for meaning in segments(name.brand + name.trade) if meaning and not tells_little(meaning)]
    if told and name.brand:
        yield from (f"latin:{brand}#{line}" for line in sorted(told[-1])[:_MOST_MEANINGS])
    if all(segments(name.brand)):
        yield from (f"means:{place}#{line}" for line in sorted({min(it) for it in told[:_MOST_WORDS]}))


def of_english(name: CompanyName) -> Iterator[str]:
    """Yield the same of an English name."""
    words = english_words(name)
    if name.branch or not words:
        return
    places = english_places().get(name.place, ())
    place = places[0] if places and places[0] != _CHINA else ""
    first = ["".join(words[:count]) for count in range(1, _MOST_WORDS + 1)][: len(words)]
    yield from (f"latin:{word}" for word in first)
    if place:
        yield f"latin:{first[0]}@{place}"
        yield f"latin:{spelled(place)}{first[0]}"
    told = [meaning for word in words if (meaning := meanings(word)) and not tells_little(meaning)]
    brand = "".join(word for word in words if not meanings(word))
    if told and brand:
        yield from (f"latin:{brand}#{line}" for line in sorted(told[-1])[:_MOST_MEANINGS])
    elif told:
        lines = sorted({line for it in told[:_MOST_WORDS] for line in it})[: 2 * _MOST_MEANINGS]
        yield from (f"means:{place}#{line}" for line in lines)


def abbreviations(name: CompanyName) -> Iterator[str]:
    """Yield the two letters that a short name of an exchange begins with: of a full name, those it may begin with."""
    brand, place = name.brand, name.place
    if not name.form or name.form == "group":
        yield f"pair:{name.core[:2]}"
        if not name.core.startswith(place):
            yield f"pair:{place[:1]}{name.core[:1]}"
        return
    words = [name.trade[at : at + 2] for at in range(0, min(len(name.trade), 6), 2)]
    words = [word for word in words if word not in GROUP_WORDS]
    first = words[0] if words else ""
    if brand:
        yield f"pair:{brand[:2]}"
        yield f"pair:{brand[:1]}{first[:1]}"
        yield f"pair:{place[:1]}{brand[:1]}"
    elif first:
        yield f"pair:{first}"
        yield from (f"pair:{first[:1]}{word[:1]}" for word in words[1:2])
        yield from (f"pair:{place[:1]}{word[:1]}" for word in words[:2])
        yield from (f"pair:{word}" for word in words[-1:])
