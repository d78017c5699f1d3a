"""Requests per second at 16 clients: our endpoint against the DataLoader application, one worker each, alternating.

Judged is the nested question, where a loader has something to load. For a flat page both send one statement, and most
of either's time is the server's.
"""

from __future__ import annotations

import asyncio
import sys
from statistics import median
from typing import TYPE_CHECKING

import orjson

from benchmarks.figures import Figure, at_least
from benchmarks.grounds import ROOT, cpu_seconds, serving
from benchmarks.questions import NESTED, OFFICER, QUESTIONS, Question, objects
from benchmarks.wire import Connection, post

if TYPE_CHECKING:
    from benchmarks.grounds import Ground, Serving

CLIENTS = 16
ROUNDS = 3
SECONDS = 6.0
"""About how long a block lasts."""
WARMING = 400
"""Requests before those that count, twice; the second time tells how many fill a block."""
WANTED = 12.0


async def measure(place: Ground) -> list[Figure]:
    """Measure both questions, having seen that both applications answer them alike."""
    token = place.token(OFFICER)
    found: list[Figure] = []
    with (
        serving(place, "-m", "synergy", "serve") as ours,
        serving(place, "-m", "benchmarks.dataloader_app") as peer,
    ):
        for question in QUESTIONS:
            request = post(token, {"query": question.document, "variables": question.variables})
            answers = [orjson.loads(await _once(server, request))["data"] for server in (ours, peer)]
            assert answers[0] == answers[1], f"the peer answers {question.name} otherwise"
            found += await _compare(ours, peer, request, question, objects(answers[0]))
    return found


async def _once(server: Serving, request: bytes) -> bytes:
    connection = await Connection.open(server.port)
    try:
        return await connection.ask(request)
    finally:
        connection.close()


async def _compare(ours: Serving, peer: Serving, request: bytes, question: Question, size: int) -> list[Figure]:
    counts = {}
    for server in (ours, peer):
        await _load(server, request, WARMING)
        counts[server] = max(CLIENTS, round(SECONDS * await _load(server, request, WARMING)))
    rates: dict[Serving, list[float]] = {ours: [], peer: []}
    burnt = dict.fromkeys(rates, 0.0)
    for _ in range(ROUNDS):
        for server, found in rates.items():
            before = cpu_seconds(server.pid)
            found.append(await _load(server, request, counts[server]))
            burnt[server] += cpu_seconds(server.pid) - before
    ours_rate, peer_rate = median(rates[ours]), median(rates[peer])
    spent = {server: burnt[server] / (ROUNDS * counts[server]) * 1e3 for server in rates}
    detail = (
        f"{ours_rate:.0f}/s against {peer_rate:.0f}/s, {size} objects; CPU of the Python process "
        f"{spent[ours]:.2f} ms against {spent[peer]:.2f} ms a request"
    )
    name = f"{question.name}: requests/s ÷ DataLoader peer, {CLIENTS} clients"
    return [at_least(name, ours_rate / peer_rate, WANTED if question is NESTED else None, detail)]


async def _load(server: Serving, request: bytes, count: int) -> float:
    """Return requests per second, from a load generator in its own process."""
    arguments = map(str, (server.port, CLIENTS, count))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load", *arguments,
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate(request)
    assert process.returncode == 0, "the load generator failed"
    return count / float(output)
