"""What makes a token good, and everything that makes it bad, each for the reason it is refused."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from synergy.access.keys import VerificationKey
from synergy.access.tokens import DEVELOPMENT_ISSUER, DevelopmentKey, TokenVerifier, issue
from synergy.errors import SetupError, Unauthenticated
from synergy.settings import Mode, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
T = int(NOW.timestamp())
HOUR = timedelta(hours=1)
KEY = DevelopmentKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = DevelopmentKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
HEADER = {"typ": "at+jwt", "alg": "EdDSA", "kid": KEY.kid}
CLAIMS = {"iss": DEVELOPMENT_ISSUER, "aud": "synergy", "sub": "usr_1", "jti": "t1", "iat": T, "exp": T + 3600}
NOT_VALID = (
    "The access token is not valid here: sign in again, and send the new one as 'Authorization: Bearer <token>'."
)
EXPIRED = "The access token has expired: sign in again, and send the new one as 'Authorization: Bearer <token>'."


def verifier(**keywords: Any) -> TokenVerifier:
    return TokenVerifier(Mode.DEVELOPMENT, {DEVELOPMENT_ISSUER: KEY}, **keywords)


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def forge(
    header: dict[str, Any] | bytes = HEADER,
    claims: dict[str, Any] | bytes = CLAIMS,
    sign: Callable[[bytes], bytes] = KEY.private.sign,
) -> str:
    """Make a token without PyJWT, which would refuse to make most of these."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims)]
    signed = ".".join(encode(part) for part in parts)
    return f"{signed}.{encode(sign(signed.encode()))}"


def claiming(**changes: Any) -> str:
    return forge(claims={name: value for name, value in (CLAIMS | changes).items() if value is not ...})


def heading(**changes: Any) -> str:
    return forge({name: value for name, value in (HEADER | changes).items() if value is not ...})


def sign_with_public_key(message: bytes) -> bytes:
    public = KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return hmac.digest(public, message, "sha256")


def text(token: str, part: int, addition: str) -> bytes:
    """Return the JSON of one part, with a key added at its end however often it is there already."""
    content = base64.urlsafe_b64decode(token.split(".")[part] + "==")
    return content[:-1] + b", " + addition.encode() + b"}"


def loosened(token: str) -> str:
    """Set a bit of the last character that no byte of the 64 of a signature comes from."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


GOOD = forge()
PARTS = GOOD.split(".")
NONE, OBJECT, TYPE, CRIT = "not a compact JWS", "not an object", "another type of token", "critical extensions"
JSON, ALGORITHM, SIGNATURE, KID = "not JSON", "another algorithm than the key's", "wrong signature", "unknown key"
ISSUER, AUDIENCE, SUB, JTI = "unknown issuer", "another audience", "sub is no name", "jti is no name"
IAT, EXP, NBF, LIFETIME = "iat is no time", "exp is no time", "nbf is no time", "impossible lifetime"
TIME, EARLY, TWICE, LARGE = "impossible time", "not yet valid", "duplicate keys", "oversized"

HOSTILE = {
    "empty": ("", NONE),
    "one part": (PARTS[0], NONE),
    "four parts": (f"{GOOD}.{PARTS[2]}", NONE),
    "no signature": (f"{PARTS[0]}.{PARTS[1]}.", NONE),
    "a line behind": (f"{GOOD}\n", NONE),
    "padded": (f"{GOOD}==", NONE),
    "full-width letters": (GOOD.replace("e", "ｅ"), NONE),
    "a lone surrogate": (f"{GOOD}\ud800", NONE),
    "oversized": (claiming(note="x" * 8000), LARGE),
    "megabytes": ("a" * 5_000_000, LARGE),
    "loose last bits": (loosened(GOOD), SIGNATURE),
    "header of noise": (forge(b"\xff\xfe{}"), JSON),
    "header in UTF-16": (forge(json.dumps(HEADER).encode("utf-16")), JSON),
    "header is a list": (forge(b"[]"), OBJECT),
    "header of impossible length": (f"A.{PARTS[1]}.{PARTS[2]}", JSON),
    "claims are a string": (forge(claims=b'"usr_1"'), OBJECT),
    "claims nested deep": (forge(claims=b"[" * 5000), JSON),
    "claims behind a byte order mark": (forge(claims=b"\xef\xbb\xbf" + json.dumps(CLAIMS).encode()), JSON),
    "alg twice": (forge(text(GOOD, 0, '"alg": "EdDSA"')), TWICE),
    "sub twice": (forge(claims=text(GOOD, 1, '"sub": "usr_2"')), TWICE),
    "sub twice, once in escapes": (forge(claims=text(GOOD, 1, r'"\u0073ub": "usr_2"')), TWICE),
    "a key twice, deeper": (forge(claims=text(GOOD, 1, '"x": {"y": 1, "y": 2}')), TWICE),
    "alg none": (forge(HEADER | {"alg": "none"}, sign=lambda _: b"\0"), ALGORITHM),
    "alg missing": (heading(alg=...), ALGORITHM),
    "alg in a list": (heading(alg=["EdDSA"]), ALGORITHM),
    "alg in other letters": (heading(alg="eddsa"), ALGORITHM),
    "the public key as a secret": (forge(HEADER | {"alg": "HS256"}, sign=sign_with_public_key), ALGORITHM),
    "alg of another family": (heading(alg="ES256"), ALGORITHM),
    "crit": (heading(crit=["exp"]), CRIT),
    "crit empty": (heading(crit=[]), CRIT),
    "payload not encoded": (heading(b64=False), SIGNATURE),
    "typ JWT, an id token": (heading(typ="JWT"), TYPE),
    "typ missing": (heading(typ=...), TYPE),
    "typ is a number": (heading(typ=1), TYPE),
    "kid unknown": (heading(kid=STRANGER.kid), KID),
    "kid missing": (heading(kid=...), KID),
    "kid is a list": (heading(kid=[KEY.kid]), KID),
    "signed by a stranger": (forge(sign=STRANGER.private.sign), SIGNATURE),
    "signed by a stranger who brings the key": (
        forge(HEADER | {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}}, sign=STRANGER.private.sign),
        SIGNATURE,
    ),
    "signature of another token": (f"{PARTS[0]}.{PARTS[1]}.{claiming(sub='usr_2').split('.')[2]}", SIGNATURE),
    "claims of another token": (f"{PARTS[0]}.{claiming(sub='usr_2').split('.')[1]}.{PARTS[2]}", SIGNATURE),
    "signature cut": (GOOD[:-4], SIGNATURE),
    "iss missing": (claiming(iss=...), ISSUER),
    "iss of a stranger": (claiming(iss="https://login.example"), ISSUER),
    "iss in a list": (claiming(iss=[DEVELOPMENT_ISSUER]), ISSUER),
    "aud missing": (claiming(aud=...), AUDIENCE),
    "aud of another service": (claiming(aud="payroll"), AUDIENCE),
    "aud contains ours as a part": (claiming(aud="synergy-payroll"), AUDIENCE),
    "aud holds a number": (claiming(aud=["synergy", 1]), AUDIENCE),
    "aud is an object": (claiming(aud={"synergy": True}), AUDIENCE),
    "sub missing": (claiming(sub=...), SUB),
    "sub empty": (claiming(sub=""), SUB),
    "sub is a number": (claiming(sub=1), SUB),
    "sub breaks the line": (claiming(sub="usr_1\nusr_2"), SUB),
    "sub is half a character": (claiming(sub="\ud800"), SUB),
    "sub too long": (claiming(sub="u" * 201), SUB),
    "jti missing": (claiming(jti=...), JTI),
    "jti is null": (claiming(jti=None), JTI),
    "exp missing": (claiming(exp=...), EXP),
    "exp is text": (claiming(exp=str(T + 3600)), EXP),
    "exp is true": (claiming(exp=True), EXP),
    "exp is infinite": (forge(claims=text(claiming(exp=...), 1, '"exp": 1e999')), EXP),
    "exp is NaN": (claiming(exp=float("nan")), JSON),
    "exp of 5,000 digits": (forge(claims=text(claiming(exp=...), 1, f'"exp": {"9" * 5000}')), JSON),
    "exp 10^30": (claiming(exp=10**30), LIFETIME),
    "exp and iat 10^30": (claiming(exp=10**30 + 1, iat=10**30), TIME),
    "exp in the last second of the calendar": (claiming(exp=253402300799, iat=253402300000), TIME),
    "iat in the first second of the calendar": (claiming(exp=3600 - 62135596800, iat=-62135596800), TIME),
    "iat missing": (claiming(iat=...), IAT),
    "iat is a fraction": (claiming(iat=T + 0.5), IAT),
    "iat 31 seconds ahead": (claiming(iat=T + 31), EARLY),
    "a day and a second": (claiming(exp=T + 86_401), LIFETIME),
    "a month": (claiming(iat=T - 86_400 * 20, exp=T + 86_400 * 10), LIFETIME),
    "ends before it begins": (claiming(iat=T + 20, exp=T + 10), LIFETIME),
    "nbf ahead": (claiming(nbf=T + 31), EARLY),
    "nbf is text": (claiming(nbf="now"), NBF),
}


@pytest.mark.parametrize(("token", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_token_is_refused_for_its_reason_which_the_client_does_not_learn(token: str, reason: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        verifier().verify(token, NOW)
    assert str(refused.value.__cause__) == reason
    assert (str(refused.value), refused.value.code) == (NOT_VALID, "UNAUTHENTICATED")


@settings(deadline=None)  # a machine that others use is slow at times
@given(
    user=st.from_regex(r"usr_[a-z0-9-]{1,60}", fullmatch=True),
    seconds=st.integers(1, 86_400),
    now=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()),  # noqa: DTZ001
)
def test_an_issued_token_is_good_for_exactly_its_life_and_the_leeway(user: str, seconds: int, now: datetime) -> None:
    token = issue(KEY, user=user, ttl=timedelta(seconds=seconds), now=now, token_id="t1")
    claims = verifier().verify(token, now)
    assert (claims.user, claims.token_id, claims.issuer) == (user, "t1", DEVELOPMENT_ISSUER)
    assert claims.expires_at - claims.issued_at == timedelta(seconds=seconds)
    assert claims.issued_at <= now < claims.issued_at + timedelta(seconds=1)
    over = claims.expires_at + timedelta(seconds=30)
    for checking in (verifier(), verifier()):
        assert checking.verify(token, over - timedelta(microseconds=1)) == claims
        with pytest.raises(Unauthenticated, match=EXPIRED):
            checking.verify(token, over)


@settings(deadline=None)  # a machine that others use is slow at times
@given(place=st.integers(0, len(GOOD) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused_also_beside_the_remembered_original(place: int, bit: int) -> None:
    raw = bytearray(GOOD.encode())
    raw[place] ^= 1 << bit
    checking = verifier()
    checking.verify(GOOD, NOW)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            checking.verify(raw.decode("latin-1"), NOW)
    assert checking.verify(GOOD, NOW).user == "usr_1"


@pytest.mark.parametrize("changes", [{"aud": ["payroll", "synergy"]}, {"iat": T + 30}, {"exp": T - 29, "iat": T - 99}])
def test_what_the_rules_allow_is_accepted(changes: dict[str, Any]) -> None:
    assert verifier().verify(claiming(**changes), NOW).user == "usr_1"


def test_a_remembered_token_expires_and_is_not_valid_before_its_time() -> None:
    checking = verifier()
    token = issue(KEY, user="usr_1", ttl=HOUR, now=NOW, token_id="t1")
    assert checking.verify(token, NOW) is checking.verify(token, NOW + HOUR)
    with pytest.raises(Unauthenticated, match=NOT_VALID):
        checking.verify(token, NOW - timedelta(seconds=31))
    checking.verify(token, NOW)
    for late in (timedelta(seconds=30), HOUR):
        with pytest.raises(Unauthenticated, match=EXPIRED):
            checking.verify(token, NOW + HOUR + late)
    # Expired by the claims, also when the signature is not the question.
    with pytest.raises(Unauthenticated, match=NOT_VALID):
        checking.verify(forge(claims=CLAIMS | {"exp": T - 60, "iat": T - 99}, sign=STRANGER.private.sign), NOW)


class Keyring:
    """An issuer whose keys come and go."""

    audience = "synergy"

    def __init__(self, **keys: VerificationKey) -> None:
        self.keys = keys

    def find(self, kid: str) -> VerificationKey | None:
        """Return the key, while it is there."""
        return self.keys.get(kid)

    async def seek(self, kid: str) -> None:
        """There is nobody to ask."""


def test_a_key_taken_back_takes_its_remembered_tokens_with_it() -> None:
    held = KEY.find(KEY.kid)
    assert held is not None
    issuer = Keyring(**{KEY.kid: held})
    checking = TokenVerifier(Mode.DEVELOPMENT, {DEVELOPMENT_ISSUER: issuer})
    checking.verify(GOOD, NOW)
    del issuer.keys[KEY.kid]
    with pytest.raises(Unauthenticated, match=NOT_VALID):
        checking.verify(GOOD, NOW)


def test_only_the_tokens_used_last_are_remembered() -> None:
    checking = verifier(remembered=3)
    tokens = [claiming(jti=f"t{number}") for number in range(4)]
    first = [checking.verify(token, NOW) for token in tokens[:3]]
    assert checking.verify(tokens[0], NOW) is first[0]
    checking.verify(tokens[3], NOW)
    assert checking.verify(tokens[0], NOW) is first[0]
    assert checking.verify(tokens[2], NOW) is first[2]
    again = checking.verify(tokens[1], NOW)
    assert again == first[1]
    assert again is not first[1]


def test_other_issuers_sign_with_rsa_and_elliptic_curves_and_each_only_for_itself() -> None:
    by_rsa, by_curve = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    rsa_issuer, curve_issuer = CLAIMS | {"iss": "https://rsa.example"}, CLAIMS | {"iss": "https://ec.example"}
    issuers = {
        "https://rsa.example": Keyring(one=VerificationKey("RS256", by_rsa.public_key())),
        "https://ec.example": Keyring(one=VerificationKey("ES256", by_curve.public_key())),
    }
    checking = TokenVerifier(Mode.PRODUCTION, issuers)
    headers = {"typ": "at+jwt", "kid": "one"}
    assert checking.verify(jwt.encode(rsa_issuer, by_rsa, "RS256", headers), NOW).issuer == "https://rsa.example"
    assert checking.verify(jwt.encode(curve_issuer, by_curve, "ES256", headers), NOW).issuer == "https://ec.example"
    for foreign in (
        jwt.encode(curve_issuer, by_rsa, "RS256", headers),
        jwt.encode(rsa_issuer, by_curve, "ES256", headers),
        jwt.encode(rsa_issuer, by_rsa, "RS512", headers),
        jwt.encode(rsa_issuer, by_rsa, "PS256", headers),
    ):
        with pytest.raises(Unauthenticated, match=NOT_VALID):
            checking.verify(foreign, NOW)


def test_production_refuses_the_development_issuer(tmp_path: Path) -> None:
    production = Settings(mode=Mode.PRODUCTION, data_dir=tmp_path, oidc_issuer="https://login.example")
    with pytest.raises(Unauthenticated, match=NOT_VALID):
        TokenVerifier.of(production).verify(GOOD, NOW)
    with pytest.raises(SetupError, match="no development tokens"):
        DevelopmentKey.open(production)
    with pytest.raises(SetupError, match="no development tokens"):
        TokenVerifier(Mode.PRODUCTION, {DEVELOPMENT_ISSUER: KEY})
    assert list(tmp_path.iterdir()) == []
