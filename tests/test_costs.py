"""What reads cost, in the server's own figures: exact counts, never times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from benchmarks.capture import Capturing, profile, statement
from benchmarks.connections import all_pages, connections
from benchmarks.grounds import ground, raw_driver
from benchmarks.pages import growth, page_costs
from benchmarks.planning import clear_plans, planned
from benchmarks.questions import OFFICER
from benchmarks.scaled import NARROW, WIDE
from synergy.access.viewer import Viewers
from synergy.days import today

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from neo4j import AsyncDriver

    from synergy.access.viewer import Viewer
    from synergy.graph.database import Address, Database
    from synergy.schema import Api

SIZES = (1_200, 12_000)
MOST_GROWTH = 1.2
ORDERS = 3


@pytest_asyncio.fixture(scope="module")
async def driver(address: Address) -> AsyncIterator[AsyncDriver]:
    """Give a plain driver: PROFILE and the plan cache are no business of the door."""
    async with raw_driver(address) as opened:
        yield opened


async def find(database: Database, user: str) -> Viewer:
    return await Viewers(database).find(user, datetime.now(UTC), today())


async def test_no_page_of_any_connection_scans_a_label(
    seeded: Database, api: Api, driver: AsyncDriver, request: pytest.FixtureRequest
) -> None:
    viewers = [await find(seeded, user) for user in (OFFICER, "usr_demo_narrow")]
    profiled = 0
    scanning = []
    async for page in all_pages(api, viewers, thorough=request.config.getoption("--long")):
        cost = await profile(driver, page.text, page.p)
        profiled += 1
        if cost.scans:
            scanning.append((page.name, cost.scans))
    assert not scanning
    assert profiled > 2 * len(list(connections(api)))


COUNTS = (
    "{ customers(first: 20) { totalCount edges { node { servedByCount holdings { totalCount } } } } }",
    "{ customers(first: 3) { edges { node { crossSell { score reasons { text } } } } } }",
    "{ projects(first: 3) { edges { node { expertMatches { score evidence { __typename } } } } } }",
    "{ achievements(year: 2022, groupBy: [SUBSIDIARY, REGION]) { sharedCustomers logins } }",
)


@pytest.mark.parametrize("document", COUNTS)
@pytest.mark.parametrize("user", [OFFICER, "usr_demo_rm_bank"])
async def test_nothing_reads_all_nodes(
    seeded: Database, api: Api, driver: AsyncDriver, user: str, document: str
) -> None:
    cost = await profile(driver, *await statement(api, await find(seeded, user), document))
    assert "AllNodesScan" not in cost.operators


async def test_what_was_learned_is_reached_from_what_is_held_only(seeded: Database, driver: AsyncDriver) -> None:
    """A statement planned before the first training would read all of such an index for each product held."""
    assert seeded is not None
    async with driver.session() as session:
        result = await session.run("SHOW INDEXES YIELD labelsOrTypes AS on RETURN collect(on) AS every")
        (row,) = await result.data()
    indexed = {name for names in row["every"] for name in names or ()}
    assert {"Product", "HOLDS"} <= indexed
    assert not indexed & {"COMPLEMENTS", "LEANS"}


async def test_a_scan_would_be_seen(seeded: Database, driver: AsyncDriver) -> None:
    assert seeded is not None
    cost = await profile(driver, "MATCH (n:Customer) WHERE n.phone = $p.phone RETURN n.id AS id", {"phone": ""})
    assert cost.scans == ("NodeByLabelScan",)
    assert cost.hits > 480


async def test_other_values_are_never_planned_again(seeded: Database, api: Api, driver: AsyncDriver) -> None:
    documents, sent, plans = await planned(api, seeded, driver, await find(seeded, OFFICER))
    assert sent == 8 * documents
    assert plans == documents


async def test_another_plan_would_be_counted(seeded: Database, api: Api, driver: AsyncDriver) -> None:
    viewer = await find(seeded, OFFICER)
    await clear_plans(driver)
    for condition in ('eq: "a"', 'startsWith: "a"', 'eq: "b"'):
        document = f"{{ customers(first: 1, where: {{name: {{{condition}}}}}) {{ edges {{ node {{ id }} }} }} }}"
        await api.schema.execute(document, context_value=Capturing(viewer, seeded))
    assert await clear_plans(driver) == 2


@pytest.mark.long
async def test_a_page_costs_the_same_in_ten_times_the_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    small, large = [await costs_in(tmp_path_factory, size) for size in SIZES]
    for user in (WIDE, NARROW):
        grown = growth(small, large, user)
        assert len(grown) == 8 * ORDERS, "both ways, both ends, at the end and deep"
        assert {kind: value for kind, value in grown.items() if value > MOST_GROWTH} == {}


async def costs_in(folders: pytest.TempPathFactory, size: int) -> dict[tuple[str, str], float]:
    """Return what pages cost among that many customers, in an embedded server of their own."""
    async with ground(folders.mktemp(f"customers-{size}")) as place:
        return await page_costs(place.database, place.driver, size, ORDERS)
