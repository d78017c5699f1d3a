"""An import that has to recognise most of its rows: 100,000 invented companies against 100,000 that are there.

The files are those of the evaluation's generator, which the matcher does not know: names shortened, former, mistyped or
in traditional characters, most without a credit code. They come in by the command line, as an operator brings them in.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.grounds import ROOT, clear, environment_of, folder, ground
from seed.figures import Size
from seed.load import load
from synergy.evaluation.variants import Labelled, chinese_set, invented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.grounds import Ground

GROUND = "resolving"
PRESENT, COMING = ("register", "citic_bank"), ("crm", "citic_securities")
"""The generator's sources, and whose files they are here."""
SECONDS, MEGABYTES = 600, 2_000
_SEED = 20_261
_FOUND = (Path(__file__).parent / "resolved.cypher").read_text(encoding="utf-8")


class Spent(NamedTuple):
    """What a command took: seconds, and the most memory that it had, in megabytes."""

    seconds: float
    megabytes: float


async def measure(companies: int = 100_000) -> list[Figure]:
    """Bring both files in, one after the other; the second is measured, and compared with what is true."""
    clear(GROUND)
    made = chinese_set(invented(companies * 3 // 2, _SEED)[:companies], _SEED)
    async with ground(folder(GROUND)) as place:
        await load(place.database, Size.SMALL, lambda _kind, _rows: None)
        with tempfile.TemporaryDirectory() as files:
            for source, subsidiary in (PRESENT, COMING):
                file, rows = _write(Path(files) / f"{source}.csv", made, source)
                spent = _import(place, file, subsidiary)
        answer = await place.database.read(_FOUND, {"subsidiaries": [PRESENT[1], COMING[1]]})
    return _figures(made, rows, spent, answer["pairs"])


def _write(file: Path, made: Labelled, source: str) -> tuple[Path, int]:
    rows = [row for row in made.rows if row["source"] == source]
    titles = sorted({title for row in rows for title in row} - {"id", "source"})
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["key", *titles])
        writer.writerows([row["id"], *(row.get(title, "") for title in titles)] for row in rows)
    return file, len(rows)


def _import(place: Ground, file: Path, subsidiary: str) -> Spent:
    command = [sys.executable, "-m", "synergy", "import", "customers", str(file), "--for", subsidiary]
    begun = time.perf_counter()
    with subprocess.Popen(command, env=environment_of(place), cwd=ROOT, stdout=subprocess.DEVNULL) as process:  # noqa: S603 (every part is ours)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in {0, 1}, process.returncode  # 1: rows were refused
    return Spent(time.perf_counter() - begun, usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000))


def _figures(made: Labelled, rows: int, spent: Spent, pairs: Iterable[tuple[str, str]]) -> list[Figure]:
    """Compare the pairs of keys that one customer has with those that are one company."""
    found = {(min(pair), max(pair)) for pair in pairs}
    truth = {(min(pair), max(pair)) for pair in made.truth}
    right = len(found & truth)
    merged = sum((min(pair), max(pair)) in found for pair in made.branches.items())
    detail = f"{rows:,} rows, {len(truth):,} of them known, {len(found):,} recognised, {merged} branches merged"
    return [
        at_most("resolving rows against as many, seconds", spent.seconds, SECONDS, detail),
        at_most("  most memory, MB", spent.megabytes, MEGABYTES),
        at_least("  precision of links", right / max(1, len(found)), 0.995),
        at_least("  recall of links", right / len(truth), 0.9),
    ]
