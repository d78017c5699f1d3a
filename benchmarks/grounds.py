"""Data folders that outlive a run, each with an embedded server of its own while it is used."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from neo4j import AsyncGraphDatabase

from synergy.access.tokens import DevelopmentKey, issue
from synergy.access.viewer import Viewers
from synergy.app import MIGRATIONS, address_of, open_database
from synergy.days import today
from synergy.graph.embedded import stop
from synergy.graph.migrations import migrate
from synergy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from neo4j import AsyncDriver

    from synergy.access.viewer import Viewer
    from synergy.graph.database import Address, Database

ROOT = Path(__file__).parent.parent
_PATIENCE = 60.0


@dataclass(frozen=True)
class Ground:
    """A running Neo4j with its data: by our own door, and by a driver that nothing of ours stands before."""

    settings: Settings
    address: Address
    database: Database
    driver: AsyncDriver

    def token(self, user: str) -> str:
        """Return a development token for a user."""
        key = DevelopmentKey.open(self.settings)
        return issue(key, user=user, ttl=timedelta(hours=12), now=datetime.now(UTC), token_id=secrets.token_hex(8))

    async def viewer(self, user: str) -> Viewer:
        """Find a user in the graph."""
        return await Viewers(self.database).find(user, datetime.now(UTC), today())


def folder(name: str) -> Path:
    """Return where a ground's data is kept between runs."""
    return Settings().cache_dir / "benchmarks" / name


def clear(name: str) -> None:
    """Forget a ground's data."""
    path = folder(name)
    stop(path / "neo4j")
    if path.exists():
        shutil.rmtree(path)


@asynccontextmanager
async def ground(path: Path) -> AsyncIterator[Ground]:
    """Start (or share) the embedded server of a data folder, migrated; it stops when nobody uses it any more."""
    settings = Settings(neo4j_uri=None, data_dir=path, neo4j_port=0, read_deadline=120, write_deadline=120)
    with ExitStack() as hold:
        address = address_of(settings, hold)
        database = open_database(settings, address)
        await database.open()
        try:
            await migrate(database, MIGRATIONS)
            async with raw_driver(address) as driver:
                yield Ground(settings, address, database, driver)
        finally:
            await database.close()


@asynccontextmanager
async def raw_driver(address: Address) -> AsyncIterator[AsyncDriver]:
    """Open a plain driver, as the Neo4j manual does."""
    auth = (address.user, address.password)
    async with AsyncGraphDatabase.driver(
        address.uri, auth=auth, notifications_min_severity="OFF", telemetry_disabled=True
    ) as driver:
        yield driver


@dataclass(frozen=True)
class Serving:
    """A server process of ours."""

    port: int
    pid: int


@contextmanager
def serving(place: Ground, *arguments: str) -> Iterator[Serving]:
    """Run `python ARGUMENTS…` on a ground, at a free port, until the block ends."""
    port = _free_port()
    environment = environment_of(place) | {"SYNERGY_PORT": str(port)}
    command = [sys.executable, *arguments]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)  # noqa: S603 (every part is ours)
    try:
        _await_port(process, port)
        yield Serving(port, process.pid)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def environment_of(place: Ground) -> dict[str, str]:
    """Return the environment in which our commands use a ground."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SYNERGY_")}
    return kept | {
        "SYNERGY_NEO4J_URI": place.address.uri,
        "SYNERGY_NEO4J_USER": place.address.user,
        "SYNERGY_NEO4J_PASSWORD": place.address.password,
        "SYNERGY_DATA_DIR": str(place.settings.data_dir),
    }


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used so far, where the system tells; else 0."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
