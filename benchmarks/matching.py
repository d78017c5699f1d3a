"""Database time of what relationship managers ask: matches, partners, introductions, search, in the data of 2022.

Each question is asked about many things, so that no answer stands in a cache of its own. The time is that of the read:
from the statement sent to its record received.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, at_most
from benchmarks.questions import OFFICER
from synergy import schema
from synergy.days import today
from synergy.matching.cross_sell.training import retrain
from synergy.search.indexing import refresh
from synergy.web.context import Context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.grounds import Ground
    from synergy.graph.database import Database

MANAGER = "usr_demo_rm_bank"
ASKED = 120
WARMING = 120
"""Questions that do not count: Java compiles a statement's operators as it is repeated."""

_REASONS = "reasons { text textEn }"
QUESTIONS = {
    "crossSell": f"""query ($id: ID!) {{ customer(id: $id) {{
      crossSell(first: 5) {{ score {_REASONS} product {{ name }} }} }} }}""",
    "expertMatches": f"""query ($id: ID!) {{ project(id: $id) {{
      expertMatches(first: 5) {{ score {_REASONS} expert {{ name }} }} }} }}""",
    "expertsFor": f"""query ($text: String!) {{ expertsFor(need: $text, first: 5) {{
      matches {{ score {_REASONS} expert {{ name }} }} }} }}""",
    "partners": f"""query ($id: ID!, $text: String!) {{ partners(need: {{customer: $id, text: $text}}, first: 5) {{
      matches {{ score {_REASONS} subsidiary {{ shortName }} people {{ name }} }} }} }}""",
    "introductionPaths": f"""query ($id: ID!) {{ introductionPaths(to: $id, first: 3) {{
      paths {{ strength {_REASONS} through {{ name }} }} }} }}""",
    "similarProjects": f"""query ($id: ID!) {{ project(id: $id) {{
      similarProjects {{ score {_REASONS} project {{ name }} }} }} }}""",
    "search": """query ($text: String!) { search(query: $text, first: 20) {
      total facets { field value count } hits { highlight node { __typename } } } }""",
    "suggest": "query ($text: String!) { suggest(query: $text, first: 8) { id type text } }",
}
"""Each with what it is asked about: `$id` of a customer or project, `$text` of names or titles."""
WANTED = {
    "crossSell": 15, "expertMatches": 10, "expertsFor": 10, "partners": 30, "introductionPaths": 30, "search": 25,
    "suggest": 20,
}  # fmt: skip
"""Milliseconds at the median; of `suggest` at the 95th percentile."""
_TRAINED = "RETURN EXISTS { (:Recommender {standing: 'ACTIVE'}) } AS trained"
_ABOUT = {
    "customers": "MATCH (c:Customer)<-[:SERVES]-(:Subsidiary {id: 'sub_citic_bank'}) WITH c ORDER BY c.id LIMIT 4000 "
    "WITH collect(c) AS every RETURN [at IN range(0, $p.many - 1) | every[at * 16 % size(every)].id] AS found",
    "introduced": "MATCH (:User)-[:KNOWS]->(:Contact)-[:WORKS_AT]->(c:Customer) "
    "WHERE EXISTS { (c)<-[:SERVES]-(:Subsidiary {id: 'sub_citic_bank'}) } "
    "WITH DISTINCT c ORDER BY c.id LIMIT $p.many RETURN collect(c.id) AS found",
    "projects": "MATCH (p:Project) WITH p ORDER BY p.id LIMIT $p.many RETURN collect(p.id) AS found",
    "texts": "MATCH (n:Report) WITH n ORDER BY n.id LIMIT $p.many RETURN collect(n.title) AS found",
    "names": "MATCH (n:Customer) WITH n ORDER BY n.id LIMIT $p.many RETURN collect(n.name) AS found",
}


@dataclass
class Timed:
    """Reads of a database, each with how long it took."""

    database: Database
    spent: list[float] = field(default_factory=list)

    async def read(self, text: str, p: Mapping[str, Any], **more: Any) -> Any:
        """Read, and keep the time."""
        begun = time.perf_counter()
        found = await self.database.read(text, p, **more)
        self.spent.append((time.perf_counter() - begun) * 1000)
        return found


async def measure(place: Ground) -> list[Figure]:
    """Ask each question of a relationship manager and, of projects, of an officer at headquarters."""
    await refresh(place.database, today())
    if not (await place.database.read(_TRAINED, {}))["trained"]:
        now = datetime.now(UTC)
        await retrain(place.database, now, today(), model=f"rcm_benchmark_{now:%Y%m%d%H%M%S}")
    api = schema.build()
    about = {
        name: (await place.database.read(text, {"many": ASKED}, deadline=60))["found"] for name, text in _ABOUT.items()
    }
    found = []
    for name, document in QUESTIONS.items():
        user = OFFICER if "project(" in document else MANAGER
        viewer = await place.viewer(user)
        timed, answered = Timed(place.database), 0
        given = _variables(name, about)
        for number in range(WARMING + ASKED):
            if number == WARMING:
                timed.spent, answered = [], 0
            context = Context(timed, "benchmark", today(), signed_in=viewer)  # type: ignore[arg-type]  # it only times reads
            answer = await api.schema.execute(
                document, variable_values=given[number % len(given)], context_value=context
            )
            assert not answer.errors, answer.errors
            answered += _is_answer(answer.data)
        late = quantiles(timed.spent, n=20)[-1]
        middle = median(timed.spent)
        detail = f"p50 {middle:.1f}, p95 {late:.1f} ms; {answered} of {ASKED} had an answer"
        judged, title = (late, "p95") if name == "suggest" else (middle, "p50")
        found.append(at_most(f"{name}, {title}", judged, WANTED.get(name), detail, " ms"))
    return found


def _variables(name: str, about: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    if name in {"search", "suggest"}:
        # As somebody types: the beginning of a name, more of it each time.
        return [{"text": text[: 2 + place % 5]} for place, text in enumerate(about["names"])]
    if name == "introductionPaths":
        return [{"id": an_id} for an_id in about["introduced"]]
    ids = about["projects" if name in {"expertMatches", "similarProjects"} else "customers"]
    return [{"id": an_id, "text": text} for an_id, text in zip(ids, about["texts"], strict=False)]


def _is_answer(data: Any) -> bool:
    """Whether there is a row anywhere."""
    if isinstance(data, list):
        return bool(data)
    return isinstance(data, dict) and any(map(_is_answer, data.values()))
