"""The import of customers against a raw `UNWIND … MERGE` of the same kind of rows: same nodes, same relationships.

Raw gets its rows ready made, as the parameters of its statement, in batches of the same size; the importer starts from
the file: reads, validates, hashes, looks up what is known, decides, keeps its ledger. Blocks of new rows alternate.
"""

from __future__ import annotations

import csv
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

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
    from benchmarks.grounds import Ground
    from synergy.identity.identifiers import Identifier
    from synergy.imports.records import Record

GROUND = "import"
SUBSIDIARY = "citic_bank"
ROWS = 10_000
ROUNDS = 3
WANTED = 0.6

_FIRST = 5_000_000
"""Number of the first row's identifiers: the demonstration data has lower ones."""
_RAW = (Path(__file__).parent / "raw_import.cypher").read_text(encoding="utf-8")
_NOW = datetime(2026, 1, 5, tzinfo=UTC)


async def measure() -> list[Figure]:
    """Import blocks of new rows both ways, in turns, into the small demonstration data."""
    clear(GROUND)
    async with ground(folder(GROUND)) as place:
        await load(place.database, Size.SMALL, lambda _kind, _rows: None)
        ours: list[float] = []
        raw: list[float] = []
        with tempfile.TemporaryDirectory() as made:
            await _both(place, Path(made), 0)
            for turn in range(1, ROUNDS + 1):
                importer, plain = await _both(place, Path(made), turn)
                ours.append(importer)
                raw.append(plain)
    detail = f"{median(ours):,.0f} rows/s against {median(raw):,.0f} rows/s, {ROUNDS} times {ROWS:,} new rows each"
    return [at_least("import ÷ raw UNWIND … MERGE, rows/s", median(ours) / median(raw), WANTED, detail)]


async def _both(place: Ground, made: Path, turn: int) -> tuple[float, float]:
    """Return the rows per second of the importer and of the raw statement."""
    rows = ROWS if turn else BATCH_ROWS  # turn 0 warms both up
    start = _FIRST + 2 * turn * ROWS
    file = _write(made / f"importer-{turn}.csv", start, rows)
    begun = time.perf_counter()
    with AuditLog.open(Settings(data_dir=made)) as log:
        audit = create_recorder(log)
        report = await import_rows(
            place.database,
            file,
            SUBSIDIARY,
            folder=ImportFolder(made / "imports"),
            now=_NOW,
            importer="benchmark",
            audit=audit,
        )
    importer = rows / (time.perf_counter() - begun)
    assert (report.rows, report.new_customers, report.refused) == (rows, rows, 0), report
    prepared = await _prepare(place, _write(made / f"raw-{turn}.csv", start + ROWS, rows))
    begun = time.perf_counter()
    async with place.driver.session(database=place.address.database) as session:
        for p in prepared:
            await (await session.run(_RAW, {"p": p})).consume()
    return importer, rows / (time.perf_counter() - begun)


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


async def _prepare(place: Ground, file: Path) -> list[dict[str, Any]]:
    """Return what the raw statement is given for each batch of a file."""
    target, words = await find_target(place.database, SUBSIDIARY, SYSTEM)
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
    return [{**given, "rows": [_row(record) for record in batch.records]} for batch in batches if batch.records]


def _row(record: Record) -> dict[str, Any]:
    customer = golden(record.row) | {"id": record.customer_id, "sourceSystem": "import", "sourceKey": record.id}
    return {
        "record": record.properties(),
        "customer": customer,
        "region": record.region,
        "industry": record.industry,
        "identifiers": [_identifier(one) for one in record.identifiers],
    }


def _identifier(one: Identifier) -> dict[str, Any]:
    return {"id": one.id, "scheme": one.scheme, "value": one.value, "sourceSystem": "import", "sourceKey": one.id}
