"""What one request knows: who asks, when, and the doors it may use."""

from __future__ import annotations

from asyncio import Semaphore
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from synergy.errors import SynergyError, Unauthenticated
from synergy.graph.plan import Budget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from synergy.access.audit.recorder import Recorder
    from synergy.access.claims import Claims
    from synergy.access.viewer import Viewer
    from synergy.graph.commands import Command, Outcome
    from synergy.graph.database import Database
    from synergy.graph.statements import Fragment
    from synergy.imports.runner import ImportRunner

MOST_AT_ONCE = 4
"""Reads and changes of one viewer that are done at the same time."""


@dataclass(slots=True)
class Context:
    """What one request knows. Reading anything of the viewer raises Unauthenticated when nobody has signed in."""

    database: Database
    request_id: str
    today: date
    refusal: SynergyError | None = None
    signed_in: Viewer | None = None
    proven: Claims | None = None
    sensitive: list[str] = field(default_factory=list)
    """The ids of the nodes whose C2 fields were read, for the audit."""
    turn: Semaphore = field(default_factory=lambda: Semaphore(MOST_AT_ONCE))
    """Shared by all requests of the viewer: one viewer's questions leave room for others'."""
    budget: Budget = field(default_factory=Budget)
    audit: Recorder | None = None
    """Where accesses are recorded; the endpoint's requests always have it."""
    say: Callable[[Fragment], str] = attrgetter("text")
    """Says the words of the compiler in a statement that a mutation sends; unsaid, the server refuses them."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    imports: ImportRunner | None = None
    """What runs imports in the background; the endpoint's requests always have it."""

    @property
    def viewer(self) -> Viewer:
        """The signed-in user."""
        if self.signed_in is None:
            raise self.refusal or Unauthenticated("Send an access token as 'Authorization: Bearer <token>'.")
        return self.signed_in

    @property
    def claims(self) -> Claims:
        """What the token says."""
        if self.proven is None:
            raise Unauthenticated("Send an access token as 'Authorization: Bearer <token>'.")
        return self.proven

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters every statement gets."""
        return {"viewer": self.viewer.parameters(), "today": self.today, "asOf": self.today}

    @property
    def narrow(self) -> bool:
        """Whether pages are read from the viewer's own side."""
        return self.viewer.narrow

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read, when it is the viewer's turn."""
        async with self.turn:
            return await self.database.read(text, p)

    def disclose(self, field: str, ids: list[str]) -> None:
        """Record whose C2 values a root field is about to tell. Raises AuditUnavailable."""
        self.sensitive.extend(ids)
        if self.audit is not None:
            self.audit.read(field, ids)

    def probed(self, field: str, probes: tuple[str, ...]) -> None:
        """Record by which C2 fields a root field is about to filter. Raises AuditUnavailable."""
        if self.audit is not None:
            self.audit.probed(field, probes)

    def missed(self, field: str, ids: list[str]) -> None:
        """Record ids that were asked for in vain."""
        if self.audit is not None:
            self.audit.denied(field, ids)

    async def run(self, command: Command) -> Outcome:
        """Do a command once for its key, when it is the viewer's turn, between the records of intent and outcome."""
        async with self.turn:
            if self.audit is None:
                return await self.database.run(command)
            return await self.audit.write(command, self.database.run)
