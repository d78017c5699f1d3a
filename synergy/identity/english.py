"""English company names, read, and those of every other language written in letters."""

from __future__ import annotations

import re

from synergy.identity.chinese import Parts
from synergy.identity.forms import last_form, office_at_end, take_english_form
from synergy.identity.places import english_places
from synergy.identity.spelling import words as words_of
from synergy.identity.trades import GROUP_WORDS, english_trades

EXPANSIONS = {
    "intl": "international", "int'l": "international", "internat": "international", "mfg": "manufacturing",
    "manuf": "manufacturing", "tech": "technology", "techs": "technology", "technologies": "technology",
    "hldgs": "holdings", "hldg": "holdings", "holding": "holdings", "hdg": "holdings", "hdgs": "holdings",
    "grp": "group", "gp": "group", "pharm": "pharmaceutical", "pharma": "pharmaceutical",
    "pharmaceuticals": "pharmaceutical", "ind": "industry", "inds": "industry", "industries": "industry",
    "indl": "industrial", "dev": "development", "devt": "development", "developments": "development",
    "dvlp": "development", "inv": "investment", "invt": "investment", "investments": "investment",
    "mgmt": "management", "mgt": "management", "eng": "engineering", "engg": "engineering", "engrg": "engineering",
    "elec": "electric", "electr": "electronic", "electronics": "electronic", "chem": "chemical", "chems": "chemical",
    "chemicals": "chemical", "sci": "science", "sciences": "science", "svc": "service", "svcs": "service",
    "svs": "service", "serv": "service", "services": "service", "sys": "system", "systems": "system",
    "comm": "communication", "comms": "communication", "communications": "communication",
    "telecom": "telecommunication", "telecommunications": "telecommunication", "fin": "financial",
    "finl": "financial", "ins": "insurance", "sec": "securities", "secs": "securities", "prop": "property",
    "props": "property", "properties": "property", "ppty": "property", "res": "resources", "resource": "resources",
    "mat": "material", "mats": "material", "materials": "material", "equip": "equipment", "eqpt": "equipment",
    "equipments": "equipment", "mach": "machinery", "auto": "automobile", "med": "medical", "bio": "biological",
    "biotech": "biotechnology", "env": "environmental", "environ": "environmental", "info": "information",
    "trans": "transportation", "transp": "transportation", "transport": "transportation",
    "petrochem": "petrochemical", "metall": "metallurgical", "natl": "national", "nat'l": "national",
    "cons": "construction", "constr": "construction", "corp": "corporation", "agri": "agricultural",
    "agric": "agricultural", "ent": "enterprise", "enterprises": "enterprise", "hi": "high",
    "hitech": "high technology", "prods": "products", "product": "products", "semicon": "semiconductor",
    "semiconductors": "semiconductor", "cap": "capital", "stl": "steel", "pwr": "power", "engy": "energy",
    "bk": "bank", "utilities": "utility", "n": "and",
}  # fmt: skip
"""Abbreviations and plurals of English company names, with the word they stand for."""

_SHARES = re.compile(
    r"[\s\-,(]+(?:class [a-z]|(?:class )?[a-h][ -]shares?|ordinary shares?|(?:(?:un)?sponsored )?(?:adr|gdr))[\s)]*$"
    r"|\s-\s*(?:[a-h]|w|s|sw|p|r|wr)\s*$"
)
_CLASS = re.compile(r"(?<=\w) (?:(?:class|cl) [a-z]|(?:class )?[a-h] shares?|(?:(?:un)?sponsored )?(?:adr|gdr))$")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_COUNTRY = frozenset({"china", "prc"})
_NOT_BEFORE = frozenset({"and", "of"})
_LONGEST_PLACE = 2


def expand(word: str) -> tuple[str, ...]:
    """Tell the words that a plain `word` stands for: itself when it is no abbreviation."""
    return tuple(EXPANSIONS.get(word, word).split())


def read_english(text: str) -> Parts:
    """Read an evened name without ideographs."""
    plain = _plain(text)
    bracketed = {
        place for inside in _BRACKETED.findall(text) if (place := " ".join(words_of(inside))) in english_places()
    }
    words = plain.split()
    own, branch, parent = _take_branch(words)
    own, seat = _take_seat(own)
    named, form = take_english_form(own)
    ahead, places, named = _take_places(named, bracketed)
    core = [word for word in named if word not in GROUP_WORDS] or named
    brand, trade = _split(named)
    front = [] if brand or not ahead else ahead[-1].split()
    told = [*reversed(ahead), *places, *seat]
    return Parts(
        plain=plain,
        place=next((place for place in told if place not in _COUNTRY), told[0] if told else ""),
        brand=" ".join(brand),
        trade=" ".join(trade),
        form=form or ("group" if trade and trade[-1] in GROUP_WORDS else ""),
        branch=" ".join(branch),
        parent=" ".join(parent),
        core=" ".join([*front, *core]) or plain,
        named=" ".join(named),
        front=tuple(ahead),
        words=tuple(trade),
    )


def _plain(text: str) -> str:
    while True:
        shorter = _SHARES.sub("", text)
        if shorter == text or not words_of(shorter):
            break
        text = shorter
    words = words_of(text)
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] == "the":
        words = words[:-1]
    plain = " ".join(words)
    while (shorter := _CLASS.sub("", plain)) != plain:
        plain = shorter
    return plain


def _take_branch(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Part the words of the company proper, of the branch, and of the parent's plain name."""
    for at in range(1, min(len(words) - 2, 4)):
        if words[at] in {"branch", "office"} and words[at + 1] == "of":
            return words[at + 2 :], words[: at + 1], words[at + 2 :]
    office = office_at_end(words)
    if not office:
        return words, [], words
    end = len(words) - office
    start = last_form(words[:end])
    if not start:
        start = end
        for size in range(_LONGEST_PLACE, 0, -1):
            if end - size > 0 and " ".join(words[end - size : end]) in english_places():
                start = end - size
                break
        else:
            start = end - 1 if end > 1 and not office > 1 else end
    return words[:start], words[start:], words[:start]


def _take_seat(words: list[str]) -> tuple[list[str], list[str]]:
    """Take off the places behind the legal form, as in "Co., Ltd. Hebei" and "Inc. of Zhuhai", narrowest first."""
    form, known = last_form(words), english_places()
    behind = [word for word in words[form:] if word != "of"]
    seat: list[str] = []
    while behind:
        size = next((size for size in (_LONGEST_PLACE, 1) if " ".join(behind[:size]) in known), 0)
        if not form or not size:
            return words, []
        seat.append(" ".join(behind[:size]))
        behind = behind[size:]
    return words[:form], seat


def _take_places(words: list[str], bracketed: set[str]) -> tuple[list[str], list[str], list[str]]:
    """Part the places in front, those in brackets and behind, and the words without them."""
    known = english_places()
    ahead: list[str] = []
    found: list[str] = []
    while (size := _place_size(words[:_LONGEST_PLACE])) and len(words) > size and words[size] not in _NOT_BEFORE:
        ahead.append(" ".join(words[:size]))
        words = words[size:]
    for place in sorted(bracketed):
        size = len(place.split())
        for at in range(len(words) - size + 1):
            if " ".join(words[at : at + size]) == place and len(words) > size:
                found.append(place)
                words = words[:at] + words[at + size :]
                break
    for size in range(_LONGEST_PLACE, 0, -1):
        place = " ".join(words[-size:])
        if len(words) > size and place in known and words[-size - 1] not in _NOT_BEFORE:
            found.append(place)
            words = words[:-size]
            break
    return ahead, found, words


def _place_size(words: list[str]) -> int:
    for size in range(len(words), 0, -1):
        if " ".join(words[:size]) in english_places():
            return size
    return 0


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Brand and trade: the trade begins with the first of its words behind a word that is none of them."""
    trades = english_trades()
    own = False
    for at, word in enumerate(words):
        is_trade = word in trades or word in GROUP_WORDS or any(one in trades for one in expand(word))
        if is_trade and own:
            return words[:at], words[at:]
        own = own or not (is_trade or word in _NOT_BEFORE)
    return (words, []) if own else ([], words)
