"""p50 at one client: our endpoint against the raw driver with the very statement that our endpoint sends.

Four ways to the same rows, in blocks that alternate so that the machine's drift hits all alike:

- raw: one reused session of the plain driver, auto-commit, READ, one record taken with `fetch`; nothing else
- door: `Database.read` of the same statement: deadline, pool of sessions, retry
- execute: `schema.execute` in this process: parse, validate, plan, door, completion; no HTTP, no JSON
- http: all of it: a POST to `synergy serve` in its own process with a token, until the last byte of the answer
"""

from __future__ import annotations

import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import orjson
from neo4j import READ_ACCESS

from benchmarks.capture import capture
from benchmarks.figures import Figure, at_most
from benchmarks.grounds import cpu_seconds, serving
from benchmarks.questions import OFFICER, QUESTIONS, Question, objects
from benchmarks.wire import Connection, post
from synergy import schema
from synergy.days import today
from synergy.web.context import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from benchmarks.grounds import Ground, Serving

BLOCKS = 15
BLOCK = 60
WARMING = 20
"""Blocks that do not count: Java compiles a statement's operators in steps as it is repeated."""
WANTED = 1.35


async def measure(place: Ground) -> list[Figure]:
    """Measure both questions."""
    found: list[Figure] = []
    with serving(place, "-m", "synergy", "serve") as server:
        for question in QUESTIONS:
            found += await _measure(place, server, question)
    return found


async def _measure(place: Ground, server: Serving, question: Question) -> list[Figure]:
    ways, kept, size = await _ways(place, server, question)
    times: dict[str, list[float]] = {name: [] for name in ways}
    burnt = 0.0
    for block in range(WARMING + BLOCKS):
        if block == WARMING:
            times, burnt = {name: [] for name in ways}, 0.0
        for name, way in ways.items():
            before = cpu_seconds(server.pid)
            for _ in range(BLOCK):
                begun = time.perf_counter()
                await way()
                times[name].append(time.perf_counter() - begun)
            burnt += cpu_seconds(server.pid) - before if name == "http" else 0
    kept.close()
    middle = {name: median(taken) * 1e3 for name, taken in times.items()}
    best = {name: quantiles(taken, n=10)[0] * 1e3 for name, taken in times.items()}
    parts = ", ".join(f"{name} {value:.2f}" for name, value in middle.items())
    steps = f"p50 ms: {parts}; {size}"
    processor = f"{burnt / BLOCKS / BLOCK * 1e3:.2f} ms of our process's CPU a request"
    quick = ", ".join(f"{name} {value:.2f}" for name, value in best.items())
    wanted = WANTED if question.judged else None
    return [
        at_most(f"{question.name}: http ÷ raw driver, p50", middle["http"] / middle["raw"], wanted, steps),
        Figure("  the same, p10 (least disturbed)", f"{best['http'] / best['raw']:.2f}", detail=f"p10 ms: {quick}"),
        Figure("  in process ÷ raw driver, p50", f"{middle['execute'] / middle['raw']:.2f}", detail=processor),
    ]


async def _ways(
    place: Ground, server: Serving, question: Question
) -> tuple[Mapping[str, Callable[[], Awaitable[Any]]], Connection, str]:
    api = schema.build()
    viewer = await place.viewer(OFFICER)
    sent = await capture(api, place.database, viewer, question.document, **question.variables)
    session = place.driver.session(database=place.address.database, default_access_mode=READ_ACCESS)
    request = post(place.token(OFFICER), {"query": question.document, "variables": question.variables})
    connection = await Connection.open(server.port)
    answered = await connection.ask(request)
    assert orjson.loads(answered)["data"] == sent.answer, "over HTTP the answer is another"

    async def raw() -> Any:
        return await (await session.run(sent.text, {"p": sent.p})).fetch(2)

    async def door() -> Any:
        return await place.database.read(sent.text, sent.p)

    async def execute() -> Any:
        context = Context(place.database, "benchmark", today(), signed_in=viewer)
        return await api.schema.execute(
            question.document, variable_values=dict(question.variables), context_value=context
        )

    async def http() -> Any:
        return await connection.ask(request)

    size = f"{objects(sent.answer)} objects, {len(answered) / 1024:.0f} KiB"
    return {"raw": raw, "door": door, "execute": execute, "http": http}, connection, size
