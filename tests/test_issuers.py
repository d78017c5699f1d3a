"""An identity provider as the source of keys: rotated, asked a thousand times at once, and away; a real HTTP server."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio

from synergy.access.tokens import TokenVerifier
from synergy.errors import IssuerUnavailable, Unauthenticated
from synergy.settings import Settings
from tests.client import BANK, Client, application
from tests.issuer import DISCOVERY, KEYS, Clock, Reply, SmallIssuer, curve_signer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from synergy.graph.database import Database

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TLS = ssl.create_default_context()
ONE, TWO, THREE = curve_signer("one"), curve_signer("two"), curve_signer("three")


@pytest_asyncio.fixture
async def issuer() -> AsyncIterator[SmallIssuer]:
    """Give a provider with one key."""
    async with SmallIssuer() as opened:
        opened.publish(ONE)
        yield opened


@pytest.fixture
def clock() -> Clock:
    """Give the clock of everything but the tokens."""
    return Clock(START)


@pytest.fixture
def verifier(issuer: SmallIssuer, clock: Clock) -> TokenVerifier:
    """Give a verifier that has asked for nothing yet."""
    return issuer.verifier(clock, TLS)


async def settle(issuer: SmallIssuer, fetches: int) -> None:
    """Wait until the provider was asked so often, and what it answered is in use."""
    async with asyncio.timeout(5):
        while issuer.fetches < fetches:  # noqa: ASYNC110 (what happens beside a request tells nobody)
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)


async def test_the_first_token_asks_for_the_keys_and_the_next_for_nothing(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    tokens = [ONE.sign(issuer.address, clock.now, jti=f"t{number}") for number in range(3)]
    assert [(await verifier.admit(token, clock.now)).token_id for token in tokens] == ["t0", "t1", "t2"]
    assert issuer.asked == [DISCOVERY, KEYS]
    for wrong in ({"aud": "payroll"}, {"iss": "https://login.example"}, {"iss": f"{issuer.address}/"}):
        with pytest.raises(Unauthenticated):
            await verifier.admit(ONE.sign(issuer.address, clock.now, **wrong), clock.now)
    assert issuer.fetches == 1


async def test_keys_rotate_and_no_valid_token_is_lost(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    old = ONE.sign(issuer.address, clock.now)
    first = await verifier.admit(old, clock.now)
    # A key that signs at once, the moment after we asked.
    issuer.publish(ONE, TWO)
    new = TWO.sign(issuer.address, clock.now)
    assert (await verifier.admit(new, clock.now)).user == "usr_1"
    assert await verifier.admit(old, clock.now) is first, "remembered, though its key came anew"
    issuer.publish(TWO, THREE)
    await verifier.admit(THREE.sign(issuer.address, clock.now), clock.now)
    # A key that is gone is trusted no more, not even for a token that was good before.
    with pytest.raises(Unauthenticated):
        await verifier.admit(old, clock.now)
    assert (await verifier.admit(new, clock.now)).user == "usr_1"


async def test_another_key_under_the_same_id_replaces_the_first(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    old = ONE.sign(issuer.address, clock.now)
    await verifier.admit(old, clock.now)
    other = replace(TWO, kid="one")
    issuer.publish(other)
    clock.go_on(hours=2)
    await verifier.admit(other.sign(issuer.address, clock.now), clock.now)
    with pytest.raises(Unauthenticated):
        await verifier.admit(old, clock.now)


async def storm(issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier) -> list[BaseException | Any]:
    tokens = [replace(ONE, kid=f"no-{number}").sign(issuer.address, clock.now) for number in range(1000)]
    return await asyncio.gather(*(verifier.admit(token, clock.now) for token in tokens), return_exceptions=True)


async def test_a_thousand_unknown_keys_are_one_question_in_half_a_minute(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    for fetches, wait in ((1, 29.9), (1, 0.1), (2, 29.9), (2, 0.1), (3, 0)):
        refused = await storm(issuer, clock, verifier)
        assert {type(one) for one in refused} == {Unauthenticated}
        assert issuer.fetches == fetches
        clock.go_on(seconds=wait)
    good = ONE.sign(issuer.address, clock.now)
    assert (await verifier.admit(good, clock.now)).user == "usr_1"


async def test_a_storm_when_the_provider_is_away_is_one_question_too(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    issuer.replies[KEYS] = Reply((b"",), status=500)
    for fetches, wait in ((1, 29.9), (1, 0.1), (2, 0)):
        refused = await storm(issuer, clock, verifier)
        assert {type(one) for one in refused} == {IssuerUnavailable}
        assert issuer.fetches == fetches
        clock.go_on(seconds=wait)


async def test_one_who_gives_up_does_not_take_the_answer_from_the_others(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    issuer.replies[KEYS].pause = 0.2
    token = ONE.sign(issuer.address, clock.now)
    impatient = asyncio.create_task(verifier.admit(token, clock.now))
    await asyncio.sleep(0.05)
    patient = asyncio.create_task(verifier.admit(token, clock.now))
    await asyncio.sleep(0.05)
    impatient.cancel()
    assert (await patient).user == "usr_1"
    assert issuer.fetches == 1


async def test_keys_are_fetched_anew_beside_a_request_before_their_time_is_over(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    issuer.publish(ONE, cache_control="max-age=600")
    token = ONE.sign(issuer.address, clock.now)
    claims = await verifier.admit(token, clock.now)
    clock.go_on(seconds=299)
    verifier.verify(token, clock.now)
    await asyncio.sleep(0.05)
    assert issuer.fetches == 1
    clock.go_on(seconds=1)
    for _ in range(100):
        assert verifier.verify(token, clock.now) is claims
    await settle(issuer, 2)
    clock.go_on(seconds=599)
    # Ten minutes after the first answer it is the second one that counts; and a third is on its way.
    assert verifier.verify(token, clock.now) is claims
    await settle(issuer, 3)
    assert issuer.fetches == 3


async def test_a_provider_that_is_down_is_tried_again_until_the_time_is_over(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    token = ONE.sign(issuer.address, clock.now)
    await verifier.admit(token, clock.now)
    issuer.replies[KEYS] = Reply((b"",), status=503)
    clock.go_on(minutes=30)
    for minute in range(30):
        for _ in range(10):
            assert (await verifier.admit(token, clock.now)).user == "usr_1"
        await settle(issuer, 2 + minute)
        await verifier.admit(token, clock.now)
        clock.go_on(minutes=1)
    assert issuer.fetches == 31
    # The deadline: what was asked for a minute ago is asked for once more, and then it is over.
    with pytest.raises(IssuerUnavailable) as refused:
        await verifier.admit(token, clock.now)
    assert (refused.value.code, refused.value.retry_after) == ("ISSUER_UNAVAILABLE", 30)
    clock.go_on(seconds=12.5)
    with pytest.raises(IssuerUnavailable) as refused:
        await verifier.admit(token, clock.now)
    assert refused.value.retry_after == 18
    issuer.publish(ONE)
    clock.go_on(seconds=17.5)
    assert (await verifier.admit(token, clock.now)).user == "usr_1"


async def test_nobody_can_say_of_an_unknown_key_while_the_provider_is_down(
    issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier
) -> None:
    known, new = (signer.sign(issuer.address, clock.now) for signer in (ONE, TWO))
    await verifier.admit(known, clock.now)
    issuer.replies[KEYS] = Reply((b"",), status=503)
    clock.go_on(minutes=30)
    verifier.verify(known, clock.now)
    await settle(issuer, 2)
    with pytest.raises(IssuerUnavailable):
        await verifier.admit(new, clock.now)
    assert issuer.fetches == 2, "it failed a moment ago"
    assert (await verifier.admit(known, clock.now)).user == "usr_1"
    issuer.publish(ONE)
    clock.go_on(seconds=30)
    with pytest.raises(Unauthenticated):
        await verifier.admit(new, clock.now)


async def test_the_application_says_503_and_when_to_come_back(
    issuer: SmallIssuer, clock: Clock, seeded: Database, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, oidc_issuer=issuer.address)
    served = application(settings, seeded, clock=clock)
    who = "{ viewer { user { id } } }"
    token = ONE.sign(issuer.address, clock.now, sub=BANK)
    async with Client(served, settings, []) as client:
        assert (await client.ask(who, token=token)).data["viewer"]["user"]["id"] == BANK
        await issuer.stop()
        clock.go_on(minutes=59, seconds=59)
        assert (await client.ask(who, token=token)).data["viewer"]["user"]["id"] == BANK
        await asyncio.sleep(0.1)
        clock.go_on(seconds=1)
        down = await client.ask(who, token=token)
        assert (down.status, down.codes, down.headers["retry-after"]) == (503, ["ISSUER_UNAVAILABLE"], "29")
        assert "try again in 29 s" in down.message
        assert (await client.ask("{ __typename }", token=token)).status == httpx.codes.OK
        # The development key does not depend on the provider, outside production.
        own = client.token(BANK, now=clock.now)
        assert (await client.ask(who, token=own)).status == httpx.codes.OK
        await issuer.start()
        clock.go_on(seconds=29)
        back = await client.ask(who, token=token)
        assert (back.status, back.data["viewer"]["user"]["id"]) == (200, BANK)
        assert "retry-after" not in back.headers


async def test_an_empty_key_set_is_an_answer(issuer: SmallIssuer, clock: Clock, verifier: TokenVerifier) -> None:
    token = ONE.sign(issuer.address, clock.now)
    await verifier.admit(token, clock.now)
    issuer.publish()
    clock.go_on(minutes=30)
    verifier.verify(token, clock.now)
    await settle(issuer, 2)
    with pytest.raises(Unauthenticated):
        await verifier.admit(token, clock.now)


async def test_the_settings_say_where_the_keys_are_and_what_we_are_called(
    issuer: SmallIssuer, clock: Clock, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        oidc_issuer=issuer.address,
        oidc_jwks_uri=f"{issuer.address}/other",
        oidc_audience="https://synergy.example",
    )
    verifier = TokenVerifier.of(settings, clock)
    issuer.replies["/other"] = issuer.replies.pop(KEYS)
    token = ONE.sign(issuer.address, clock.now, aud="https://synergy.example")
    assert (await verifier.admit(token, clock.now)).user == "usr_1"
    with pytest.raises(Unauthenticated):
        await verifier.admit(ONE.sign(issuer.address, clock.now), clock.now)
    assert issuer.asked == ["/other"]
