"""Keyset cursors: opaque to clients, good for one order only."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from synergy.errors import BadCursor


def encode(order: str, key: Any, node_id: str) -> str:
    """Make the cursor of a row: `key` is its value under `order`, `node_id` breaks ties."""
    return base64.urlsafe_b64encode(orjson.dumps([order, key, node_id])).decode()


def decode(order: str, scalar: str, cursor: Any) -> dict[str, Any]:
    """Read a cursor back as `{key, id}`. Raises BadCursor when it is damaged or belongs to another order."""
    try:
        content = orjson.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadCursor("This cursor is not one that this API gave out.") from error
    if not (isinstance(content, list) and len(content) == 3 and isinstance(content[2], str)):  # noqa: PLR2004 (order, key and id)
        raise BadCursor("This cursor is not one that this API gave out.")
    if content[0] != order:
        raise BadCursor(f"This cursor belongs to the order {content[0]!s:.60}, not to {order}. Start a new page.")
    return {"key": _key(scalar, content[1]), "id": content[2]}


def key_expression(scalar: str, cursor: str) -> str:
    """Return the Cypher that reads the key from a decoded cursor; a moment travels as the text Neo4j gave it."""
    return f"datetime({cursor}.key)" if scalar == "DateTime" else f"{cursor}.key"


_MOMENT = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(?=[.Z+-]))?)((?<=:\d\d:\d\d)\.\d{1,9})?"
    r"(?P<offset>Z|[+-](0\d|1[0-7]):[0-5]\d)(\[(?P<zone>[\w/+-]+)\])?"
)
_SHAPES: dict[str, Any] = {"Int": int, "Float": (int, float), "Boolean": bool}


def _key(scalar: str, value: Any) -> Any:
    if scalar == "Date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise BadCursor("This cursor holds no date.") from error
    if scalar == "DateTime" and not (isinstance(value, str) and _is_moment(value)):
        raise BadCursor("This cursor holds no moment.")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise BadCursor("This cursor holds a number that no row has.")
    shape = _SHAPES.get(scalar, str)
    if not isinstance(value, shape) or (isinstance(value, bool) and scalar != "Boolean"):
        raise BadCursor("This cursor holds a key of another type.")
    return value


def _is_moment(value: str) -> bool:
    """Whether it is a moment as Neo4j writes one: seconds and a zone's name may be missing."""
    match = _MOMENT.fullmatch(value)
    if match is None:
        return False
    try:
        moment = datetime.fromisoformat(match["time"] + match["offset"])
        there = moment.astimezone(ZoneInfo(match["zone"])) if match["zone"] else moment
    except (ValueError, KeyError, OSError, OverflowError):  # no such time, no such zone, beyond all years
        return False
    return there.utcoffset() == moment.utcoffset()
