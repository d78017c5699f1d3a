"""How every command runs and ends: one clear sentence instead of a traceback."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from synergy.errors import SynergyError
from synergy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from rich.table import Table

console = Console(stderr=True)
"""For what is told beside the answer: progress, notes, refusals."""
output = Console(highlight=False, soft_wrap=True)
"""For the answer."""
_WIDE = 1_000


def print_table(table: Table) -> None:
    """Print a table; what goes into a file or another program is not folded to a terminal's width."""
    (output if output.is_terminal else Console(highlight=False, width=_WIDE)).print(table)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes a loop of uvloop's; None where uvloop does not exist (Windows): asyncio's own then."""
    if importlib.util.find_spec("uvloop") is None:
        return None
    made: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module("uvloop").new_event_loop
    return made


def run(work: Callable[[Settings], Coroutine[Any, Any, int | None]]) -> None:
    """Run a command's work; end with its status, or with one clear sentence and status 2."""
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            status = runner.run(work(Settings()))
    except ValidationError as error:
        for wrong in error.errors():
            name = "__".join(part for part in wrong["loc"] if isinstance(part, str))  # a number is a place in a list
            console.print(f"[red]SYNERGY_{name.upper()}: {wrong['msg']}.[/]")
        raise typer.Exit(2) from None
    except SynergyError as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if status:
        raise typer.Exit(status)
