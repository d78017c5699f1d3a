"""What a verification finds without a second place, and how it words what it finds."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synergy.access.audit.findings import MOST_FINDINGS, Fault
from synergy.access.audit.log import Pace
from synergy.access.audit.verification import verify
from synergy.errors import SetupError
from tests.audits import NEVER, NOW, SIGNER, Clock, Contents, Place, an_entry
from tests.tampering import CLASSES, Line, Loot, hashed

if TYPE_CHECKING:
    from pathlib import Path

STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give a closed log of 40 records in some files, with a checkpoint for every tenth."""
    made = Place.make(tmp_path)
    clock = Clock()
    with made.open(clock, pace=Pace(10, NEVER, 8_000)) as log:
        for number in range(40):
            log.record(an_entry(number))
            clock.pass_(minutes=1)
    return made


def faults(place: Place, loot: Loot, *, shipped: bool = False) -> set[Fault]:
    place.fill(Contents(loot.files(), place.contents().shipped))
    return {finding.fault for finding in place.verify(shipped=shipped).findings}


def take(place: Place, seed: int = 1) -> Loot:
    return Loot(place.contents().logs, random.Random(seed))  # noqa: S311 (repeatable)


@pytest.mark.parametrize("name", ["edit", "insert", "reorder"])
def test_the_checkpoints_beside_a_log_tell_what_was_done_without_the_key(place: Place, name: str) -> None:
    untouched = place.contents()
    for seed in range(20):
        loot = Loot(untouched.logs, random.Random(seed))  # noqa: S311 (repeatable)
        CLASSES[name](loot)
        assert faults(place, loot)


def test_a_finding_names_the_file_the_record_and_what_is_wrong(place: Place) -> None:
    loot = take(place)
    line = loot.log[17]
    line.text = line.text.replace(b"usr_3", b"usr_4")
    faults(place, loot)
    [finding] = place.verify().findings
    assert str(finding) == f"{line.file}, record 17: edited: the record has not the hash that it states"


def test_each_gap_is_one_finding(place: Place) -> None:
    loot = take(place)
    del loot.log[20:23], loot.log[5]
    faults(place, loot)
    found = [(one.fault, one.sequence, one.text) for one in place.verify().findings]
    assert found == [
        (Fault.DELETED, 5, "the record is gone"),
        (Fault.DELETED, 20, "the records 20 to 22 are gone"),
    ]


def test_two_records_in_the_wrong_order_are_one_finding(place: Place) -> None:
    loot = take(place)
    loot.log[2].text, loot.log[3].text = loot.log[3].text, loot.log[2].text
    faults(place, loot)
    assert [(one.fault, one.sequence) for one in place.verify().findings] == [(Fault.REORDERED, 2)]


def test_only_the_last_file_may_end_in_half_a_line(place: Place) -> None:
    loot = take(place)
    first = [line for line in loot.log if line.file == loot.log[0].file]
    first[-1].text = first[-1].text[:-1]
    assert faults(place, loot) == {Fault.TRUNCATED, Fault.DELETED}


def test_a_closed_log_takes_no_more_records(place: Place) -> None:
    loot = take(place)
    last = loot.log[-1]
    more = last.members | {"sequence": 40, "previous": last.members["hash"]}
    loot.log.append(Line(last.file, hashed(more)))
    assert faults(place, loot) == {Fault.INSERTED}


def test_records_go_on_without_checkpoints_only_when_these_were_removed(place: Place) -> None:
    loot = take(place)
    loot.drop_checkpoints(after=19)
    assert faults(place, loot) == {Fault.UNVOUCHED}


def test_a_checkpoint_taken_out_of_the_middle_is_missed(place: Place) -> None:
    loot = take(place)
    name = max(loot.checkpoints, key=lambda name: len(loot.checkpoints[name]))
    del loot.checkpoints[name][0]
    assert faults(place, loot) == {Fault.DELETED}
    assert faults(place, loot, shipped=True) == {Fault.DELETED}


def test_a_changed_checkpoint_is_forged(place: Place) -> None:
    loot = take(place)
    name = max(loot.checkpoints)
    loot.checkpoints[name][-1] = loot.checkpoints[name][-1].replace(b'"final":true', b'"final":false')
    assert Fault.FORGED in faults(place, loot)


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"[1]\n", b"\xff\n", b'{"statement":1,"key":7}\n', b"null\n"])
def test_whatever_stands_among_the_checkpoints_is_judged(place: Place, line: bytes) -> None:
    loot = take(place)
    loot.checkpoints[min(loot.checkpoints)].insert(0, line)
    assert faults(place, loot) == {Fault.FORGED}


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"[1]\n", b"\xff\n", b"null\n", b"0\n", b'{"at":"2026"}\n'])
def test_whatever_stands_among_the_records_is_judged(place: Place, line: bytes) -> None:
    loot = take(place)
    loot.log.insert(3, Line(loot.log[3].file, line))
    assert Fault.EDITED in faults(place, loot)


def test_another_key_vouches_for_nothing(place: Place) -> None:
    found = verify(place.logs, [STRANGER], now=NOW).findings
    assert "signed with a key that is not trusted here" in found[0].text
    assert verify(place.logs, [STRANGER, SIGNER.public], now=NOW).findings == ()


def test_a_wholly_foreign_log_is_not_listed_to_its_end(place: Place) -> None:
    loot = take(place)
    loot.log[:] = [Line(loot.log[0].file, b"%d\n" % number) for number in range(1_000)]
    faults(place, loot)
    verdict = place.verify()
    assert len(verdict.findings) == MOST_FINDINGS
    assert "so many faults" in verdict.notes[-1]


def test_what_was_not_shipped_is_worth_a_note(place: Place) -> None:
    last = max(place.shipped.iterdir())
    last.write_bytes(last.read_bytes().splitlines(keepends=True)[0][:-20])
    verdict = place.verify()
    assert verdict.findings == ()
    assert "no shipped checkpoint covers the records" in verdict.notes[0]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"absent cannot be read \(No such file"):
        verify(tmp_path / "absent", [SIGNER.public], now=NOW + timedelta(days=1))
