"""The hostile tokens in the eyes of joserfc: what it refuses, we refuse; what it takes is listed with why."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jwt import JWTClaimsRegistry

from synergy.access.tokens import DEVELOPMENT_ISSUER
from tests.test_tokens import CLAIMS, GOOD, HOSTILE, KEY, T

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # RFC 9864 renames it; PyJWT does not know yet

PEM = KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
KEYS = KeySet([OKPKey.import_key(PEM, {"kid": KEY.kid})])
RULES = JWTClaimsRegistry(
    now=lambda: T,
    leeway=30,
    iss={"essential": True, "value": DEVELOPMENT_ISSUER},
    aud={"essential": True, "value": "synergy"},
    sub={"essential": True},
    jti={"essential": True},
    exp={"essential": True},
    iat={"essential": True},
)
BROKEN = (JoseError, UnicodeError, RecursionError)
"""It lets some faults of the text out as Python's own errors; nobody is let in by that."""

STRICTER = {
    "oversized": "it has no bound; ours is refused before it costs anything",
    "header in UTF-16": "RFC 7515 says UTF-8; two parsers could read two headers",
    "claims behind a byte order mark": "RFC 8259 forbids to send one; a parser before us could refuse or drop it",
    "alg twice": "of two equal keys the last one counts for it, the first one for others (RFC 7515, 4: must be unique)",
    "sub twice": "as above: who is meant depends on who reads",
    "sub twice, once in escapes": "as above",
    "a key twice, deeper": "as above; we read nothing there today, and need not remember it tomorrow",
    "crit empty": "RFC 7515, 4.1.11: it must not be empty",
    "typ JWT, an id token": "RFC 9068: an id token is no access token; it leaves `typ` to the application",
    "typ missing": "as above",
    "kid missing": "it takes the only key there is; then a key that comes later would change what old tokens mean",
    "sub breaks the line": "it takes any text; ours goes into logs and the audit",
    "sub is half a character": "as above, and no database could store it",
    "sub too long": "as above",
    "iat is a fraction": "RFC 7519 allows it; our issuers write whole seconds, and one form is enough",
    "exp 10^30": "it has no longest life; a leaked token would be good for ever",
    "a day and a second": "as above",
    "a month": "as above",
    "ends before it begins": "each of its times is within the leeway; together they are impossible",
}


def accept(token: str) -> dict[str, Any]:
    """Return what joserfc reads of a token that it takes."""
    decoded = jwt.decode(token, KEYS, algorithms=["EdDSA"])
    RULES.validate(decoded.claims)
    return decoded.claims


def test_it_takes_a_good_token() -> None:
    assert accept(GOOD) == CLAIMS


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_the_same_but_for_what_is_listed(name: str) -> None:
    token, _ = HOSTILE[name]
    if name in STRICTER:
        assert accept(token), "joserfc refuses it by now: take it off the list"
    else:
        with pytest.raises(BROKEN):
            accept(token)


def test_the_list_names_hostile_tokens_only() -> None:
    assert STRICTER.keys() <= HOSTILE.keys()
    assert len(HOSTILE) - len(STRICTER) >= 50
