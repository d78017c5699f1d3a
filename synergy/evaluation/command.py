"""`synergy evaluate`: how good the program's judgement is, on anyone's sets or the built-in ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from synergy.errors import SynergyError
from synergy.evaluation.cross_sell.command import cross_sell
from synergy.terminal import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from synergy.evaluation.measures import Evaluation
    from synergy.evaluation.records import LabelledSet
    from synergy.identity.party import Party
    from synergy.identity.resolution import Match
    from synergy.settings import Settings

app = typer.Typer(help="Measure how good the program's own judgement is.", no_args_is_help=True)
"""Its context's object opens a graph to throw away (`Place`), the configured one, and that in a user's name."""
_DATA = Path("../shared/data")


app.command(name="cross-sell")(cross_sell)


@app.command()
def identity(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder with records.csv and truth.csv; the built-in sets when absent.")
    ] = None,
    data: Annotated[Path, typer.Option(help="Where the data of the built-in sets is.")] = _DATA,
    between: Annotated[bool, typer.Option("--between", help="Count only pairs of two different sources.")] = False,
    distinct: Annotated[
        str, typer.Option(help="Sources, separated by commas, in each of which no two records are one party.")
    ] = "",
    errors: Annotated[int, typer.Option(help="How many of the worst errors to show of each kind.", min=0)] = 10,
) -> None:
    """Match labelled records and print precision, recall and F1, the cost, and the worst errors with their evidence."""
    # Other commands need not load DuckDB: it costs them a quarter of a second.
    from synergy.evaluation.measures import evaluate  # noqa: PLC0415 (as above)
    from synergy.evaluation.records import read_folder  # noqa: PLC0415 (as above)
    from synergy.evaluation.sets import built_in  # noqa: PLC0415 (as above)

    console = Console()
    try:
        sets: Iterable[LabelledSet] = built_in(data) if folder is None else [read_folder(folder)]
        for labelled in sets:
            for line in labelled.told:
                console.print(escape(line), style="yellow")
            deduplicated = frozenset(name.strip() for name in distinct.split(",") if name.strip())
            found = evaluate(labelled, between=between or labelled.different is not None, deduplicated=deduplicated)
            report(console, found, {party.id: party for party in labelled.parties}, errors)
    except SynergyError as error:
        Console(stderr=True).print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        raise typer.Exit(2) from None


@app.command()
def experts(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A folder with documents.csv, queries.csv and judgements.csv; the graph's own when absent."
        ),
    ] = None,
) -> None:
    """Find experts for judged queries, in an empty graph, and print MRR, nDCG@10 and hits beside a plain baseline."""
    from synergy.evaluation.experts.trials import print_trials  # noqa: PLC0415 (as above)

    throwaway, opened, _ = context.obj
    run(lambda settings: print_trials(settings, Console(), throwaway, opened, folder))


@app.command()
def search(
    context: typer.Context,
    user: Annotated[str, typer.Option(help="Who asks: what this user sees is what is searched for.")],
) -> None:
    """Search the configured graph for names of its own, written in every way that people write them."""
    from synergy.evaluation.known_items import search_known_items  # noqa: PLC0415 (as above)

    _, _, asking = context.obj

    async def work(settings: Settings) -> None:
        async with asking(settings, user) as ask:
            await search_known_items(Console(), ask)

    run(work)


def report(console: Console, found: Evaluation, parties: Mapping[str, Party], errors: int) -> None:
    """Print what came of a set."""
    table = Table(title=escape(f"{found.name}: {found.records:,} records, {found.links.true:,} true pairs"))
    for title in ("", "pairs", "precision", "recall", "F1"):
        table.add_column(title, justify="left" if not title else "right")
    for name, quality in (("auto-links", found.links), ("auto-links and review band", found.band)):
        shares = (f"{share:.4f}" for share in (quality.precision, quality.recall, quality.f1))
        table.add_row(name, f"{quality.found:,}", *shares)
    console.print(table)
    console.print(
        f"blocking recall {found.blocking_recall:.4f}; pairs compared {found.compared_pairs:,}; "
        f"{found.seconds:.1f} s; peak memory {found.megabytes:,.0f} MB"
    )
    if found.branches:
        console.print(
            f"branches: {found.branches_found:,} of {found.branches:,} told, "
            f"{found.branches_merged:,} merged into a parent"
        )
    for title, pairs in (("False links", found.false), ("Missed", found.missed)):
        if pairs and errors:
            console.print(f"{title}, the worst {min(errors, len(pairs))} of {len(pairs):,}:")
            for pair in pairs[:errors]:
                console.print(escape(f"  {_tell(pair, parties)}"), soft_wrap=True, highlight=False)


def _tell(error: Match | tuple[str, str], parties: Mapping[str, Party]) -> str:
    if not isinstance(error, tuple):
        bars = "; ".join(f"{bar.comparison}: {bar.words} {bar.weight:+.1f}" for bar in error.score.evidence)
        what = (
            f"{error.judgement.verdict.value} by {error.judgement.ground.value}, {error.score.probability:.3f}: {bars}"
        )
        one, other = error.one, error.other
    else:
        one, other = error
        what = "joined by other links, or no candidate"
    return f"{_name(parties[one])} | {_name(parties[other])} — {what}"


def _name(party: Party) -> str:
    name = " / ".join(party.names) or f"{party.given_name} {party.surname}"
    return f"{party.id} {name}"
