"""Serves an application on a socket that is taken before anything slow begins."""

from __future__ import annotations

import asyncio
import gc
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn

from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

    from synergy.settings import Settings

KEPT_ALIVE = 75
"""Seconds an idle connection is kept: longer than most proxies' minute, who else send a request into a closed one."""


def listen(settings: Settings) -> socket.socket:
    """Take the port. Raises SetupError when another program has it."""
    # Said to be TCP, or asyncio would not switch Nagle's algorithm off: a kept-alive client then waits 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise SetupError(
            f"Port {settings.port} of {settings.host} cannot be taken; set SYNERGY_PORT to a free one."
        ) from None
    return listener


def settle() -> None:
    """Spare the collector what lives as long as the process, and let it run once for many answers, not within each.

    An answer is a few thousand lists and dictionaries that go as soon as it is sent; searching them for cycles at every
    700 new ones, as Python would, costs a sixth of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@asynccontextmanager
async def served(application: FastAPI, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve on the socket; the task ends when the process is told to stop."""
    config = uvicorn.Config(
        application,
        log_level="warning",
        lifespan="on",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEPT_ALIVE,
    )
    settle()
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 (uvicorn offers no event)
            await asyncio.sleep(0.02)
        yield task
    finally:
        server.should_exit = True
        await task
