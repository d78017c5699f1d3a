"""A set asked through the product: imported by the importer into an empty graph, asked through the API."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from synergy.errors import SetupError
from synergy.evaluation.experts.baseline import SumOfDocuments
from synergy.evaluation.experts.ranking import MEASURES, judge
from synergy.evaluation.intervals import intervals
from synergy.imports.customers import Wish, import_rows
from synergy.semantics.vectors import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from synergy.evaluation.experts.folder import ExpertSet
    from synergy.evaluation.experts.ranking import Ranked
    from synergy.evaluation.intervals import Interval
    from synergy.evaluation.places import Place

_ASK = """query ($need: String!) {
  expertsFor(need: $need, first: 100) { matches { score expert { name } } }
}"""
_AT_ONCE = 4
_PLACE = Path(__file__).with_name("place.cypher").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Trial:
    """What came of a set: each measure of the product, of the baseline, and of their difference query by query."""

    name: str
    experts: int
    documents: int
    queries: int
    product: dict[str, Interval]
    baseline: dict[str, Interval]
    better: dict[str, Interval]
    coverage: float
    """The share of queries that had an answer."""
    seconds_importing: float
    seconds_asking: float


async def run_trial(judged: ExpertSet, place: Place) -> Trial:
    """Import the set, ask every query, and measure; raise SetupError where rows of it are refused."""
    start = perf_counter()
    names = await _import(judged, place)
    imported = perf_counter()
    found = await _ask(judged, place, names)
    asked = perf_counter()
    simple = SumOfDocuments(judged)
    ours = {query: judge(found[query], judged.grades[query]) for query in judged.queries}
    theirs = {query: judge(simple.rank(text), judged.grades[query]) for query, text in judged.queries.items()}
    return Trial(
        judged.name,
        len(judged.experts),
        len(judged.documents),
        len(judged.queries),
        _intervals(ours.values()),
        _intervals(theirs.values()),
        _intervals([
            tuple(one - other for one, other in zip(ours[q], theirs[q], strict=True)) for q in judged.queries
        ]),
        sum(bool(ranked) for ranked in found.values()) / len(found),
        imported - start,
        asked - imported,
    )  # fmt: skip


def _intervals(values: Iterable[tuple[float, ...]]) -> dict[str, Interval]:
    return dict(zip(MEASURES, intervals(list(values)), strict=True))


async def _import(judged: ExpertSet, place: Place) -> dict[str, str]:
    """Import people, experts and reports; return whom each name in the graph stands for."""
    at = place.now
    entity = {"createdAt": at, "updatedAt": at, "version": 1, "sourceSystem": "evaluation", "sourceKey": "evaluation"}
    await place.database.write(_PLACE, {"entity": entity, "at": at})
    numbers = {expert: f"e{number}" for number, expert in enumerate(judged.experts, 1)}
    files: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
        "people": (("key", "name", "unit", "title"), [(k, k, "Evaluation", "Expert") for k in numbers.values()]),
        "experts": (("key", "headline", "yearly_cap"), [(k, "Expert", "12") for k in numbers.values()]),
        "reports": (("key", "title", "summary", "published_on", "authors"), [
            (f"d{n}", one.title, one.text or one.title, one.date, ";".join(numbers[e] for e in one.experts))
            for n, one in enumerate(judged.documents.values(), 1)
        ]),
    }  # fmt: skip
    for kind, (titles, rows) in files.items():
        file = place.files / f"{kind}.csv"
        _write(file, titles, rows)
        report = await import_rows(
            place.database, file, "evaluation", folder=place.folder, now=at, importer="evaluation",
            audit=place.recorder, wish=Wish(kind=kind),
        )  # fmt: skip
        if report.refused:
            raise SetupError(f"{report.refused:,} rows of {kind} were refused: {dict(report.problems)}")
    if place.encoder:
        await refresh(place.database, place.encoder)
    await place.database.write("CALL db.awaitIndexes(60)", {})
    return {number: expert for expert, number in numbers.items()}


def _write(file: Path, titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(titles)
        writer.writerows(rows)


async def _ask(judged: ExpertSet, place: Place, names: Mapping[str, str]) -> dict[str, Ranked]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(text: str) -> Ranked:
        async with gate:
            answer = await place.ask(_ASK, {"need": text})
        return [(names[one["expert"]["name"]], one["score"]) for one in answer["expertsFor"]["matches"]]

    found = await asyncio.gather(*(one(text) for text in judged.queries.values()))
    return dict(zip(judged.queries, found, strict=True))
