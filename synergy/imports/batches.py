"""From an open file to batches of records: each row passed on or told of. Memory does not grow with the file."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from synergy.imports.columns import read_header
from synergy.imports.lines import OpenCsv, Row
from synergy.imports.problems import Fault, Problem, UnreadableFile
from synergy.imports.records import make_record
from synergy.imports.rows import explain, find_control_character, looks_like_fund, warnings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from synergy.imports.columns import Columns
    from synergy.imports.lines import CsvRows
    from synergy.imports.records import Record, Target, Vocabulary

_MOST_CHARACTERS = 8_000_000


@dataclass
class Batch:
    """Records to write and what there is to tell of their rows and others; `line` is the last line they came from."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    refused: int = 0
    line: int = 0


class Keys:
    """The records of a file so far, each with its line, on disk: a file may have more than fit into memory."""

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("PRAGMA journal_mode = OFF")
        self._seen.execute("PRAGMA synchronous = OFF")
        self._seen.execute("BEGIN")
        self._seen.execute("CREATE TABLE seen (id BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def first(self, record: Record) -> int | None:
        """Remember the record; return the line of the row that had its key before, if one did."""
        digest = bytes.fromhex(record.id[-24:])
        added = self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, record.line))
        if added.rowcount:
            return None
        line: int = self._seen.execute("SELECT line FROM seen WHERE id = ?", (digest,)).fetchone()[0]
        return line

    def close(self) -> None:
        """Drop them."""
        self._seen.close()


def read_columns(file: Path) -> Columns:
    """Read the header; raise UnreadableFile when the file has none that serves."""
    with OpenCsv(file) as rows:
        for row in rows:
            if isinstance(row, Problem):
                raise UnreadableFile(f"The header (line {row.line}) cannot be read: {row.reason}.")
            return read_header(row.cells)
    raise UnreadableFile(f"{file.name} is empty.")


def read_batches(file: Path, columns: Columns, target: Target, words: Vocabulary, batch_rows: int) -> Generator[Batch]:
    """Yield the rows after the header in batches, in order; every row is counted in one of them."""
    keys = Keys()
    try:
        with OpenCsv(file) as rows:
            next(iter(rows), None)
            yield from _cut(rows, _Check(columns, target, words, keys), batch_rows)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{file.name} was changed while it was imported; import it again.") from error
    finally:
        keys.close()


def _cut(rows: CsvRows, check: _Check, batch_rows: int) -> Iterator[Batch]:
    batch, characters = Batch(), 0
    for row in rows:
        batch.rows += 1
        if isinstance(row, Problem):
            batch.problems.append(row)
            batch.refused += 1
        else:
            characters += row.characters
            check.add(row, batch)
        if batch.rows >= batch_rows or characters >= _MOST_CHARACTERS:
            batch.line = rows.line
            yield batch
            batch, characters = Batch(), 0
    batch.line = rows.line
    yield batch


@dataclass(frozen=True)
class _Check:
    """Decides whether a row may become a record."""

    columns: Columns
    target: Target
    words: Vocabulary
    keys: Keys

    def add(self, row: Row, batch: Batch) -> None:
        """Add the row's record to the batch, or the reasons why it has none."""
        record = self._record(row, batch.problems)
        if record is None:
            batch.refused += 1
        else:
            batch.records.append(record)
            batch.problems += warnings(self.columns, row.line, record.row)

    def _record(self, row: Row, problems: list[Problem]) -> Record | None:
        cells, wanted = row.cells, len(self.columns.header)
        if len(cells) != wanted:
            reason = f"has {len(cells)} cells where the header has {wanted}"
            problems.append(Problem(row.line, "", Fault.RAGGED, reason))
            return None
        if control := find_control_character(self.columns, cells, row.line):
            problems.append(control)
            return None
        try:
            record = make_record(self.target, self.words, self.columns, cells, row.line)
        except ValidationError as error:
            problems += explain(self.columns, row.line, error)
            return None
        if looks_like_fund(record.row, self.columns):
            title = self.columns.title("name")
            problems.append(Problem(row.line, title, Fault.FUND, "looks like a fund, not a company"))
            return None
        if first := self.keys.first(record):
            title = self.columns.title("key")
            problems.append(Problem(row.line, title, Fault.DUPLICATE_KEY, f"has the key of line {first}"))
            return None
        return record
