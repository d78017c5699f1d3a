"""From a row of a declared kind to a record, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from synergy.imports.misplaced import is_rounded, looks_like, looks_like_identifier
from synergy.imports.problems import Fault, Problem
from synergy.imports.rows import FORMULA, FORMULA_AS_KEY, LOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from synergy.imports.columns import Columns
    from synergy.imports.dates import DateOrder
    from synergy.imports.kinds.kind import Kind
    from synergy.imports.kinds.row import Row
    from synergy.imports.records import Target

_NAMES = frozenset({"name", "name_en"})


@dataclass(frozen=True)
class KindRecord:
    """A row on its way into the graph; `payload` is the row as it came, as JSON in the file's order."""

    line: int
    id: str
    row: Row
    payload: str
    content_hash: str

    @property
    def of(self) -> str | None:
        """The subsidiary that the row names, if it names one."""
        return self.row.subsidiary

    @cached_property
    def own_id(self) -> str:
        """What the id of the node that this row makes ends in: the same in every run, and nobody else can compute it.

        An id that followed from the key would tell who guesses the key which subsidiary brought the node in.
        """
        return sha256(f"{self.id}\n{self.content_hash}".encode()).hexdigest()[:24]

    def properties(self, system: str) -> dict[str, Any]:
        """Return what its SourceRecord holds of it."""
        return {
            "sourceSystem": system,
            "sourceKey": self.row.key,
            "name": self.row.label,
            "payload": self.payload,
            "contentHash": self.content_hash,
        }


@dataclass(frozen=True)
class KindReading:
    """How the rows of a declared kind are read: `dates` is what 03/04/2024 means."""

    kind: Kind
    target: Target
    columns: Columns
    dates: DateOrder | None = None

    def make(self, cells: Sequence[str], line: int) -> KindRecord:
        """Make a row's record; raise pydantic's ValidationError when the row is wrong.

        The hash does not depend on the order of the columns, but on what the profile says dates mean.
        """
        row = self.kind.row.model_validate(self.columns.texts(cells), context={"dates": self.dates})
        kept = self.columns.keep(cells)
        hashed = {"row": kept, "dates": self.dates.value} if self.dates else kept
        return KindRecord(
            line=line,
            id=self.target.record_id(row.key),
            row=row,
            payload=orjson.dumps(kept).decode(),
            content_hash=sha256(orjson.dumps(hashed, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        )

    def refuse(self, record: KindRecord) -> Problem | None:
        """Refuse a formula that would name something, a rounded number, and a value in the wrong column."""
        if record.row.key.startswith("="):
            return self._problem(record, "key", Fault.BAD_VALUE, FORMULA_AS_KEY)
        for field in ("key", *self.kind.references):
            if any(map(is_rounded, record.row.named(field))):
                return self._problem(record, field, Fault.LOST_DIGITS, LOST)
        for field, text in self._texts(record.row):
            if is_rounded(text):
                return self._problem(record, field, Fault.LOST_DIGITS, LOST)
            finds = looks_like if field in _NAMES else looks_like_identifier
            if instead := finds(text):
                return self._problem(record, field, Fault.MISPLACED, f"looks like {instead}; is the column right?")
        return None

    def warn(self, record: KindRecord) -> list[Problem]:
        """Tell of formulas, which land as text."""
        return [
            self._problem(record, field, Fault.FORMULA, FORMULA)
            for field, text in self._texts(record.row)
            if text.startswith("=")
        ]

    def _texts(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield each text that is neither a key nor names something."""
        for field in self.kind.columns:
            value = getattr(row, field)
            if type(value) is str and field not in {"key", "subsidiary", *self.kind.references}:
                yield field, value

    def _problem(self, record: KindRecord, field: str, fault: Fault, reason: str) -> Problem:
        return Problem(record.line, self.columns.title(field), fault, reason)
