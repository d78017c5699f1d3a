"""What a benchmark found: a ratio or an amount, and what was wanted of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Figure:
    """One line of the report; `met` is None where nothing is wanted of the figure."""

    name: str
    value: str
    wanted: str = ""
    met: bool | None = None
    detail: str = ""


def at_most(name: str, value: float, limit: float | None, detail: str = "", unit: str = "") -> Figure:
    """Report a value that should not exceed a limit, if there is one."""
    if limit is None:
        return Figure(name, f"{value:.2f}{unit}", detail=detail)
    return Figure(name, f"{value:.2f}{unit}", f"≤ {limit:g}{unit}", value <= limit, detail)


def at_least(name: str, value: float, limit: float | None, detail: str = "", unit: str = "") -> Figure:
    """Report a value that should reach a limit, if there is one."""
    if limit is None:
        return Figure(name, f"{value:.2f}{unit}", detail=detail)
    return Figure(name, f"{value:.2f}{unit}", f"≥ {limit:g}{unit}", value >= limit, detail)


def table(title: str, figures: Iterable[Figure]) -> Table:
    """Lay the figures out for the terminal."""
    made = Table(title=title, title_justify="left", show_lines=False)
    for column in ("figure", "found", "wanted", ""):
        made.add_column(column)
    made.add_column("what it is made of", style="dim")
    for figure in figures:
        sign = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[figure.met]
        made.add_row(figure.name, figure.value, figure.wanted, sign, figure.detail)
    return made
