"""Progress in the terminal: a bar for each step, as the work reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich import progress as bars

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


class Progress:
    """Shows steps that report `(name, done, total)`; a total of 0 means that it is not known."""

    def __init__(self, console: Console) -> None:
        self._bars = bars.Progress(
            bars.TextColumn("{task.description:<34}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TimeElapsedColumn(),
            console=console,
        )
        self._tasks: dict[str, bars.TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._bars.stop()

    def step(self, name: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total or None)
        self._bars.update(self._tasks[name], completed=done, total=total or None)

    def rows(self, name: str, total: int) -> Callable[[str, int], None]:
        """Return a callback that adds up rows of whatever kind under one bar."""
        task = self._bars.add_task(name, total=total)
        return lambda _kind, count: self._bars.advance(task, count)
