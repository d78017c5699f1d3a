"""A JSON Web Key Set: which of its keys may prove a token, each with the one algorithm it is good for.

A key that cannot be used does not spoil the others: an issuer may publish keys for purposes and algorithms of which we
know nothing. Symmetric keys are never taken, and neither is a key whose private half was published with it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from synergy.access.claims import is_name
from synergy.access.keys import VerificationKey
from synergy.settings import Algorithm

if TYPE_CHECKING:
    from collections.abc import Collection

SHORTEST_RSA, LONGEST_RSA = 2048, 8192
"""Bits: a shorter key can be broken, a longer one costs whoever verifies more than whoever sends."""

_FAMILIES: dict[tuple[str, str | None], tuple[Algorithm, ...]] = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
    ("RSA", None): ("RS256", "RS384", "RS512"),
}


class BadKeySetError(Exception):
    """The whole set cannot be read."""


def read_keys(body: bytes, allowed: Collection[Algorithm]) -> dict[str, VerificationKey]:
    """Return the usable keys by id; raise BadKeySetError when it is no key set at all.

    An id that stands for two usable keys stands for none: which one is meant could be chosen by whoever sends a token.
    """
    try:
        published = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadKeySetError("not JSON") from error
    entries = published.get("keys") if isinstance(published, dict) else None
    if not isinstance(entries, list):
        raise BadKeySetError("no list of keys")
    found = [(entry["kid"], key) for entry in entries if (key := _read_key(entry, allowed))]
    times = Counter(kid for kid, _ in found)
    return {kid: key for kid, key in found if times[kid] == 1}


def _read_key(entry: Any, allowed: Collection[Algorithm]) -> VerificationKey | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str) or not is_name(entry["kid"]):
        return None
    operations = entry.get("key_ops", ["verify"])
    if entry.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        return None
    algorithm = _algorithm_of(entry, allowed)
    if algorithm is None:
        return None
    try:
        public = jwt.PyJWK(entry, algorithm).key
    except (jwt.PyJWTError, UnsupportedAlgorithm, ValueError, TypeError, AttributeError, OverflowError):
        return None
    return VerificationKey(algorithm, public) if _is_sound(public) else None


def _algorithm_of(entry: dict[str, Any], allowed: Collection[Algorithm]) -> Algorithm | None:
    """Return the key's one algorithm: the one it names, or the first allowed one that keys of its kind have."""
    kind, curve = entry.get("kty"), entry.get("crv")
    if not isinstance(kind, str) or not (curve is None or isinstance(curve, str)):
        return None
    fit = [one for one in _FAMILIES.get((kind, curve), ()) if one in allowed]
    if "alg" in entry:
        fit = [one for one in fit if one == entry["alg"]]
    return fit[0] if fit else None


def _is_sound(public: Any) -> bool:
    """Whether it is a public key, and strong enough; PyJWK has checked that it is of its algorithm's kind."""
    if isinstance(public, RSAPublicKey):
        return SHORTEST_RSA <= public.key_size <= LONGEST_RSA
    return isinstance(public, EllipticCurvePublicKey | Ed25519PublicKey)
