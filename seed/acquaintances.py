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
_CONNECTORS = 6
"""In each house so many know many, and one more for every 300 managers; the demonstration's users are among them."""
_ABROAD = 8
"""Whom such a one knows in other houses."""


def acquaintances(users: Sequence[User], contacts: Sequence[Nodes | Edges], seed: int) -> Iterator[Edges]:
    """Yield who knows whom: contacts are known to managers of who supplied them, and managers to each other."""
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
    yield Edges("KNOWS", "User", "User", list(_colleagues(rng, managers).values()), dated=True)


def _colleagues(rng: Random, managers: dict[str, list[User]]) -> dict[tuple[str, str], Properties]:
    """Join each manager to two others of its house and to one who knows many; those know each other across houses."""
    connectors = {code: pool[: _CONNECTORS + len(pool) // 300] for code, pool in managers.items()}
    abroad = [user for pool in connectors.values() for user in pool]
    found: dict[tuple[str, str], Properties] = {}
    for code, pool in managers.items():
        for user in pool:
            others = [rng.choice(pool), rng.choice(pool), rng.choice(connectors[code])]
            if user in connectors[code]:
                others += [*connectors[code], *(rng.choice(abroad) for _ in range(_ABROAD))]
            for other in others:
                if other is not user:
                    found[user.id, other.id] = _knows(rng, user.id, other.id, 0.7)
                    found[other.id, user.id] = _knows(rng, other.id, user.id, 0.7)
    return found


def _knows(rng: Random, one: str, other: str, willing: float) -> Properties:
    last = LAST_DAY - timedelta(days=int(900 * rng.random() ** 2))
    start = last - timedelta(days=rng.randrange(1_500))
    strength = round(rng.triangular(0.2, 1, 0.6), 2)
    return dated(one, other, Period(start), strength=strength, lastContactOn=last, optIn=chance(rng, willing))
