"""The rows of the seed: what a node and a relationship look like on their way to the loader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TypeAlias

Properties: TypeAlias = dict[str, object]

OPEN_END = date(9999, 12, 31)
LAUNCH = date(2022, 3, 1)
LAST_DAY = date(2022, 12, 31)
PUBLIC = "public"
SYNTHETIC = "synthetic"
RECORDED_BY = "seed"


@dataclass(frozen=True, slots=True)
class Nodes:
    """Rows of one label: `{"id": …, "at": …, "p": properties}`.

    Moments travel as seconds of the epoch in `at`, a tenth of the driver's price for a datetime; `at` becomes
    `createdAt`, `updatedAt` and the properties named in `moments`.
    """

    label: str
    rows: list[Properties]
    also: str | None = None
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edges:
    """Rows of one relationship type: `{"s": start id, "e": end id, "p": properties}`.

    A dated type may join the same two nodes in several periods, told apart by `from`, a day in ISO form; its rows also
    have `to` and `at`. A `recorded` type has `at` alone.
    """

    type: str
    start: str
    end: str
    rows: list[Properties]
    dated: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open interval of days."""

    start: date
    end: date = OPEN_END

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.start <= day < self.end


@cache
def recorded(day: date) -> int:
    """Return when something of that day was recorded: nine in Beijing, never before the platform was there."""
    return moment(max(day, LAUNCH), time(1))


def moment(day: date, at: time) -> int:
    """Return the seconds of the epoch, the time being UTC."""
    return int(datetime.combine(day, at, UTC).timestamp())


def node(key: str, day: date, *, system: str = SYNTHETIC, **properties: object) -> Properties:
    """Make a node's row; a property without a value is left out, as the graph stores no nulls."""
    known = {name: value for name, value in properties.items() if value is not None}
    known.update(version=1, sourceSystem=system, sourceKey=key)
    return {"id": key, "at": recorded(day), "p": known}


def edge(start: str, end: str, **properties: object) -> Properties:
    """Make a relationship's row."""
    return {"s": start, "e": end, "p": properties}


def dated(start: str, end: str, period: Period, **properties: object) -> Properties:
    """Make a dated relationship's row."""
    known = {name: value for name, value in properties.items() if value is not None}
    known["recordedBy"] = RECORDED_BY
    return {
        "s": start,
        "e": end,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "at": recorded(period.start),
        "p": known,
    }
