"""Loads the demonstration data. Running it again adds what is missing and changes nothing else."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from seed.families import families
from seed.figures import SEED, Size
from seed.rows import Nodes
from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from seed.rows import Edges

BATCH = 5_000
DEADLINE = 120.0
ROWS = {Size.FULL: 1_532_700, Size.SMALL: 17_700}
"""About how many rows a size has; for a progress bar."""

OnProgress: TypeAlias = "Callable[[str, int], None]"

_HERE = Path(__file__).parent
_MOMENT = "datetime({epochSeconds: row.at})"
_NAME = re.compile(r"[A-Za-z][A-Za-z_]*")


class Database(Protocol):
    """What the loader needs of the database door."""

    async def write(self, text: str, p: dict[str, object], *, deadline: float | None = None) -> list[dict[str, Any]]:
        """Run one statement in a transaction of its own, within `deadline` seconds."""
        ...

    async def read(self, text: str, p: dict[str, object]) -> dict[str, Any]:
        """Return the one record of a statement."""
        ...

    async def refresh_statistics(self) -> None:
        """Have the server plan for what the graph now holds."""
        ...


async def loaded(database: Database) -> str | None:
    """Return the size that is completely loaded, if one is."""
    size = (await database.read(_text("run_loaded"), {}))["size"]
    return str(size) if size else None


async def load(database: Database, size: Size, on_progress: OnProgress, *, seed: int = SEED) -> bool:
    """Load one size; return false when it was there already.

    `on_progress` is told what was written and how many rows. The constraints on `id` must exist. A load that was
    interrupted is completed by the next one; another size or seed is refused with SetupError.
    """
    (run,) = await database.write(_text("run_begin"), {"size": size.value, "seed": seed})
    if (run["size"], run["seed"]) != (size.value, seed):
        raise SetupError(
            f"This graph holds the demonstration data of size '{run['size']}' (seed {run['seed']}); "
            f"size '{size.value}' (seed {seed}) cannot be loaded over it. Use another data folder, or empty this one."
        )
    if run["finished"]:
        return False
    ahead = families(size, seed)
    coming = asyncio.create_task(asyncio.to_thread(next, ahead, None))
    while (family := await coming) is not None:
        coming = asyncio.create_task(asyncio.to_thread(next, ahead, None))  # the next is made while this is written
        await _write(database, family, on_progress)
    await database.refresh_statistics()
    await database.write(_text("run_finish"), {})
    return True


async def _write(database: Database, family: Nodes | Edges, on_progress: OnProgress) -> None:
    text = statement(family)
    for first in range(0, len(family.rows), BATCH):
        batch = family.rows[first : first + BATCH]
        await database.write(text, {"rows": batch}, deadline=DEADLINE)
        on_progress(family.label if isinstance(family, Nodes) else family.type, len(batch))


def statement(family: Nodes | Edges) -> str:
    """Return the statement that writes a family's rows: names known in the code, never values."""
    if isinstance(family, Nodes):
        text = _text("nodes").replace(":Label", f":{_name(family.label)}").rstrip()
        text += "".join(f",\n  node.{_name(moment)} = {_MOMENT}" for moment in family.moments)
        return f"{text},\n  node:{_name(family.also)}\n" if family.also else f"{text}\n"
    text = _text("dated_edges" if family.dated else "edges").rstrip()
    for place, name in ((":Start", family.start), (":End", family.end), (":TYPE", family.type)):
        text = text.replace(place, f":{_name(name)}")
    return f"{text},\n  edge.recordedAt = {_MOMENT}\n" if family.recorded else f"{text}\n"


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a label or relationship type: {name!r}")
    return name


def _text(name: str) -> str:
    return (_HERE / f"{name}.cypher").read_text(encoding="utf-8")
