"""What an identity provider answers when it does not answer what was asked, and how long an answer is kept."""

from __future__ import annotations

import gzip
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from synergy.access import discovery
from synergy.access.discovery import life_of
from synergy.errors import IssuerUnavailable
from tests.issuer import DISCOVERY, KEYS, Clock, Reply, SmallIssuer, curve_signer

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TLS = ssl.create_default_context()
ONE = curve_signer("one")

UNREADABLE: dict[str, tuple[str, Any, str]] = {
    "another issuer": (DISCOVERY, {"issuer": "https://login.example", "jwks_uri": "KEYS"}, "another issuer"),
    "the issuer with a slash": (DISCOVERY, {"issuer": "ISSUER/", "jwks_uri": "KEYS"}, "another issuer"),
    "no issuer": (DISCOVERY, {"jwks_uri": "KEYS"}, "another issuer"),
    "no keys": (DISCOVERY, {"issuer": "ISSUER"}, "no https address"),
    "keys over http": (DISCOVERY, {"issuer": "ISSUER", "jwks_uri": "http://elsewhere.example/"}, "no https address"),
    "keys in a file": (DISCOVERY, {"issuer": "ISSUER", "jwks_uri": "file:///keys"}, "no https address"),
    "discovery is a list": (DISCOVERY, [], "no discovery document"),
    "discovery is no JSON": (DISCOVERY, Reply((b"{",)), "no discovery document"),
    "discovery nested deep": (DISCOVERY, Reply((b"[" * 200_000,)), "no discovery document"),
    "discovery elsewhere": (DISCOVERY, Reply((b"",), 302, {"location": "/elsewhere"}), "redirects"),
    "keys elsewhere": (KEYS, Reply((b"",), 307, {"location": "/elsewhere"}), "redirects"),
    "keys not found": (KEYS, Reply((b"",), 404), "answered 404"),
    "keys not modified": (KEYS, Reply((b"",), 304), "answered 304"),
    "keys are no JSON": (KEYS, Reply((b"<html>",)), "not JSON"),
    "keys are no list": (KEYS, {"keys": {}}, "no list of keys"),
    "keys are missing": (KEYS, {}, "no list of keys"),
    "too large": (KEYS, Reply((b" " * 256_001,)), "more than 256,000 bytes"),
    "too large, size unsaid": (
        KEYS,
        Reply((b"186a0\r\n" + b" " * 100_000 + b"\r\n",) * 3, headers={"transfer-encoding": "chunked"}),
        "more than 256,000 bytes",
    ),
    "packed": (KEYS, Reply((gzip.compress(b" " * 10_000_000),), headers={"content-encoding": "gzip"}), "packs"),
    "cut off": (KEYS, Reply((b"{",), headers={"content-length": "1000"}), "cannot be reached"),
    "headers without end": (KEYS, Reply((b"",), headers={"x": "x" * 500_000}), "cannot be reached"),
    "slow": (KEYS, Reply((b"{}",), pause=0.6), "did not answer within 0.3 s"),
    "drop by drop": (KEYS, Reply((b" ",) * 20, pause=0.05), "did not answer within 0.3 s"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an answer less long than outside of tests."""
    monkeypatch.setattr(discovery, "PATIENCE", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_no_answer_is_named_in_the_log_and_proves_nothing(
    answer: tuple[str, Any, str], caplog: pytest.LogCaptureFixture
) -> None:
    path, content, reason = answer
    async with SmallIssuer() as issuer:
        issuer.publish(ONE)
        clock = Clock(START)
        verifier = issuer.verifier(clock, TLS)
        if isinstance(content, dict):
            places = {"ISSUER": issuer.address, "KEYS": f"{issuer.address}{KEYS}", "ISSUER/": f"{issuer.address}/"}
            content = {name: places.get(str(value), value) for name, value in content.items()}
        issuer.replies[path] = content if isinstance(content, Reply) else issuer.json(content)
        token = ONE.sign(issuer.address, clock.now)
        with pytest.raises(IssuerUnavailable):
            await verifier.admit(token, clock.now)
        assert reason in caplog.text
        assert "/elsewhere" not in issuer.asked
        issuer.publish(ONE)
        issuer.replies[DISCOVERY] = issuer.json({"issuer": issuer.address, "jwks_uri": f"{issuer.address}{KEYS}"})
        clock.go_on(seconds=30)
        assert (await verifier.admit(token, clock.now)).user == "usr_1"


def test_an_answer_may_take_two_seconds() -> None:
    assert discovery.PATIENCE == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 3600),
        ({"cache-control": "public"}, 3600),
        ({"cache-control": "public, max-age=7200, must-revalidate"}, 7200),
        ({"cache-control": 'MAX-AGE="7200"'}, 7200),
        ({"cache-control": "max-age=1"}, 300),
        ({"cache-control": "max-age=999999999"}, 86_400),
        ({"cache-control": "max-age=-5"}, 3600),
        ({"cache-control": "max-age=9999999999999999999999"}, 3600),
        ({"cache-control": "s-maxage=7200"}, 3600),
        ({"cache-control": "no-store, max-age=7200"}, 300),
        ({"cache-control": "max-age=7200, no-cache"}, 300),
        ({"cache-control": "max-age=7200", "age": "5000"}, 2200),
        ({"cache-control": "max-age=7200", "age": "7200"}, 300),
        ({"cache-control": "max-age=7200", "age": "½"}, 7200),
    ],
)
def test_keys_are_kept_as_long_as_the_issuer_says_within_bounds(headers: dict[str, str], seconds: int) -> None:
    assert life_of(httpx.Headers(headers, encoding="utf-8")) == timedelta(seconds=seconds)
