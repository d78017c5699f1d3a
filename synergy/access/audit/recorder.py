"""What one request accesses, on its way to the audit log."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.access.audit.entries import AccessKind, Decision, Entry
from synergy.errors import AuditUnavailable, DeadlineExceeded, SynergyError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from synergy.access.audit.log import AuditLog
    from synergy.graph.commands import Command, Outcome

log = logging.getLogger(__name__)

IDENTIFIER = "idn_"


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records for one request; `policy` is the version of the access rules."""

    log: AuditLog
    policy: str
    request: str
    user: str | None = None
    organisation: str | None = None

    def read(self, field: str, ids: Iterable[str]) -> None:
        """Record that C2 values of the nodes are about to be told. Raises AuditUnavailable: then they must not be."""
        self.log.record(self._entry(AccessKind.C2_READ, Decision.ALLOWED, field, tuple(dict.fromkeys(ids))))

    def denied(self, action: str, ids: Sequence[str] = ()) -> None:
        """Record that something was asked for in vain: hidden or not there, which the asker cannot tell apart."""
        try:
            self.log.record(self._entry(AccessKind.DENIED, Decision.REFUSED, action, ids))
        except AuditUnavailable:
            log.warning("request %s: a refusal of %s is not in the audit", self.request, action)

    async def write(self, command: Command, run: Callable[[Command], Awaitable[Outcome]]) -> Outcome:
        """Run a command between the record of its intent and that of its outcome.

        Raises AuditUnavailable when the intent cannot be recorded: then nothing is done.
        """
        intent = self._entry(AccessKind.WRITE_INTENT, Decision.ALLOWED, command.name)
        await asyncio.to_thread(self.log.record, intent, durable=True)
        try:
            outcome = await run(command)
        except BaseException as error:
            self._concluded(command, _decision(error), ())
            raise
        ids = (outcome.operation, *outcome.value.get("ids", ()))
        self._concluded(command, Decision.ALLOWED, ids)
        return outcome

    def _concluded(self, command: Command, decision: Decision, ids: Sequence[str]) -> None:
        try:
            self.log.record(self._entry(AccessKind.WRITE_OUTCOME, decision, command.name, ids))
        except AuditUnavailable:
            # What was done cannot be refused any more; its intent is on the disk.
            log.error("request %s: the outcome of %s is not in the audit", self.request, command.name)  # noqa: TRY400

    def _entry(self, kind: AccessKind, decision: Decision, action: str, ids: Sequence[str] = ()) -> Entry:
        named = [_without_value(node_id) for node_id in ids]
        return Entry(kind, decision, action, self.user, self.organisation, self.request, self.policy, named)


def _without_value(node_id: str) -> str:
    """Return an id that the audit may keep: an identifier's is made of its value, and gives way to a hash of it."""
    if not node_id.startswith(IDENTIFIER):
        return node_id
    return f"{IDENTIFIER}{sha256(node_id.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def _decision(error: BaseException) -> Decision:
    if isinstance(error, DeadlineExceeded):
        return Decision.UNKNOWN
    return Decision.REFUSED if isinstance(error, SynergyError) else Decision.FAILED
