"""ZIP archives that are not trusted: refused by their directory before they are opened, read in pieces afterwards."""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from synergy.imports.problems import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path
    from zipfile import ZipInfo

MOST_PARTS = 2_000
MOST_BYTES = 1 << 30
"""Unpacked, all parts together."""
MOST_OF_A_PART = 8 << 20
"""Unpacked bytes of a part that is read as a whole."""
MOST_TIMES = 100
"""How many times larger a part may be than it is packed; sheets are 5 to 60 times."""
_SMALL = 1 << 20
_DIRECTORY_BYTES = 1 << 20
_PIECE = 1 << 16

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_BYTES = 20
_MOST_COMMENT = (1 << 16) - 1
_ENCRYPTED = 0x1


class Archive(ZipFile):
    """An archive whose sizes are within bounds, whatever its directory says of them.

    `open` gives no more bytes than the directory says, in pieces as they are asked for. `read` asks in pieces, too,
    where ZipFile's own would unpack all there is at once. Raises UnreadableFile, before anything is unpacked.
    """

    def __init__(self, file: Path) -> None:
        self._path = file
        _check_directory(file)
        try:
            super().__init__(file)
        except (BadZipFile, OSError, struct.error, NotImplementedError, UnicodeDecodeError, ValueError) as error:
            raise UnreadableFile(_damaged(file)) from error
        try:
            _check_parts(file, self.infolist())
        except UnreadableFile:
            self.close()
            raise

    def read(self, name: str | ZipInfo, pwd: bytes | None = None) -> bytes:
        """Return a part that is small enough to be read as a whole; raise UnreadableFile when it is not."""
        found = name if not isinstance(name, str) else self.getinfo(name)
        if found.file_size > MOST_OF_A_PART:
            raise UnreadableFile(f"{self._path.name}: its part {found.filename} is too large. {_MEND}")
        with self.open(found, pwd=pwd) as part:
            return b"".join(iter(partial(part.read, _PIECE), b""))


_MEND = "Copy the data into a new workbook, or save the sheet as CSV in UTF-8."


def _damaged(file: Path) -> str:
    return (
        f"{file.name} is a ZIP archive or an XLSX workbook, and damaged. Open it in Excel and save it again, or as CSV."
    )


def _check_directory(file: Path) -> None:
    """Refuse an archive whose directory alone would cost too much to read, where ZipFile looks for it."""
    with file.open("rb") as content:
        size = content.seek(0, 2)
        content.seek(max(0, size - _END.size - _MOST_COMMENT - _LOCATOR_BYTES - _END_64.size))
        tail = content.read()
    place = len(tail) - _END.size
    if place < 0 or not (tail.startswith(b"PK\5\6", place) and tail.endswith(b"\0\0")):
        place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < _END.size:
        raise UnreadableFile(_damaged(file))
    _, _, _, _, parts, directory, _, _ = _END.unpack_from(tail, place)
    at = place - _LOCATOR_BYTES - _END_64.size
    if at >= 0 and tail.startswith(b"PK\6\7", place - _LOCATOR_BYTES) and tail.startswith(b"PK\6\6", at):
        *_, parts, directory, _ = _END_64.unpack_from(tail, at)
    if parts > MOST_PARTS or directory > _DIRECTORY_BYTES:
        raise UnreadableFile(f"{file.name} has {parts:,} parts; a workbook has at most {MOST_PARTS:,}. {_MEND}")


def _check_parts(file: Path, parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise UnreadableFile(f"{file.name} has {len(parts):,} parts; a workbook has at most {MOST_PARTS:,}. {_MEND}")
    if len({part.filename for part in parts}) < len(parts):
        raise UnreadableFile(f"{file.name} has two parts of one name, which no workbook has. {_MEND}")
    if sum(part.compress_size for part in parts) > file.stat().st_size:
        raise UnreadableFile(f"{file.name} has parts that overlap, which no workbook has. {_MEND}")
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES:
        raise UnreadableFile(f"{file.name} is {total / 2**20:,.0f} MB unpacked, {MOST_BYTES >> 20:,} at most. {_MEND}")
    for part in parts:
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or part.flag_bits & _ENCRYPTED:
            raise UnreadableFile(f"{file.name} is packed or encrypted in a way that no workbook is. {_MEND}")
        if part.file_size > max(_SMALL, MOST_TIMES * part.compress_size):
            times = part.file_size / max(1, part.compress_size)
            raise UnreadableFile(
                f"{file.name}: its part {part.filename} is {times:,.0f} times larger unpacked, {MOST_TIMES} at most. "
                f"{_MEND}"
            )
