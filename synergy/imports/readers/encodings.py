"""Which encoding a text file is in: strictly UTF-8, else strictly GB18030, and nothing is guessed beyond that."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.imports.problems import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")


class Encoding(StrEnum):
    """The encodings that are read; a byte order mark goes with UTF-8 only."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"

    @property
    def codec(self) -> str:
        """The codec that also takes a byte order mark away."""
        return "utf-8-sig" if self is Encoding.UTF_8 else self.value


@dataclass(frozen=True)
class Text:
    """A text file as a whole: all of it is in `encoding`."""

    file: Path
    lines: int
    digest: str
    encoding: Encoding


@dataclass(frozen=True)
class _BadByte:
    """The first byte that an encoding does not have: its line, and its place in the file, both counted from 1."""

    line: int
    place: int
    value: int
    cut_off: bool

    def __str__(self) -> str:
        return f"line {self.line} has the byte {self.value:#04x} (byte {self.place:,} of the file)"


class _Attempt:
    """One encoding tried on the chunks of a file, up to the first byte that it does not have."""

    def __init__(self, encoding: Encoding) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding.value)("strict")
        self._lines, self._bytes = 0, 0
        self.bad: _BadByte | None = None
        self.has_wide = False
        """Whether a character of three bytes or more came before: chance hardly makes one of another encoding."""

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        """Decode the next chunk."""
        if self.bad is not None:
            return
        try:
            self._notice(self._decoder.decode(chunk, final))
        except UnicodeDecodeError as error:
            self._notice(error.object[: error.start].decode(error.encoding, "ignore"))
            before = error.object[: error.start]
            kept = len(error.object) - len(chunk)
            self.bad = _BadByte(
                self._lines + before.count(b"\n") + 1,
                self._bytes + error.start - kept + 1,
                error.object[error.start],
                cut_off=final,
            )
        self._lines += chunk.count(b"\n")
        self._bytes += len(chunk)

    def _notice(self, text: str) -> None:
        self.has_wide = self.has_wide or _THREE_BYTES.search(text) is not None


def survey_text(file: Path, named: Encoding | None) -> Text:
    """Read the whole file once, or twice when it is not in UTF-8; `named` is the encoding that a profile gives it.

    A file that is UTF-8 up to a wrong byte, with characters that only UTF-8 writes so, is not tried as anything else:
    its names would come in as other, wrong characters. Raises UnreadableFile, saying where.
    """
    first = _Attempt(named or Encoding.UTF_8)
    lines, last, digest = 0, b"", sha256()
    with file.open("rb") as content:
        marked = content.read(3) == codecs.BOM_UTF8
        content.seek(0)
        while chunk := content.read(_CHUNK):
            first.feed(chunk)
            digest.update(chunk)
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    first.feed(b"", final=True)
    lines += last not in (b"\n", b"")
    if first.bad is None:
        return Text(file, lines, digest.hexdigest(), named or Encoding.UTF_8)
    if named or marked or first.has_wide or first.bad.cut_off:
        raise UnreadableFile(_told(file, first.bad, named or Encoding.UTF_8, cut_off=first.bad.cut_off))
    second = _try(file, Encoding.GB18030)
    if second is not None:
        raise UnreadableFile(
            f"{file.name} is neither in UTF-8, where {first.bad}, nor in GB18030, where {second}; "
            "save it as CSV in UTF-8. Nothing was imported."
        )
    return Text(file, lines, digest.hexdigest(), Encoding.GB18030)


def _try(file: Path, encoding: Encoding) -> _BadByte | None:
    attempt = _Attempt(encoding)
    with file.open("rb") as content:
        while (chunk := content.read(_CHUNK)) and attempt.bad is None:
            attempt.feed(chunk)
    attempt.feed(b"", final=True)
    return attempt.bad


def _told(file: Path, bad: _BadByte, encoding: Encoding, *, cut_off: bool) -> str:
    title = encoding.value.upper()
    if cut_off:
        return (
            f"{file.name} ends in the middle of a character of {title}: {bad}. The file is incomplete; "
            "save or send it again. Nothing was imported."
        )
    return (
        f"{file.name} is not in {title} throughout: {bad}, and what comes before is {title}. Mend that line, or save "
        "the file anew in UTF-8; if all of it is in another of the two, name it in a profile (encoding: gb18030). "
        "Nothing was imported."
    )
