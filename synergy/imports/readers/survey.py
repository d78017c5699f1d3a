"""Looking a file through before it is read: which format it is in, and whether all of it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.imports.problems import UnreadableFile
from synergy.imports.readers.delimited import DelimitedTable
from synergy.imports.readers.encodings import survey_text
from synergy.imports.readers.json_lines import survey_json
from synergy.imports.readers.workbook import survey_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.imports.readers.encodings import Encoding
    from synergy.imports.readers.tables import Table

_HEAD = 4_096
_ZIP = b"PK\x03\x04"
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook or has a password; save it as XLSX without one",
    b"\xff\xfe": "is in UTF-16; save it as CSV in UTF-8",
    b"\xfe\xff": "is in UTF-16; save it as CSV in UTF-8",
    b"\x1f\x8b": "is compressed; unpack it first",
    b"%PDF": "is a PDF; export the data as CSV or XLSX",
    b"[": "is a JSON array; write one object per line (JSON Lines)",
    b"<": "is HTML or XML; save it as CSV or XLSX",
}


def survey(file: Path, encoding: Encoding | None = None) -> Table:
    """Find out by its content what a file is, and look all of it through once.

    `encoding` is that of a text file, when it was named. Raises UnreadableFile, saying where and how to mend it.
    """
    if not file.is_file():
        raise UnreadableFile(f"{file} is not a file.")
    try:
        with file.open("rb") as content:
            head = content.read(_HEAD)
        if head.startswith(_ZIP):
            return survey_workbook(file)
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        for mark, what in _FOREIGN.items():
            if start.startswith(mark):
                raise UnreadableFile(f"{file.name} {what}.")
        text = survey_text(file, encoding)
        return survey_json(text) if start.startswith(b"{") else DelimitedTable(text)
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error
