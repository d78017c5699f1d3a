"""Chinese company names, read: place, brand, trade and legal form, in the order that the registry prescribes."""

from __future__ import annotations

import re
from typing import NamedTuple

from synergy.identity.forms import take_chinese_branch, take_chinese_form
from synergy.identity.places import Level, Place, lies_in, place_at, place_named, rather_brand
from synergy.identity.spelling import is_chinese, joined
from synergy.identity.trades import GROUP_WORDS, Split, split_trade


class Parts(NamedTuple):
    """What `CompanyName` holds besides the text, and what short names are made of.

    `named` is the plain name without form, branch and place in brackets, `front` the plain places it begins with,
    `words` its trade.
    """

    plain: str
    place: str
    brand: str
    trade: str
    form: str
    branch: str
    parent: str
    core: str
    named: str
    front: tuple[str, ...]
    words: tuple[str, ...]


_BRACKETED = re.compile(r"\(([^()]*)\)")
_TOWN = re.compile(r"[^\W\da-z_]{2,3}?(?:镇|乡|街道)(?=..)")
_ZONE = re.compile(
    r"[^\W\da-z_]{0,4}?(?:经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|自由贸易试验区|综合保税区|保税区|开发区|高新区|工业园区"
    r"|自贸区|新区|片区)(?=..)"
)
_BOARD = re.compile(r"^(?:[\W_]*s?st(?=[\W_]*[^\W\da-z_]))+|^[\W_]*\*st")
_SHARES = re.compile(r"[\W_]*[abh]股[\W_]*$|\s*-\s*(?:w|s|sw|b|p|r|wr)\s*$|(?<=[^\W\da-z_])[\W_]*[ab][\W_]*$")
# What it costs to read a place in front as part of the brand: a province's name rarely is one, a county's often.
_UNSTRIPPED = {
    Level.COUNTRY: 2.3,
    Level.PROVINCE: 2.5,
    Level.PREFECTURE: 2.5,
    Level.COUNTY: 1.0,
    Level.DISTRICT: 1.0,
}
_UNSTRIPPED_SUFFIXED = 9.0
_GOES_ON = "山河江湖海岛桥塔滩峡"
_LANDMARK = 1.2


def without_shares(text: str) -> str:
    """Take off an evened Chinese name the marks that stock exchanges add: A股, -W, *ST."""
    ends = text[:1] + text[-1:]
    if not ends or (ends.isalnum() and all(map(is_chinese, ends)) and not text.endswith("股")):
        return text
    while True:
        shorter = _SHARES.sub("", _BOARD.sub("", text))
        if shorter == text or not joined(shorter):
            return text
        text = shorter


def read_chinese(text: str) -> Parts:
    """Read an evened name that holds ideographs."""
    text = without_shares(text)
    plain = joined(text)
    if (bare := without_shares(plain)) != plain:
        # Signs stood within the mark.
        text = plain = bare
    parent, branch = _take_branch(text)
    bracketed, named = _take_bracketed(parent)
    named, form = take_chinese_form(named)
    reading = _front(joined(named))
    split, places = reading.split, reading.places
    found = [bracketed] if bracketed else []
    place = _told(places) if places else ""
    if split.place and (not place or places[-1].level is Level.COUNTRY):
        place = split.place
    if found and (not place or places[-1].level is Level.COUNTRY):
        place = found[0]
    front = tuple(one.name for one in places)
    kept = "" if split.brand or not places else _told(places)
    core = kept + split.brand + "".join(word for word in split.words if word not in GROUP_WORDS)
    branch = joined(branch)
    return Parts(
        plain=plain,
        place=place,
        brand=split.brand,
        trade="".join(split.words),
        form=form or ("group" if split.words and split.words[-1] in GROUP_WORDS else ""),
        branch=branch,
        parent=plain.removesuffix(branch),
        core=core or plain,
        named=joined(named),
        front=front,
        words=split.words,
    )


def _take_branch(text: str) -> tuple[str, str]:
    """Part the name of the parent from what makes it a branch."""
    parent, branch = take_chinese_branch(text)
    if not branch or parent:
        return parent, branch
    # No word says where the parent ends: a place does.
    for at in range(2, len(branch) - 1):
        place = place_at(branch, at)
        if place and place.level < Level.DISTRICT and not rather_brand(place):
            return branch[:at].rstrip("("), branch[at:]
    return "", branch


def _take_bracketed(text: str) -> tuple[str, str]:
    """Take out of `text` a bracket that holds a place; "" when none does."""
    found = ""
    for inside in _BRACKETED.findall(text):
        place = place_named(joined(inside))
        if place and not found:
            found = place.name
            text = text.replace(f"({inside})", "", 1) if joined(text.replace(f"({inside})", "", 1)) else text
    return found, text


class _Reading(NamedTuple):
    cost: float
    places: tuple[Place, ...]
    split: Split


def _front(text: str) -> _Reading:
    """Find the most usual reading of a name without form: what in front is place, what of the rest is brand."""
    ends: list[tuple[int, tuple[Place, ...]]] = [(0, ())]
    at = 0
    places: tuple[Place, ...] = ()
    while place := _next_place(text, at, places):
        at += len(place.spelling)
        places = (*places, place)
        ends.append((_behind_town(text, at, place), places))
    best: _Reading | None = None
    for end, inside in reversed(ends):
        left = places[len(inside) :]
        cost = max((_UNSTRIPPED_SUFFIXED if one.suffixed else _UNSTRIPPED[one.level] for one in left), default=0.0)
        if (end == len(text) and text) or (best and cost >= best.cost):
            continue
        split = split_trade(text[end:])
        if inside and not inside[-1].suffixed and text[end] in _GOES_ON:
            cost += _LANDMARK
        if best is None or cost + split.cost < best.cost:
            best = _Reading(cost + split.cost, inside, split)
    return best or _Reading(0.0, (), split_trade(text))


def _next_place(text: str, at: int, before: tuple[Place, ...]) -> Place | None:
    place = place_at(text, at)
    if place is None or rather_brand(place):
        return None
    if place.suffixed:
        return place
    if not before:
        return place if place.level < Level.DISTRICT else None
    return place if lies_in(place.name, before[-1].name) or lies_in(place.name, before[0].name) else None


def _behind_town(text: str, at: int, place: Place) -> int:
    if place.level is Level.COUNTRY:
        return at
    for pattern in (_ZONE, _TOWN) if place.level < Level.COUNTY or not place.suffixed else (_TOWN, _ZONE):
        found = pattern.match(text, at)
        if found:
            return found.end()
    return at


def _told(places: tuple[Place, ...]) -> str:
    """Choose the place of a name that begins with several: the city, else the county, else the province."""
    order = (Level.PREFECTURE, Level.COUNTY, Level.PROVINCE, Level.DISTRICT, Level.COUNTRY)
    return min(reversed(places), key=lambda place: order.index(place.level)).name
