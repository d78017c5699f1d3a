"""Who is asking, as the graph knows them."""

from __future__ import annotations

import importlib.resources
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from synergy.errors import Unauthenticated
from synergy.model.customers import CustomerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synergy.access.claims import Claims

FRESH = timedelta(seconds=5)
"""How long a viewer's facts may be reused: status, session, unit, organisation and roles."""

MOST_KEPT = 10_000
COUNTING_ROLES = frozenset({"REPORTING", "SYNERGY_OFFICER"})
"""At headquarters they count across the whole group."""
OWNING_ROLES = frozenset({"SYNERGY_OFFICER", "COMPLIANCE"})
"""Who decides for an organisation about what others see of its customers."""
IMPORTING_ROLES = frozenset({"DATA_STEWARD"})
"""Who brings a subsidiary's files in."""
OVERSEEING_ROLES = frozenset({"DATA_STEWARD", "SYNERGY_OFFICER"})
"""Who follows what is brought in for their subsidiary."""
STEWARDING_ROLE = "DATA_STEWARD"
"""Who says which customers are one."""
ADMINISTERING_ROLES = frozenset({"ADMINISTRATOR", "EMPLOYEE"})

Key: TypeAlias = "tuple[str, str | None, datetime | None]"
"""The user's name, the token's id, and when it was issued."""

VIEWER = importlib.resources.files(__package__).joinpath("viewer.cypher").read_text(encoding="utf-8")


class Reads(Protocol):
    """The read door of the database."""

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user. `organisation` is the id of the subsidiary or the group the user works for, in that `unit`."""

    user: str
    organisation: str
    headquarters: bool
    """Whether the organisation is the group itself."""
    unit: str
    side: str
    """On which side of the wall the unit works: PUBLIC or PRIVATE."""
    roles: frozenset[str]
    reach: int
    """How many serving relationships, past ones included, the viewer may follow: a bound of what its side costs."""
    customers: int
    """How many customers there are."""

    @property
    def narrow(self) -> bool:
        """Whether reading a page from the viewer's own side costs less than walking an index past what is hidden.

        A walk for a page of ten passes about 11 * customers / reach nodes, the own side has `reach`.
        """
        return self.reach * self.reach < 11 * self.customers

    @property
    def complies(self) -> bool:
        """Whether the viewer keeps the group's barriers, and so stands on both sides of them."""
        return self.headquarters and "COMPLIANCE" in self.roles

    def parameters(self) -> dict[str, Any]:
        """Return what rules and statements may read as `$viewer`.

        Who only administers has the rights of no organisation: nothing is served, shared or granted to it.
        """
        administers = "ADMINISTRATOR" in self.roles and self.roles <= ADMINISTERING_ROLES
        organisation = "" if administers else self.organisation
        return {
            "id": self.user,
            "organisation": organisation,
            "own": [f"{organisation}:{kind.value}" for kind in CustomerKind] if organisation else [],
            "unit": "" if administers else self.unit,
            "counts": self.headquarters and not COUNTING_ROLES.isdisjoint(self.roles),
            "decides": not OWNING_ROLES.isdisjoint(self.roles),
            "compliance": self.complies,
            "imports": not OVERSEEING_ROLES.isdisjoint(self.roles),
            "stewards": STEWARDING_ROLE in self.roles,
        }


@dataclass
class Viewers:
    """Finds viewers in the graph, and keeps each for as long as its facts may be reused."""

    database: Reads
    _kept: OrderedDict[Key, tuple[datetime, Viewer]] = field(default_factory=OrderedDict)

    async def find(self, user: str, now: datetime, today: date, session: Claims | None = None) -> Viewer:
        """Return the viewer that a token calls `user`; `session` is None for a user who is looked up, not signed in.

        Raises Unauthenticated for a user who is unknown, disabled or without a unit today, and for an ended session.
        """
        key: Key = (user, session.token_id, session.issued_at) if session else (user, None, None)
        kept = self._kept.get(key)
        if kept and kept[0] > now:
            return kept[1]
        viewer = await self._read(*key, today)
        self._kept[key] = (now + FRESH, viewer)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return viewer

    async def _read(self, user: str, token_id: str | None, issued_at: datetime | None, today: date) -> Viewer:
        given = {"user": user, "tokenId": token_id, "issuedAt": issued_at, "today": today}
        found = (await self.database.read(VIEWER, given))["viewer"]
        if not found or found["disabled"]:
            raise Unauthenticated("This account may not sign in; ask the platform's administrators.")
        if found["revoked"]:
            raise Unauthenticated("This session has ended; sign in again.")
        return Viewer(
            user=found["user"],
            organisation=found["organisation"],
            headquarters=found["headquarters"],
            unit=found["unit"],
            side=found["side"],
            roles=frozenset(found["roles"]),
            reach=found["reach"],
            customers=found["customers"],
        )
