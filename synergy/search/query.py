"""What somebody types, made ready for the statements: words to look up, and never a query that its writer composed."""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from synergy.errors import BadInput
from synergy.identity.identifiers import Identifier, read_isin, read_lei, read_stock, read_uscc
from synergy.model.search import SEARCHED
from synergy.search.words import LONGEST_QUERY, is_ideographs, lookup, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEMES = {"USCC": read_uscc, "LEI": read_lei, "ISIN": read_isin, "STOCK": read_stock}
_CODE = re.compile(r"(?=.*[0-9])[0-9A-Za-z.\- ]{4,30}")
_ID = re.compile(r"[a-z]+_\w+", re.ASCII)
_CURSOR = re.compile(r"([0-9a-f]{12}) ([0-9]{1,9}) (\S{1,100})")
_MOST_PARTS = 20


def prepare(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the statements read. Raises BadInput for a cursor that is none, or another query's."""
    query = given["query"]
    types = sorted({label_of(one) for one in given.get("types") or ()})
    words = lookup(query)
    of = "+(" + " ".join(f"t_{label.lower()}" for label in types) + ")^0 " if types else ""
    places = sorted(one for one in (given.get("where") or {}).values() if one)
    of += "".join(f"+x_{one}^0 " for one in places)
    mark = blake2b(repr((words, types, places)).encode(), digest_size=6).hexdigest()
    if not all(map(_ID.fullmatch, places)):
        words = ""  # no such place or trade; and nothing that is typed is an operator
    codes = identifiers(query)
    return {
        "lookup": [f"{of}+({words})"] if words else [],
        "places": places,
        "identifiers": codes,
        "probes": ["Identifier.value"] if codes else [],
        "types": types,
        "searched": list(SEARCHED),
        "parts": parts(query),
        "mark": mark,
        "after": _after(given.get("after"), mark),
    }


def identifiers(query: str) -> list[str]:
    """Return the ids of the identifiers that the query may be one of."""
    found = []
    if _CODE.fullmatch(query.strip()):
        for scheme, read in _SCHEMES.items():
            with suppress(ValueError):
                found.append(Identifier(scheme, read(query.strip())).id)
    return found


def parts(query: str) -> list[str]:
    """Return what may be shown as found in a name: the longest first."""
    whole = parts_of(query[:LONGEST_QUERY])
    pairs = [one + other for part in whole if is_ideographs(part) for one, other in pairwise(part)]
    return list(dict.fromkeys([*sorted(whole, key=len, reverse=True), *pairs]))[:_MOST_PARTS]


def label_of(type_: Any) -> str:
    """Return the label of a type."""
    name = getattr(type_, "name", type_)
    return next(label for label in SEARCHED if label.upper() == name)


def _after(cursor: str | None, mark: str) -> dict[str, Any] | None:
    if cursor is None:
        return None
    read = _CURSOR.fullmatch(cursor)
    if read is None or read[1] != mark:
        raise BadInput("This cursor is not of this search.")
    return {"rank": int(read[2]), "id": read[3]}
