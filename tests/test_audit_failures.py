"""The audit when the disk is full, files vanish, and processes are killed: it refuses, and says nothing false."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import resource
import signal
from concurrent.futures import ProcessPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from synergy.access.audit import notary
from synergy.access.audit.findings import Fault
from synergy.access.audit.growing_file import GrowingFile
from synergy.access.audit.log import Pace
from synergy.access.audit.shipping import Shipping
from synergy.errors import AuditUnavailable
from tests.audits import NEVER, Clock, Place, an_entry, soon

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.access.audit.log import AuditLog

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give a folder for logs and one to ship to."""
    return Place.make(tmp_path)


def refuses(log: AuditLog) -> bool:
    try:
        log.record(an_entry())
    except AuditUnavailable:
        return True
    return False


def fill_the_disk(place: Place) -> tuple[int, int]:
    """Record on a disk that is full in the middle of a line, and again when there is room."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    with place.open(Clock(), pace=Pace(10, NEVER)) as log:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
        done = sum(not refuses(log) for _ in range(40))
        size = max(place.logs.glob("*.records.jsonl")).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert not any(refuses(log) for _ in range(5))
    return done, size


def test_a_full_disk_refuses_and_breaks_no_chain(place: Place) -> None:
    with ProcessPoolExecutor(1, SPAWN) as pool:
        done, size = pool.submit(fill_the_disk, place).result(60)
    assert 5 < done < 40
    assert size < 5_000, "the half of a line that fitted is gone"
    verdict = place.verify()
    assert (verdict.findings, verdict.notes, verdict.records) == ((), (), done + 5)


def test_half_a_line_that_cannot_be_cut_off_at_once_is_cut_off_before_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, cut = os.write, os.ftruncate

    def fail(*_arguments: object) -> None:
        raise OSError(errno.EIO, "the disk is ill")

    with place.open(Clock()) as log:
        log.record(an_entry(0))
        with monkeypatch.context() as ill:
            ill.setattr(os, "write", lambda descriptor, line: write(descriptor, line[:50]))
            ill.setattr(os, "ftruncate", fail)
            assert refuses(log)
            ill.setattr(os, "write", write)
            assert refuses(log), "a line after half a line would be none"
        assert os.ftruncate is cut
        assert not refuses(log)
    assert (place.verify().findings, place.verify().records) == ((), 2)


def test_a_record_that_does_not_reach_the_disk_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, "the disk is ill")

    with place.open(Clock()) as log:
        with monkeypatch.context() as ill:
            ill.setattr(os, "fsync", fail)
            with pytest.raises(AuditUnavailable):
                log.record(an_entry(), durable=True)
        log.record(an_entry(), durable=True)
    assert (place.verify().findings, place.verify().records) == ((), 2), (
        "the chain has it, as one whose outcome is missing"
    )


def test_a_new_file_that_cannot_be_made_refuses_until_it_can(place: Place) -> None:
    clock = Clock()
    with place.open(clock) as log:
        log.record(an_entry())
        clock.pass_(days=1)
        obstacle = place.logs / "20261124T090000Z-a1.000002.records.jsonl"
        obstacle.mkdir()
        assert refuses(log)
        assert refuses(log)
        obstacle.rmdir()
        assert not refuses(log)
    assert (place.verify().findings, place.verify().records) == ((), 2)


def test_without_checkpoints_nothing_is_recorded(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    obstacle = place.logs / "20261124T090000Z-a1.000001.checkpoints.jsonl"
    obstacle.mkdir()
    with place.open(Clock(), pace=Pace(seconds=0.01)) as log:
        log.record(an_entry())
        soon(lambda: refuses(log))
        assert "no checkpoint" in caplog.text
        obstacle.rmdir()
        soon(lambda: not refuses(log))
    assert (place.verify().findings, place.verify().notes) == ((), ())


def test_a_disk_that_hangs_refuses_until_it_answers(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Event()
    monkeypatch.setattr(notary, "LONGEST_TURN", 0.05)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: answers.wait(30))
    with place.open(Clock(), pace=Pace(seconds=0.01)) as log:
        log.record(an_entry())
        soon(lambda: refuses(log))
        answers.set()
        soon(lambda: not refuses(log))


def test_half_a_line_that_was_shipped_is_gone_on_with(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    write, left = os.write, [7]

    def give_out(descriptor: int, content: bytes) -> int:
        if not left:
            raise OSError(errno.EIO, "the share is gone")
        return write(descriptor, content[: left.pop()])

    file = GrowingFile(place.logs / "checkpoints")
    file.append(b"a checkpoint\n")
    shipping = Shipping(place.shipped)
    shipping.follow(file)
    with monkeypatch.context() as ill:
        ill.setattr(os, "write", give_out)
        shipping.send()
    assert (place.shipped / "checkpoints").read_bytes() == b"a check"
    shipping.send()
    shipping.send()
    assert (place.shipped / "checkpoints").read_bytes() == b"a checkpoint\n"
    file.close()


@pytest.mark.parametrize("how", ["removed", "replaced", "shortened"])
def test_a_log_that_is_taken_away_under_its_writer_is_noticed(place: Place, how: str) -> None:
    log = place.open(Clock(), pace=Pace(seconds=0.01))
    for number in range(5):
        log.record(an_entry(number))
    [file] = place.logs.glob("*.records.jsonl")
    content = file.read_bytes()
    if how == "shortened":
        os.truncate(file, len(content) // 2)
    else:
        file.unlink()
        if how == "replaced":
            file.write_bytes(content)
    soon(lambda: refuses(log))
    log.close()
    assert refuses(log)


UNCOVERED = (
    "20261124T090000Z-k: no checkpoint covers the records 20 to 24",
    "20261124T090000Z-k: no shipped checkpoint covers the records 20 to 24",
)


def record_and_die(place: Place, name: str, number: int) -> None:
    log = place.open(Clock(), name, Pace(10, NEVER))
    for index in range(number):
        log.record(an_entry(index))
    soon(lambda: place.verify().notes == UNCOVERED)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_writer_leaves_a_log_that_verifies(place: Place) -> None:
    process = SPAWN.Process(target=record_and_die, args=(place, "k", 25))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    verdict = place.verify()
    assert (verdict.findings, verdict.notes, verdict.records) == ((), UNCOVERED, 25)


def test_half_a_line_at_the_end_is_no_tampering_unless_a_checkpoint_covers_it(place: Place) -> None:
    with place.open(Clock(), pace=Pace(10, NEVER)) as log:
        for number in range(25):
            log.record(an_entry(number))
    for folder in (place.logs, place.shipped):  # the final one was never signed
        [file] = folder.glob("*.checkpoints.jsonl")
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    [file] = place.logs.glob("*.records.jsonl")
    content = file.read_bytes()
    ends = [index + 1 for index, byte in enumerate(content) if byte == ord("\n")]
    rng = random.Random(4)  # noqa: S311 (repeatable)
    for cut in [*rng.sample(range(ends[0], len(content)), 60), *ends, ends[19] - 1, ends[19] + 1]:
        file.write_bytes(content[:cut])
        verdict = place.verify()
        covered = cut < ends[19]
        assert {finding.fault for finding in verdict.findings} == ({Fault.TRUNCATED} if covered else set())
        assert any("incomplete record" in note for note in verdict.notes) == (cut not in ends)


def record_many(place: Place, name: str) -> None:
    with place.open(Clock(), name, Pace(10, 0.01, 20_000)) as log:
        for number in range(300):
            log.record(an_entry(number))


def test_processes_write_side_by_side(place: Place) -> None:
    with ProcessPoolExecutor(3, SPAWN) as pool:
        for done in [pool.submit(record_many, place, name) for name in "abc"]:
            done.result(60)
    verdict = place.verify()
    assert (verdict.findings, verdict.notes, verdict.records) == ((), (), 900)
