"""JSON Lines files: one object per line, whose values are single ones; the keys of all objects make the header."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import orjson

from synergy.imports.problems import Fault, Problem, UnreadableFile
from synergy.imports.readers.tables import LONGEST_ROW, Doubt, Row, TextTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.imports.readers.encodings import Text

_MOST_KEYS = 1_000
_CHUNK = 1 << 20
_EXACT = 2**53


@dataclass(frozen=True)
class JsonTable(TextTable):
    """A JSON Lines file."""

    kind = "JSON Lines"
    header: tuple[str, ...]

    @contextmanager
    def open(self) -> Iterator[JsonRows]:
        """Open it for reading its rows."""
        with _open(self.text) as lines:
            yield JsonRows(lines, self.header)


class JsonRows:
    """The rows of an open file: the header in line 0, then one of each object; a key that it lacks is an empty cell."""

    def __init__(self, lines: TextIO, header: tuple[str, ...]) -> None:
        self._lines = lines
        self._header = header
        self.line = 0

    def __iter__(self) -> Iterator[Row | Problem]:
        yield Row(0, list(self._header), 0)
        for text in _lines(self._lines):
            self.line += 1
            if text is None or text.strip():
                yield self._read(text)

    def _read(self, text: str | None) -> Row | Problem:
        found = _parse(self.line, text)
        if isinstance(found, Problem):
            return found
        values = [found.get(key) for key in self._header]
        doubts = [doubt for place, value in enumerate(values) if (doubt := _doubt(place, value))]
        return Row(self.line, [_text(value) for value in values], len(text or ""), tuple(doubts))


def survey_json(text: Text) -> JsonTable:
    """Collect the keys of all objects, in the order in which they come; raise UnreadableFile when they never end."""
    keys: dict[str, None] = {}
    with _open(text) as lines:
        for number, line in enumerate(_lines(lines), 1):
            found = _parse(number, line)
            if isinstance(found, dict):
                keys.update(dict.fromkeys(found))
            if len(keys) > _MOST_KEYS:
                raise UnreadableFile(
                    f"The objects of {text.file.name} up to line {number} have more than {_MOST_KEYS:,} keys; "
                    "a key names a column, and what it holds is the value."
                )
    if not keys:
        raise UnreadableFile(f"{text.file.name} has no line that is a JSON object.")
    return JsonTable(text, tuple(keys))


def _open(text: Text) -> TextIO:
    return text.file.open(encoding=text.encoding.codec, errors="strict", newline="\n")


def _lines(lines: TextIO) -> Iterator[str | None]:
    """Yield each line; None for one that is too long to be a row."""
    while line := lines.readline(LONGEST_ROW + 1):
        if len(line) <= LONGEST_ROW:
            yield line
            continue
        while line and not line.endswith("\n"):
            line = lines.readline(_CHUNK)
        yield None


def _parse(number: int, line: str | None) -> dict[str, Any] | Problem:
    if line is None:
        return Problem(number, "", Fault.JSON, f"the line is longer than {LONGEST_ROW:,} characters")
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        reason = f"the line is not JSON (character {error.colno}); write one object per line"
        return Problem(number, "", Fault.JSON, reason)
    if not isinstance(found, dict):
        return Problem(number, "", Fault.JSON, "the line is not an object; write one object per line")
    return found


def _doubt(place: int, value: object) -> Doubt | None:
    """Doubt nested values, and numbers beyond what is read exactly: whole numbers of 64 bits are."""
    if isinstance(value, dict | list):
        return Doubt(place, Fault.NESTED, "holds a nested value; give it a single one, or ignore it in a profile")
    if isinstance(value, float) and abs(value) >= _EXACT:
        return Doubt(place, Fault.LOST_DIGITS, "has lost digits as a JSON number; write it in quotes")
    return None


def _text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
