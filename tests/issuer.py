"""A small identity provider on this machine: a real HTTP server that can rotate, lie, dawdle and be away."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synergy.access.discovery import Provider
from synergy.access.issuers import Issuer
from synergy.access.tokens import TokenVerifier
from synergy.settings import Algorithm, Mode

if TYPE_CHECKING:
    import ssl

Private: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | Ed25519PrivateKey

DISCOVERY, KEYS = "/.well-known/openid-configuration", "/keys"
DEFAULT: tuple[Algorithm, ...] = ("ES256", "RS256", "EdDSA")
_ALGORITHMS: dict[str, Any] = jwt.algorithms.get_default_algorithms()


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def go_on(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@dataclass(frozen=True)
class Signer:
    """A private key of the provider."""

    kid: str
    algorithm: str
    private: Private

    def published(self, **changes: Any) -> dict[str, Any]:
        """Return the public half as a JSON Web Key."""
        jwk = public_jwk(self.algorithm, self.private) | {"kid": self.kid, "alg": self.algorithm, "use": "sig"}
        return {name: value for name, value in (jwk | changes).items() if value is not ...}

    def sign(self, issuer: str, now: datetime, **changes: Any) -> str:
        """Issue an access token that lives for eight hours."""
        issued = int(now.timestamp())
        claims = {"iss": issuer, "aud": "synergy", "sub": "usr_1", "jti": "t1", "iat": issued, "exp": issued + 28_800}
        headers = {"typ": "at+jwt", "kid": self.kid}
        return jwt.encode(claims | changes, self.private, algorithm=self.algorithm, headers=headers)


def public_jwk(algorithm: str, private: Private) -> dict[str, Any]:
    """Return the public half of a key as PyJWT writes it."""
    written: dict[str, Any] = _ALGORITHMS[algorithm].to_jwk(private.public_key(), as_dict=True)
    return written


def curve_signer(kid: str) -> Signer:
    """Make a key on P-256."""
    return Signer(kid, "ES256", ec.generate_private_key(ec.SECP256R1()))


def number(value: int) -> str:
    """Write a number as a JSON Web Key has it."""
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8 or 1, "big")).decode().rstrip("=")


@dataclass
class Reply:
    """What is answered to a GET; `parts` are sent one by one with a `pause` before each."""

    parts: tuple[bytes, ...]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0


@dataclass
class SmallIssuer:
    """The provider; `asked` are the paths it was asked for."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        self.replies[DISCOVERY] = self.json({"issuer": self.address, "jwks_uri": f"{self.address}{KEYS}"})
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, at the same port as before."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    @property
    def address(self) -> str:
        """What its tokens call it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def fetches(self) -> int:
        """How often its keys were asked for."""
        return self.asked.count(KEYS)

    def json(self, content: Any, **headers: str) -> Reply:
        """Make an answer."""
        return Reply((json.dumps(content).encode(),), headers=headers)

    def publish(self, *signers: Signer, **headers: str) -> None:
        """Publish these keys, and no others."""
        self.replies[KEYS] = self.json({"keys": [signer.published() for signer in signers]}, **headers)

    def source(self, clock: Clock, tls: ssl.SSLContext, algorithms: tuple[Algorithm, ...] = DEFAULT) -> Issuer:
        """Return its keys as the application finds them."""
        return Issuer(Provider(self.address, None, tls), "synergy", algorithms, clock)

    def verifier(self, clock: Clock, tls: ssl.SSLContext) -> TokenVerifier:
        """Return a verifier that trusts it alone."""
        return TokenVerifier(Mode.PRODUCTION, {self.address: self.source(clock, tls)})

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ")[1].decode()
            self.asked.append(path)
            reply = self.replies.get(path, Reply((b"",), status=404))
            head = {"content-length": str(sum(map(len, reply.parts))), "connection": "close"} | reply.headers
            lines = [
                f"HTTP/1.1 {reply.status} -",
                *(f"{name.replace('_', '-')}: {value}" for name, value in head.items()),
            ]
            writer.write("\r\n".join([*lines, "", ""]).encode())
            for part in reply.parts:
                await asyncio.sleep(reply.pause)
                writer.write(part)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
