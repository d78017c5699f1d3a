"""`synergy audit verify`, `search`, `prune`, `key`: what can be asked of the audit's files, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.markup import escape
from rich.table import Table

from synergy.access.audit.entries import AccessKind
from synergy.access.audit.folder import AuditFolder
from synergy.access.audit.keys import key_file, open_audit_key, public_pem, read_public_key
from synergy.access.audit.pruning import prune as prune_files
from synergy.access.audit.searching import Sought
from synergy.access.audit.searching import search as search_files
from synergy.access.audit.signatures import Signer
from synergy.access.audit.verification import verify as verify_files
from synergy.errors import SetupError
from synergy.terminal import console, output, print_table, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from synergy.access.audit.chain import Record
    from synergy.access.audit.findings import Verdict
    from synergy.settings import Settings

app = typer.Typer(help="Verify, search and prune the audit of accesses.", no_args_is_help=True)

_MOST_SHOWN = 1_000
_IDS_SHOWN = 3
_COLUMNS = {"time (UTC)": "at"} | {
    name: name for name in ("user", "kind", "decision", "action", "ids", "fields", "counts", "purpose", "request")
}

PublicKeys = Annotated[
    list[Path] | None,
    typer.Option("--public-key", help="Trust this key instead of the installation's own; may be given again."),
]
Moment = Annotated[datetime | None, typer.Option(help="In UTC, such as 2026-11-24 or 2026-11-24T09:00:00.")]


@app.command()
def verify(
    checkpoints: Annotated[Path | None, typer.Option(help="The folder that checkpoints were shipped to.")] = None,
    public_key: PublicKeys = None,
) -> None:
    """Tell whether the audit is as it was written. Status 1 when it is not."""

    async def work(settings: Settings) -> int:
        folder = AuditFolder.of(settings)
        keys = _trusted(settings, public_key)
        verdict = verify_files(folder.path, keys, checkpoints or folder.ship, now=datetime.now(UTC))
        _print_verdict(verdict)
        return 1 if verdict.findings else 0

    run(work)


@app.command()
def search(  # noqa: PLR0913 (each is an option)
    *,
    user: Annotated[str | None, typer.Option(help="The id of who accessed.")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="The id of a node that was accessed.")] = None,
    kind: Annotated[AccessKind | None, typer.Option(help="The kind of access.")] = None,
    request: Annotated[str | None, typer.Option(help="The request's id, as its answer's x-request-id told.")] = None,
    since: Moment = None,
    until: Moment = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each record as a line of JSON.")] = False,
) -> None:
    """Print the accesses that match, at most 1,000 as a table and all of them as JSON."""
    sought = Sought(user, id_, kind, request, _in_utc(since), _in_utc(until))

    async def work(settings: Settings) -> None:
        found = search_files(AuditFolder.of(settings).path, sought)
        if as_json:
            for record in found:
                print(orjson.dumps(record.members).decode())  # noqa: T201 (the answer itself, for other programs)
        else:
            _print_table(found)

    run(work)


@app.command()
def prune(public_key: PublicKeys = None) -> None:
    """Remove the files whose time (SYNERGY_AUDIT_RETENTION_DAYS) is over, and sign what they were."""

    async def work(settings: Settings) -> None:
        removed = prune_files(
            AuditFolder.of(settings),
            Signer(open_audit_key(settings)),
            retention=timedelta(days=settings.audit_retention_days),
            now=datetime.now(UTC),
            others=[read_public_key(file) for file in public_key or ()],
        )
        for removal in removed:
            output.print(f"{removal.file}: removed, with the records {removal.first} to {removal.last}")
        output.print(f"{len(removed)} files are older than {settings.audit_retention_days} days.")

    run(work)


@app.command()
def key() -> None:
    """Print the public key that checkpoints are verified with; keep it where the log's writer cannot change it."""

    async def work(settings: Settings) -> None:
        print(public_pem(open_audit_key(settings).public_key()), end="")  # noqa: T201 (the answer itself, for other programs)

    run(work)


def _trusted(settings: Settings, files: list[Path] | None) -> list[Ed25519PublicKey]:
    if files:
        return [read_public_key(file) for file in files]
    if not key_file(settings).exists():
        raise SetupError(f"{key_file(settings)} is missing: give the public key with --public-key.")
    return [open_audit_key(settings).public_key()]


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _print_verdict(verdict: Verdict) -> None:
    for note in verdict.notes:
        output.print(f"note: {escape(note)}")
    for finding in verdict.findings:
        output.print(f"[red]{escape(str(finding))}[/]")
    figures = f"{verdict.records:,} records and {verdict.checkpoints:,} checkpoints in {len(verdict.files):,} files"
    if verdict.findings:
        output.print(f"{figures}: [red]the audit was tampered with, or damaged[/].")
    else:
        output.print(f"{figures}: nothing is missing or changed.")


def _print_table(found: Iterable[Record]) -> None:
    kept: list[Record] = []
    for record in found:
        if len(kept) == _MOST_SHOWN:
            console.print(f"More than {_MOST_SHOWN:,} match: narrow the search, or take --json.")
            break
        kept.append(record)
    table = Table(box=None)
    for heading in _COLUMNS:
        table.add_column(heading, overflow="fold")
    for record in sorted(kept, key=lambda record: record.at):
        ids = [str(id_) for id_ in record.members["ids"]]
        more = f" and {len(ids) - _IDS_SHOWN} more" if len(ids) > _IDS_SHOWN else ""
        said = {name: escape(str(text or "")) for name, text in record.members.items()}
        counts = record.members.get("counts", {})
        said["counts"] = escape(" ".join(f"{name} {count}" for name, count in counts.items()))
        said["fields"] = escape(" ".join(str(name) for name in record.members.get("fields", ())))
        said |= {"at": f"{record.at:%Y-%m-%d %H:%M:%S}", "ids": escape(" ".join(ids[:_IDS_SHOWN]) + more)}
        table.add_row(*(said[name] for name in _COLUMNS.values()))
    print_table(table)
