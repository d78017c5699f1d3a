"""The import of customers against a raw `UNWIND … MERGE` of the same kind of rows: same nodes, same relationships.

Raw gets its rows ready made, as the parameters of its statement, in batches of the same size; the importer starts from
the file: reads, validates, hashes, looks up what is known, decides, keeps its ledger. Blocks of rows alternate. Rows of
customers that another subsidiary brought in are settled by their identifiers; those of new ones are also compared with
whoever resembles them, which raw does not do.
"""

from __future__ import annotations

import csv
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.figures import Figure, at_least
from benchmarks.grounds import clear, folder, ground
from seed.figures import Size
from seed.identifiers import lei, uscc
from seed.load import load
from synergy.access.audit.log import AuditLog
from synergy.app import create_recorder
from synergy.imports.batches import read_batches, read_columns
from synergy.imports.customers import BATCH_ROWS, SYSTEM, import_rows
from synergy.imports.folder import ImportFolder
from synergy.imports.ledger import find_target
from synergy.imports.readers.survey import survey
from synergy.imports.records import golden
from synergy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.grounds import Ground
    from synergy.identity.identifiers import Identifier
    from synergy.imports.records import Record

GROUND = "import"
FIRST, SECOND = "citic_bank", "citic_securities"
ROWS = 10_000
ROUNDS = 3
WANTED = 0.6

_FIRST = 5_000_000
"""Number of the first row's identifiers: the demonstration data has lower ones."""
_RAW = (Path(__file__).parent / "raw_import.cypher").read_text(encoding="utf-8")
_NOW = datetime(2026, 1, 5, tzinfo=UTC)


async def measure() -> list[Figure]:
    """Import blocks of rows both ways, in turns, into the small demonstration data."""
    clear(GROUND)
    async with ground(folder(GROUND)) as place:
        await load(place.database, Size.SMALL, lambda _kind, _rows: None)
        with tempfile.TemporaryDirectory() as made:
            await _turn(place, Path(made), 0)
            turns = [await _turn(place, Path(made), turn) for turn in range(1, ROUNDS + 1)]
    return [
        _figure("settled by identifiers", [turn.settled for turn in turns], WANTED),
        _figure("of new customers", [turn.new for turn in turns], None),
    ]


def _figure(rows: str, found: list[Pace], wanted: float | None) -> Figure:
    ours, raw = median(pace.ours for pace in found), median(pace.raw for pace in found)
    detail = f"{ours:,.0f} rows/s against {raw:,.0f} rows/s, {len(found)} times {ROWS:,} rows each"
    return at_least(f"import ÷ raw UNWIND … MERGE, rows {rows}", ours / raw, wanted, detail)


class Pace(NamedTuple):
    """Rows per second."""

    ours: float
    raw: float


class Turn(NamedTuple):
    """The same rows, first as new customers, then from another subsidiary that serves them, too."""

    new: Pace
    settled: Pace


async def _turn(place: Ground, made: Path, turn: int) -> Turn:
    rows = ROWS if turn else BATCH_ROWS  # turn 0 warms everything up
    start = _FIRST + 2 * turn * ROWS
    ours, raw = _write(made / f"importer-{turn}.csv", start, rows), _write(made / f"raw-{turn}.csv", start + ROWS, rows)
    first = await _prepare(place, raw, FIRST)
    customers = [row["customer"] for p in first for row in p["rows"]]
    new = Pace(await _import(place, made, ours, FIRST, new=rows), await _merge(place, first))
    then = await _prepare(place, raw, SECOND, customers)
    return Turn(new, Pace(await _import(place, made, ours, SECOND, new=0), await _merge(place, then)))


async def _import(place: Ground, made: Path, file: Path, subsidiary: str, *, new: int) -> float:
    with AuditLog.open(Settings(data_dir=made)) as log:
        audit = create_recorder(log)
        begun = time.perf_counter()
        report = await import_rows(
            place.database,
            file,
            subsidiary,
            folder=ImportFolder(made / "imports"),
            now=_NOW,
            importer="benchmark",
            audit=audit,
        )
        spent = time.perf_counter() - begun
    assert (report.new_customers, report.refused) == (new, 0), report
    return report.rows / spent


async def _merge(place: Ground, prepared: list[dict[str, Any]]) -> float:
    begun = time.perf_counter()
    async with place.driver.session(database=place.address.database) as session:
        for p in prepared:
            await (await session.run(_RAW, {"p": p})).consume()
    return sum(len(p["rows"]) for p in prepared) / (time.perf_counter() - begun)


def _write(file: Path, start: int, rows: int) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("key", "name", "name_en", "kind", "uscc", "lei", "region", "employees", "phone", "website"))
        for number in range(start, start + rows):
            name, english = f"测试客户{number}有限公司", f"Test Customer {number} Co., Ltd."
            codes = (uscc(number, "91", "31"), lei(number))
            website = f"https://customer{number}.example"
            rest = ("上海市", number % 5000, f"021-5{number % 10**7:07}", website)
            writer.writerow((f"key{number}", name, english, "COMPANY", *codes, *rest))
    return file


async def _prepare(
    place: Ground, file: Path, subsidiary: str, customers: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return what the raw statement is given for each batch of a file: rows of new customers, or of known ones."""
    target, words = await find_target(place.database, subsidiary, SYSTEM)
    known = iter(customers)
    origin = {"createdAt": _NOW, "updatedAt": _NOW, "version": 1}
    period = {"validFrom": _NOW.date(), "validTo": date(9999, 12, 31), "recordedAt": _NOW, "recordedBy": "benchmark"}
    given = {
        "subsidiary": target.id,
        "at": _NOW,
        "fresh": origin,
        "resolved": {"score": 1.0, "method": "IDENTIFIER", "evidence": "carries USCC and LEI", "recordedAt": _NOW},
        "serves": {"stage": "ACTIVE", "lastContactOrder": date(1, 1, 1)} | period,
    }
    table = survey(file)
    batches = read_batches(table, read_columns(table), target, words, BATCH_ROWS)
    return [
        {**given, "rows": [_row(record, next(known, None)) for record in batch.records]}
        for batch in batches
        if batch.records
    ]


def _row(record: Record, known: dict[str, Any] | None) -> dict[str, Any]:
    customer = known or golden(record.row) | {
        "id": record.customer_id,
        "sourceSystem": "import",
        "sourceKey": record.id,
    }
    return {
        "record": record.properties(),
        "customer": customer,
        "region": record.region,
        "industry": record.industry,
        "identifiers": [_identifier(one) for one in record.identifiers],
    }


def _identifier(one: Identifier) -> dict[str, Any]:
    return {"id": one.id, "scheme": one.scheme, "value": one.value, "sourceSystem": "import", "sourceKey": one.id}
