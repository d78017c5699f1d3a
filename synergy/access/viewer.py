"""Who is asking, as the graph knows them."""

from __future__ import annotations

import importlib.resources
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from synergy.errors import Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Mapping

FRESH = timedelta(seconds=5)
"""How long a viewer's facts may be reused: status, unit, organisation and roles."""

MOST_KEPT = 10_000
COUNTING_ROLES = frozenset({"REPORTING", "SYNERGY_OFFICER"})
"""At headquarters they count across the whole group."""
OWNING_ROLES = frozenset({"SYNERGY_OFFICER", "COMPLIANCE"})
"""Who decides for an organisation about what others see of its customers."""
ADMINISTERING_ROLES = frozenset({"ADMINISTRATOR", "EMPLOYEE"})

VIEWER = importlib.resources.files(__package__).joinpath("viewer.cypher").read_text(encoding="utf-8")


class Reads(Protocol):
    """The read door of the database."""

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user. `organisation` is the id of the subsidiary or the group the user works for."""

    user: str
    organisation: str
    headquarters: bool
    """Whether the organisation is the group itself."""
    unit: str
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

    def parameters(self) -> dict[str, Any]:
        """Return what rules and statements may read as `$viewer`.

        Who only administers has the rights of no organisation: nothing is served, shared or granted to it.
        """
        administers = "ADMINISTRATOR" in self.roles and self.roles <= ADMINISTERING_ROLES
        return {
            "id": self.user,
            "organisation": "" if administers else self.organisation,
            "unit": self.unit,
            "counts": self.headquarters and not COUNTING_ROLES.isdisjoint(self.roles),
            "decides": not OWNING_ROLES.isdisjoint(self.roles),
            "compliance": self.headquarters and "COMPLIANCE" in self.roles,
        }


@dataclass
class Viewers:
    """Finds viewers in the graph, and keeps each for as long as its facts may be reused."""

    database: Reads
    _kept: OrderedDict[str, tuple[datetime, Viewer]] = field(default_factory=OrderedDict)

    async def find(self, user: str, now: datetime, today: date) -> Viewer:
        """Return the viewer. Raises Unauthenticated for a user who is unknown, disabled or without a unit today."""
        kept = self._kept.get(user)
        if kept and kept[0] > now:
            return kept[1]
        viewer = await self._read(user, today)
        self._kept[user] = (now + FRESH, viewer)
        self._kept.move_to_end(user)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return viewer

    async def _read(self, user: str, today: date) -> Viewer:
        found = (await self.database.read(VIEWER, {"user": user, "today": today}))["viewer"]
        if not found or found["disabled"]:
            raise Unauthenticated("This account may not sign in; ask the platform's administrators.")
        return Viewer(
            user=user,
            organisation=found["organisation"],
            headquarters=found["headquarters"],
            unit=found["unit"],
            roles=frozenset(found["roles"]),
            reach=found["reach"],
            customers=found["customers"],
        )
