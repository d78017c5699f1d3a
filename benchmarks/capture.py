"""What the engine sends for a document, taken from the engine itself; and what the server says it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neo4j import READ_ACCESS

from synergy.days import today
from synergy.graph.plan import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neo4j import AsyncDriver

    from synergy.access.viewer import Viewer
    from synergy.graph.database import Database
    from synergy.schema import Api

SCANS = (
    "LabelScan",
    "LabelsScan",
    "AllNodesScan",
    "RelationshipTypeScan",
    "RelationshipTypesScan",
    "RelationshipsScan",
)
"""Endings of operators that read all there is of a label or type, whatever is asked."""


@dataclass
class Capturing:
    """A request's context that keeps what it sends; without a database it sends nothing, and the request ends there."""

    viewer: Viewer
    database: Database | None = None
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters every statement gets."""
        return {"viewer": self.viewer.parameters(), "today": today(), "asOf": today()}

    @property
    def narrow(self) -> bool:
        """Whether pages are read from the viewer's own side."""
        return self.viewer.narrow

    def disclose(self, field: str, ids: list[str]) -> None:
        """Nothing is recorded of a benchmark."""

    def probed(self, field: str, probes: tuple[str, ...]) -> None:
        """As above."""

    def missed(self, field: str, ids: list[str]) -> None:
        """As above."""

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        """Send one read."""
        self.sent.append((text, dict(p)))
        if self.database is None:
            raise _Kept
        return await self.database.read(text, p)


class _Kept(Exception):
    """What was to be sent is known."""


async def statement(api: Api, viewer: Viewer, document: str, **variables: Any) -> tuple[str, dict[str, Any]]:
    """Return the one statement, with its parameters, that would be sent for a document of one root field."""
    context = Capturing(viewer)
    result = await api.schema.execute(document, variable_values=variables, context_value=context)
    assert len(context.sent) == 1, f"{document} sends {len(context.sent)} statements: {result.errors}"
    return context.sent[0]


@dataclass(frozen=True)
class Captured:
    """The one statement behind a document, and the answer it led to."""

    text: str
    p: dict[str, Any]
    answer: dict[str, Any]


async def capture(api: Api, database: Database, viewer: Viewer, document: str, **variables: Any) -> Captured:
    """Run a document of one root field and return what was sent for it."""
    context = Capturing(viewer, database)
    result = await api.schema.execute(document, variable_values=variables, context_value=context)
    assert not result.errors, result.errors
    assert result.data is not None
    [(text, p)] = context.sent
    return Captured(text, p, result.data)


@dataclass(frozen=True)
class Cost:
    """What PROFILE says of a statement: database hits in all, and its operators."""

    hits: int
    operators: tuple[str, ...]

    @property
    def scans(self) -> tuple[str, ...]:
        """The operators that read all of a label or type."""
        return tuple(name for name in self.operators if name.endswith(SCANS))


async def profile(driver: AsyncDriver, text: str, p: Mapping[str, Any]) -> Cost:
    """Run a statement under PROFILE."""
    async with driver.session(default_access_mode=READ_ACCESS) as session:
        result = await session.run(f"PROFILE {text}", {"p": p})
        summary = await result.consume()
    operators = list(_walk(summary.profile))
    hits = sum(operator.get("dbHits", 0) for operator in operators)
    return Cost(hits, tuple(operator["operatorType"].partition("@")[0] for operator in operators))


def _walk(operator: Any) -> Iterator[dict[str, Any]]:
    yield operator
    for child in operator.get("children", ()):
        yield from _walk(child)
