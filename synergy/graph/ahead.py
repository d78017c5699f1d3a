"""Has the server plan what documents come to before anybody asks them: one that has just started plans for seconds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synergy.errors import SynergyError
from synergy.graph.plan import Budget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from strawberry import Schema

    from synergy.graph.database import Database

DEADLINE = 60.0
"""Seconds that planning one statement may take."""


class _Planned(Exception):
    """The statement is planned; the rest of the request is of no interest."""


@dataclass
class _Ahead:
    """A request's context that has its statements planned and not run, for a viewer who reaches much."""

    database: Database
    narrow: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    async def read(self, text: str, _p: Mapping[str, Any]) -> dict[str, Any]:
        await _explain(self.database, text)
        raise _Planned


async def _explain(database: Database, text: str) -> None:
    """Have a statement planned whose only parameter is a map; what comes of it is the server's to keep."""
    with suppress(SynergyError):
        await database.write(f"EXPLAIN {text}", {}, deadline=DEADLINE)


async def plan_ahead(schema: Schema, database: Database, documents: Iterable[str], texts: Iterable[str] = ()) -> None:
    """Have statements planned, and those of documents without variables, one after the other."""
    for text in texts:
        await _explain(database, text)
    for document in documents:
        await schema.execute(document, context_value=_Ahead(database))
