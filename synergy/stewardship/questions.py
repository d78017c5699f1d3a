"""Questions about pairs of customers, when customers become one or two again: each pair keeps one question."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from synergy.model.identity import CandidateStanding, pair_of

if TYPE_CHECKING:
    from collections.abc import Iterable

OPEN, REJECTED, OVERTAKEN = (
    CandidateStanding.OPEN.name,
    CandidateStanding.REJECTED.name,
    CandidateStanding.OVERTAKEN.name,
)
_PAIR = 2


@dataclass(frozen=True)
class Question:
    """Whether customers are one. `pair` is the key; `overtaken_by` the merge that put another question in its place."""

    id: str
    standing: str
    pair: str | None
    overtaken_by: str | None
    customers: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """Return it as a statement takes it."""
        return asdict(self)


def settle(found: Iterable[Question], merge: str, *, undoing: bool) -> list[Question]:
    """Return the questions that change when a merge is done or undone, as they are then.

    A question goes with its customers. Where two then ask the same, what was rejected is remembered before what is
    open, and the other one is overtaken: until the merge is undone.
    """
    alike: dict[str, list[Question]] = defaultdict(list)
    before = {}
    for question in found:
        before[question.id] = question
        if len(question.customers) == _PAIR:  # of a pair that was merged one is left
            again = undoing and question.overtaken_by == merge
            alike[pair_of(*question.customers)].append(
                replace(question, standing=OPEN, overtaken_by=None) if again else question
            )
    now = []
    for pair, same in alike.items():
        first, *others = sorted(same, key=lambda question: _rank(question, pair))
        now += [replace(first, pair=pair), *(_overtaken(question, merge) for question in others)]
    return [question for question in now if question != before[question.id]]


def _rank(question: Question, pair: str) -> tuple[int, bool, str]:
    order = {REJECTED: 0, OVERTAKEN: 2}
    return order.get(question.standing, 1), question.pair != pair, question.id


def _overtaken(question: Question, merge: str) -> Question:
    if question.standing != OPEN:
        return replace(question, pair=None)
    return replace(question, pair=None, standing=OVERTAKEN, overtaken_by=merge)
