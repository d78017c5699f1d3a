"""The composition root: from settings to an application. The only place that constructs."""

from __future__ import annotations

import asyncio
import getpass
import importlib.resources
import os
import secrets
import sys
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

import synergy
from synergy import schema, web
from synergy.access.audit.recorder import Recorder
from synergy.access.tokens import TokenVerifier
from synergy.access.viewer import Viewers
from synergy.days import business_day
from synergy.errors import DatabaseUnavailable, DeadlineExceeded
from synergy.graph.database import Address, Database
from synergy.graph.embedded import attach_or_start
from synergy.graph.migrations import migrate as apply_migrations
from synergy.imports.folder import ImportFolder
from synergy.imports.inbox import Inbox
from synergy.imports.runner import ImportRunner
from synergy.search.indexing import keep_fresh
from synergy.semantics.loading import load_encoder
from synergy.semantics.vectors import refresh as refresh_vectors
from synergy.web.asking import Asker
from synergy.web.graphql import Endpoint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import date

    from synergy.access.audit.log import AuditLog
    from synergy.graph.embedded import OnProgress
    from synergy.matching.cross_sell.tables import Learned
    from synergy.settings import Settings

if sys.platform != "win32":
    import pwd

MIGRATIONS = Path(synergy.__file__).parent.parent / "graph_schema"
EXPLORER = importlib.resources.files(web).joinpath("explorer.html")


def address_of(settings: Settings, hold: ExitStack, on_progress: OnProgress | None = None) -> Address:
    """Return where the database is, starting the embedded one when no other is set; `hold` keeps it running."""
    if settings.neo4j_uri is not None:
        password = settings.neo4j_password.get_secret_value()
        return Address(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database)
    server = hold.enter_context(attach_or_start(settings, on_progress)).server
    return Address(server.uri, server.user, server.password, settings.neo4j_database)


def open_database(settings: Settings, address: Address, observe: Callable[[str], None] | None = None) -> Database:
    """Construct the database door as the settings say; it still has to be opened."""
    return Database(
        address,
        read_sessions=settings.read_sessions,
        read_deadline=settings.read_deadline,
        write_deadline=settings.write_deadline,
        observe=observe,
    )


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a fresh id for a request."""
    return secrets.token_hex(8)


def operator() -> str:
    """Name the operating system's user that runs this process, whatever the environment calls it."""
    if sys.platform == "win32":
        return f"os:{getpass.getuser()}"
    try:
        return f"os:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:  # a container's user may have no name
        return f"os:{os.getuid()}"


def create_recorder(log: AuditLog) -> Recorder:
    """Return what records that a command is run, in the name of who runs it."""
    return Recorder(log, schema.rules_version(), new_id(), operator())


async def migrate(database: Database, recorder: Recorder) -> None:
    """Apply the migrations that the graph lacks; each is recorded, since it may change what people see."""
    await apply_migrations(
        database,
        MIGRATIONS,
        around=lambda file: recorder.change("migrate", [f"migration_{file.number:03d}_{file.name}"]),
    )


async def ensure_trained(database: Database, recorder: Recorder) -> None:
    """Train where no model is in use: after the first data, one that was stopped, or an upgrade."""
    found = await database.read("RETURN EXISTS { (:Recommender {standing: 'ACTIVE'}) } AS trained", {})
    if not found["trained"]:
        await train(database, recorder, None)


async def train(database: Database, recorder: Recorder, day: date | None) -> Learned:
    """Learn from the holdings of a day, of today by default, what to suggest; that it was done is recorded."""
    # Learning loads SciPy, which other commands need not wait for.
    from synergy.matching.cross_sell.training import retrain  # noqa: PLC0415

    model, moment = f"rcm_{new_id()}", now()
    async with recorder.change("train", [model]):
        return await retrain(database, moment, day or business_day(moment), model=model)


def check_sign_in(settings: Settings) -> None:
    """Raise SetupError when nobody could sign in under these settings; cheap, for before anything slow begins."""
    TokenVerifier.of(settings, now)


def create_api(settings: Settings) -> schema.Api:
    """Return the API as the settings say; half a second that can pass while the database starts."""
    return schema.build(masks=settings.masks, encoder=load_encoder(settings.text_encoder))


def create_runner(  # noqa: PLR0913 (as in create_app)
    settings: Settings,
    database: Database,
    audit: AuditLog,
    *,
    policy: str,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
) -> ImportRunner:
    """Return what runs the imports that come by the API, each recorded in the name of who asked for it."""
    return ImportRunner(
        database,
        ImportFolder.of(settings),
        lambda user, organisation: Recorder(audit, policy, new_id(), user, organisation),
        Inbox.open(settings) if settings.import_inbox else None,
        settings.import_closing_share,
        clock,
    )


def create_asker(settings: Settings, database: Database, audit: AuditLog, user: str) -> Asker:
    """Return what asks the API in the name of a user, for commands."""
    return Asker(create_api(settings), database, audit, user, clock=now, new_id=new_id)


def create_app(  # noqa: PLR0913 (what the application depends on is named in one place)
    settings: Settings,
    database: Database,
    audit: AuditLog,
    *,
    api: schema.Api | None = None,
    clock: Callable[[], datetime] = now,
    new_id: Callable[[], str] = new_id,
) -> FastAPI:
    """Return the application over an open database and an open audit log; `api` is what `create_api` returns."""
    api = api or create_api(settings)
    verifier = TokenVerifier.of(settings, clock)
    imports = create_runner(settings, database, audit, policy=api.engine.rules.version, clock=clock, new_id=new_id)
    endpoint = Endpoint(api, database, verifier, Viewers(database), audit, imports=imports, clock=clock, new_id=new_id)

    encoder = api.engine.encoder
    encoding = [partial(refresh_vectors, database, encoder)] if encoder else []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        running = [asyncio.create_task(work) for work in (imports.run(), keep_fresh(database, *encoding))]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    app = FastAPI(
        title="Synergy",
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
    )
    app.router.routes.append(Route("/graphql", endpoint))

    page = EXPLORER.read_text(encoding="utf-8")
    # What the page's own policy cannot say of itself.
    headers = {"content-security-policy": "frame-ancestors 'none'", "x-content-type-options": "nosniff"}

    @app.get("/", include_in_schema=False)
    async def explorer() -> HTMLResponse:
        return HTMLResponse(page, headers=headers)

    @app.get("/health", include_in_schema=False)
    async def health() -> JSONResponse:
        try:
            await database.read("RETURN 1 AS one", {})
        except (DatabaseUnavailable, DeadlineExceeded) as error:
            return JSONResponse({"status": "database unavailable", "code": error.code}, status_code=503)
        return JSONResponse({"status": "ok"})

    return app
