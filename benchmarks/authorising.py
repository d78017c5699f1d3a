"""What access costs: the same documents with the rules, and with every rule saying yes; few rows, and many; the audit.

All run in this process, in blocks that alternate. Without rules a statement has no prelude, no predicate of the rules',
and no mask; what a client asked for stays.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, at_most
from benchmarks.questions import FLAT, NESTED, OFFICER, Question
from synergy import schema
from synergy.access.audit.log import AuditLog
from synergy.access.audit.recorder import Recorder
from synergy.days import today
from synergy.graph.statements import load_sections
from synergy.web.context import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.grounds import Ground
    from synergy.access.viewer import Viewer
    from synergy.schema import Api
    from synergy.settings import Settings

MASKED = Question(
    "masked",
    "query Masked($first: Int!) { customers(first: $first) { edges { node { id name uscc phone } } } }",
    {"first": 100},
)
FIRST = Question("first", "{ customers(first: 10) { edges { node { id name } } } }")
QUESTIONS = (FLAT, NESTED, MASKED)
BLOCKS = 20
BLOCK = 40
WARMING = 20
CLIENTS = 16
MORE = 1.25
CPU = 80.0
NARROWER = 3.0
RECORDED = 0.3


async def measure(place: Ground) -> list[Figure]:
    """Measure each question with the rules and without."""
    viewer = await place.viewer(OFFICER)
    with TemporaryDirectory() as folder:
        opened = Path(folder) / "open.cypher"
        opened.write_text(_saying_yes(), encoding="utf-8")
        apis = {"with": schema.build(), "without": schema.build(rules_file=opened)}
    found: list[Figure] = []
    for question in QUESTIONS:
        found += await _measure(place, viewer, apis, question)
    return [*found, await _narrow(place, viewer, apis["with"]), _audit(place.settings)]


def _saying_yes() -> str:
    """Return the rule file with `true` for every predicate, and no way from the viewer's own side."""
    parts = []
    for name, fragment in load_sections(schema.RULES).items():
        if not name.startswith("reach"):
            parts.append(f"// == {name}\n{fragment.text if name.startswith(('prelude', 'list')) else 'true'}")
    return "\n\n".join(parts)


async def _measure(place: Ground, viewer: Viewer, apis: dict[str, Api], question: Question) -> list[Figure]:
    ways = {name: _asking(place, viewer, api, question) for name, api in apis.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    burnt: dict[str, list[float]] = {name: [] for name in ways}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for block in range(WARMING + BLOCKS):
        for name, ask in ways.items():
            begun, used = time.perf_counter(), time.process_time()
            for _ in range(BLOCK):
                await ask()
            spent, used = time.perf_counter() - begun, time.process_time() - used
            rate = await _rate(ask)
            if block >= WARMING:
                times[name].append(spent / BLOCK * 1e3)
                burnt[name].append(used / BLOCK * 1e6)
                rates[name].append(rate)
    alone = {name: median(taken) for name, taken in times.items()}
    crowd = {name: median(found) for name, found in rates.items()}
    cpu = {name: median(used) for name, used in burnt.items()}
    parts = f"{alone['with']:.2f} ms against {alone['without']:.2f} ms"
    rush = f"{crowd['without']:.0f}/s without against {crowd['with']:.0f}/s"
    more = f"{cpu['with']:.0f} us against {cpu['without']:.0f} us a request"
    name = question.name
    return [
        at_most(f"{name}: with rules ÷ without, p50", alone["with"] / alone["without"], MORE, parts),
        at_most(f"  {CLIENTS} clients, requests/s without ÷ with", crowd["without"] / crowd["with"], MORE, rush),
        at_most("  CPU of our process for the rules, us", cpu["with"] - cpu["without"], CPU, more),
    ]


def _asking(place: Ground, viewer: Viewer, api: Api, question: Question) -> Callable[[], Awaitable[Any]]:
    async def ask() -> None:
        context = Context(place.database, "benchmark", today(), signed_in=viewer)
        variables = dict(question.variables)
        answer = await api.schema.execute(question.document, variable_values=variables, context_value=context)
        assert not answer.errors

    return ask


async def _narrow(place: Ground, wide: Viewer, api: Api) -> Figure:
    narrow = await place.viewer("usr_demo_narrow")
    assert narrow.narrow
    assert not wide.narrow
    ways = {viewer.user: _asking(place, viewer, api, FIRST) for viewer in (narrow, wide)}
    times: dict[str, list[float]] = {user: [] for user in ways}
    for block in range(WARMING + BLOCKS):
        for user, ask in ways.items():
            begun = time.perf_counter()
            for _ in range(BLOCK):
                await ask()
            if block >= WARMING:
                times[user].append((time.perf_counter() - begun) / BLOCK * 1e3)
    few, many = (median(times[viewer.user]) for viewer in (narrow, wide))
    name = "first page of who sees few customers ÷ of who sees all, p50"
    return at_most(name, few / many, NARROWER, f"{few:.2f} ms against {many:.2f} ms")


def _audit(settings: Settings) -> Figure:
    """Time what a request waits for when the C2 values of a page of 100 are recorded."""
    ids = [f"cus_{number:06}" for number in range(100)]
    taken = []
    with TemporaryDirectory() as folder, AuditLog.open(settings.model_copy(update={"audit_dir": Path(folder)})) as log:
        recorder = Recorder(log, "policy", "request", "usr_demo_officer", "grp_citic")
        for _ in range(2_000):
            begun = time.perf_counter()
            recorder.read("customers", ids)
            taken.append((time.perf_counter() - begun) * 1e3)
    late = quantiles(taken, n=100)[98]
    return at_most("audit of a page of 100 C2 records", median(taken), RECORDED, f"p99 {late:.2f} ms", " ms")


async def _rate(ask: Callable[[], Awaitable[Any]]) -> float:
    """Return requests per second of 16 tasks that ask at the same time."""

    async def client() -> None:
        for _ in range(BLOCK // 8):
            await ask()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return CLIENTS * (BLOCK // 8) / (time.perf_counter() - begun)
