"""The problems of a job on disk: written before the batch is committed, valid up to where the checkpoint says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import orjson

from synergy.errors import SetupError
from synergy.imports.problems import Fault, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class ProblemLog:
    """One JSON array a problem and line. What lies after the length that the job's node names was never committed."""

    file: Path

    def holds(self, length: int) -> bool:
        """Whether the first so many bytes are here: another machine's are not."""
        return not length or (self.file.is_file() and self.file.stat().st_size >= length)

    def append(self, length: int, problems: Iterable[Problem]) -> int:
        """Write problems after the first `length` bytes and return the new length; SetupError when it cannot be."""
        added = b"".join(
            orjson.dumps([one.line, one.column, one.fault.value, one.reason, one.value]) + b"\n" for one in problems
        )
        if not added:
            return length
        try:
            with os.fdopen(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as content:
                content.truncate(length)
                content.seek(length)
                content.write(added)
                content.flush()
                os.fsync(content.fileno())
        except OSError as error:
            raise SetupError(
                f"{self.file} cannot be written: {error.strerror}. Problems of imports go there."
            ) from error
        return length + len(added)

    def read(self, length: int, first: int | None = None, after: int = 0) -> Iterator[Problem]:
        """Yield the problems within the first `length` bytes: `first` of them, having left out `after`."""
        if not length or not self.holds(length):
            return
        with self.file.open("rb") as content:
            for line in islice(_lines(content, length), after, None if first is None else after + first):
                number, column, fault, reason, value = orjson.loads(line)
                yield Problem(number, column, Fault(fault), reason, value)


def _lines(content: Iterable[bytes], length: int) -> Iterator[bytes]:
    read = 0
    for line in content:
        read += len(line)
        if read > length:
            return
        yield line
