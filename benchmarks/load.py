"""The load generator, a process of its own: `python -m benchmarks.load PORT CLIENTS COUNT` with a request on stdin.

Prints the seconds that COUNT requests took, CLIENTS of them in flight at any time.
"""

from __future__ import annotations

import asyncio
import sys
import time

from benchmarks.loop import run
from benchmarks.wire import Connection


async def generate(port: int, clients: int, count: int, request: bytes) -> float:
    """Send the request `count` times over `clients` connections."""
    connections = [await Connection.open(port) for _ in range(clients)]
    for connection in connections:
        await connection.ask(request)
    left = iter(range(count))

    async def client(connection: Connection) -> None:
        for _ in left:
            await connection.ask(request)

    begun = time.perf_counter()
    await asyncio.gather(*map(client, connections))
    spent = time.perf_counter() - begun
    for connection in connections:
        connection.close()
    return spent


if __name__ == "__main__":
    to, clients, count = map(int, sys.argv[1:4])
    print(run(generate(to, clients, count, sys.stdin.buffer.read())))
