"""How long the warning takes before a customer is created that is there already, among the customers of 2022."""

from __future__ import annotations

import time
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, at_most
from benchmarks.questions import OFFICER
from seed.figures import SEED
from synergy import schema
from synergy.days import today
from synergy.evaluation.records import to_party
from synergy.evaluation.variants import chinese_set, invented
from synergy.imports.duplicates import DuplicateFinder
from synergy.imports.likeness import open_matcher
from synergy.web.context import Context

if TYPE_CHECKING:
    from benchmarks.grounds import Ground

ASKED = 300
WARM_UP = 30
MILLISECONDS = 50


async def measure(place: Ground) -> list[Figure]:
    """Ask about variants of the graph's own companies, one after the other."""
    await open_matcher(place.database)
    viewer = await place.viewer(OFFICER)
    say = schema.build().engine.rules.say
    context = Context(place.database, "benchmark", today(), signed_in=viewer, say=say)
    companies = Random(SEED).sample(invented(48_000, SEED), ASKED + WARM_UP)  # noqa: S311 - it guards nothing
    made = chinese_set(companies, SEED)
    rows = [row for row in made.rows if row["source"] == "crm" and "~b" not in row["id"]]
    finder, spent, found = DuplicateFinder(), [], 0
    for row in rows:
        party = to_party({"key": row["id"]} | row)
        begun = time.perf_counter()
        told = await finder.find(context, party)
        spent.append((time.perf_counter() - begun) * 1000)
        found += row["id"].partition("~")[0] in {one.id for one in told.candidates}
    measured = spent[WARM_UP:]
    detail = f"median {median(measured):.1f} ms; {found} of {len(rows)} variants find the company they were made from"
    return [at_most("findDuplicates, p95", quantiles(measured, n=20)[-1], MILLISECONDS, detail, " ms")]
