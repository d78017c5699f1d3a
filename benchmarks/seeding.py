"""The demonstration data: how long all of it takes to load into an empty folder."""

from __future__ import annotations

import time

from benchmarks.figures import Figure, at_most
from benchmarks.grounds import clear, folder, ground
from seed.figures import Size
from seed.load import load, loaded

GROUND = "2022"
WANTED = 90.0


async def measure() -> list[Figure]:
    """Load everything anew; what is loaded serves the other parts."""
    clear(GROUND)
    begun = time.monotonic()
    async with ground(folder(GROUND)) as place:
        started = time.monotonic() - begun
        rows = 0

        def count(_kind: str, written: int) -> None:
            nonlocal rows
            rows += written

        begun = time.monotonic()
        await load(place.database, Size.FULL, count)
        taken = time.monotonic() - begun
    detail = f"{rows:,} rows, {rows / taken:,.0f}/s; an empty server was up and migrated in {started:.1f} s"
    return [at_most("full 2022 data", taken, WANTED, detail, " s")]


async def ensure() -> None:
    """Load it if it is not there."""
    async with ground(folder(GROUND)) as place:
        if await loaded(place.database) != Size.FULL.value:
            await load(place.database, Size.FULL, lambda _kind, _rows: None)
