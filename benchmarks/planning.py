"""The server plans a document once, whatever its values: counted in the server's own plan cache."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from benchmarks.capture import Capturing
from benchmarks.figures import Figure
from benchmarks.questions import OFFICER
from synergy import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neo4j import AsyncDriver

    from benchmarks.grounds import Ground
    from synergy.access.viewer import Viewer
    from synergy.graph.database import Database
    from synergy.schema import Api

LENGTHS = (1, 2, 3, 5, 8, 11, 50, 100)
"""Of lists and strings: Neo4j tells apart sizes of parameters up to powers of ten."""

BY_IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Customer { name } } }"
FILTERED = """query ($ids: [ID!], $text: String, $many: Int, $first: Int, $nested: Int) {
  customers(first: $first, where: {or: [{id: {in: $ids}}, {name: {contains: $text}}, {employees: {gte: $many}}]}) {
    edges { node { id servedBy(first: $nested, where: {name: {startsWith: $text}}) { edges { node { id } } } } }
  }
}"""
RELATED = """query ($text: String, $names: [String!], $day: Date) {
  projects(where: {startedOn: {lt: $day}, participants: {some: {name: {in: $names}}}, name: {contains: $text}}) {
    totalCount edges { node { id name } }
  }
}"""


def workload() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield documents with variables of the same shape and other values, lengths and sizes."""
    for length in LENGTHS:
        ids = [f"cus_{number}" for number in range(length)]
        text = "司" * length
        yield BY_IDS, {"ids": ids}
        yield (
            FILTERED,
            {"ids": ids, "text": text, "many": 10**length % 2**31, "first": length, "nested": 1 + length % 7},
        )
        yield RELATED, {"text": text, "names": [text] * length, "day": f"20{10 + length % 20}-01-01"}


async def planned(api: Api, database: Database, driver: AsyncDriver, viewer: Viewer) -> tuple[int, int, int]:
    """Run the workload; return documents, statements sent, and statements that the server had to plan for it."""
    await clear_plans(driver)
    sent = 0
    documents = set()
    for document, variables in workload():
        context = Capturing(viewer, database)
        result = await api.schema.execute(document, variable_values=variables, context_value=context)
        assert not result.errors, result.errors
        sent += len(context.sent)
        documents.add(document)
    return len(documents), sent, await clear_plans(driver)


async def clear_plans(driver: AsyncDriver) -> int:
    """Empty the server's plan cache; return how many plans it held."""
    records, _, _ = await driver.execute_query("CALL db.clearQueryCaches()")
    found = re.search(r"cleared of (\d+) quer", records[0]["value"])
    return int(found[1]) if found else 0


async def measure(place: Ground) -> list[Figure]:
    """Count the plans that the workload makes."""
    viewer = await place.viewer(OFFICER)
    documents, sent, plans = await planned(schema.build(), place.database, place.driver, viewer)
    detail = f"{documents} documents sent {sent} times with other values and lengths of lists and strings"
    return [
        Figure("plans made by the server ÷ documents", f"{plans / documents:.2f}", "= 1", plans == documents, detail)
    ]
