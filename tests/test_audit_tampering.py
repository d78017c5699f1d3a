"""Tampering with the audit: eight classes, two hundred cases of each, all found given the last shipped checkpoint."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from synergy.access.audit.findings import Fault
from tests.audits import Contents, Place, write_logs
from tests.tampering import CLASSES, Loot

if TYPE_CHECKING:
    from pathlib import Path

CASES = 200
LOGS = 8

SEEN_AS = {
    "edit": {Fault.EDITED, Fault.RECHAINED},
    "delete": {Fault.DELETED, Fault.TRUNCATED, Fault.REPLAYED},
    "insert": {Fault.INSERTED, Fault.EDITED},
    "reorder": {Fault.REORDERED, Fault.TRUNCATED},
    "truncate": {Fault.TRUNCATED, Fault.DELETED, Fault.REPLAYED},
    "rechain": {Fault.RECHAINED, Fault.REPLAYED, Fault.TRUNCATED, Fault.DELETED},
    "swap": {Fault.SWAPPED, Fault.RECHAINED, Fault.REORDERED},
    "replay": {Fault.REPLAYED},
}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Contents]:
    """Give logs that nobody has touched."""
    places = [Place.make(tmp_path_factory.mktemp("log")) for _ in range(LOGS)]
    for seed, place in enumerate(places):
        write_logs(place, random.Random(seed))  # noqa: S311 (repeatable)
    return [place.contents() for place in places]


def last_only(shipped: dict[str, bytes]) -> dict[str, bytes]:
    """Return what a second place holds that was given only the last checkpoint of each writer."""
    last_file = {name.split(".")[0]: name for name in shipped if shipped[name]}
    return {name: shipped[name].splitlines(keepends=True)[-1] for name in last_file.values()}


def test_what_nobody_touched_is_never_flagged(originals: list[Contents], tmp_path: Path) -> None:
    place = Place.make(tmp_path)
    for case in range(CASES):
        original = originals[case * LOGS // CASES]
        loot = Loot(original.logs, random.Random(case))  # noqa: S311 (repeatable)
        shipped = last_only(original.shipped) if case % 3 == 0 else original.shipped
        place.fill(Contents(loot.files(), shipped))
        assert place.verify(shipped=case % 3 < 2).findings == (), f"case {case}"


@pytest.mark.parametrize("name", CLASSES)
def test_all_of_a_class_is_found(name: str, originals: list[Contents], tmp_path: Path) -> None:
    place = Place.make(tmp_path)
    for case in range(CASES):
        rng = random.Random(f"{name} {case}")  # noqa: S311 (repeatable)
        original = originals[case * LOGS // CASES]
        loot = Loot(original.logs, rng)
        CLASSES[name](loot)
        shipped = last_only(original.shipped) if rng.random() < 0.5 else original.shipped
        place.fill(Contents(loot.files(), shipped))
        findings = place.verify().findings
        assert {finding.fault for finding in findings} & SEEN_AS[name], f"case {case}: {findings}"
