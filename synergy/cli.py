"""The command line: `synergy serve`, `demo`, `migrate`, `seed`, `train`, `import`, `audit`, `token`, `schema`, …."""

from __future__ import annotations

import secrets
import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from synergy import app as composition
from synergy import schema
from synergy.access.audit.command import app as audit
from synergy.access.audit.folder import AuditFolder
from synergy.access.audit.log import AuditLog
from synergy.access.tokens import DevelopmentKey, issue
from synergy.days import today
from synergy.dictionary import model_markdown
from synergy.errors import SetupError, SynergyError
from synergy.evaluation.command import app as evaluation
from synergy.graph.embedded import stop as stop_server
from synergy.import_cli import app as imports
from synergy.opening import asking, audited, configured, database, throwaway
from synergy.progress import Progress
from synergy.search.indexing import count_searched, refresh
from synergy.semantics.loading import load_encoder
from synergy.semantics.vectors import refresh as refresh_vectors
from synergy.settings import Mode, Settings
from synergy.stewardship import command as stewardship
from synergy.terminal import console, run
from synergy.web.serving import listen, served

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


app = typer.Typer(
    help="Synergy: GraphQL over Neo4j for the collaboration of a group's subsidiaries.", no_args_is_help=True
)
app.add_typer(imports, name="import")
app.add_typer(audit, name="audit")
app.add_typer(evaluation, name="evaluate")
app.add_typer(stewardship.app, name="steward")
access = typer.Typer(help="Review who may see what.", no_args_is_help=True)
app.add_typer(access, name="access")


class Size(StrEnum):
    """How much demonstration data: `small` is a hundredth of everything, for tests."""

    FULL = "full"
    SMALL = "small"


@stewardship.app.callback()
def steward(context: typer.Context) -> None:
    """Answer questions about who is who, as a data steward."""
    context.obj = asking


@evaluation.callback()
def evaluating(context: typer.Context) -> None:
    """Measure how good the program's own judgement is."""
    context.obj = throwaway, configured, asking


@app.command()
def serve() -> None:
    """Serve the API at SYNERGY_HOST and SYNERGY_PORT: GraphQL at /graphql, the explorer at /."""

    async def work(settings: Settings) -> None:
        composition.check_sign_in(settings)
        with listen(settings) as listener, AuditLog.open(settings) as log:
            async with (
                database(settings, composition.create_recorder(log)) as opened,
                served(composition.create_app(settings, opened, log), listener) as end,
            ):
                console.print(f"Serving at http://{settings.host}:{listener.getsockname()[1]}; Ctrl-C ends it.")
                await end

    run(work)


@app.command()
def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="End after printing instead of serving on.")] = False,
    size: Annotated[Size, typer.Option(help="How much data.")] = Size.FULL,
) -> None:
    """Load the 2022 data where it is missing, serve the API, ask it what it is for, and print the answers."""
    from synergy.demo import demonstrate  # noqa: PLC0415 (only the demonstration needs the demonstration data)

    run(lambda settings: demonstrate(settings, size.value, once=once))


@app.command()
def migrate() -> None:
    """Apply the migrations that the graph lacks."""

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder:
            async with database(settings, recorder):
                console.print("The graph is up to date.")

    run(work)


@app.command()
def seed(size: Annotated[Size, typer.Option(help="How much data.")] = Size.FULL) -> None:
    """Load the demonstration data of 2022; loading it again changes nothing."""
    from seed.figures import Size as Amount  # noqa: PLC0415 (only this command needs the demonstration data)
    from seed.load import ROWS, load  # noqa: PLC0415 (as above)

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder, Progress(console) as progress:
            async with database(settings, recorder, progress) as opened:
                amount = Amount(size.value)
                await load(opened, amount, progress.rows("Loading the data of 2022", ROWS[amount]))
                await composition.ensure_trained(opened, recorder)
                told = progress.rows("Indexing what is searched", await count_searched(opened))
                await refresh(opened, today(), told)

    run(work)


@app.command()
def reindex() -> None:
    """Index what is searched and has changed; a running server does that by itself."""

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder, Progress(console) as progress:
            async with database(settings, recorder, progress) as opened:
                done = await refresh(
                    opened, today(), progress.rows("Indexing what is searched", await count_searched(opened))
                )
                if encoder := load_encoder(settings.text_encoder):
                    done += await refresh_vectors(opened, encoder)
        console.print(f"{done:,} indexed anew.")

    run(work)


@app.command()
def train(
    day: Annotated[
        datetime | None,
        typer.Option("--as-of", help="The day whose holdings to learn from; today.", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Learn from who holds what, so that cross-sell suggests; the model in use then gives way."""

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder:
            async with database(settings, recorder) as opened:
                learned = await composition.train(opened, recorder, day.date() if day else None)
        pairs, leanings = len(learned.model.complements), len(learned.model.leanings)
        console.print(
            f"Learned from {learned.customers:,} customers who hold {len(learned.products):,} products: {pairs:,} "
            f"pairs of products, {leanings:,} of a trait and a product."
        )

    run(work)


@app.command()
def token(
    user: Annotated[str, typer.Option(help="The user's id, e.g. usr_demo_rm_bank.")],
    ttl: Annotated[int, typer.Option(help="Minutes until it expires, at most 1440.", min=1, max=1440)] = 480,
) -> None:
    """Print a development token; production settings refuse such tokens."""

    async def work(settings: Settings) -> None:
        if settings.mode is Mode.PRODUCTION:
            raise SynergyError("Development tokens are refused in production; sign in through the identity provider.")
        key = DevelopmentKey.open(settings)
        life = timedelta(minutes=ttl)
        made = issue(key, user=user, ttl=life, now=datetime.now(UTC), token_id=secrets.token_hex(8))
        with audited(settings) as recorder:
            async with recorder.change("token", [user]):
                print(made)  # noqa: T201 (the answer itself, for other programs)

    run(work)


@app.command(name="schema")
def print_schema() -> None:
    """Print the GraphQL schema."""
    print(schema.sdl(schema.build()), end="")  # noqa: T201 (the answer itself, for other programs)


@app.command(name="model")
def print_model() -> None:
    """Print the graph model, as graph_schema/MODEL.md holds it."""
    print(model_markdown(schema.build().model), end="")  # noqa: T201 (the answer itself, for other programs)


@app.command()
def stop() -> None:
    """Stop the embedded Neo4j, whoever uses it."""

    async def work(settings: Settings) -> None:
        stopped = stop_server(settings.data_dir / "neo4j")
        console.print("Stopped." if stopped else "No embedded Neo4j is running.")

    run(work)


def _written(output: Path | None) -> AbstractContextManager[TextIO]:
    """Open a CSV file for writing, or the terminal; SetupError when it cannot be."""
    if output is None:
        return nullcontext(sys.stdout)
    try:
        # utf-8-sig: spreadsheets read Chinese names only with a byte order mark.
        return output.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise SetupError(f"{output} cannot be written: {error.strerror}. Name another file.") from error


@access.command(name="report")
def access_report(
    output: Annotated[Path | None, typer.Option(help="The CSV file to write; printed when absent.")] = None,
) -> None:
    """Write every policy, grant, role and barrier crossing with its age and deadline, as CSV."""
    from synergy.sharing import review  # noqa: PLC0415 (other commands need not load it)

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder:
            async with database(settings, recorder) as opened:
                rows = await review.rows(opened, today(), AuditFolder.of(settings))
            recorder.exported("access report", {"rows": len(rows)})
        with _written(output) as file:
            review.write(rows, file)
        console.print(f"{len(rows):,} rows.")

    run(work)
