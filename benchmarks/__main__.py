"""`python -m benchmarks [PART…] [--long]`: run the parts (all by default) and print what they found."""

from __future__ import annotations

import argparse
import signal
import time
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks import (
    authorising,
    duplicates,
    importing,
    latency,
    matching,
    pages,
    planning,
    resolving,
    seeding,
    throughput,
)
from benchmarks.figures import table
from benchmarks.grounds import folder, ground
from benchmarks.loop import run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.figures import Figure
    from benchmarks.grounds import Ground

console = Console(width=None if Console().is_terminal else 200)

PARTS = ("load", "latency", "throughput", "rules", "plans", "duplicates", "matching", "pages", "import")


async def main(parts: list[str], *, long: bool) -> bool:
    """Run the parts in their order; return whether everything wanted was met."""
    begun = time.monotonic()
    found: list[Figure] = []

    async def report(title: str, work: Awaitable[list[Figure]]) -> None:
        console.print(f"[dim]{title} …[/]")
        figures = await work
        found.extend(figures)
        console.print(table(title, figures))

    if "load" in parts:
        await report("Loading the data of 2022", seeding.measure())
    if {"latency", "throughput", "rules", "plans", "duplicates", "matching"} & set(parts):
        await seeding.ensure()
        async with ground(folder("2022")) as place:
            on_place: dict[str, tuple[str, Callable[[Ground], Awaitable[list[Figure]]]]] = {
                "latency": ("One client", latency.measure),
                "throughput": ("Sixteen clients", throughput.measure),
                "rules": ("Authorisation and masking", authorising.measure),
                "plans": ("The server's plan cache", planning.measure),
                "duplicates": ("The warning before a duplicate", duplicates.measure),
                "matching": ("Matching and search", matching.measure),
            }
            for part, (title, measure) in on_place.items():
                if part in parts:
                    await report(title, measure(place))
    if "pages" in parts:
        await report("Database hits of a page as the data grows", pages.measure(long=long))
    if "import" in parts:
        await report("Import", importing.measure())
        if long:
            await report("Resolution", resolving.measure())
    missed = [figure.name.strip() for figure in found if figure.met is False]
    console.print(f"{time.monotonic() - begun:.0f} s. " + (f"Not met: {'; '.join(missed)}." if missed else "All met."))
    return not missed


if __name__ == "__main__":
    # Ended from outside, it still ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all by default")
    parser.add_argument(
        "--long", action="store_true", help="pages also on 100 times the data, import also 100,000 rows to recognise"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    run(main(options.parts or list(PARTS), long=options.long))
