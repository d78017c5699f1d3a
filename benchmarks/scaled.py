"""Customers by the ten thousand: only what a page of customers walks, in sizes that differ by powers of ten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synergy.graph.database import Database

WIDE = "usr_scaled_wide"
"""A viewer at headquarters, who reaches 19 of 20 customers."""
NARROW = "usr_scaled_narrow"
"""A viewer whose subsidiary serves exactly `FEW` customers and who sees no others."""
FEW = 100

_BATCH = 5_000
_SUBSIDIARIES = 30
_HERE = Path(__file__).parent
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_ENTITY = {
    "createdAt": _BEGINNING,
    "updatedAt": _BEGINNING,
    "version": 1,
    "sourceSystem": "scaled",
    "sourceKey": "frame",
}
_PERIOD = {
    "validFrom": date(2020, 1, 1),
    "validTo": date(9999, 12, 31),
    "recordedAt": _BEGINNING,
    "recordedBy": "benchmarks",
}


async def scale(database: Database, size: int) -> None:
    """Make `size` customers (a multiple of `FEW`, not of 7919) in a graph that has none or has exactly these."""
    found = await database.read("RETURN COUNT { (:Customer) } AS customers", {})
    if found["customers"] == size:
        return
    given: dict[str, Any] = {"subsidiaries": _SUBSIDIARIES, "entity": _ENTITY, "period": _PERIOD}
    await database.write(_text("scaled_frame"), given)
    customers = _text("scaled_customers")
    for start in range(found["customers"], size, _BATCH):
        end = min(start + _BATCH, size)
        await database.write(customers, {**given, "start": start, "end": end, "size": size, "few": FEW})


def _text(name: str) -> str:
    return (_HERE / f"{name}.cypher").read_text(encoding="utf-8")
