"""What commands open for as long as they run: an audit log, the database, the API in somebody's name."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from synergy import app as composition
from synergy.access.audit.log import AuditLog
from synergy.days import business_day
from synergy.evaluation.places import ASKER, Place
from synergy.imports.folder import ImportFolder
from synergy.semantics.loading import load_encoder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.progress import Progress
    from synergy.settings import Settings
    from synergy.stewardship.command import Ask


@contextmanager
def audited(settings: Settings) -> Iterator[Recorder]:
    """Open an audit log for a command; SetupError when none can be kept."""
    with AuditLog.open(settings) as log:
        yield composition.create_recorder(log)


@asynccontextmanager
async def database(settings: Settings, recorder: Recorder, progress: Progress | None = None) -> AsyncIterator[Database]:
    """Open the configured database with its migrations applied, starting the embedded server if need be."""
    with ExitStack() as hold:
        address = await asyncio.to_thread(composition.address_of, settings, hold, progress.step if progress else None)
        opened = composition.open_database(settings, address)
        await opened.open()
        try:
            await composition.migrate(opened, recorder)
            yield opened
        finally:
            await opened.close()


@asynccontextmanager
async def asking(settings: Settings, user: str) -> AsyncIterator[Ask]:
    """Ask the API in the name of a user; that it was done from this terminal is recorded."""
    with AuditLog.open(settings) as log:
        recorder = composition.create_recorder(log)
        async with database(settings, recorder) as opened, recorder.change("act as", [user]):
            yield composition.create_asker(settings, opened, log, user)


@asynccontextmanager
async def throwaway(settings: Settings) -> AsyncIterator[Place]:
    """Open an empty graph on a server of its own, which goes with all in it."""
    with TemporaryDirectory(prefix="synergy-", ignore_cleanup_errors=True) as folder:
        update = {"data_dir": Path(folder), "neo4j_port": 0, "neo4j_uri": None, "read_deadline": 120.0}
        own = settings.model_copy(update=update)
        with AuditLog.open(own) as log:
            recorder = composition.create_recorder(log)
            async with database(own, recorder) as opened:
                now = datetime.now(UTC)
                ask = composition.create_asker(own, opened, log, ASKER)
                folder_of_imports = ImportFolder.of(own)
                encoder = load_encoder(own.text_encoder)
                yield Place(opened, ask, folder_of_imports, recorder, now, business_day(now), encoder, Path(folder))


@asynccontextmanager
async def configured(settings: Settings) -> AsyncIterator[Database]:
    """Open the configured graph for a command that only reads."""
    with audited(settings) as recorder:
        async with database(settings, recorder) as opened:
            yield opened
