"""The door to Neo4j: one-flight reads and transactions, every one under a deadline that holds."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncGraphDatabase, Query
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
)

from synergy.errors import DatabaseUnavailable, DeadlineExceeded, ModelError, SetupError
from synergy.graph.commands import Command, Outcome, check_key, perform
from synergy.graph.transactions import TRANSIENT, UNREACHABLE, Transaction, Work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from neo4j import AsyncDriver, AsyncSession

OLDEST_SERVER = (5, 26)
FIRST_UNSUPPORTED = (6, 0)
WRITE_CONNECTIONS = 32
_SAMPLING = 120
"""Seconds that counting what is in the indexes may take."""

_CLOSED = "The database is closed."
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Address:
    """Where a Neo4j is and how to sign in; `bolt://` is one server, `neo4j://` a cluster."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str


def _now() -> datetime:
    return datetime.now(UTC)


def _new_token() -> str:
    return uuid4().hex


class Database:
    """One driver, its long-lived read sessions and its bookmarks; deadlines are in seconds.

    `observe` is called with the text of each statement sent. Use it within one event loop.
    """

    def __init__(  # noqa: PLR0913 - one place names everything the database depends on
        self,
        address: Address,
        *,
        read_sessions: int,
        read_deadline: float,
        write_deadline: float,
        observe: Callable[[str], None] | None = None,
        clock: Callable[[], datetime] = _now,
        token: Callable[[], str] = _new_token,
    ) -> None:
        self._address = address
        self._read_sessions = read_sessions
        self._read_deadline = read_deadline
        self._write_deadline = write_deadline
        self._observe = observe
        self._clock = clock
        self._token = token
        self._driver: AsyncDriver | None = None
        self._idle: asyncio.LifoQueue[AsyncSession] = asyncio.LifoQueue()
        self._bookmarks = AsyncGraphDatabase.bookmark_manager()

    async def open(self) -> None:
        """Connect and check the server; raise SetupError with what to do when it cannot be used."""
        try:
            self._driver = AsyncGraphDatabase.driver(
                self._address.uri,
                auth=(self._address.user, self._address.password),
                max_connection_pool_size=self._read_sessions + WRITE_CONNECTIONS,
                connection_timeout=self._write_deadline,
                connection_acquisition_timeout=self._write_deadline,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="synergy",
            )
        except (ConfigurationError, ValueError) as error:
            raise SetupError(f"SYNERGY_NEO4J_URI is not an address Neo4j understands: {error}") from error
        try:
            await self._check_server(self._driver)
        except BaseException:
            await self.close()
            raise
        self._idle = asyncio.LifoQueue()
        for _ in range(self._read_sessions):
            self._idle.put_nowait(self._session(READ_ACCESS))

    async def close(self) -> None:
        """Close every session and connection, without waiting for a server that does not answer."""
        driver, self._driver = self._driver, None
        while not self._idle.empty():
            await _discard(self._idle.get_nowait())
        if driver is not None:
            try:
                async with asyncio.timeout(self._read_deadline):
                    await driver.close()
            except TimeoutError:
                return  # cancelling the driver's close has already cut its connections

    async def read(self, text: str, p: Mapping[str, Any], *, deadline: float | None = None) -> dict[str, Any]:
        """Send one read whose only parameter is `$p`, in one network flight; return its one record by column.

        Repeated once when the connection breaks or the server asks for it. `deadline` covers everything, waiting for
        a free session and the repetition included.
        """
        try:
            deadline = self._read_deadline if deadline is None else deadline
            async with asyncio.timeout(deadline):
                # The server is told, too: an answer that nobody waits for any more is work for nothing.
                return await self._read(Query(text, timeout=deadline), p)
        except TimeoutError as error:
            raise DeadlineExceeded("The database did not answer in time.") from error
        except UNREACHABLE as error:
            raise DatabaseUnavailable("The database cannot be reached or is too busy; try again shortly.") from error

    async def write(self, text: str, p: Mapping[str, Any], *, deadline: float | None = None) -> list[dict[str, Any]]:
        """Send one statement in a transaction of its own; return its records by column."""
        return await self.transact(lambda tx: tx.run(text, p), deadline=deadline)

    async def refresh_statistics(self) -> None:
        """Have the server count what is in its indexes and plan anew; call it after a load.

        It counts by itself only now and then. Until it does, it plans for the graph as it was before the load, and
        keeps those plans: a page may then walk a whole index.
        """
        text = "CALL db.prepareForReplanning($p.seconds)"
        await self.write(text, {"seconds": _SAMPLING}, deadline=_SAMPLING + self._write_deadline)

    async def run(self, command: Command) -> Outcome:
        """Do a command once for its key, or return the stored outcome; raise IdempotencyConflict on another payload.

        A commit whose answer was lost is settled by claiming the key anew: the claim waits for the lost transaction
        to end on the server, and then finds its outcome or an unused key.
        """
        check_key(command.key)
        return await self.transact(partial(perform, command=command, attempt=self._token()), repeat_unknown_commit=True)

    async def transact(
        self,
        steps: Callable[[Transaction], Awaitable[_Result]],
        *,
        deadline: float | None = None,
        repeat_unknown_commit: bool = False,
    ) -> _Result:
        """Do `steps` in one transaction and commit it, repeating it on transient errors within the deadline.

        See Work for `repeat_unknown_commit`. Without it a commit whose answer was lost raises DeadlineExceeded.
        """
        work = Work(partial(self._session, WRITE_ACCESS), steps, self._clock, self._observe, repeat_unknown_commit)
        return await work.finish(self._write_deadline if deadline is None else deadline)

    async def _read(self, query: Query, p: Mapping[str, Any]) -> dict[str, Any]:
        if self._driver is None:
            raise DatabaseUnavailable(_CLOSED)
        session = await self._idle.get()
        try:
            try:
                return await self._take(session, query, p)
            except TRANSIENT:
                # When a connection breaks the driver drops all idle ones to that server, so this opens a new one.
                return await self._take(session, query, p)
        except BaseException:
            session = await self._replacement(session)
            raise
        finally:
            self._idle.put_nowait(session)

    async def _take(self, session: AsyncSession, query: Query, p: Mapping[str, Any]) -> dict[str, Any]:
        if self._observe is not None:
            self._observe(query.text)
        result = await session.run(query, {"p": p})
        # Asking for two costs nothing: the end of the stream is already in the socket's buffer, and reading it
        # returns the connection.
        records = await result.fetch(2)
        if len(records) != 1:
            raise ModelError(f"A read returns exactly one record, this one {'none' if not records else 'more'}.")
        return dict(records[0])

    async def _replacement(self, broken: AsyncSession) -> AsyncSession:
        await _discard(broken)
        return broken if self._driver is None else self._session(READ_ACCESS)

    def _session(self, mode: str) -> AsyncSession:
        if self._driver is None:
            raise DatabaseUnavailable(_CLOSED)
        return self._driver.session(
            database=self._address.database, default_access_mode=mode, bookmark_manager=self._bookmarks
        )

    async def _check_server(self, driver: AsyncDriver) -> None:
        uri = self._address.uri
        try:
            async with asyncio.timeout(self._write_deadline):
                info = await driver.get_server_info()
                async with self._session(READ_ACCESS) as session:
                    await (await session.run("RETURN 1 AS one")).consume()
        except AuthError as error:
            raise SetupError(
                f"Neo4j at {uri} refused the user name or password; set SYNERGY_NEO4J_USER and SYNERGY_NEO4J_PASSWORD."
            ) from error
        except Neo4jError as error:
            raise SetupError(
                f"Neo4j at {uri} cannot use database '{self._address.database}' ({error.code}); "
                "set SYNERGY_NEO4J_DATABASE."
            ) from error
        except (TimeoutError, DriverError, OSError, ValueError) as error:
            raise SetupError(f"No Neo4j answers at {uri}; is it running, and is the address right?") from error
        check_version(info.agent, uri)


async def _discard(session: AsyncSession) -> None:
    """Cut the session's connection, if it holds one, and close it; never waits for the network."""
    session.cancel()
    await session.close()


def check_version(agent: str, uri: str) -> None:
    """Raise SetupError unless the server is a Neo4j that Synergy is tested with."""
    match = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    if not OLDEST_SERVER <= version < FIRST_UNSUPPORTED:
        raise SetupError(f"The server at {uri} is {agent}; Synergy needs Neo4j 5.26 or a later 5.x.")
