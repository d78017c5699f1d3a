"""Asks an identity provider for its keys over HTTP, trusting the network with as little as possible.

OpenID Connect Discovery 1.0: `<issuer>/.well-known/openid-configuration` names the issuer, which must be ours to the
letter, and the address of its JSON Web Key Set. No redirect is followed: where keys come from is decided by the
configuration and by the issuer, not by whatever answers at an old address.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from synergy.settings import is_loopback, is_safe_address

if TYPE_CHECKING:
    import ssl

PATIENCE = 2.0
"""Seconds for one answer, from the first packet to the last byte."""
LARGEST_BODY = 256_000
"""Bytes of an answer."""
SHORTEST_LIFE, USUAL_LIFE, LONGEST_LIFE = timedelta(minutes=5), timedelta(hours=1), timedelta(hours=24)
"""How long keys may be kept: at least, when the issuer says nothing, and at most."""

_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})\"?\s*(?=,|$)", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|,)\s*(?:no-store|no-cache)\b", re.IGNORECASE)


class UnreadableError(Exception):
    """The provider did not answer with what was asked for; in words for the log."""


@dataclass(frozen=True)
class Provider:
    """Where an issuer is; without `jwks_uri` its discovery document says where its keys are."""

    issuer: str
    jwks_uri: str | None
    tls: ssl.SSLContext


@dataclass(frozen=True)
class Published:
    """A key set as it was sent, and how long it may be kept."""

    keys: bytes
    life: timedelta


async def fetch(provider: Provider) -> Published:
    """Get the key set; raise UnreadableError."""
    address = provider.jwks_uri or await _discover(provider)
    headers, body = await _get(address, provider.tls)
    return Published(body, life_of(headers))


async def _discover(provider: Provider) -> str:
    address = f"{provider.issuer.removesuffix('/')}/.well-known/openid-configuration"
    _, body = await _get(address, provider.tls)
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise UnreadableError(f"{address} is no discovery document")
    if said.get("issuer") != provider.issuer:
        raise UnreadableError(
            f"{address} speaks of another issuer than SYNERGY_OIDC_ISSUER: {said.get('issuer')!r:.200}"
        )
    keys = said.get("jwks_uri")
    # A loopback address is for issuers of this machine: elsewhere it would turn our requests against ourselves.
    if not isinstance(keys, str) or not is_safe_address(keys) or (_is_local(keys) and not _is_local(provider.issuer)):
        raise UnreadableError(f"{address} names no https address of keys")
    return keys


async def _get(address: str, tls: ssl.SSLContext) -> tuple[httpx.Headers, bytes]:
    # Answers are asked for unpacked, as a small packed one could unpack to gigabytes.
    asked = {"accept": "application/json", "accept-encoding": "identity"}
    # A proxy has no way to what listens on this machine.
    client = httpx.AsyncClient(verify=tls, timeout=PATIENCE, trust_env=not _is_local(address), headers=asked)
    try:
        async with asyncio.timeout(PATIENCE), client, client.stream("GET", address) as response:
            return response.headers, await _read(response, address)
    except TimeoutError as error:
        raise UnreadableError(f"{address} did not answer within {PATIENCE:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnreadableError(f"{address} cannot be reached ({type(error).__name__}: {error})") from error


async def _read(response: httpx.Response, address: str) -> bytes:
    if response.has_redirect_location:
        raise UnreadableError(f"{address} redirects, which is not followed")
    if response.status_code != httpx.codes.OK:
        raise UnreadableError(f"{address} answered {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnreadableError(f"{address} packs its answer")
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > LARGEST_BODY:
            raise UnreadableError(f"{address} sends more than {LARGEST_BODY:,} bytes")
    return bytes(body)


def life_of(headers: httpx.Headers) -> timedelta:
    """Return how long an answer may be kept, by its `Cache-Control` and the `Age` it has had in caches."""
    control = headers.get("cache-control", "")
    said = _MAX_AGE.search(control)
    if _NOT_KEPT.search(control):
        return SHORTEST_LIFE
    if said is None:
        return USUAL_LIFE
    age = headers.get("age", "")
    left = int(said[1]) - (int(age) if re.fullmatch(r"\d{1,9}", age, re.ASCII) else 0)
    return min(max(timedelta(seconds=left), SHORTEST_LIFE), LONGEST_LIFE)


def _is_local(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname)
