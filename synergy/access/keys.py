"""The keys that prove tokens, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jwt.algorithms import AllowedPublicKeys

    from synergy.settings import Algorithm


@dataclass(frozen=True)
class VerificationKey:
    """A public key and the one algorithm it may be used with, whatever a token's header says."""

    algorithm: Algorithm
    public: AllowedPublicKeys


class KeySource(Protocol):
    """The keys of one issuer, whose tokens call us `audience`."""

    @property
    def audience(self) -> str:
        """What a token's `aud` must name."""
        ...

    def find(self, kid: str) -> VerificationKey | None:
        """Return the key of that id without waiting for anything, or None when it is not (or no longer) known.

        The same key is the same object each time: a remembered token is let go when its key is another.
        """

    async def seek(self, kid: str) -> None:
        """Look for a key that `find` did not find; raise IssuerUnavailable when nobody can say whether there is one."""
