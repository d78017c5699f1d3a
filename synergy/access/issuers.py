"""An identity provider (OpenID Connect) as a source of keys: asked rarely, waited for by few, trusted for a while.

Keys are kept for as long as their issuer says. In the second half of that time the next request that needs one has
them fetched anew beside it, so that nobody waits; a provider that is down is tried again until the time is over, and
only then must requests be refused. A key that the last answer does not hold is trusted no more.
"""

from __future__ import annotations

import asyncio
import logging
import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import httpx

from synergy.access.discovery import Provider, UnreadableError, fetch
from synergy.access.jwks import BadKeySetError, read_keys
from synergy.errors import IssuerUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from synergy.access.keys import VerificationKey
    from synergy.settings import Algorithm, Settings

log = logging.getLogger(__name__)

PAUSE = timedelta(seconds=30)
"""How often at most the provider is asked for keys that it may not have, or asked again when it failed."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Issuer:
    """The keys of one identity provider; for one event loop."""

    def __init__(
        self, provider: Provider, audience: str, algorithms: Collection[Algorithm], clock: Callable[[], datetime]
    ) -> None:
        self.audience = audience
        self._provider = provider
        self._algorithms = algorithms
        self._clock = clock
        self._keys: dict[str, VerificationKey] = {}
        self._trusted_until = self._refresh_from = self._ask_from = _NEVER
        self._failed = False
        self._asking: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, settings: Settings, clock: Callable[[], datetime]) -> Self:
        """Be the issuer that the settings name."""
        provider = Provider(settings.oidc_issuer or "", settings.oidc_jwks_uri, httpx.create_ssl_context())
        return cls(provider, settings.oidc_audience, settings.oidc_algorithms, clock)

    def find(self, kid: str) -> VerificationKey | None:
        """Return a key that is trusted now; has the keys fetched anew, without waiting, when it is time."""
        now = self._clock()
        if now >= self._trusted_until:
            return None
        if now >= self._refresh_from:
            self._ask(now)
        return self._keys.get(kid)

    async def seek(self, kid: str) -> None:
        """Ask the provider for a key that `find` did not find, unless it was asked in vain a moment ago.

        However many wait, they wait for one answer. Raises IssuerUnavailable when the provider cannot be asked.
        """
        now = self._clock()
        if now >= self._ask_from:
            self._ask(now)
            self._ask_from = now + PAUSE
        if self._asking is not None and not self._asking.done():
            # One who no longer waits must not take the answer from the others.
            await asyncio.shield(self._asking)
        if self.find(kid) is not None:
            # Not in vain, so the next unknown key may be asked for at once: only the issuer can make this happen.
            self._ask_from = now
        elif self._failed or self._clock() >= self._trusted_until:
            left = (self._ask_from - self._clock()).total_seconds()
            raise IssuerUnavailable(max(1, math.ceil(left)))

    def _ask(self, now: datetime) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._fetch(now))

    async def _fetch(self, now: datetime) -> None:
        # Whatever becomes of it, it is not begun again at once.
        self._failed = True
        self._refresh_from = now + PAUSE
        try:
            published = await fetch(self._provider)
            keys = read_keys(published.keys, self._algorithms)
        except (UnreadableError, BadKeySetError) as error:
            log.warning("the keys of %s could not be read: %s", self._provider.issuer, error)
            self._ask_from = max(self._ask_from, now + PAUSE)
            return
        if not keys:
            log.warning("%s publishes no key that can be used: nobody can sign in", self._provider.issuer)
        self._failed = False
        # The same object for the same key, by which remembered tokens are known.
        known = self._keys
        self._keys = {kid: known[kid] if known.get(kid) == key else key for kid, key in keys.items()}
        self._trusted_until = now + published.life
        self._refresh_from = now + published.life / 2
