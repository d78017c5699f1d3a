"""What every test shares: one Neo4j for the session, the embedded one unless SYNERGY_NEO4J_URI names another."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from seed.figures import Size
from seed.load import load
from synergy import schema
from synergy.days import business_day
from synergy.graph.database import Address, Database
from synergy.graph.embedded import Server, attach_or_start
from synergy.graph.migrations import migrate
from synergy.matching.cross_sell.training import retrain
from synergy.settings import Settings
from tests import import_graph
from tests.client import NOW, Client, Clock, application
from tests.stewarding import plan_ahead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

GRAPH_SCHEMA = Path(__file__).parent.parent / "graph_schema"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's own options."""
    parser.addoption("--update-plans", action="store_true", help="write tests/plans/*.cypher anew")
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for."""
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: --long"))


TOLD = pytest.StashKey[list["Callable[[], list[str]]"]]()
"""What tests have to tell at the end of a run: each gives a title and lines, or nothing."""


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what tests have to tell."""
    config.stash[TOLD] = []


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Pass on what a runner's tests have to tell."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["told"] = [lines for tell in session.config.stash[TOLD] if (lines := tell())]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a runner's tests have to tell."""
    told = getattr(node, "workeroutput", {}).get("told", [])
    node.config.stash[TOLD] += [partial(list[str], lines) for lines in told]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what tests have to tell."""
    for tell in config.stash[TOLD]:
        if lines := tell():
            terminalreporter.section(lines[0])
            for line in lines[1:]:
                terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | None]:
    """Start the session's own server in a temporary folder; give None when the settings name one."""
    settings = Settings()
    if settings.neo4j_uri is not None:
        yield None
        return
    own = settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("data"), "neo4j_port": 0})
    with attach_or_start(own) as lease:
        yield lease.server


@pytest.fixture(scope="session")
def address(embedded: Server | None) -> Address:
    """Give the address of the session's Neo4j."""
    settings = Settings()
    if embedded is not None:
        return Address(embedded.uri, embedded.user, embedded.password, settings.neo4j_database)
    assert settings.neo4j_uri is not None
    password = settings.neo4j_password.get_secret_value()
    return Address(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database)


@pytest.fixture(scope="session")
def statements() -> list[str]:
    """Give the text of every statement that `database` sends, in order; clear it before counting."""
    return []


@pytest_asyncio.fixture(scope="session")
async def database(address: Address, statements: list[str]) -> AsyncIterator[Database]:
    """Open the session's database, with the schema of the project."""
    opened = Database(address, read_sessions=8, read_deadline=60, write_deadline=15, observe=statements.append)
    await opened.open()
    try:
        await migrate(opened, GRAPH_SCHEMA)
        yield opened
    finally:
        await opened.close()


@pytest_asyncio.fixture(scope="session")
async def seeded(database: Database) -> Database:
    """Give the session's database with the demonstration data of size small."""
    if await load(database, Size.SMALL, lambda _kind, _rows: None):
        await retrain(database, NOW, business_day(NOW), model="rcm_seed")
    return database


@pytest_asyncio.fixture
async def graph(database: Database) -> AsyncIterator[Database]:
    """Give the database with the corner of the import tests in it, removed afterwards."""
    await import_graph.fresh(database)
    yield database
    await import_graph.clear(database)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a path for a file of customers."""
    return tmp_path / "customers.csv"


@pytest.fixture(scope="session")
def api() -> schema.Api:
    """Give the API without a server around it."""
    return schema.build()


@pytest_asyncio.fixture(scope="session")
async def client(
    seeded: Database, statements: list[str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """Give a client that speaks HTTP to the application over the demonstration data."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("keys"))
    served = application(settings, seeded, clock=lambda: NOW, new_id=lambda: "request")
    async with Client(served, settings, statements) as opened:
        yield opened


@pytest.fixture
def clock(moving: Client) -> Iterator[Clock]:
    """Give the clock of `moving`, set to now; it is set back afterwards."""
    assert isinstance(moving.clock, Clock)
    moving.clock.now = NOW
    yield moving.clock
    moving.clock.now = NOW


@pytest_asyncio.fixture(scope="session")
async def moving(
    seeded: Database, statements: list[str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """Give a client of an application whose clock tests move."""
    settings, clock = Settings(data_dir=tmp_path_factory.mktemp("keys")), Clock()
    served = application(settings, seeded, clock=clock, new_id=lambda: "request")
    async with Client(served, settings, statements, clock) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session")
async def planned(seeded: Database, api: schema.Api) -> None:
    """Let the server plan the long statements of stewardship first, which a busy machine does slowly."""
    await plan_ahead(seeded, api.engine.rules.say)


@pytest_asyncio.fixture
async def undone(seeded: Database) -> AsyncIterator[None]:
    """Take back what a test's mutations made, so that the demonstration data is as other tests know it."""
    yield
    for text in UNDO:
        await seeded.write(text, {})


UNDO = (
    "MATCH (made) WHERE made.sourceSystem = 'synergy' DETACH DELETE made",
    "MATCH ()-[way:MAY_SEE]->() WHERE way.recordedBy <> 'seed' DELETE way",
    "MATCH (n:Customer {sourceSystem: 'synthetic'}) WHERE n.version > 1 SET n.version = 1, n.updatedAt = n.createdAt",
)
"""What mutations write carries `sourceSystem: 'synergy'`; tests leave the seed's own decisions as they are. A merge
that was undone leaves its customers as they were, but for their version."""
