"""A lean HTTP/1.1 client, one request in flight per connection: httpx would cost more than what it times."""

from __future__ import annotations

import asyncio
from typing import Self, cast

import orjson

_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


def post(token: str, payload: object) -> bytes:
    """Return the bytes of a GraphQL request."""
    body = orjson.dumps(payload)
    head = (
        "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\n"
        f"authorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection(asyncio.Protocol):
    """One kept-alive connection; `ask` sends a request and returns the answer's body."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._received = bytearray()
        self._wanted = -1

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to a server of this machine."""
        _, protocol = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return protocol

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    async def ask(self, request: bytes) -> bytes:
        """Send a request; raises ConnectionError when the server hangs up or refuses."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Collect the answer until it is as long as it said."""
        received = self._received
        received += data
        if self._wanted < 0:
            head = received.find(_END)
            if head < 0:
                return
            self._wanted = head + len(_END) + _length(bytes(received[:head]).lower())
        if len(received) >= self._wanted and self._answer is not None:
            body = bytes(received[received.index(_END) + len(_END) :])
            ok = received.startswith(b"HTTP/1.1 200")
            self._received, self._wanted = bytearray(), -1
            if ok:
                self._answer.set_result(body)
            else:
                self._answer.set_exception(ConnectionError(body.decode(errors="replace")[:300]))


def _length(head: bytes) -> int:
    start = head.index(_LENGTH) + len(_LENGTH)
    end = head.find(b"\r", start)
    return int(head[start : end if end > 0 else len(head)])
