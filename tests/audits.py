"""Audit logs for the tests: entries, a clock that is told the time, folders with logs in them, and their verdict."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synergy.access.audit.entries import AccessKind, Decision, Entry
from synergy.access.audit.folder import AuditFolder, new_writer
from synergy.access.audit.log import AuditLog, Pace
from synergy.access.audit.signatures import Signer
from synergy.access.audit.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from synergy.access.audit.findings import Verdict

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
NEVER = 3600.0
"""Seconds: no checkpoint by time within a test."""


class Clock:
    """Tells the time it was set to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def pass_(self, **amount: float) -> None:
        """Go on by so many `hours`, `seconds` or whatever a timedelta takes."""
        self.now += timedelta(**amount)


def an_entry(number: int = 0, **changes: Any) -> Entry:
    given: dict[str, Any] = {
        "kind": AccessKind.C2_READ,
        "decision": Decision.ALLOWED,
        "action": "customers",
        "user": f"usr_{number % 7}",
        "organisation": "sub_bank",
        "request": f"request{number}",
        "policy": "rules1",
        "ids": (f"cus_{number}", f"cus_{number + 1}"),
    }
    return Entry(**given | changes)


@dataclass(frozen=True)
class Contents:
    """The files of a place by name."""

    logs: dict[str, bytes]
    shipped: dict[str, bytes]


@dataclass(frozen=True)
class Place:
    """A folder for logs and one that checkpoints are shipped to."""

    logs: Path
    shipped: Path

    @classmethod
    def make(cls, path: Path) -> Place:
        """Make both folders in a new or empty one."""
        place = cls(path / "audit", path / "shipped")
        place.logs.mkdir(mode=0o700, parents=True)
        place.shipped.mkdir()
        return place

    def open(self, clock: Clock, name: str = "a1", pace: Pace | None = None, *, ship: bool = True) -> AuditLog:
        """Begin a log."""
        folder = AuditFolder(self.logs, self.shipped if ship else None)
        writer = new_writer(clock.now, name)
        return AuditLog(folder, SIGNER, writer=writer, clock=clock, pace=pace or Pace(seconds=NEVER))

    def contents(self) -> Contents:
        """Read the files of both folders."""
        return Contents(_read(self.logs), _read(self.shipped))

    def fill(self, contents: Contents) -> None:
        """Make the files of both folders these, and no others."""
        for folder, files in ((self.logs, contents.logs), (self.shipped, contents.shipped)):
            for path in folder.iterdir():
                if path.name not in files:
                    path.unlink()
            for name, content in files.items():
                path = folder / name
                if not path.exists() or path.read_bytes() != content:
                    path.write_bytes(content)

    def verify(self, now: datetime = NOW, *, shipped: bool = True) -> Verdict:
        """Verify the logs, with the shipped checkpoints or only with those beside them."""
        return verify(self.logs, [SIGNER.public], self.shipped if shipped else None, now=now)


def write_logs(place: Place, rng: random.Random, writers: int = 2) -> None:
    """Write small logs of several files, a checkpoint every few records; some are closed, some end like a crash."""
    clock = Clock()
    for name in "abc"[:writers]:
        pace = Pace(records=rng.randint(4, 12), seconds=NEVER, largest=rng.randint(6_000, 20_000))
        log = place.open(clock, name, pace)
        for number in range(rng.randint(30, 60)):
            log.record(an_entry(number, ids=tuple(f"cus_{rng.randrange(999)}" for _ in range(rng.randrange(5)))))
            clock.pass_(seconds=rng.random() * 3)
        log.close()
        if rng.random() < 0.5:
            _forget_the_end(place)
        clock.pass_(hours=1)


def _read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.jsonl"))}


def _forget_the_end(place: Place) -> None:
    """Take the last checkpoint away, as if the process had been killed before it."""
    for folder in (place.logs, place.shipped):
        last = max(folder.glob("*.checkpoints.jsonl"))
        last.write_bytes(b"".join(last.read_bytes().splitlines(keepends=True)[:-1]))


def records(folder: Path) -> list[dict[str, Any]]:
    """Read every record of the folder as it stands on the disk, file by file."""
    return [orjson.loads(line) for file in sorted(folder.glob("*.records.jsonl")) for line in file.open("rb")]


def soon(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it has not come true"
        time.sleep(0.005)
