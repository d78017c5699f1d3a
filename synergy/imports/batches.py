"""From a table to batches of records: each row passed on or told of. Memory does not grow with the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pydantic import ValidationError

from synergy.imports.columns import read_header
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.misplaced import value_class
from synergy.imports.problems import Fault, Problem, UnreadableFile
from synergy.imports.records import DIGITS, Record, exact, make_record
from synergy.imports.rows import explain, find_control_character, find_misplaced, looks_like_fund, warnings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from synergy.imports.columns import Columns
    from synergy.imports.headings import Headings
    from synergy.imports.profile import Profile
    from synergy.imports.readers.tables import Row, Rows, Table
    from synergy.imports.records import Target, Vocabulary

_MOST_CHARACTERS = 8_000_000


class Keyed(Protocol):
    """What the record of any kind of row has: its id, the line it came from, and whose it says that it is."""

    @property
    def id(self) -> str:
        """The same in every import."""

    @property
    def line(self) -> int:
        """The line of its row."""

    @property
    def of(self) -> str | None:
        """The subsidiary that the row names, if it names one."""


Made = TypeVar("Made", bound=Keyed)


class Reading(Protocol[Made]):
    """How the rows of a kind are read."""

    @property
    def target(self) -> Target:
        """For whom."""

    @property
    def columns(self) -> Columns:
        """The header."""

    def make(self, cells: Sequence[str], line: int) -> Made:
        """Make a row's record; raise pydantic's ValidationError when the row is wrong."""

    def refuse(self, record: Made) -> Problem | None:
        """Say why a record must not land that can be made."""

    def warn(self, record: Made) -> list[Problem]:
        """Tell what there is to tell of a record that lands."""


@dataclass
class BatchOf(Generic[Made]):
    """Records to write and what there is to tell of their rows and others; `line` is the last line they came from."""

    records: list[Made] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    refused: int = 0
    line: int = 0


Batch = BatchOf[Record]


class Keys:
    """The records of a file so far, each with its line, on disk: a file may have more than fit into memory.

    Rows that were refused count as there when their key could be read; `unread` is how many have none.
    """

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("PRAGMA journal_mode = OFF")
        self._seen.execute("PRAGMA synchronous = OFF")
        self._seen.execute("BEGIN")
        self._seen.execute("CREATE TABLE seen (id BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self.unread = 0

    def first(self, record: Keyed) -> int | None:
        """Remember the record; return the line of the row that had its key before, if one did."""
        digest = _digest(record.id)
        # A row that was refused is remembered without its line: a later one may have its key.
        added = self._seen.execute(
            "INSERT INTO seen VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET line = excluded.line WHERE line IS NULL",
            (digest, record.line),
        )
        if added.rowcount:
            return None
        line: int = self._seen.execute("SELECT line FROM seen WHERE id = ?", (digest,)).fetchone()[0]
        return line

    def note(self, record_id: str) -> None:
        """Remember that the file has a row for the record, though it was refused."""
        self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, NULL)", (_digest(record_id),))

    def absent(self, record_ids: Iterable[str]) -> list[str]:
        """Return those of the records that the file has no row for."""
        ask = "SELECT 1 FROM seen WHERE id = ?"
        return [one for one in record_ids if self._seen.execute(ask, (_digest(one),)).fetchone() is None]

    def close(self) -> None:
        """Drop them."""
        self._seen.close()


def _digest(record_id: str) -> bytes:
    return bytes.fromhex(record_id[-DIGITS:])


def read_titles(table: Table) -> list[str]:
    """Read the header as it came; raise UnreadableFile when the file has none."""
    with table.open() as rows:
        for row in rows:
            if isinstance(row, Problem):
                raise UnreadableFile(f"The header (line {row.line}) cannot be read: {row.reason}.")
            return row.cells
    raise UnreadableFile(f"{table.name} is empty.")


def read_columns(table: Table, profile: Profile | None = None, headings: Headings = CUSTOMERS) -> Columns:
    """Read the header; raise UnreadableFile when the file has none that serves."""
    return read_header(read_titles(table), profile, headings)


def read_batches(
    table: Table, columns: Columns, target: Target, words: Vocabulary, batch_rows: int
) -> Generator[Batch]:
    """Yield the customers after the header in batches, as `cut` does."""
    return cut(table, CustomerReading(target, columns, words), batch_rows)


def cut(
    table: Table, reading: Reading[Made], batch_rows: int, *, keys: Keys | None = None, done: int = 0
) -> Generator[BatchOf[Made]]:
    """Yield the rows after the header in batches, in order; every row is counted in one of them.

    `keys` gets to know what records the file has; it is the caller's to close. The first `done` rows are looked at
    for that only: they give batches without rows.
    """
    with nullcontext(keys) if keys else closing(Keys()) as seen:
        try:
            with table.open() as rows:
                read = iter(rows)
                next(read, None)
                check = _Check(reading, seen)
                yield from _skip(rows, islice(read, done), check, batch_rows)
                yield from _cut(rows, read, check, batch_rows)
        except UnicodeDecodeError as error:
            raise UnreadableFile(f"{table.name} was changed while it was imported; import it again.") from error


def _skip(rows: Rows, read: Iterator[Row | Problem], check: _Check[Made], batch_rows: int) -> Iterator[BatchOf[Made]]:
    for number, row in enumerate(read, 1):
        check.take(row, BatchOf[Made]())
        if number % batch_rows == 0:
            yield BatchOf[Made](line=rows.line)


def _cut(rows: Rows, read: Iterator[Row | Problem], check: _Check[Made], batch_rows: int) -> Iterator[BatchOf[Made]]:
    batch, characters = BatchOf[Made](), 0
    for row in read:
        characters += check.take(row, batch)
        if batch.rows >= batch_rows or characters >= _MOST_CHARACTERS:
            batch.line = rows.line
            yield batch
            batch, characters = BatchOf[Made](), 0
    batch.line = rows.line
    yield batch


@dataclass(frozen=True)
class CustomerReading:
    """How a customers file is read."""

    target: Target
    columns: Columns
    words: Vocabulary

    def make(self, cells: Sequence[str], line: int) -> Record:
        """Make a row's record; raise pydantic's ValidationError when the row is wrong."""
        return make_record(self.target, self.words, self.columns, cells, line)

    def refuse(self, record: Record) -> Problem | None:
        """Refuse a value in the wrong column, and what is no customer."""
        if misplaced := find_misplaced(self.columns, record.line, record.row):
            return misplaced
        if looks_like_fund(record.row, self.columns):
            return Problem(record.line, self.columns.title("name"), Fault.FUND, "looks like a fund, not a company")
        return None

    def warn(self, record: Record) -> list[Problem]:
        """Tell of identifiers that link nothing, and of formulas."""
        return warnings(self.columns, record.line, record.row)


@dataclass(frozen=True)
class _Check(Generic[Made]):
    """Decides whether a row may become a record."""

    reading: Reading[Made]
    keys: Keys

    def take(self, row: Row | Problem, batch: BatchOf[Made]) -> int:
        """Add a row to the batch, or what is wrong with it; return how many characters it has."""
        batch.rows += 1
        if isinstance(row, Problem):
            batch.problems.append(row)
            batch.refused += 1
            self.keys.unread += 1
            return 0
        before = len(batch.problems)
        self.add(row, batch)
        batch.problems[before:] = [self._classed(one, row) for one in batch.problems[before:]]
        return row.characters

    def add(self, row: Row, batch: BatchOf[Made]) -> None:
        """Add the row's record to the batch, or the reasons why it has none."""
        before = len(batch.problems)
        record = self._record(row, batch.problems)
        if record is None:
            batch.refused += 1
            self._note_refused(row, batch.problems[before:])
        else:
            batch.records.append(record)
            batch.problems += self.reading.warn(record)

    def _classed(self, problem: Problem, row: Row) -> Problem:
        """Return the problem with the class of value that its cell holds."""
        header = self.reading.columns.header
        if problem.column not in header or len(row.cells) != len(header):
            return problem
        return replace(problem, value=value_class(row.cells[header.index(problem.column)]))

    def _note_refused(self, row: Row, problems: list[Problem]) -> None:
        columns = self.reading.columns
        of_key = ("", columns.title("key"))
        is_unread = any(one.column in of_key and one.fault is not Fault.DUPLICATE_KEY for one in problems)
        key = None if is_unread else columns.texts(row.cells).get("key")
        if key is None:
            self.keys.unread += 1
        else:
            self.keys.note(self.reading.target.record_id(" ".join(key.split())))

    def _record(self, row: Row, problems: list[Problem]) -> Made | None:
        if problem := self._find_unreadable(row):
            problems.append(problem)
            return None
        try:
            record = self.reading.make(row.cells, row.line)
        except ValidationError as error:
            problems += explain(self.reading.columns, row.cells, row.line, error)
            return None
        if problem := self._find_foreign(record):
            problems.append(problem)
            return None
        return record

    def _find_unreadable(self, row: Row) -> Problem | None:
        columns = self.reading.columns
        wanted = len(columns.header)
        if len(row.cells) != wanted:
            reason = f"has {len(row.cells)} cells where the header has {wanted}"
            return Problem(row.line, "", Fault.RAGGED, reason)
        for doubt in row.doubts:
            title = columns.header[doubt.place]
            is_kept = doubt.fault is Fault.NESTED and title not in columns.ignored
            if is_kept or doubt.place in columns.read_places:
                return Problem(row.line, title, doubt.fault, doubt.reason)
        return find_control_character(columns, row.cells, row.line)

    def _find_foreign(self, record: Made) -> Problem | None:
        target, title = self.reading.target, self.reading.columns.title
        if record.of and exact(record.of) not in target.called:
            reason = f"names another subsidiary than {target.code}; import such rows for theirs"
            return Problem(record.line, title("subsidiary"), Fault.OTHER_SUBSIDIARY, reason)
        if problem := self.reading.refuse(record):
            return problem
        if first := self.keys.first(record):
            return Problem(record.line, title("key"), Fault.DUPLICATE_KEY, f"has the key of line {first}")
        return None
