"""When a right was last made use of: what the records tell, and what they cannot tell any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from synergy.access.audit.entries import AccessKind
from synergy.access.audit.folder import REMOVALS, AuditFolder
from synergy.access.audit.pruning import prune
from synergy.access.audit.uses import NEVER, UNKNOWN, Right, last_uses
from tests.audits import NOW, SIGNER, Clock, Place, an_entry

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.access.audit.log import AuditLog

TODAY = NOW.date()
RETENTION = timedelta(days=183)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give a folder for logs and one to ship to."""
    return Place.make(tmp_path)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def read(log: AuditLog, node: str = "cus_1", organisation: str = "sub_bank") -> None:
    log.record(an_entry(organisation=organisation, ids=("cus_0", node)))


def told(place: Place, *rights: Right) -> list[date | str]:
    found = last_uses(AuditFolder(place.logs, place.shipped), rights)
    return [found[right] for right in rights]


def test_the_last_day_of_the_period_counts_and_neither_others_nor_other_times(place: Place) -> None:
    clock = Clock()
    with place.open(clock) as log:
        for _ in range(9):
            read(log)
            read(log, organisation="sub_trust")
            clock.pass_(days=1)
            log.record(an_entry(kind=AccessKind.DENIED, ids=("cus_2",)))
    assert told(
        place,
        Right("sub_bank", "cus_1", day(2), day(5)),
        Right("sub_bank", "cus_1", day(7), day(90)),
        Right("sub_bank", "cus_1", day(9), day(90)),
        Right("sub_bank", "cus_2", day(1), day(90)),
        Right("sub_other", "cus_1", day(1), day(90)),
    ) == [day(5), day(8), NEVER, NEVER, NEVER]


def test_a_day_is_one_in_beijing(place: Place) -> None:
    clock = Clock(NOW.replace(hour=16))  # already tomorrow
    with place.open(clock) as log:
        read(log)
    assert told(place, Right("sub_bank", "cus_1", day(0), day(0)), Right("sub_bank", "cus_1", day(1), day(1))) == [
        UNKNOWN,
        day(1),
    ]


def test_what_was_before_the_audit_is_unknown(place: Place) -> None:
    right = Right("sub_bank", "cus_1", day(0), day(90))
    assert told(place, right) == [UNKNOWN]
    with place.open(Clock()) as log:
        assert told(place, right, Right("sub_bank", "cus_1", day(1), day(90))) == [UNKNOWN, NEVER]
        read(log)
        assert told(place, right) == [day(0)]


def test_what_was_pruned_is_unknown_and_what_is_left_is_not(place: Place) -> None:
    clock = Clock()
    with place.open(clock) as log:
        for number in range(4):
            read(log, node=f"cus_{number}")
            clock.pass_(days=1)
    rights = [Right("sub_bank", f"cus_{number}", day(1), day(90)) for number in (1, 2, 3, 9)]
    later = Right("sub_bank", "cus_9", day(3), day(90))
    assert told(place, *rights, later) == [day(1), day(2), day(3), NEVER, NEVER]
    # The first two days go, the others stay.
    now = NOW + RETENTION + timedelta(days=2, hours=1)
    assert len(prune(AuditFolder(place.logs, place.shipped), SIGNER, retention=RETENTION, now=now)) == 2
    after = [UNKNOWN, day(2), day(3), UNKNOWN, NEVER]
    assert told(place, *rights, later) == after
    # Half a statement says nothing; one that is only left in the second place says as much.
    (place.logs / REMOVALS).write_bytes(b'{"newest":\n')
    assert told(place, *rights, later) == after
