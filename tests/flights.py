"""A TCP proxy before Neo4j that counts network flights, and loses requests or answers on demand."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from synergy.graph.database import Address

COMMIT = bytes.fromhex("0002b0120000")
"""Bolt's COMMIT message as one chunk."""


class Loss(Enum):
    """What becomes of a doomed request."""

    REQUEST = "the connection breaks before the request reaches the server"
    ANSWER = "the connection breaks when the server has answered"
    SILENCE = "the server answers, the client never hears of it"
    NONE = "nothing"


@dataclass(eq=False)
class _Pair:
    """One connection of the driver and its continuation to the server."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    asking: bool = False
    loss: Loss = Loss.NONE

    def cut(self) -> None:
        self.client.transport.abort()
        self.server.transport.abort()


@dataclass
class Flights:
    """`async with Flights(address) as flights`: connect to `flights.address` instead.

    `count` is the number of times a client spoke and the server answered; messages sent together are one flight.
    `asked` and `answered` are the bytes of the last one. In answers the first of `forged` is replaced by the second.
    """

    behind: Address
    count: int = 0
    opened: int = 0
    asked: bytes = b""
    answered: bytes = b""
    forged: tuple[bytes, bytes] = (b"", b"")
    _pairs: set[_Pair] = field(default_factory=set)
    _doom: tuple[bytes, Iterator[Loss]] = (b"", iter(()))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def address(self) -> Address:
        """Where to connect."""
        port = self._server.sockets[0].getsockname()[1]
        return replace(self.behind, uri=f"bolt://127.0.0.1:{port}")

    @property
    def open(self) -> int:
        """How many connections are open now."""
        return len(self._pairs)

    def cut(self) -> None:
        """Break every connection."""
        for pair in self._pairs:
            pair.cut()

    def lose(self, containing: bytes, losses: Iterable[Loss]) -> None:
        """Do to the coming requests that contain these bytes what `losses` says, one after the other."""
        self._doom = (containing, iter(losses))

    async def _accept(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        where = urlsplit(self.behind.uri)
        try:
            server_reader, server = await asyncio.open_connection(where.hostname, where.port or 7687)
        except OSError:
            client.transport.abort()
            return
        self.opened += 1
        pair = _Pair(client, server)
        self._pairs.add(pair)
        requests = asyncio.create_task(self._requests(pair, client_reader))
        answers = asyncio.create_task(self._answers(pair, server_reader))
        self._tasks |= {requests, answers}
        await asyncio.wait({requests, answers}, return_when=asyncio.FIRST_COMPLETED)
        pair.cut()
        self._pairs.discard(pair)

    async def _requests(self, pair: _Pair, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                containing, losses = self._doom
                if containing and containing in data:
                    pair.loss = next(losses, Loss.NONE)
                if pair.loss is Loss.REQUEST:
                    return
                if not pair.asking:
                    self.count += 1
                    self.asked = self.answered = b""
                pair.asking = True
                self.asked += data
                pair.server.write(data)
                await pair.server.drain()

    async def _answers(self, pair: _Pair, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                pair.asking = False
                self.answered += data
                if pair.loss is Loss.ANSWER:
                    return
                if pair.loss is Loss.SILENCE:
                    continue
                pair.client.write(data.replace(*self.forged) if self.forged[0] else data)
                await pair.client.drain()
