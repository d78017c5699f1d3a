"""Invented reuse: projects that built on a case or report about the same, published before."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from seed.draw import chance, stream
from seed.rows import LAST_DAY, RECORDED_BY, Edges, Properties, edge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seed.knowledge import Work
    from seed.projects import Project

_SHARE = 0.3


def reuse_edges(projects: Sequence[Project], works: Sequence[Work], seed: int) -> Iterator[Edges]:
    """Yield what projects reused, cases and reports apart."""
    rng = stream(seed, "reuse")
    about: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        if work.published is not None:
            for topic in work.topics:
                about[topic].append(work)
    rows: dict[str, list[Properties]] = {"Case": [], "Report": []}
    for project in projects:
        pool = [work for topic in project.theme.topics for work in about[topic] if work.project != project.id]
        if pool and project.stage != "PROPOSED" and chance(rng, _SHARE):
            work = rng.choice(pool)
            first = max(project.started, work.published or project.started)
            day = first + timedelta(days=rng.randrange(60))
            if day <= LAST_DAY:
                label = "Case" if work.id.startswith("cas_") else "Report"
                rows[label].append(edge(project.id, work.id, reusedOn=day, recordedBy=RECORDED_BY))
    for label, found in rows.items():
        yield Edges("REUSED", "Project", label, found)
