"""Candidate pairs of a batch: the records that share a key which few have, joined by DuckDB in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa  # type: ignore[import-untyped] # it brings no types

from synergy.identity.blocking import MOST_SHARING, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH = 20_000
_PAIRS = 50_000
MOST_CANDIDATES = 40
"""How many candidates a record is compared with at most: those that share the rarest keys."""


class Candidates:
    """Collects the keys of records, numbered from 0, and then yields the pairs to compare, each once.

    `within` says whether records of one source are compared, too.
    """

    def __init__(self, memory: str = "700MB") -> None:
        self._connection = duckdb.connect(config={"memory_limit": memory})
        self._connection.execute("CREATE TABLE keys (key BIGINT, record INTEGER, source INTEGER)")
        self._keys: list[int] = []
        self._records: list[int] = []
        self._sources: list[int] = []

    def add(self, record: int, source: int, keys: Iterable[str]) -> None:
        """Take in a record's keys."""
        for key in keys:
            self._keys.append(int.from_bytes(digest(key), "big", signed=True))
            self._records.append(record)
            self._sources.append(source)
        if len(self._keys) > _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._keys:
            table = pa.table(
                {
                    "key": pa.array(self._keys, pa.int64()),
                    "record": pa.array(self._records, pa.int32()),
                    "source": pa.array(self._sources, pa.int32()),
                }
            )
            self._connection.register("batch", table)
            self._connection.execute("INSERT INTO keys SELECT * FROM batch")
            self._connection.unregister("batch")
            self._keys, self._records, self._sources = [], [], []

    def pairs(self, *, within: bool = True) -> Iterator[tuple[int, int]]:
        """Yield the pairs of records that share a key of at most MOST_SHARING, the lower number first."""
        self._flush()
        self._connection.execute(_PAIRING, {"sharing": MOST_SHARING, "most": MOST_CANDIDATES, "within": within})
        while rows := self._connection.fetchmany(_PAIRS):
            yield from rows


_PAIRING = """
WITH kept AS (
  SELECT key, count(*) AS size FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND $sharing
), shared AS (
  SELECT one.record AS low, other.record AS high, sum(1.0 / kept.size) AS rarity
  FROM kept JOIN keys one USING (key) JOIN keys other USING (key)
  WHERE one.record < other.record AND ($within OR one.source <> other.source)
  GROUP BY one.record, other.record
), ranked AS (
  SELECT low, high,
    row_number() OVER (PARTITION BY low ORDER BY rarity DESC, high) AS from_low,
    row_number() OVER (PARTITION BY high ORDER BY rarity DESC, low) AS from_high
  FROM shared
)
SELECT low, high FROM ranked WHERE from_low <= $most OR from_high <= $most ORDER BY low, high
"""
