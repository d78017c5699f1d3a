"""Pruning: what is old goes, a signed statement stays, and it excuses nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from synergy.access.audit.checkpoints import sign_removal
from synergy.access.audit.findings import Fault
from synergy.access.audit.folder import REMOVALS, AuditFolder
from synergy.access.audit.log import Pace
from synergy.access.audit.pruning import prune
from synergy.access.audit.searching import Sought, search
from synergy.access.audit.signatures import Signer
from synergy.errors import BadInput, SetupError
from synergy.settings import Settings
from tests.audits import NOW, SIGNER, Clock, Place, an_entry, soon

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from synergy.access.audit.checkpoints import Removal

DAYS = 5
RETENTION = timedelta(days=183)
LATER = NOW + RETENTION + timedelta(days=2, hours=1)
"""The first two days are over: of five, each with a file of its own, closed when the next began."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give a log of five days, three records each."""
    made = Place.make(tmp_path)
    clock = Clock()
    with made.open(clock) as log:
        for day in range(DAYS):
            for number in range(3):
                log.record(an_entry(3 * day + number))
            clock.pass_(days=1)
    return made


def pruned(place: Place, now: datetime = LATER) -> list[Removal]:
    return prune(AuditFolder(place.logs, place.shipped), SIGNER, retention=RETENTION, now=now)


def names(place: Place) -> list[str]:
    return sorted(path.name.partition(".")[2] for path in place.logs.glob("*.*.jsonl"))


def test_old_files_go_and_the_rest_verifies(place: Place) -> None:
    removed = pruned(place)
    assert [(removal.first, removal.last) for removal in removed] == [(0, 2), (3, 5)]
    assert names(place) == sorted(f"{n:06d}.{what}.jsonl" for n in (3, 4, 5) for what in ("records", "checkpoints"))
    for shipped in (False, True):
        verdict = place.verify(LATER, shipped=shipped)
        assert (verdict.findings, verdict.records) == ((), 9)
        assert verdict.notes == ("20261124T090000Z-a1: pruned up to record 5, in 2 files, the last on 2027-05-28",)
    assert [record.sequence for record in search(place.logs, Sought())] == list(range(6, 15))


def test_it_goes_on_from_prune_to_prune_until_nothing_is_left(place: Place) -> None:
    for day in range(8):
        pruned(place, NOW + RETENTION + timedelta(days=day, hours=1))
        assert place.verify(LATER + timedelta(days=9)).findings == ()
    assert sorted(path.name for path in place.logs.glob("*.jsonl")) == [REMOVALS]
    assert (place.logs / REMOVALS).read_bytes() == (place.shipped / REMOVALS).read_bytes()


def test_the_file_that_a_living_process_writes_stays(place: Place) -> None:
    clock = Clock()
    with place.open(clock, "b2", Pace(seconds=0.01)) as log:
        log.record(an_entry())
        soon(lambda: place.verify().notes == ())
        clock.pass_(days=400)
        assert len(pruned(place, clock.now)) == DAYS
        log.record(an_entry())
        assert len(pruned(place, clock.now)) == 1, "it went on to another file"
    assert place.verify(clock.now).findings == ()


def test_half_a_year_is_the_least(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="audit_retention_days"):
        Settings(audit_retention_days=182)
    with pytest.raises(BadInput, match="183 days"):
        prune(AuditFolder(tmp_path), SIGNER, retention=timedelta(days=182), now=NOW)


def test_nothing_is_pruned_from_a_log_that_does_not_verify(place: Place) -> None:
    file = min(place.logs.glob("*.records.jsonl"))
    file.write_bytes(file.read_bytes().replace(b"usr_1", b"usr_2"))
    before = names(place)
    with pytest.raises(SetupError, match="nothing was pruned"):
        pruned(place)
    assert names(place) == before


def test_a_removal_that_nobody_stated_is_a_deletion(place: Place) -> None:
    pruned(place)
    (place.logs / REMOVALS).unlink()
    assert place.verify(LATER).findings == (), "the shipped statement serves as well"
    assert {finding.fault for finding in place.verify(LATER, shipped=False).findings} == {Fault.DELETED}


def test_a_strangers_removal_excuses_nothing(place: Place) -> None:
    [first, *_] = pruned(place)
    line = sign_removal(first, Signer(Ed25519PrivateKey.generate()))
    for folder in (place.logs, place.shipped):
        (folder / REMOVALS).write_bytes(line)
    assert {Fault.FORGED, Fault.DELETED} <= {finding.fault for finding in place.verify(LATER).findings}


def test_whoever_has_the_key_cannot_prune_what_is_young(place: Place) -> None:
    early = NOW + timedelta(days=200)
    removed = prune(AuditFolder(place.logs), SIGNER, retention=RETENTION, now=early + timedelta(days=90))
    assert len(removed) == DAYS
    found = place.verify(early).findings
    assert {finding.fault for finding in found} == {Fault.PRUNED_EARLY}, "it was signed with a time yet to come"


def test_a_removal_that_makes_its_records_older_than_they_were_is_found_by_what_was_shipped(place: Place) -> None:
    [first, *_] = prune(AuditFolder(place.logs), SIGNER, retention=RETENTION, now=LATER)
    forged = replace(first, at=NOW + timedelta(days=9), newest=NOW - RETENTION)
    lines = (place.logs / REMOVALS).read_bytes().splitlines(keepends=True)
    (place.logs / REMOVALS).write_bytes(sign_removal(forged, SIGNER) + lines[1])
    assert place.verify(LATER, shipped=False).findings == ()
    assert {finding.fault for finding in place.verify(LATER).findings} == {Fault.PRUNED_EARLY}


def test_a_removal_excuses_only_the_records_it_names(place: Place) -> None:
    pruned(place)
    lines = (place.logs / REMOVALS).read_bytes().splitlines(keepends=True)
    (place.logs / REMOVALS).write_bytes(lines[1])
    assert {finding.fault for finding in place.verify(LATER, shipped=False).findings} == {Fault.DELETED}


def test_what_was_rewritten_before_it_was_removed_is_found_by_what_was_shipped(place: Place) -> None:
    later = LATER + timedelta(days=9)
    *others, last = prune(AuditFolder(place.logs), SIGNER, retention=RETENTION, now=later)
    lines = [sign_removal(removal, SIGNER) for removal in (*others, replace(last, head="f" * 64))]
    (place.logs / REMOVALS).write_bytes(b"".join(lines))
    assert place.verify(later, shipped=False).findings == ()
    assert {finding.fault for finding in place.verify(later).findings} == {Fault.RECHAINED}


def test_a_prune_that_was_stopped_is_finished_by_the_next(place: Place) -> None:
    kept = place.contents()
    pruned(place)
    (place.logs / REMOVALS).rename(place.logs / "aside")
    for name, content in kept.logs.items():
        (place.logs / name).write_bytes(content)
    (place.logs / REMOVALS).write_bytes((place.logs / "aside").read_bytes() + b'{"statement":"rem')
    assert place.verify(LATER).findings == ()
    assert len(pruned(place)) == 2
    verdict = place.verify(LATER)
    assert verdict.findings == ()
    assert verdict.notes[-1] == "removals.jsonl: 1 unfinished lines"
