"""Invented experts, and their topics as they follow from what they wrote and worked on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from seed.draw import Weighted, chance, spread, stream
from seed.people import DEMONSTRATOR
from seed.profiles import PROFILES
from seed.rows import LAST_DAY, OPEN_END, Edges, Nodes, Period, dated, edge, node
from seed.topics import BY_CODE as TOPIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from seed.draw import Turn
    from seed.figures import Figures
    from seed.people import User

_YEARS = Weighted((2016, 2017, 2018, 2019, 2020, 2021, 2022), (8, 9, 11, 14, 17, 20, 21))
_CAPS = Weighted((4, 6, 8, 12), (20, 40, 30, 10))
_FORGETTING = 0.75


@dataclass(slots=True)
class Expert:
    """`field` is the topic the expert stands for; `works` grows while reports, cases and projects are handed out."""

    id: str
    user: User
    field: str
    period: Period
    cap: int
    works: int = 0

    def knows(self, topic: str) -> bool:
        """Whether the topic lies in the expert's field."""
        return topic == self.field or topic.startswith(self.field + ".")


def experts(wanted: Figures, users: Sequence[User], seed: int) -> list[Expert]:
    """Invent the experts among the people of the subsidiaries, never more than there are people."""
    rng = stream(seed, "experts")
    turns = spread("ACTIVE", wanted.experts_2022) + spread("LAPSED", wanted.lapsed_experts)
    turns += spread("LATER", wanted.later_experts)
    codes = list(PROFILES)
    draw = Weighted(codes, [PROFILES[code].people ** 0.5 for code in codes])
    people: dict[str, list[User]] = defaultdict(list)
    for user in users:
        if user.activated and not user.disabled and user.is_seasoned and not user.id.startswith(DEMONSTRATOR):
            people[user.code].append(user)
    for of_code in people.values():
        rng.shuffle(of_code)
    found: list[Expert] = []
    for turn in turns:
        code = draw.pick(rng)
        while not people[code]:
            code = draw.pick(rng)
        field = rng.choice(PROFILES[code].fields)
        key = f"exp_{len(found) + 1:04d}"
        found.append(Expert(key, people[code].pop(), field, _period(rng, turn), _CAPS.pick(rng)))
    return found


def _period(rng: Random, turn: Turn) -> Period:
    if turn.kind == "LATER":
        return Period(LAST_DAY + timedelta(days=1 + rng.randrange(900)))
    start = date(_YEARS.at(turn.share), 1, 1) + timedelta(days=rng.randrange(365))
    if turn.kind == "LAPSED":
        end = LAST_DAY - timedelta(days=int(900 * turn.share))
        return Period(min(start, end - timedelta(days=300)), end)
    end = LAST_DAY + timedelta(days=1 + rng.randrange(1_200)) if chance(rng, 0.07) else OPEN_END
    return Period(start, end)


class Bench:
    """Finds the experts for a piece of work: same house and field first, and rather those with little to show yet."""

    def __init__(self, found: Sequence[Expert]) -> None:
        self._all = found
        self._by_code: dict[str, list[Expert]] = defaultdict(list)
        for expert in found:
            self._by_code[expert.user.code].append(expert)

    def pick(self, rng: Random, codes: Iterable[str], topics: Sequence[str], count: int) -> list[Expert]:
        """Draw up to `count` experts and note the work on them."""
        house = [expert for code in codes for expert in self._by_code[code]]
        pool = _knowing(house, topics) or house or _knowing(self._all, topics) or list(self._all)
        chosen: list[Expert] = []
        for _ in range(min(count, len(pool))):
            left = [expert for expert in pool if expert not in chosen]
            expert = Weighted(left, [1 / (1 + item.works) for item in left]).pick(rng)
            expert.works += 1
            chosen.append(expert)
        return chosen


def _knowing(found: Sequence[Expert], topics: Sequence[str]) -> list[Expert]:
    return [expert for expert in found if any(expert.knows(topic) for topic in topics)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of work: when it became known, and its topics."""

    expert: Expert
    day: date
    topics: tuple[str, ...]


def score(pieces: int) -> float:
    """Return how well this many pieces of evidence prove a topic: each leaves three quarters of the doubt."""
    return round(1 - _FORGETTING**pieces, 4)


def expert_nodes(found: Sequence[Expert]) -> Iterator[Nodes | Edges]:
    """Yield the experts and the people they are."""
    rows = []
    for item in found:
        field = TOPIC[item.field].name
        rows.append(
            node(
                item.id,
                item.period.start,
                name=item.user.name.zh,
                nameEn=item.user.name.en,
                headline=f"{field.zh}专家，{item.user.unit.name.zh}{item.user.title.zh}",
                headlineEn=f"Expert in {field.inline}; {item.user.title.en}, {item.user.unit.name.en}",
                activeFrom=item.period.start,
                activeUntil=item.period.end,
                yearlyCap=item.cap,
            )
        )
    yield Nodes("Expert", rows)
    yield Edges("IS", "User", "Expert", [edge(item.user.id, item.id) for item in found])


def expertise(evidence: Iterable[Evidence]) -> Edges:
    """Return the EXPERT_IN relationships: one per expert and topic with at least one piece of evidence."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    periods: dict[str, Period] = {}
    for piece in evidence:
        periods[piece.expert.id] = piece.expert.period
        for topic in piece.topics:
            days[piece.expert.id, topic].append(piece.day)
    rows = []
    for (key, topic), known in sorted(days.items()):
        active = periods[key]
        start = max(active.start, min(known))
        period = Period(start if start < active.end else active.start, active.end)
        rows.append(dated(key, TOPIC[topic].id, period, score=score(len(known))))
    return Edges("EXPERT_IN", "Expert", "Topic", rows, dated=True)
