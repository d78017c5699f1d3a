"""Bearer tokens: how a request proves who is asking.

A token is a JWT of type `at+jwt`, signed by an issuer this installation knows. What it says is only who: unit,
subsidiary and roles come from the graph. Whatever is wrong with it, the client reads the same sentence; the precise
reason is the error's `__cause__`, for the log.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synergy.access.signing_key import key_id, open_signing_key
from synergy.errors import BadInput, SetupError, Unauthenticated
from synergy.settings import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jwt.algorithms import AllowedPublicKeys

    from synergy.settings import Settings

AUDIENCE = "synergy"
DEVELOPMENT_ISSUER = "synergy-development"
TYPE = "at+jwt"
LONGEST = 24 * 3600
"""Seconds a token may live."""
SKEW = 30
"""Seconds that an issuer's clock may differ from ours."""
LARGEST = 8192
"""Characters of a token."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")
_LONGEST_NAME = 200
_REMEMBERED = 4096
_REFUSED = "The access token is not valid here: sign in again, and send the new one as 'Authorization: Bearer <token>'."
_EXPIRED = "The access token has expired: sign in again, and send the new one as 'Authorization: Bearer <token>'."

Algorithm = Literal["EdDSA", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512"]


@dataclass(frozen=True)
class Claims:
    """What a verified token says; `user` is the issuer's `sub`, times are UTC."""

    user: str
    token_id: str
    issued_at: datetime
    expires_at: datetime
    issuer: str


@dataclass(frozen=True)
class VerificationKey:
    """A public key and the one algorithm it may be used with, whatever a token's header says."""

    algorithm: Algorithm
    public: AllowedPublicKeys


class KeySource(Protocol):
    """The keys of one issuer."""

    def find(self, kid: str) -> VerificationKey | None:
        """Return the key of that id without waiting for anything, or None when it is not (or no longer) known.

        The same key is the same object each time: a remembered token is let go when its key is another.
        """


class DevelopmentKey:
    """The key pair that signs tokens on a developer's own machine, and its key source."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        public = private.public_key()
        self.kid = key_id(public)
        self._verification = VerificationKey("EdDSA", public)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Read the key of the data folder, having made it the first time; SetupError in production."""
        if settings.mode is Mode.PRODUCTION:
            raise SetupError("Production accepts no development tokens: have your identity provider issue one.")
        private = open_signing_key(
            settings.data_dir / "development-key.pem",
            elsewhere="set SYNERGY_DATA_DIR to your own.",
            mend="delete it, and the next start makes a new one.",
        )
        return cls(private)

    def find(self, kid: str) -> VerificationKey | None:
        """Return the public half under its own id."""
        return self._verification if kid == self.kid else None


def issue(key: DevelopmentKey, *, user: str, ttl: timedelta, now: datetime, token_id: str) -> str:
    """Sign a development token for the user's id; it lives for whole seconds, one at least and a day at most."""
    seconds = int(ttl.total_seconds())
    if not 1 <= seconds <= LONGEST:
        raise BadInput("A token lives for at least a second and at most 24 hours.")
    if not (_is_name(user) and _is_name(token_id)):
        raise BadInput(f"A token names its user and itself in 1 to {_LONGEST_NAME} printable characters.")
    issued = int(now.timestamp())
    claims = {
        "iss": DEVELOPMENT_ISSUER,
        "aud": AUDIENCE,
        "sub": user,
        "jti": token_id,
        "iat": issued,
        "exp": issued + seconds,
    }
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers={"typ": TYPE, "kid": key.kid})


class _RefusedError(Exception):
    """Why a token is refused, in words that stay inside."""


class _ExpiredError(_RefusedError):
    """The one reason that the client is told."""


@dataclass(frozen=True)
class _Verified:
    """What is remembered of a token; it is good from `starts` until before `ends`, the skew of clocks included."""

    claims: Claims
    starts: datetime
    ends: datetime
    kid: str
    key: VerificationKey


class TokenVerifier:
    """Verifies tokens, and remembers those it has verified; for one event loop.

    An Ed25519 signature costs as much as a small request. A remembered token skips the signature and the parsing,
    never the clock, and never the question whether its issuer still has the key.
    """

    def __init__(self, mode: Mode, issuers: Mapping[str, KeySource], remembered: int = _REMEMBERED) -> None:
        if mode is Mode.PRODUCTION and DEVELOPMENT_ISSUER in issuers:
            raise SetupError("Production accepts no development tokens: configure your identity provider as issuer.")
        self._issuers = issuers
        self._room = remembered
        self._verified: dict[bytes, _Verified] = {}
        self._signatures = jwt.PyJWS(algorithms=get_args(Algorithm))

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Trust what the settings say: the development key, or in production nobody yet."""
        development = settings.mode is Mode.DEVELOPMENT
        return cls(settings.mode, {DEVELOPMENT_ISSUER: DevelopmentKey.open(settings)} if development else {})

    def verify(self, token: str, now: datetime) -> Claims:
        """Return what the token says, `now` being aware of its zone; Unauthenticated when it proves nothing."""
        try:
            digest = _digest(token)
            verified = self._recall(digest) or self._examine(token)
            _check_time(verified, now)
        except _ExpiredError as refusal:
            raise Unauthenticated(_EXPIRED) from refusal
        except _RefusedError as refusal:
            raise Unauthenticated(_REFUSED) from refusal
        self._remember(digest, verified)
        return verified.claims

    def _recall(self, digest: bytes) -> _Verified | None:
        """Take the token out; `verify` puts it back as the latest used, unless its time is over."""
        verified = self._verified.pop(digest, None)
        if verified is None or self._issuers[verified.claims.issuer].find(verified.kid) is not verified.key:
            return None
        return verified

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._verified[digest] = verified
        if len(self._verified) > self._room:
            del self._verified[next(iter(self._verified))]

    def _examine(self, token: str) -> _Verified:
        compact = _COMPACT.fullmatch(token)
        if compact is None:
            raise _RefusedError("not a compact JWS")
        header, payload = (_read_object(part) for part in compact.groups())
        if header.get("typ") != TYPE:
            raise _RefusedError("another type of token")
        if "crit" in header:
            raise _RefusedError("critical extensions")
        # Still unproven, these two only choose the key that has to prove them.
        issuer, kid = payload.get("iss"), header.get("kid")
        if not isinstance(issuer, str) or issuer not in self._issuers:
            raise _RefusedError("unknown issuer")
        key = self._issuers[issuer].find(kid) if isinstance(kid, str) else None
        if not isinstance(kid, str) or key is None:
            raise _RefusedError("unknown key")
        if header.get("alg") != key.algorithm:
            raise _RefusedError("another algorithm than the key's")
        try:
            self._signatures.decode_complete(token, key.public, algorithms=[key.algorithm])
        except jwt.InvalidTokenError as error:
            raise _RefusedError("wrong signature") from error
        return _Verified(*_read_claims(payload, issuer), kid, key)


def _digest(token: str) -> bytes:
    if len(token) > LARGEST:
        raise _RefusedError("oversized")
    if not token.isascii():
        raise _RefusedError("not a compact JWS")
    return hashlib.sha256(token.encode("ascii")).digest()


def _read_object(part: str) -> dict[str, Any]:
    """Decode a segment as strictly as JSON allows: what two parsers could read differently is refused."""
    try:
        text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _RefusedError("not JSON") from error
    if not isinstance(value, dict):
        raise _RefusedError("not an object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _RefusedError("duplicate keys")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _read_claims(payload: dict[str, Any], issuer: str) -> tuple[Claims, datetime, datetime]:
    """Check all that needs no clock; return the claims, and when they begin and end to hold."""
    audience = payload.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if AUDIENCE not in audiences or not all(isinstance(one, str) for one in audiences):
        raise _RefusedError("another audience")
    user, token_id = _name(payload, "sub"), _name(payload, "jti")
    issued, expires = _seconds(payload, "iat"), _seconds(payload, "exp")
    if not 0 < expires - issued <= LONGEST:
        raise _RefusedError("impossible lifetime")
    starts = max(issued, _seconds(payload, "nbf")) if "nbf" in payload else issued
    try:
        claims = Claims(user, token_id, _moment(issued), _moment(expires), issuer)
        return claims, _moment(starts - SKEW), _moment(expires + SKEW)
    except (ValueError, OverflowError, OSError) as error:
        raise _RefusedError("impossible time") from error


def _is_name(value: str) -> bool:
    return 0 < len(value) <= _LONGEST_NAME and value.isprintable()


def _name(payload: dict[str, Any], claim: str) -> str:
    value = payload.get(claim)
    if not isinstance(value, str) or not _is_name(value):
        raise _RefusedError(f"{claim} is no name")
    return value


def _seconds(payload: dict[str, Any], claim: str) -> int:
    value = payload.get(claim)
    if type(value) is not int:  # True is an int to isinstance
        raise _RefusedError(f"{claim} is no time")
    return value


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _check_time(verified: _Verified, now: datetime) -> None:
    # Only compared: to add to a time of a zone that changes its clocks would be an hour out twice a year.
    if now >= verified.ends:
        raise _ExpiredError("expired")
    if now < verified.starts:
        raise _RefusedError("not yet valid")
