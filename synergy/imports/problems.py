"""What can be wrong with a file, a row or a cell, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synergy.errors import SynergyError


class UnreadableFile(SynergyError):
    """The file as a whole cannot be imported; nothing of it was, unless the message says so."""

    code = "UNREADABLE_FILE"


class ImportRunning(SynergyError):
    """Another import for the same subsidiary is under way, or has taken over from this one."""

    code = "IMPORT_RUNNING"


class ImportCancelled(SynergyError):
    """Somebody cancelled the import; what had landed stays."""

    code = "IMPORT_CANCELLED"


class ClosingRefused(SynergyError):
    """A snapshot would end more than it may; its rows have landed, and nothing was ended."""

    code = "CLOSING_REFUSED"


class UnknownSubsidiary(SynergyError):
    """No subsidiary has this id or code."""

    code = "UNKNOWN_SUBSIDIARY"


class Fault(StrEnum):
    """Kinds of problems, stable for counting and filtering."""

    QUOTING = "QUOTING"
    """Quotation marks do not pair up, or the row is far too long."""
    RAGGED = "RAGGED"
    """More or fewer cells than the header."""
    JSON = "JSON"
    """A line is not one JSON object, or is far too long."""
    NESTED = "NESTED"
    """A JSON value is an object or an array where a single value belongs."""
    LOST_DIGITS = "LOST_DIGITS"
    """A spreadsheet or a JSON number has rounded what was an identifier."""
    MISSING = "MISSING"
    """A required cell is empty."""
    BAD_VALUE = "BAD_VALUE"
    """A cell holds something impossible."""
    DUPLICATE_KEY = "DUPLICATE_KEY"
    """An earlier row of the file has the key."""
    FUND = "FUND"
    """Looks like a fund, not a company."""
    MISPLACED = "MISPLACED"
    """A cell holds what belongs into another column: a credit code as a name."""
    OTHER_SUBSIDIARY = "OTHER_SUBSIDIARY"
    """The row names another subsidiary than the one that the file is imported for."""
    UNKNOWN = "UNKNOWN"
    """A cell names nothing that the subsidiary may know of."""
    CONFLICT = "CONFLICT"
    """The identifiers contradict what the graph knows; a person has to decide."""
    CHECK_DIGIT = "CHECK_DIGIT"
    """A warning: an identifier fails its own check digit, so it links nothing."""
    NO_EXCHANGE = "NO_EXCHANGE"
    """A warning: a stock code does not name its exchange, so it links nothing."""
    FORMULA = "FORMULA"
    """A warning: a cell holds a formula, which is kept as text and never evaluated."""


WARNINGS = frozenset({Fault.CHECK_DIGIT, Fault.NO_EXCHANGE, Fault.FORMULA})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell about a row: `line` is the physical line it starts on, `column` as the file's header says it.

    `column` is empty where the row as a whole is meant. A row may have several problems; unless all of them are
    warnings it was refused.
    """

    line: int
    column: str
    fault: Fault
    reason: str
    value: str = ""
    """The class of the cell's value, never the value; empty where no cell is meant."""

    @property
    def is_warning(self) -> bool:
        """Whether the row landed all the same."""
        return self.fault in WARNINGS
