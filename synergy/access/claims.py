"""What a token says of itself: read as strictly as the rules allow, judged without a clock."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

TYPE = "at+jwt"
LONGEST = 24 * 3600
"""Seconds a token may live."""
SKEW = 30
"""Seconds that an issuer's clock may differ from ours."""
LONGEST_NAME = 200


class RefusedError(Exception):
    """Why a token is refused, in words that stay inside."""


@dataclass(frozen=True)
class Claims:
    """What a verified token says; `user` is the issuer's `sub`, times are UTC."""

    user: str
    token_id: str
    issued_at: datetime
    expires_at: datetime
    issuer: str


def read_object(part: str) -> dict[str, Any]:
    """Decode a segment as strictly as JSON allows: what two parsers could read differently is refused."""
    try:
        text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not JSON") from error
    if not isinstance(value, dict):
        raise RefusedError("not an object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise RefusedError("duplicate keys")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def read_claims(payload: dict[str, Any], issuer: str, audience: str) -> tuple[Claims, datetime, datetime]:
    """Check all that needs no clock; return the claims, and when they begin and end to hold."""
    named = payload.get("aud")
    audiences = named if isinstance(named, list) else [named]
    if audience not in audiences or not all(isinstance(one, str) for one in audiences):
        raise RefusedError("another audience")
    user, token_id = _name(payload, "sub"), _name(payload, "jti")
    issued, expires = _seconds(payload, "iat"), _seconds(payload, "exp")
    if not 0 < expires - issued <= LONGEST:
        raise RefusedError("impossible lifetime")
    starts = max(issued, _seconds(payload, "nbf")) if "nbf" in payload else issued
    try:
        claims = Claims(user, token_id, _moment(issued), _moment(expires), issuer)
        return claims, _moment(starts - SKEW), _moment(expires + SKEW)
    except (ValueError, OverflowError, OSError) as error:
        raise RefusedError("impossible time") from error


def is_name(value: str) -> bool:
    """Whether a user, a token or a key may be called so."""
    return 0 < len(value) <= LONGEST_NAME and value.isprintable()


def _name(payload: dict[str, Any], claim: str) -> str:
    value = payload.get(claim)
    if not isinstance(value, str) or not is_name(value):
        raise RefusedError(f"{claim} is no name")
    return value


def _seconds(payload: dict[str, Any], claim: str) -> int:
    value = payload.get(claim)
    if type(value) is not int:  # True is an int to isinstance
        raise RefusedError(f"{claim} is no time")
    return value


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
