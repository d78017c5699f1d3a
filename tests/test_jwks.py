"""Which keys of a published set may prove a token, and that no other one ever does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from synergy.access.jwks import BadKeySetError, read_keys
from tests.issuer import DEFAULT, Signer, curve_signer, number

if TYPE_CHECKING:
    from collections.abc import Collection

    from synergy.access.keys import VerificationKey
    from synergy.settings import Algorithm

GOOD = curve_signer("good")
CURVE = curve_signer("k")
CURVE_384 = Signer("k", "ES384", ec.generate_private_key(ec.SECP384R1()))
EDWARDS = Signer("k", "EdDSA", Ed25519PrivateKey.from_private_bytes(bytes(32)))
RSA = Signer("k", "RS256", rsa.generate_private_key(65537, 2048))
SHORT = Signer("k", "RS256", rsa.generate_private_key(65537, 1024))  # noqa: S505 (the point of it)


def read(*keys: Any, allowed: Collection[Algorithm] = DEFAULT) -> dict[str, VerificationKey]:
    return read_keys(json.dumps({"keys": keys, "more": 1}).encode(), allowed)


@pytest.mark.parametrize("signer", [CURVE, EDWARDS, RSA], ids=lambda signer: signer.algorithm)
@pytest.mark.parametrize("changes", [{}, {"use": ...}, {"alg": ...}, {"key_ops": ["verify"]}, {"x5c": ["…"]}])
def test_a_key_is_good_for_one_algorithm(signer: Signer, changes: dict[str, Any]) -> None:
    (key,) = read(signer.published(**changes)).values()
    assert key.algorithm == signer.algorithm
    assert key.public == signer.private.public_key()


def test_a_key_without_algorithm_has_the_first_allowed_one_of_its_kind() -> None:
    both: tuple[Algorithm, ...] = ("RS512", "RS256")
    assert read(RSA.published(alg=...), allowed=both)["k"].algorithm == "RS256"
    assert read(RSA.published(alg=...), allowed=both[:1])["k"].algorithm == "RS512"
    assert read(RSA.published(alg="RS512"), allowed=both)["k"].algorithm == "RS512"


PRIVATE_RSA: Any = RSAAlgorithm.to_jwk(RSA.private, as_dict=True)  # type: ignore[call-overload]
PRIVATE_EDWARDS: Any = OKPAlgorithm.to_jwk(EDWARDS.private, as_dict=True)  # type: ignore[call-overload]
ED448: Any = OKPAlgorithm.to_jwk(ed448.Ed448PrivateKey.generate().public_key(), as_dict=True)
UNUSABLE: dict[str, Any] = {
    "no object": "k",
    "null": None,
    "no kid": CURVE.published(kid=...),
    "kid is a number": CURVE.published(kid=1),
    "kid empty": CURVE.published(kid=""),
    "kid too long": CURVE.published(kid="k" * 201),
    "kid breaks the line": CURVE.published(kid="k\nk"),
    "for encryption": CURVE.published(use="enc"),
    "use is null": CURVE.published(use=None),
    "use is a list": CURVE.published(use=["sig"]),
    "not to verify with": CURVE.published(key_ops=["encrypt"]),
    "operations are no list": CURVE.published(key_ops="verify"),
    "no kty": CURVE.published(kty=...),
    "kty is a list": CURVE.published(kty=["EC"]),
    "kty of another key": CURVE.published(kty="RSA"),
    "symmetric": {"kty": "oct", "k": "c2VjcmV0", "kid": "k", "alg": "HS256", "use": "sig"},
    "symmetric, said to be a curve's": {"kty": "oct", "k": "c2VjcmV0", "kid": "k", "alg": "ES256", "use": "sig"},
    "alg none": CURVE.published(alg="none"),
    "alg HS256": RSA.published(alg="HS256"),
    "alg of another curve": CURVE.published(alg="ES384"),
    "alg of another family": CURVE.published(alg="RS256"),
    "alg PS256": RSA.published(alg="PS256"),
    "alg is null": CURVE.published(alg=None),
    "alg is not allowed": RSA.published(alg="RS512"),
    "curve is not allowed": CURVE_384.published(),
    "curve unknown": CURVE.published(crv="P-257"),
    "curve of another": CURVE.published(crv="P-384", alg="ES384"),
    "curve is a list": CURVE.published(crv=["P-256"]),
    "curve missing": CURVE.published(crv=...),
    "secp256k1": CURVE.published(crv="secp256k1", alg="ES256K"),
    "Ed448": ED448 | {"kid": "k", "use": "sig"},
    "a point off the curve": CURVE.published(x=number(1)),
    "a coordinate missing": CURVE.published(y=...),
    "a coordinate too long": CURVE.published(x="A" * 200),
    "a coordinate is a number": CURVE.published(x=5),
    "a coordinate is no base64": CURVE.published(x="é"),
    "Edwards point too short": EDWARDS.published(x="AA"),
    "RSA of 1024 bits": SHORT.published(),
    "RSA of 16384 bits": RSA.published(n=number(2**16_383 + 1)),
    "RSA with exponent 1": RSA.published(e=number(1)),
    "RSA with exponent 2": RSA.published(e=number(2)),
    "RSA without exponent": RSA.published(e=...),
    "RSA private": PRIVATE_RSA | {"kid": "k", "alg": "RS256"},
    "Edwards private": PRIVATE_EDWARDS | {"kid": "k", "alg": "EdDSA"},
}


@pytest.mark.parametrize("key", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_key_is_passed_over_and_spoils_no_other(key: Any) -> None:
    assert list(read(key, GOOD.published())) == ["good"]


def test_an_id_that_stands_for_two_keys_stands_for_none() -> None:
    assert list(read(CURVE.published(), GOOD.published(), EDWARDS.published())) == ["good"]
    assert list(read(GOOD.published(), replace(CURVE, kid="good").published())) == []
    # A key for something else under the same id is no second one.
    assert list(read(CURVE.published(), RSA.published(use="enc"))) == ["k"]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'{"keys": {}}', b"\xff", b"[" * 200_000, b"1" * 5000])
def test_what_is_no_key_set_is_refused(body: bytes) -> None:
    with pytest.raises(BadKeySetError):
        read_keys(body, DEFAULT)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("kty", "crv", "alg", "use", "kid", "x", "y", "n", "e", "key_ops", "d")


@settings(deadline=None)  # a machine that others use is slow at times
@given(
    signer=st.sampled_from([CURVE, EDWARDS, RSA]),
    changes=st.dictionaries(st.sampled_from(FIELDS), JSON | st.text("AQ_-", max_size=400), min_size=1, max_size=4),
)
def test_whatever_a_key_is_made_of_it_never_breaks_the_set(signer: Signer, changes: dict[str, Any]) -> None:
    found = read(signer.published(**changes), GOOD.published())
    assert found["good"].public == GOOD.private.public_key()
    assert all(key.algorithm in DEFAULT for key in found.values())
