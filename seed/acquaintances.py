"""Invented acquaintances: relationship managers and their contacts, and colleagues within and across subsidiaries."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from seed.draw import chance, stream
from seed.rows import LAST_DAY, Edges, Period, Properties, dated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.people import User
    from seed.rows import Nodes

_MANAGER = "RELATIONSHIP_MANAGER"
_ABROAD = 0.15
"""Of the colleagues that a manager knows, so many work for another subsidiary; officers know mostly such."""


def acquaintances(users: Sequence[User], contacts: Sequence[Nodes | Edges], seed: int) -> Iterator[Edges]:
    """Yield who knows whom. Each contact is known to a manager or two of who supplied it, colleagues know each other."""
    rng = stream(seed, "acquaintances")
    outgoing = [user for user in users if user.activated and not user.disabled]
    managers: dict[str, list[User]] = defaultdict(list)
    for user in outgoing:
        if _MANAGER in user.roles or "SYNERGY_OFFICER" in user.roles:
            managers[user.code].append(user)
    supplied = next(one for one in contacts if isinstance(one, Edges) and one.type == "SUPPLIED_BY")
    known: dict[tuple[str, str], Properties] = {}
    for row in supplied.rows:
        pool = managers[str(row["e"]).removeprefix("sub_")]
        for user in rng.sample(pool, min(len(pool), 1 + chance(rng, 0.3))):
            known[user.id, str(row["s"])] = _knows(rng, user.id, str(row["s"]), 0.8)
    yield Edges("KNOWS", "User", "Contact", list(known.values()), dated=True)
    everyone = [user for pool in managers.values() for user in pool]
    colleagues: dict[tuple[str, str], Properties] = {}
    for user in everyone:
        away = 0.7 if "SYNERGY_OFFICER" in user.roles else _ABROAD
        for _ in range(rng.randrange(1, 4)):
            other = rng.choice(everyone if chance(rng, away) else managers[user.code])
            if other is not user:
                for one, two in ((user, other), (other, user)):
                    colleagues[one.id, two.id] = _knows(rng, one.id, two.id, 0.7)
    yield Edges("KNOWS", "User", "User", list(colleagues.values()), dated=True)


def _knows(rng: Random, one: str, other: str, willing: float) -> Properties:
    last = LAST_DAY - timedelta(days=int(900 * rng.random() ** 2))
    start = last - timedelta(days=rng.randrange(1_500))
    strength = round(rng.triangular(0.2, 1, 0.6), 2)
    return dated(one, other, Period(start), strength=strength, lastContactOn=last, optIn=chance(rng, willing))
