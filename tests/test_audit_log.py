"""The audit log: what a record says, how the chain and its files go on, and when checkpoints come."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from subprocess import run
from threading import Thread
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import settings as running
from hypothesis import strategies as st

from synergy.access.audit import verification
from synergy.access.audit.chain import GENESIS, read_link, write_link
from synergy.access.audit.entries import AccessKind, Decision, Entry
from synergy.access.audit.folder import Part, parts
from synergy.access.audit.log import AuditLog, Pace
from synergy.errors import AuditUnavailable, BadInput, SetupError
from synergy.settings import Mode, Settings
from tests.audits import NEVER, NOW, Clock, Place, an_entry, records, soon

DOCUMENTATION = Path(__file__).parent.parent / "docs" / "audit.md"
SIZES = Pace(seconds=NEVER, largest=2_000)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give a folder for logs and one to ship to."""
    return Place.make(tmp_path)


def checkpoints(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.checkpoints.jsonl"))
    return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]


def test_a_record_says_who_did_what_to_which_and_why(place: Place) -> None:
    entry = an_entry(
        kind=AccessKind.WRITE_INTENT,
        action="recordContact",
        user="usr_1",
        request="r1",
        ids=("cus_1",),
        purpose="renewal",
    )
    with place.open(Clock()) as log:
        log.record(entry)
    [record] = records(place.logs)
    assert len(record.pop("hash")) == 64
    assert record == {
        "writer": "20261124T090000Z-a1",
        "sequence": 0,
        "previous": GENESIS,
        "at": "2026-11-24T09:00:00Z",
        "kind": "WRITE_INTENT",
        "decision": "ALLOWED",
        "action": "recordContact",
        "user": "usr_1",
        "organisation": "sub_bank",
        "ids": ["cus_1"],
        "purpose": "renewal",
        "policy": "rules1",
        "request": "r1",
    }


def test_the_chain_can_be_checked_as_the_documentation_says(place: Place) -> None:
    recipe = DOCUMENTATION.read_text("utf-8").partition("```python")[2].partition("```")[0]
    with place.open(Clock()) as log:
        for number in range(9):
            log.record(an_entry(number))
    [file] = place.logs.glob("*.records.jsonl")
    exits = []
    for content in (file.read_bytes(), file.read_bytes().replace(b"usr_3", b"usr_4")):
        file.write_bytes(content)
        exits.append(run([sys.executable, "-c", recipe, file], check=False, capture_output=True).returncode)  # noqa: S603
    assert exits == [0, 1]


def test_whatever_a_client_sends_as_an_id_is_no_text_in_the_audit(place: Place) -> None:
    sent = ("cus_000001", "张三 110101199001011234", "cus_1\n", "cus_" + "x" * 121, "", "sub_a-b.c")
    with place.open(Clock()) as log:
        log.record(an_entry(ids=sent))
    assert records(place.logs)[0]["ids"] == ["cus_000001", *["misshapen"] * 4, "sub_a-b.c"]


def test_what_cannot_be_said_is_refused_and_the_chain_goes_on(place: Place) -> None:
    with place.open(Clock()) as log:
        log.record(an_entry(0))
        with pytest.raises(BadInput, match="surrogate"):
            log.record(an_entry(purpose="\ud800"))
        with pytest.raises(BadInput, match="100,000"):
            log.record(an_entry(ids=("cus_1",) * 100_001))
        log.record(an_entry(1))
    assert [record["sequence"] for record in records(place.logs)] == [0, 1]
    assert place.verify().findings == ()


@pytest.mark.parametrize("wrong", [b"[]", b"7", b"null"])
def test_counts_that_are_none_make_no_record(wrong: bytes) -> None:
    line, _ = write_link(an_entry(counts={"rows": 7}), "w", 0, GENESIS, NOW)
    assert read_link(line)
    assert read_link(line.replace(b'{"rows":7}', wrong)) is None


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
entries = st.builds(
    Entry,
    kind=st.sampled_from(AccessKind),
    decision=st.sampled_from(Decision),
    action=texts,
    user=st.none() | texts,
    organisation=st.none() | texts,
    request=texts,
    policy=texts,
    ids=st.lists(st.from_regex(r"[a-z]{3}_[0-9a-z]{1,9}", fullmatch=True), max_size=5),
    purpose=st.none() | texts,
    counts=st.dictionaries(texts, st.integers(0, 10**9), max_size=2),
)


@running(max_examples=25, deadline=None)
@given(given_entries=st.lists(entries, max_size=12), largest=st.integers(400, 3_000), often=st.integers(1, 5))
def test_whatever_is_recorded_is_read_back_and_verifies(
    tmp_path_factory: pytest.TempPathFactory, given_entries: list[Entry], largest: int, often: int
) -> None:
    place = Place.make(tmp_path_factory.mktemp("log"))
    with place.open(Clock(), pace=Pace(often, NEVER, largest)) as log:
        for entry in given_entries:
            log.record(entry)
    found = records(place.logs)
    names = ("kind", "decision", "action", "user", "organisation", "request", "policy", "ids", "purpose")
    assert [[record[name] for name in names] for record in found] == [
        [getattr(entry, name) for name in names] for entry in given_entries
    ]
    assert [record.get("counts", {}) for record in found] == [entry.counts for entry in given_entries]
    assert [record["previous"] for record in found] == [GENESIS, *(record["hash"] for record in found)][: len(found)]
    verdict = place.verify()
    assert (verdict.findings, verdict.notes, verdict.records) == ((), (), len(given_entries))


def test_only_the_owner_reads_the_files(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    settings = Settings(data_dir=tmp_path / "data", audit_ship_dir=tmp_path / "second", mode=Mode.PRODUCTION)
    with AuditLog.open(settings) as log:
        log.record(an_entry())
    folder = tmp_path / "data" / "audit"
    assert folder.stat().st_mode & 0o777 == 0o700
    files = [*folder.iterdir(), *(tmp_path / "second").iterdir(), tmp_path / "data" / "audit-key.pem"]
    assert len(files) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_full_file_is_followed_by_the_next_and_the_chain_goes_on(place: Place) -> None:
    with place.open(Clock(), pace=SIZES) as log:
        for number in range(20):
            log.record(an_entry(number))
    files = sorted(place.logs.glob("*.records.jsonl"))
    assert [file.name.split(".")[1] for file in files] == [f"{number:06d}" for number in range(1, len(files) + 1)]
    assert len(files) > 3
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert [record["sequence"] for record in records(place.logs)] == list(range(20))
    assert place.verify().findings == ()


def test_a_day_begins_a_file_but_not_an_empty_one(place: Place) -> None:
    clock = Clock()
    with place.open(clock) as log:
        clock.pass_(days=2)
        for _ in range(3):
            log.record(an_entry())
            log.record(an_entry())
            clock.pass_(days=1)
    assert len(list(place.logs.glob("*.records.jsonl"))) == 3
    assert [record["at"][:10] for record in records(place.logs)[::2]] == ["2026-11-26", "2026-11-27", "2026-11-28"]
    assert place.verify().findings == ()


def test_every_hundredth_record_and_the_last_have_a_checkpoint(place: Place) -> None:
    with place.open(Clock()) as log:
        for number in range(250):
            log.record(an_entry(number))
    found = checkpoints(place.logs)
    assert [(one["sequence"], one["final"]) for one in found] == [(99, False), (199, False), (249, True)]
    assert [one["head"] for one in found] == [records(place.logs)[n]["hash"] for n in (99, 199, 249)]
    assert found == checkpoints(place.shipped)


def test_a_checkpoint_comes_within_its_time_though_no_further_record_does(place: Place) -> None:
    with place.open(Clock(), pace=Pace(seconds=0.02)) as log:
        log.record(an_entry())
        soon(lambda: [one["sequence"] for one in checkpoints(place.shipped)] == [0])
        time.sleep(0.1)
        assert len(checkpoints(place.shipped)) == 1, "one is enough while nothing happens"


def test_shipping_that_fails_stops_nothing_and_is_made_up_for(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    away = place.shipped.with_name("away")
    with place.open(Clock(), pace=Pace(5, 0.02)) as log:
        log.record(an_entry())
        soon(lambda: len(checkpoints(place.shipped)) == 1)
        place.shipped.rename(away)
        for number in range(20):
            log.record(an_entry(number))
        soon(lambda: bool(caplog.records))
        away.rename(place.shipped)
        log.record(an_entry())
    assert "not shipped" in caplog.text
    assert checkpoints(place.shipped) == checkpoints(place.logs)
    assert place.verify().notes == ()


def test_a_log_that_recorded_nothing_leaves_nothing(place: Place) -> None:
    with place.open(Clock()) as log:
        pass
    log.close()
    assert list(place.logs.iterdir()) == list(place.shipped.iterdir()) == []


def test_a_closed_log_records_nothing(place: Place) -> None:
    with place.open(Clock()) as log:
        log.record(an_entry())
    with pytest.raises(AuditUnavailable, match="so it is refused"):
        log.record(an_entry())
    assert place.verify().records == 1


def record_many(log: AuditLog, many: int) -> None:
    for number in range(many):
        log.record(an_entry(number), durable=number % 9 == 0)


def test_threads_share_a_log(place: Place) -> None:
    with place.open(Clock(), pace=Pace(7, 0.01, 20_000)) as log:
        threads = [Thread(target=record_many, args=(log, 100)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (place.verify().findings, place.verify().records) == ((), 600)


def test_a_log_verifies_while_it_is_being_written(place: Place) -> None:
    with place.open(Clock(), pace=Pace(3, 0.005, 10_000)) as log:
        writing = Thread(target=record_many, args=(log, 3_000))
        writing.start()
        verdicts = [place.verify()]
        while writing.is_alive():
            verdicts.append(place.verify())
        writing.join()
    assert {verdict.findings for verdict in verdicts} == {()}
    assert verdicts[-1].records > verdicts[0].records


def test_what_is_written_while_the_files_are_listed_looks_like_no_cut(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.open(Clock(), pace=Pace(1, NEVER)) as log:

        def list_slowly(folder: Path, holds: str) -> dict[str, list[Part]]:
            listed = parts(folder, holds)
            before = len(checkpoints(place.shipped))
            log.record(an_entry())
            soon(lambda: len(checkpoints(place.shipped)) > before)
            return listed

        log.record(an_entry())
        monkeypatch.setattr(verification, "parts", list_slowly)
        assert place.verify().findings == ()


def test_a_durable_record_waits_for_the_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    with place.open(Clock()) as log:
        monkeypatch.setattr(os, "fsync", synced.append)
        log.record(an_entry())
        assert synced == []
        log.record(an_entry(), durable=True)
        assert len(synced) == 2, "the file, and the first time the folder that names it"
        log.record(an_entry(), durable=True)
        assert len(synced) == 3


def test_a_hundred_ids_cost_less_than_a_third_of_a_millisecond(place: Place) -> None:
    entry = replace(an_entry(), ids=tuple(f"cus_{number:06d}" for number in range(100)))
    spent: list[float] = []
    with place.open(Clock()) as log:
        for _ in range(500):
            started = time.thread_time()
            log.record(entry)
            spent.append(time.thread_time() - started)
    assert median(spent) < 0.0003


def test_processes_begin_logs_of_their_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with AuditLog.open(settings, clock=Clock()) as one, AuditLog.open(settings, clock=Clock()) as other:
        one.record(an_entry())
        other.record(an_entry())
    assert len({file.name.split(".")[0] for file in (tmp_path / "audit").glob("*.jsonl")}) == 2


def _unusable(tmp_path: Path) -> dict[str, Settings]:
    (tmp_path / "file").touch()
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "damaged.pem").write_text("nonsense")
    (tmp_path / "damaged.pem").chmod(0o600)
    data = tmp_path / "data"
    return {
        "cannot be kept in .*set SYNERGY_AUDIT_DIR": Settings(data_dir=data, audit_dir=tmp_path / "file" / "audit"),
        "is open to others: close it with chmod 700": Settings(data_dir=data, audit_dir=tmp_path / "open"),
        "takes no checkpoints: .*SYNERGY_AUDIT_SHIP_DIR": Settings(data_dir=data, audit_ship_dir=tmp_path / "absent"),
        "is damaged: replace it by its backup": Settings(data_dir=data, audit_key=tmp_path / "damaged.pem"),
        "set SYNERGY_AUDIT_KEY": Settings(data_dir=data, audit_key=tmp_path / "file" / "key.pem"),
    }


def test_what_cannot_be_used_is_told_in_one_sentence_at_the_start(tmp_path: Path) -> None:
    for sentence, settings in _unusable(tmp_path).items():
        with pytest.raises(SetupError, match=sentence) as told:
            AuditLog.open(settings)
        assert str(told.value).count("\n") == 0
