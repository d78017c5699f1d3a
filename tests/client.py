"""A client for tests: speaks HTTP to the application, names the viewer, and counts the statements that were spent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import httpx

from synergy.access.audit.log import AuditLog
from synergy.access.tokens import DevelopmentKey, issue
from synergy.app import create_app
from synergy.days import business_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from synergy.graph.database import Database
    from synergy.settings import Settings

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""The application's clock stands still, so that every answer is repeatable."""

OFFICER = "usr_demo_officer"
BANK = "usr_demo_rm_bank"
SECURITIES = "usr_demo_rm_securities"
NARROW = "usr_demo_narrow"
COMPLIANCE = "usr_demo_compliance"
DISABLED = "usr_demo_disabled"
OFFICER_BANK, COMPLIANCE_BANK = "usr_demo_officer_bank", "usr_demo_compliance_bank"
OFFICER_TRUST, COMPLIANCE_TRUST = "usr_demo_officer_trust", "usr_demo_compliance_trust"
BANKER = "usr_demo_banker_securities"
"""On the private side of CITIC Securities."""


def application(settings: Settings, database: Database, **more: Any) -> FastAPI:
    """Return the application with an audit log of its own, which the client closes."""
    audit = AuditLog.open(settings)
    made = create_app(settings, database, audit, **more)
    made.state.audit = audit
    return made


@dataclass
class Clock:
    """An application's clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    @property
    def today(self) -> date:
        """The day in China."""
        return business_day(self.now)

    def step(self, days: int) -> None:
        """Move on by so many days."""
        self.now += timedelta(days=days)


@dataclass(slots=True)
class Answer:
    """What came back, and how many statements it took; the viewer's own facts, kept for 5 seconds, apart."""

    status: int
    body: dict[str, Any]
    headers: httpx.Headers
    spent: int

    @property
    def data(self) -> Any:
        """The data; fails when there are errors."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]

    @property
    def message(self) -> str:
        """The only error's message."""
        (error,) = self.body["errors"]
        return str(error["message"])


@dataclass
class Client:
    """One connection to the application."""

    application: FastAPI
    settings: Settings
    statements: list[str]
    clock: Callable[[], datetime] = lambda: NOW
    http: httpx.AsyncClient = field(init=False)

    async def __aenter__(self) -> Self:
        transport = httpx.ASGITransport(self.application)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://synergy.test")
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.http.aclose()
        self.application.state.audit.close()

    def token(self, user: str, *, ttl: timedelta = timedelta(hours=1), now: datetime | None = None) -> str:
        """Return a development token, issued now unless another moment is given."""
        key = DevelopmentKey.open(self.settings)
        return issue(key, user=user, ttl=ttl, now=now or self.clock(), token_id=f"test-{user}")

    async def ask(
        self,
        document: str,
        *,
        user: str | None = OFFICER,
        token: str | None = None,
        operation: str | None = None,
        **variables: Any,
    ) -> Answer:
        """Send a document as somebody, or with a token as it is, or as nobody."""
        bearer = token or (self.token(user) if user else None)
        headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
        payload: dict[str, Any] = {"query": document, "variables": variables}
        if operation:
            payload["operationName"] = operation
        self.statements.clear()
        response = await self.http.post("/graphql", json=payload, headers=headers)
        spent = sum("(user:User {id: $p.user})" not in text for text in self.statements)
        is_json = response.headers.get("content-type", "").startswith("application/json")
        body = response.json() if is_json else {"text": response.text}
        return Answer(response.status_code, body, response.headers, spent)
