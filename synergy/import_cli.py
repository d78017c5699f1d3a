"""`synergy import`: a command for each kind of file; jobs, cancelling, profiles, tokens for files."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synergy.imports.folder import ImportFolder
from synergy.imports.inbox import Inbox
from synergy.imports.kinds import NAMES as KINDS
from synergy.opening import audited, database
from synergy.progress import Progress
from synergy.terminal import console, print_table, run

if TYPE_CHECKING:
    from synergy.settings import Settings

app = typer.Typer(help="Bring subsidiaries' files in.", no_args_is_help=True)


def _add_import(kind: str) -> None:
    """Add the command that imports one kind of file."""

    @app.command(
        name=kind,
        help=f"Import a subsidiary's {kind}; importing a file again changes nothing. Status 1 when rows were refused. "
        "An import that was stopped goes on where it was when it is started again.",
    )
    def import_kind(  # noqa: PLR0913, PLR0917 (each is an option)
        file: Annotated[
            Path, typer.Argument(help="A CSV, XLSX or JSON Lines file with a header.", exists=True, dir_okay=False)
        ],
        subsidiary: Annotated[str, typer.Option("--for", help="The subsidiary whose rows these are: its id or code.")],
        profile: Annotated[Path | None, typer.Option(help="A YAML file that says which column is which.")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
        snapshot: Annotated[
            bool,
            typer.Option("--snapshot", help="The file is all of its source: customers it lacks are served no more."),
        ] = False,
        allow_closing: Annotated[
            int, typer.Option(help="How many customers a snapshot may end at least, whatever their share.", min=0)
        ] = 0,
    ) -> None:
        from synergy.imports.closing import Allowance  # noqa: PLC0415 (other commands need not load the importer)
        from synergy.imports.command import import_file  # noqa: PLC0415 (as above)
        from synergy.imports.customers import Wish  # noqa: PLC0415 (as above)
        from synergy.imports.profile import read_profile  # noqa: PLC0415 (as above)

        async def work(settings: Settings) -> int:
            allowance = Allowance(settings.import_closing_share, allow_closing)
            said = read_profile(profile, kind) if profile else None
            wish = Wish(said, snapshot, allowance, is_dry=dry_run, kind=kind)
            with audited(settings) as recorder, Progress(console) as progress:
                async with database(settings, recorder, progress) as opened:
                    folder = ImportFolder.of(settings)
                    return await import_file(
                        opened, file, subsidiary, console, progress, folder=folder, audit=recorder, wish=wish
                    )

        run(work)


for _kind in KINDS:
    _add_import(_kind)


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise typer.BadParameter(f"“{kind}” is none of {', '.join(KINDS)}.")
    return kind


@app.command(name="jobs")
def import_jobs(
    subsidiary: Annotated[str | None, typer.Option("--for", help="Of one subsidiary: its id or code.")] = None,
) -> None:
    """List the last imports: how far they are, and what came of them."""
    from synergy.imports.command import list_jobs  # noqa: PLC0415 (other commands need not load the importer)

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder:
            async with database(settings, recorder) as opened:
                table = await list_jobs(opened, subsidiary)
        if table.row_count:
            print_table(table)
        else:
            console.print("There is no job.")

    run(work)


@app.command(name="cancel")
def import_cancel(job: Annotated[str, typer.Argument(help="The job's id.")]) -> None:
    """Cancel an import after the batch at hand; what has landed stays, and it can be gone on with."""
    from synergy.imports.command import cancel_job  # noqa: PLC0415 (other commands need not load the importer)

    async def work(settings: Settings) -> None:
        with audited(settings) as recorder:
            async with database(settings, recorder) as opened:
                await cancel_job(opened, console, job, recorder)

    run(work)


@app.command(name="presign")
def import_presign(
    file: Annotated[Path, typer.Argument(help="A file in the inbox (SYNERGY_IMPORT_INBOX).", dir_okay=False)],
    subsidiary: Annotated[str, typer.Option("--for", help="The subsidiary that may import it: its id.")],
    ttl: Annotated[int, typer.Option(help="Minutes until it expires, at most 1440.", min=1, max=1440)] = 60,
) -> None:
    """Print a token with which the subsidiary's data steward imports the file by the API."""

    async def work(settings: Settings) -> None:
        inbox = Inbox.open(settings)
        made, digest = await asyncio.to_thread(
            inbox.presign, file, subsidiary, timedelta(minutes=ttl), datetime.now(UTC)
        )
        with audited(settings) as recorder:
            async with recorder.change("presign import", [subsidiary, f"file_{digest}"]):
                print(made)  # noqa: T201 (the answer itself, for other programs)

    run(work)


@app.command(name="profile")
def import_profile(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON Lines file.", exists=True, dir_okay=False)],
    kind: Annotated[str, typer.Option(help=f"What the file holds: {', '.join(KINDS)}.", callback=_known_kind)] = KINDS[
        0
    ],
) -> None:
    """Print a profile for a file to start from, for `synergy import KIND --profile`."""
    from synergy.imports.command import print_profile  # noqa: PLC0415 (other commands need not load the importer)

    async def work(_settings: Settings) -> None:
        print(print_profile(file, kind), end="")  # noqa: T201 (the answer itself, for other programs)

    run(work)
