"""The sets that come without a folder: listed companies, invented ones, and Febrl's persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.evaluation.febrl import febrl, is_installed
from synergy.evaluation.listed import half, hong_kong_and_mainland, mistyped
from synergy.evaluation.records import LabelledSet, to_party
from synergy.evaluation.variants import chinese_set, invented

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = 2022
_REPORTED = 1
"""The half of the records that nothing was developed on."""
_CUSTOMERS = 12_000


def built_in(data: Path) -> Iterator[LabelledSet]:
    """Yield the sets whose data is there."""
    listed = data / "listed_companies"
    if listed.is_dir():
        yield hong_kong_and_mainland(listed)
        yield mistyped(listed, SEED, only=_REPORTED)
    yield invented_companies(_CUSTOMERS, only=_REPORTED)
    if is_installed():
        for number in (3, 4):
            yield febrl(number)
            yield febrl(number, national_id=False)


def invented_companies(count: int, seed: int = SEED, only: int | None = None) -> LabelledSet:
    """Return the companies among so many invented customers, each with a variant, some with a branch."""
    chosen = [item for item in invented(count, seed) if only is None or half(item.id) == only]
    made = chinese_set(chosen, seed)
    parties = [to_party({"key": row["id"]} | row) for row in made.rows]
    return LabelledSet(
        "invented companies: short, former, traditional, branches", parties, made.truth, branches=made.branches
    )
