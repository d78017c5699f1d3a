"""Transactions: one piece of work, committed once, repeated while the server asks for it, within one deadline."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from neo4j.exceptions import (
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransactionError,
    TransientError,
)

from synergy.errors import DatabaseUnavailable, DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from neo4j import AsyncSession, AsyncTransaction

BROKEN = (ServiceUnavailable, SessionExpired)
TRANSIENT = (*BROKEN, TransientError)
UNREACHABLE = (*TRANSIENT, ConnectionAcquisitionTimeoutError)

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0

_Result = TypeVar("_Result")


class Transaction:
    """One open transaction; `now` is the moment to write into what it creates.

    `operation` is the id of the command that it is for; however often that is sent, it is the same.
    """

    def __init__(self, sent: AsyncTransaction, now: datetime, observe: Callable[[str], None] | None) -> None:
        self._sent = sent
        self._observe = observe
        self.now = now
        self.operation = ""

    def new_id(self, prefix: str, number: int = 0) -> str:
        """Return the id of the command's so-manieth new node: a repeated attempt makes the same."""
        return f"{prefix}_{sha256(f'{self.operation} {number}'.encode()).hexdigest()[:24]}"

    async def run(self, text: str, p: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Send a statement whose only parameter is `$p`; return its records by column."""
        if self._observe is not None:
            self._observe(text)
        result = await self._sent.run(text, {"p": p})
        return [dict(record) async for record in result]


@dataclass
class Work(Generic[_Result]):
    """Something to do in one transaction of a new session.

    `repeat_unknown_commit` says that `steps` finds out by itself whether it was done before; without it a lost answer
    to the commit is an error at once.
    """

    session: Callable[[], AsyncSession]
    steps: Callable[[Transaction], Awaitable[_Result]]
    clock: Callable[[], datetime]
    observe: Callable[[str], None] | None
    repeat_unknown_commit: bool = False

    _error: Exception | None = field(default=None, init=False)
    _committing: bool = field(default=False, init=False)
    _unknown: bool = field(default=False, init=False)

    async def finish(self, deadline: float) -> _Result:
        """Commit the work once within `deadline` seconds; raise DeadlineExceeded or DatabaseUnavailable otherwise."""
        try:
            async with asyncio.timeout(deadline) as limit:
                return await self._repeat(limit.when() or 0)
        except TimeoutError as late:
            error: Exception = self._error or late
        except UNREACHABLE as failure:
            error = failure
        if self._unknown or self._committing:
            raise DeadlineExceeded(
                "The database did not confirm the change, so it is not known whether it was made; "
                "repeating it with the same idempotency key is safe."
            ) from error
        if isinstance(error, TimeoutError):
            raise DeadlineExceeded("The database did not answer in time; nothing was changed.") from error
        raise DatabaseUnavailable("The database cannot be reached or is too busy; nothing was changed.") from error

    async def _repeat(self, end: float) -> _Result:
        pause = _FIRST_PAUSE
        while True:
            self._committing = False
            try:
                return await self._attempt(end)
            except (TimeoutError, DriverError, Neo4jError) as error:
                self._error = error
                self._unknown |= self._committing
                if not (self.repeat_unknown_commit if self._committing else _is_retryable(error)):
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _attempt(self, end: float) -> _Result:
        async with self.session() as session, await session.begin_transaction() as sent:
            result = await self.steps(Transaction(sent, self.clock(), self.observe))
            self._committing = True
            await self._commit(sent, end)
            return result

    async def _commit(self, sent: AsyncTransaction, end: float) -> None:
        """Commit, leaving half of the time until `end` to settle what happened if no answer comes."""
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(now + (end - now) / 2):
                await sent.commit()
        except (Neo4jError, TransactionError):
            self._committing = False  # it was refused, by the server or before it was sent
            raise


def _is_retryable(error: Exception) -> bool:
    return isinstance(error, DriverError | Neo4jError) and error.is_retryable()
