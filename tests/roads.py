"""Two roads to an answer: the planned one and the reference; where they part, something is wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError

from synergy.access.claims import Claims
from synergy.errors import SynergyError
from synergy.web.context import Context
from tests.reference import Reference, Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from synergy.graph.database import Database
    from synergy.schema import Api
    from tests.world import Sight

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
EXPIRES = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
DEADLINE = 30
"""Seconds for one statement: what is proven here is the answer, not the speed."""


@dataclass(frozen=True)
class Asker:
    """Who asks, on what day, and whether pages are read from the viewer's own side."""

    user: str
    today: date
    narrow: bool


@dataclass
class Roads:
    """Both roads, over one graph."""

    database: Database
    api: Api
    reference: Reference
    sights: Mapping[tuple[str, date], Sight]
    seconds: dict[str, float] = field(default_factory=lambda: {"planned": 0.0, "reference": 0.0}, kw_only=True)

    def sight(self, asker: Asker) -> Sight:
        """Return what the asker may know."""
        return self.sights[asker.user, asker.today]

    async def alike(self, text: str, variables: dict[str, Any], asker: Asker) -> bool:
        """Answer on both roads; fail where they part, else say whether there were rows."""
        viewer = replace(self.sight(asker).viewer, reach=1 if asker.narrow else 10**6)
        claims = Claims(asker.user, "token", NOW, EXPIRES, "tests")
        context = Context(_Patient(self.database), "test", asker.today, signed_in=viewer, proven=claims)  # type: ignore[arg-type]
        started = time.perf_counter()
        planned = await self.api.schema.execute(text, variable_values=variables, context_value=context)
        self.seconds["planned"] += time.perf_counter() - started
        started = time.perf_counter()
        request = Request(self.sight(asker), EXPIRES)
        expected = self.reference.answer(text, dict(variables), request)
        self.seconds["reference"] += time.perf_counter() - started
        codes, wanted = codes_of(planned.errors), codes_of(expected.errors)
        assert "bug" not in codes | wanted, f"{planned.errors} {expected.errors}"
        assert codes == wanted, f"{planned.errors} instead of {expected.errors}"
        if not wanted:
            different = list(differences(planned.data, expected.data, "data"))
            assert not different, "\n".join(different[:5])
            assert set(context.sensitive) == request.sensitive, "the audit hears of other nodes"
        return request.rows > 0 and not wanted


@dataclass
class _Patient:
    """The database with a longer deadline."""

    database: Database

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        return await self.database.read(text, p, deadline=DEADLINE)


def codes_of(errors: Any) -> set[str]:
    """Return why the errors came: the domain's codes, `invalid` for GraphQL's own, `bug` for everything else."""
    codes = set()
    for error in errors or ():
        cause = error
        while isinstance(cause, GraphQLError) and cause.original_error is not None:
            cause = cause.original_error
        invalid = "invalid" if isinstance(cause, GraphQLError) else "bug"
        codes.add(cause.code if isinstance(cause, SynergyError) else invalid)
    return codes


def differences(answer: Any, expected: Any, path: str) -> Iterator[str]:
    """Say where two answers differ; the order of keys counts, floats may differ by 1e-9."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        if list(answer) != list(expected):
            yield f"{path}: keys {list(answer)} instead of {list(expected)}"
        for key in expected.keys() & answer.keys():
            yield from differences(answer[key], expected[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(answer, list):
        if len(answer) != len(expected):
            yield f"{path}: {len(answer)} rows instead of {len(expected)}"
        for index, (one, other) in enumerate(zip(answer, expected, strict=False)):
            yield from differences(one, other, f"{path}[{index}]")
    elif isinstance(expected, float) and isinstance(answer, float):
        if abs(answer - expected) > 1e-9:
            yield f"{path}: {answer!r} instead of {expected!r}"
    elif type(answer) is not type(expected) or answer != expected:
        yield f"{path}: {answer!r} instead of {expected!r}"
