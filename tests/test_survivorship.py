"""Which record gives each field of a golden record: the rules, one by one, and that nothing depends on the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from synergy.imports.rows import CustomerRow
from synergy.imports.survivorship import FIELDS, FILLED, Claim, survive
from tests.import_graph import ISIN

if TYPE_CHECKING:
    from random import Random

NOTHING: dict[str, Any] = dict.fromkeys(FIELDS)


def claim(record: str, *, own: bool = False, gives: tuple[str, ...] = (), day: int = 1, **cells: Any) -> Claim:
    row = CustomerRow.model_validate(
        {"key": record, "name": record} | {name: str(cell) for name, cell in cells.items()}
    )
    return Claim(record, f"sub_{record}", row, own, gives, datetime(2026, 1, day, tzinfo=UTC))


OWN = claim("甲", own=True, gives=("NAME", "KIND"))
GOLDEN = NOTHING | {"name": "甲", "kind": "COMPANY"}


def test_another_record_fills_and_does_not_rename() -> None:
    found = survive(GOLDEN, [OWN, claim("乙", name_en="Beta", employees=7, phone="010-1")])
    assert found.golden == {
        "nameEn": "Beta",
        "employees": 7,
        "employeesOrder": 7,
        "phone": "010-1",
        "phoneSuppliers": ["sub_乙"],
    }
    assert found.gives == {"乙": ["NAME_EN", "EMPLOYEES", "PHONE"]}
    assert found.former == []


def test_who_gives_a_field_goes_on_until_it_states_it_no_more() -> None:
    now = GOLDEN | {"employees": 7}
    giver = claim("丙", gives=("EMPLOYEES",), day=3, employees=7)
    better = claim("乙", isin=ISIN[0], employees=9)
    assert not survive(now, [OWN, giver, better])
    silent = replace(giver, row=CustomerRow(key="丙", name="丙"))
    found = survive(now, [OWN, silent, better])
    assert (found.golden, found.former) == ({"employees": 9, "employeesOrder": 9}, [("EMPLOYEES", 7, "丙")])
    assert found.gives == {"乙": ["EMPLOYEES"], "丙": []}


def test_an_identifier_comes_before_none_and_then_the_earlier_record() -> None:
    late, early = claim("乙", day=9, employees=9), claim("丙", day=2, employees=2)
    assert survive(GOLDEN, [OWN, late, early]).golden["employees"] == 2
    identified = claim("丁", day=9, isin=ISIN[0], employees=4)
    assert survive(GOLDEN, [OWN, late, early, identified]).golden["employees"] == 4


def test_the_own_record_takes_over_what_others_filled_and_what_it_said_is_remembered() -> None:
    now = GOLDEN | {"employees": 7}
    filler = claim("乙", gives=("EMPLOYEES",), employees=7)
    told = replace(OWN, row=CustomerRow.model_validate({"key": "甲", "name": "甲甲", "employees": "8"}))
    found = survive(now, [filler, told])
    assert found.golden == {"name": "甲甲", "employees": 8, "employeesOrder": 8}
    assert found.former == [("NAME", "甲", "甲"), ("EMPLOYEES", 7, "乙")]


def test_what_no_record_gave_stays_and_so_does_what_cannot_be_read_again() -> None:
    there = GOLDEN | {"nameEn": "From elsewhere"}
    assert not survive(there, [OWN, claim("乙", name_en="Beta")])
    unread = replace(claim("乙", gives=("NAME_EN",)), row=None)
    assert not survive(there, [OWN, unread, claim("丙", name_en="Gamma")])


_CLAIMS = st.lists(
    st.builds(
        lambda number, day, cells: claim(f"r{number}", day=day, **cells),
        st.integers(0, 5),
        st.integers(1, 4),
        st.fixed_dictionaries(
            {},
            optional={"employees": st.integers(0, 9), "name_en": st.sampled_from(["A", "B"]), "isin": st.just(ISIN[0])},
        ),
    ),
    max_size=5,
    unique_by=lambda one: one.record,
)


@given(others=_CLAIMS, shuffle=st.randoms())
@settings(deadline=None)
def test_it_is_settled_at_once_and_whatever_the_order(others: list[Claim], shuffle: Random) -> None:
    claims = [OWN, *others]
    found = survive(GOLDEN, claims)
    shuffled = list(claims)
    shuffle.shuffle(shuffled)
    assert survive(GOLDEN, shuffled) == found
    settled = [replace(one, gives=tuple(found.gives.get(one.record, one.gives))) for one in claims]
    assert not survive(GOLDEN | {name: value for name, value in found.golden.items() if name in FIELDS}, settled)
    given_by = [one for one in settled if set(one.gives) & {FIELDS[name] for name in FILLED}]
    assert all(one.row is not None for one in given_by)
