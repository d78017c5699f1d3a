"""What one request, or one run of a command, accesses, on its way to the audit log."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.access.audit.entries import AccessKind, Decision, Entry
from synergy.errors import (
    AuditUnavailable,
    DatabaseUnavailable,
    DeadlineExceeded,
    ModelError,
    SetupError,
    SynergyError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence

    from synergy.access.audit.log import AuditLog
    from synergy.graph.commands import Command, Outcome

log = logging.getLogger(__name__)

IDENTIFIER = "idn_"
_FAULTS = (DatabaseUnavailable, ModelError, SetupError)
"""Errors that judge nobody: something is broken."""


@dataclass(slots=True)
class Written:
    """What a change has come to so far, for the record of its outcome."""

    ids: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records for one request or command; `policy` is the version of the access rules, `purpose` what was declared."""

    log: AuditLog
    policy: str
    request: str
    user: str | None = None
    organisation: str | None = None
    purpose: str | None = None

    def read(self, field: str, ids: Iterable[str]) -> None:
        """Record that C2 values of the nodes are about to be told. Raises AuditUnavailable: then they must not be."""
        self.log.record(self._entry(AccessKind.C2_READ, Decision.ALLOWED, field, tuple(dict.fromkeys(ids))))

    def probed(self, field: str, probes: Sequence[str]) -> None:
        """Record that C2 fields (`Type.field`) are about to be filtered by, which reads them piece by piece.

        Raises AuditUnavailable: then they must not be.
        """
        self.log.record(replace(self._entry(AccessKind.C2_READ, Decision.ALLOWED, field), fields=probes))

    def denied(self, action: str, ids: Sequence[str] = (), counts: Mapping[str, int] | None = None) -> None:
        """Record that something was asked for in vain: hidden or not there, which the asker cannot tell apart."""
        try:
            self.log.record(self._entry(AccessKind.DENIED, Decision.REFUSED, action, ids, counts))
        except AuditUnavailable:
            log.warning("request %s: a refusal of %s is not in the audit", self.request, action)

    async def write(self, command: Command, run: Callable[[Command], Awaitable[Outcome]]) -> Outcome:
        """Run a command between the record of its intent and that of its outcome; raises as `change` does."""
        async with self.change(command.name, command.ids) as written:
            outcome = await run(command)
            written.ids = (outcome.operation, *dict.fromkeys([*command.ids, *outcome.value.get("ids", ())]))
            written.replayed = outcome.replayed
        return outcome

    @asynccontextmanager
    async def change(self, action: str, ids: Sequence[str] = ()) -> AsyncIterator[Written]:
        """Record the intent of a change to `ids`, and after the change what it has come to.

        Raises AuditUnavailable when the intent cannot be recorded: then nothing is done.
        """
        intent = self._entry(AccessKind.WRITE_INTENT, Decision.ALLOWED, action, ids)
        await asyncio.to_thread(self.log.record, intent, durable=True)
        written = Written(ids)
        try:
            yield written
        except BaseException as error:
            self._concluded(action, _decision(error, written), written)
            raise
        self._concluded(action, Decision.REPLAYED if written.replayed else Decision.ALLOWED, written)

    def exported(self, action: str, counts: Mapping[str, int]) -> None:
        """Record that so much is about to leave as a file. Raises AuditUnavailable: then it must not."""
        self.log.record(self._entry(AccessKind.EXPORT, Decision.ALLOWED, action, counts=counts))

    def _concluded(self, action: str, decision: Decision, written: Written) -> None:
        try:
            self.log.record(self._entry(AccessKind.WRITE_OUTCOME, decision, action, written.ids, written.counts))
        except AuditUnavailable:
            # What was done cannot be refused any more; its intent is on the disk.
            log.error("request %s: the outcome of %s is not in the audit", self.request, action)  # noqa: TRY400 (where it came from says nothing)

    def _entry(
        self,
        kind: AccessKind,
        decision: Decision,
        action: str,
        ids: Sequence[str] = (),
        counts: Mapping[str, int] | None = None,
    ) -> Entry:
        named = [_without_value(node_id) for node_id in ids]
        who = self.user, self.organisation, self.request, self.policy
        return Entry(kind, decision, action, *who, ids=named, purpose=self.purpose, counts=counts or {})


def _without_value(node_id: str) -> str:
    """Return an id that the audit may keep: an identifier's is made of its value, and gives way to a hash of it."""
    if not node_id.startswith(IDENTIFIER):
        return node_id
    return f"{IDENTIFIER}{sha256(node_id.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def _decision(error: BaseException, written: Written) -> Decision:
    if isinstance(error, DeadlineExceeded):
        return Decision.UNKNOWN
    # What had begun was not refused any more.
    refused = isinstance(error, SynergyError) and not isinstance(error, _FAULTS) and not written.counts
    return Decision.REFUSED if refused else Decision.FAILED
