"""Invented share policies: what an owner of customers lets another organisation see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from seed.draw import Weighted, chance, stream
from seed.organisation import GROUP, SUBSIDIARIES, Subsidiary
from seed.rows import LAUNCH, OPEN_END, Edges, Nodes, Period, edge, node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_WITHIN = Weighted(("ALL", "OVERLAP", "COUNTS", "HIDDEN", ""), (32, 33, 12, 2, 21))
_ACROSS = Weighted(("ALL", "OVERLAP", "COUNTS", "HIDDEN", ""), (2, 27, 24, 3, 44))
_NARROW = "citic_heye"
# Pairs that the demonstration shows, both ways decided.
_FIXED = {
    ("citic_securities", "citic_bank"): "OVERLAP",
    ("citic_bank", "citic_securities"): "OVERLAP",
    ("citic_trust", "citic_bank"): "ALL",
    ("citic_trust", "citic_securities"): "ALL",
    ("citic_bank", "citic_trust"): "OVERLAP",
    ("citic_bank", "citic_finance"): "OVERLAP",
    ("citic_bank", _NARROW): "OVERLAP",
    ("citic_securities", _NARROW): "COUNTS",
    ("csc_financial", "citic_securities"): "COUNTS",
    ("citic_securities", "csc_financial"): "COUNTS",
    ("citic_pacific_special_steel", "citic_bank"): "OVERLAP",
    ("citic_finance", "citic_bank"): "ALL",
}


class Policy(NamedTuple):
    """What `owner` lets the organisation `towards` see over a period."""

    owner: str
    towards: str
    level: str
    period: Period
    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


_COMPANIES = ("COMPANY", "INSTITUTION")
_NARROWED = [
    Policy("sub_citic_bank", "sub_citic_finance", "ALL", Period(LAUNCH), _COMPANIES, ("USCC",)),
    Policy("sub_citic_trust", "sub_citic_bank", "HIDDEN", Period(LAUNCH), ("PUBLIC_BODY",)),
    Policy("sub_citic_trust", "sub_citic_securities", "ALL", Period(LAUNCH), ("COMPANY",), ("USCC", "PHONE")),
]
"""Policies for some kinds of customers; a HIDDEN one beats the others."""


def policies(seed: int) -> list[Policy]:
    """Invent the policies; those for every kind of customer are one for a pair and day at most."""
    rng = stream(seed, "policies")
    found = [Policy(owner.id, GROUP, "ALL", Period(LAUNCH)) for owner in SUBSIDIARIES]
    for owner in SUBSIDIARIES:
        for other in SUBSIDIARIES:
            if owner != other:
                found += _between(rng, owner, other)
    return found + _NARROWED


def _between(rng: Random, owner: Subsidiary, other: Subsidiary) -> list[Policy]:
    draw = _WITHIN if owner.segment == other.segment else _ACROSS
    level = _FIXED.get((owner.code, other.code)) or draw.pick(rng)
    if other.code == _NARROW and level == "ALL":
        level = "OVERLAP"
    start = LAUNCH + timedelta(days=rng.randrange(240))
    if not level:
        return []
    if (owner.code, other.code) in _FIXED:
        return [Policy(owner.id, other.id, level, Period(LAUNCH))]
    if chance(rng, 0.08):  # expired, half of them followed by a narrower one
        end = date(2023, 1, 1) + timedelta(days=rng.randrange(700))
        after = [Policy(owner.id, other.id, "COUNTS", Period(end, OPEN_END))] if chance(rng, 0.5) else []
        return [Policy(owner.id, other.id, level, Period(start, end)), *after]
    return [Policy(owner.id, other.id, level, Period(start))]


def policy_nodes(found: list[Policy]) -> Iterator[Nodes | Edges]:
    """Yield the policies with owner and receiver."""
    keys = [f"pol_{number:04d}" for number in range(1, len(found) + 1)]
    yield Nodes(
        "SharePolicy",
        [
            node(
                key,
                item.period.start,
                level=item.level,
                kinds=list(item.kinds),
                fields=list(item.fields),
                standing="ACTIVE",
                activeFrom=item.period.start,
                activeUntil=item.period.end,
            )
            for key, item in zip(keys, found, strict=True)
        ],
    )
    pairs = list(zip(keys, found, strict=True))
    yield Edges("DEFINES", "Subsidiary", "SharePolicy", [edge(item.owner, key) for key, item in pairs])
    yield Edges("TOWARDS", "SharePolicy", "Organisation", [edge(key, item.towards) for key, item in pairs])
