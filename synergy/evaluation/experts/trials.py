"""Every set that is asked for, and the table of what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from synergy.errors import SetupError
from synergy.evaluation.experts.folder import read_folder
from synergy.evaluation.experts.held_out import read_held_out
from synergy.evaluation.experts.ranking import MEASURES
from synergy.evaluation.experts.trial import run_trial

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from synergy.evaluation.experts.folder import ExpertSet
    from synergy.evaluation.experts.trial import Trial
    from synergy.evaluation.intervals import Interval
    from synergy.evaluation.places import Opened, Throwaway
    from synergy.settings import Settings


async def print_trials(
    settings: Settings, console: Console, throwaway: Throwaway, opened: Opened, folder: Path | None
) -> None:
    """Try a folder's set, or the configured graph's own, in an empty graph."""
    judged = read_folder(folder) if folder else await _own(settings, opened)
    async with throwaway(settings) as place:
        print_trial(console, await run_trial(judged, place))


async def _own(settings: Settings, opened: Opened) -> ExpertSet:
    async with opened(settings) as database:
        held_out = await read_held_out(database)
    if held_out is None:
        raise SetupError("The configured graph has too few works of experts; `synergy seed` loads those of 2022.")
    return held_out


def print_trial(console: Console, trial: Trial) -> None:
    """Print the measures side by side."""
    table = Table(
        title=escape(
            f"{trial.name}: {trial.experts:,} experts, {trial.documents:,} documents, {trial.queries:,} queries"
        )
    )
    table.add_column("")
    for name in MEASURES:
        table.add_column(name, justify="right")
    for name, row in (
        ("expertsFor", trial.product),
        ("BM25, sum of documents", trial.baseline),
        ("difference", trial.better),
    ):
        table.add_row(name, *(_tell(row[measure]) for measure in MEASURES))
    console.print(table)
    console.print(
        f"in brackets: 95 % bootstrap intervals; ties count against; {trial.coverage:.1%} of the queries had "
        f"an answer; imported in {trial.seconds_importing:.0f} s, asked in {trial.seconds_asking:.0f} s"
    )


def _tell(one: Interval) -> str:
    return f"{one.mean:.3f} [{one.low:.3f}, {one.high:.3f}]".replace("[", r"\[")
