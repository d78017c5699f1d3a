"""Asking the API in the name of a user without a server: for commands that do what the API does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synergy.access.audit.recorder import Recorder
from synergy.access.viewer import Viewers
from synergy.days import business_day
from synergy.errors import SynergyError
from synergy.web.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from synergy.access.audit.log import AuditLog
    from synergy.graph.database import Database
    from synergy.schema import Api


class Asker:
    """Sends documents to the schema as a user: the same rules, commands and audit as over HTTP, and no token."""

    def __init__(  # noqa: PLR0913 (what it is made of)
        self,
        api: Api,
        database: Database,
        audit: AuditLog,
        user: str,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._api, self._database, self._audit, self._user = api, database, audit, user
        self._clock, self._new_id = clock, new_id

    async def __call__(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer's data; raise SynergyError with what the first error says."""
        now, request = self._clock(), self._new_id()
        viewer = await Viewers(self._database).find(self._user, now, business_day(now))
        rules = self._api.engine.rules
        context = Context(self._database, request, business_day(now), signed_in=viewer, say=rules.say)
        context.audit = Recorder(self._audit, rules.version, request, viewer.user, viewer.organisation)
        result = await self._api.schema.execute(document, dict(variables), context)
        for error in result.errors or ():
            raise error.original_error if isinstance(error.original_error, SynergyError) else SynergyError(str(error))
        answer: dict[str, Any] = result.data or {}
        return answer
