"""`synergy evaluate cross-sell`: how good the suggestions are, on anyone's holdings or on the graph's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from synergy.terminal import print_table, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from synergy.evaluation.cross_sell.crossing import Found
    from synergy.evaluation.cross_sell.holdings import HoldingSet
    from synergy.evaluation.cross_sell.years import Split
    from synergy.evaluation.intervals import Interval
    from synergy.graph.database import Database
    from synergy.settings import Settings

console = Console(highlight=False)
BEFORE, AFTER = date(2021, 12, 31), date(2022, 12, 31)


def cross_sell(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder with holdings.csv and perhaps customers.csv; the graph's own 2022 when absent."),
    ] = None,
) -> None:
    """Leave out what is held and see how high it is suggested: hit@1, hit@3 and MRR beside simpler methods."""
    throwaway, opened, _ = context.obj

    async def work(settings: Settings) -> None:
        if folder is None:
            async with opened(settings) as database:
                await _own(database)
            return
        from synergy.evaluation.cross_sell.crossing import cross_validate  # noqa: PLC0415 (loads SciPy)
        from synergy.evaluation.cross_sell.graph import Graph  # noqa: PLC0415 (as above)
        from synergy.evaluation.cross_sell.holdings import read_folder  # noqa: PLC0415 (as above)

        given = read_folder(folder)
        async with throwaway(settings) as place:
            graph = await Graph.of(place, given)
            report(given, await cross_validate(graph, given))

    run(work)


async def _own(database: Database) -> None:
    from synergy.evaluation.cross_sell.years import split_by_time  # noqa: PLC0415 (loads SciPy)

    report_split(await split_by_time(database, BEFORE, AFTER), f"customers who held something on {BEFORE}")
    report_split(await split_by_time(database, BEFORE, AFTER, cold=True), "customers who held nothing then")


def report(given: HoldingSet, found: Found) -> None:
    """Print what came of a folder's holdings."""
    from synergy.evaluation.cross_sell.crossing import EACH  # noqa: PLC0415 (loads SciPy)

    ranks = found.ranks
    customers = len(next(iter(ranks.values()), {}))
    _table(f"{given.name}: {given.interactions:,} holdings; {customers:,} customers asked about", ranks)
    console.print(
        f"Asked by the API: {found.asked:,} of {found.possible:,} left-out holdings"
        + ("" if found.asked == found.possible else f" (of customers drawn, {EACH} of each at most)")
        + f"; {found.folds} parts of customers, each asked of a model that learned from the others."
    )
    console.print(f"Coverage: {len(found.best):,} of {len(given.products):,} products are among anybody's best three.")
    times = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.seconds.items())
    console.print(f"{times}; peak memory {found.megabytes:,.0f} MB")


def report_split(found: Split, who: str) -> None:
    """Print what came of the graph's own holdings."""
    from synergy.evaluation.cross_sell.crossing import OURS  # noqa: PLC0415 (loads SciPy)
    from synergy.evaluation.cross_sell.ranking import mean_by  # noqa: PLC0415 (as above)

    asked = len(found.ranks[OURS])
    _table(f"Taken from {BEFORE} to {AFTER}: {asked:,} {who}", found.ranks)
    _table(f"The same among what may be suggested, barriers kept: {len(found.eligible[OURS]):,}", found.eligible)
    sellers = [name for some in found.sellers.values() for name in some]
    hits = mean_by(sellers, [one for some in found.eligible[OURS].values() for one in some])
    shown = sum(found.best.values()) or 1
    table = Table(title="Fairness between subsidiaries", title_justify="left")
    for title in ("who offers it", "of what was taken", "of what is suggested", "hit@3"):
        table.add_column(title, justify="left" if title.startswith("who") else "right")
    for name, (count, hit) in sorted(hits.items(), key=lambda item: -item[1][0]):
        share = found.best.get(name, 0) / shown
        table.add_row(name, f"{count / len(sellers):.1%}", f"{share:.1%}", f"{hit:.3f}")
    print_table(table)
    console.print(
        f"Coverage: {len(found.suggested):,} of {found.products:,} products are among anybody's best three; "
        f"{found.seconds:.1f} s, peak memory {found.megabytes:,.0f} MB"
    )


def _table(title: str, ranks: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    from synergy.evaluation.cross_sell.ranking import per_customer  # noqa: PLC0415 (loads SciPy)
    from synergy.evaluation.intervals import intervals  # noqa: PLC0415 (as above)

    table = Table(title=title, title_justify="left")
    for column in ("method", "hit@1", "hit@3", "MRR", "MRR less ours"):
        table.add_column(column, justify="left" if column == "method" else "right")
    ours = per_customer(next(iter(ranks.values())))
    for number, (method, some) in enumerate(ranks.items()):
        values = per_customer(some)
        less = "" if number == 0 else _tell(intervals(values - ours)[2])
        table.add_row(method, *(_tell(one) for one in intervals(values)), less)
    print_table(table)


def _tell(measure: Interval) -> str:
    return f"{measure.mean:.4f} [{measure.low:.4f}, {measure.high:.4f}]"
