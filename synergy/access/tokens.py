"""Bearer tokens: how a request proves who is asking.

A token is a JWT of type `at+jwt`, signed by an issuer this installation knows. What it says is only who: unit,
subsidiary and roles come from the graph. Whatever is wrong with it, the client reads the same sentence; the precise
reason is the error's `__cause__`, for the log.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synergy.access.claims import LONGEST, LONGEST_NAME, TYPE, Claims, RefusedError, is_name, read_claims, read_object
from synergy.access.issuers import Issuer
from synergy.access.keys import VerificationKey
from synergy.access.signing_key import key_id, open_signing_key
from synergy.errors import BadInput, SetupError, Unauthenticated
from synergy.settings import Algorithm, Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from synergy.access.keys import KeySource
    from synergy.settings import Settings

AUDIENCE = "synergy"
DEVELOPMENT_ISSUER = "synergy-development"
LARGEST = 8192
"""Characters of a token."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")
_REMEMBERED = 4096
_REFUSED = "The access token is not valid here: sign in again, and send the new one as 'Authorization: Bearer <token>'."
_EXPIRED = "The access token has expired: sign in again, and send the new one as 'Authorization: Bearer <token>'."


class DevelopmentKey:
    """The key pair that signs tokens on a developer's own machine, and its key source."""

    audience = AUDIENCE

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

    async def seek(self, kid: str) -> None:
        """There is no other key to be found."""


def issue(key: DevelopmentKey, *, user: str, ttl: timedelta, now: datetime, token_id: str) -> str:
    """Sign a development token for the user's id; it lives for whole seconds, one at least and a day at most."""
    seconds = int(ttl.total_seconds())
    if not 1 <= seconds <= LONGEST:
        raise BadInput("A token lives for at least a second and at most 24 hours.")
    if not (is_name(user) and is_name(token_id)):
        raise BadInput(f"A token names its user and itself in 1 to {LONGEST_NAME} printable characters.")
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


def _now() -> datetime:
    return datetime.now(UTC)


class _ExpiredError(RefusedError):
    """The one reason that the client is told."""


class _UnknownKeyError(RefusedError):
    """The key that would have to prove the token is not known, or not yet."""

    def __init__(self, source: KeySource, kid: str) -> None:
        super().__init__("unknown key")
        self.source = source
        self.kid = kid


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
    def of(cls, settings: Settings, clock: Callable[[], datetime] = _now) -> Self:
        """Trust what the settings say: the identity provider, and outside production the development key."""
        issuers: dict[str, KeySource] = {}
        if settings.mode is Mode.DEVELOPMENT:
            issuers[DEVELOPMENT_ISSUER] = DevelopmentKey.open(settings)
        elif settings.oidc_issuer is None:
            raise SetupError("Production needs an identity provider: set SYNERGY_OIDC_ISSUER to its address.")
        if settings.oidc_issuer is not None:
            issuers[settings.oidc_issuer] = Issuer.of(settings, clock)
        return cls(settings.mode, issuers)

    async def admit(self, token: str, now: datetime) -> Claims:
        """Verify the token, having asked its issuer for the key if it is not known yet.

        Raises Unauthenticated when the token proves nothing, IssuerUnavailable when nobody can say whether it does.
        """
        try:
            return self.verify(token, now)
        except Unauthenticated as refusal:
            if not isinstance(refusal.__cause__, _UnknownKeyError):
                raise
            unknown = refusal.__cause__
        await unknown.source.seek(unknown.kid)
        return self.verify(token, now)

    def verify(self, token: str, now: datetime) -> Claims:
        """Return what the token says, `now` being aware of its zone; Unauthenticated when it proves nothing."""
        try:
            digest = _digest(token)
            verified = self._recall(digest) or self._examine(token)
            _check_time(verified, now)
        except _ExpiredError as refusal:
            raise Unauthenticated(_EXPIRED) from refusal
        except RefusedError as refusal:
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
            raise RefusedError("not a compact JWS")
        header, payload = (read_object(part) for part in compact.groups())
        if header.get("typ") != TYPE:
            raise RefusedError("another type of token")
        if "crit" in header:
            raise RefusedError("critical extensions")
        # Still unproven, these two only choose the key that has to prove them.
        issuer, kid = payload.get("iss"), header.get("kid")
        if not isinstance(issuer, str) or issuer not in self._issuers:
            raise RefusedError("unknown issuer")
        source = self._issuers[issuer]
        if not isinstance(kid, str):
            raise RefusedError("unknown key")
        key = source.find(kid)
        if key is None:
            raise _UnknownKeyError(source, kid)
        if header.get("alg") != key.algorithm:
            raise RefusedError("another algorithm than the key's")
        try:
            self._signatures.decode_complete(token, key.public, algorithms=[key.algorithm])
        except jwt.InvalidTokenError as error:
            raise RefusedError("wrong signature") from error
        return _Verified(*read_claims(payload, issuer, source.audience), kid, key)


def _digest(token: str) -> bytes:
    if len(token) > LARGEST:
        raise RefusedError("oversized")
    if not token.isascii():
        raise RefusedError("not a compact JWS")
    return hashlib.sha256(token.encode("ascii")).digest()


def _check_time(verified: _Verified, now: datetime) -> None:
    # Only compared: to add to a time of a zone that changes its clocks would be an hour out twice a year.
    if now >= verified.ends:
        raise _ExpiredError("expired")
    if now < verified.starts:
        raise RefusedError("not yet valid")
