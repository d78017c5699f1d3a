"""Invented consents, grants, requests and barriers around the customers and projects of the demonstration.

None of them touches what headquarters counts: what is walled off is neither a shared customer nor a collaborative
project.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from seed.draw import Weighted, chance, stream
from seed.organisation import GROUP
from seed.rows import LAUNCH, OPEN_END, Edges, Nodes, Period, Properties, dated, edge, node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.customers import Customer
    from seed.figures import Figures
    from seed.projects import Project
    from seed.serving import Service

PURPOSES = Weighted(("CROSS_SELL", "JOINT_PROJECT", "RISK_CONTROL", "SERVICE"), (5, 3, 1, 2))
METHODS = Weighted(("SIGNED", "ELECTRONIC", "RECORDED_CALL"), (3, 6, 1))
RECEIVERS = ("sub_citic_bank", "sub_citic_securities", "sub_citic_trust", "sub_citic_finance", GROUP)
CATEGORIES = (["IDENTITY"], ["IDENTITY", "CONTACT"], ["IDENTITY", "CONTACT", "HOLDINGS"], ["HOLDINGS"])
_FIELDS: tuple[list[str], ...] = ([], ["USCC"], ["PHONE"], ["USCC", "PHONE"])
_STANDINGS = Weighted(("PENDING", "APPROVED", "REFUSED", "WITHDRAWN"), (5, 3, 2, 1))
_DEAL_UNIT = "unt_citic_securities_001"
_DEAL_USER, _COMPLIANCE, _OFFICER = "usr_demo_banker_securities", "usr_demo_compliance", "usr_demo_officer"


@dataclass
class _Ledger:
    """Rows as they are invented: nodes by label, relationships by type and ends."""

    nodes: dict[str, list[Properties]] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], list[Properties]] = field(default_factory=dict)
    ways: list[Properties] = field(default_factory=list)
    """The MAY_SEE relationships."""

    def add(self, label: str, row: Properties, *joined: tuple[str, str, str]) -> None:
        """Add a node with what it leads to: (type, label, id)."""
        self.nodes.setdefault(label, []).append(row)
        for type_, end, key in joined:
            self.edges.setdefault((type_, label, end), []).append(edge(str(row["id"]), key))


def governance_nodes(
    served: Sequence[Service], started: Sequence[Project], wanted: Figures, seed: int
) -> Iterator[Nodes | Edges]:
    """Yield the nodes, then what joins them."""
    rng = stream(seed, "governance")
    ledger = _Ledger()
    by_customer: dict[int, list[Service]] = {}
    for service in served:
        by_customer.setdefault(service.customer.number, []).append(service)
    _consents(rng, ledger, by_customer)
    _grants(rng, ledger, by_customer, max(12, wanted.customers // 200))
    _requests(rng, ledger, by_customer, max(12, wanted.customers // 400))
    _barriers(rng, ledger, by_customer, started)
    for label, rows in ledger.nodes.items():
        yield Nodes(label, rows)
    for (type_, start, end), joins in ledger.edges.items():
        yield Edges(type_, start, end, joins)
    yield Edges("MAY_SEE", "Organisation", "Customer", ledger.ways, dated=True)


def some_period(rng: Random) -> tuple[date, date]:
    """Draw a first day and an end; three of five have none."""
    start = LAUNCH + timedelta(days=rng.randrange(400))
    return start, OPEN_END if chance(rng, 0.6) else start + timedelta(days=30 + rng.randrange(900))


def _consents(rng: Random, ledger: _Ledger, by_customer: dict[int, list[Service]]) -> None:
    persons = [found for found in by_customer.values() if found[0].customer.kind == "PERSON"]
    for periods in persons:
        holder = f"sub_{periods[0].code}"
        for receiver in RECEIVERS:
            if receiver == holder or not chance(rng, 0.25):
                continue
            number = len(ledger.nodes.get("Consent", ())) + 1
            start, end = some_period(rng)
            row = node(
                f"con_{number:06d}", start, purpose=PURPOSES.pick(rng), categories=list(rng.choice(CATEGORIES)),
                method=METHODS.pick(rng), evidence=f"{holder}/consents/{number}", activeFrom=start, activeUntil=end,
            )  # fmt: skip
            to = ("CONSENTS_TO", "Organisation", receiver)
            about = ("CONSENTS_FOR", "Customer", periods[0].customer.id)
            ledger.add("Consent", row, to, about, ("HELD_BY", "Subsidiary", holder))


def _pairs(rng: Random, by_customer: dict[int, list[Service]], count: int) -> Iterator[tuple[Customer, str, str]]:
    """Draw customers with who serves them and who else might want to know."""
    periods = list(by_customer.values())
    for _ in range(count):
        service = rng.choice(rng.choice(periods))
        others = [receiver for receiver in RECEIVERS[:-1] if receiver != f"sub_{service.code}"]
        yield service.customer, f"sub_{service.code}", rng.choice(others)


def _grants(rng: Random, ledger: _Ledger, by_customer: dict[int, list[Service]], count: int) -> None:
    for number, (customer, owner, receiver) in enumerate(_pairs(rng, by_customer, count), start=1):
        start, end = some_period(rng)
        due = min(end, start + timedelta(days=365)) if chance(rng, 0.4) else end
        row = node(
            f"gra_{number:06d}", start, purpose=PURPOSES.pick(rng), fields=list(rng.choice(_FIELDS)),
            activeFrom=start, activeUntil=end, recertifyBy=due,
        )  # fmt: skip
        to = ("GRANTED_TO", "Organisation", receiver)
        ledger.add("Grant", row, ("GRANTED_BY", "Subsidiary", owner), to, ("GRANTS", "Customer", customer.id))
        fields: Any = row["p"]
        way = {"grant": row["id"], "owner": owner, "fields": fields["fields"]}
        ledger.ways.append(dated(receiver, customer.id, Period(start, due), **way))


def _requests(rng: Random, ledger: _Ledger, by_customer: dict[int, list[Service]], count: int) -> None:
    askers = {"sub_citic_bank": "usr_demo_rm_bank", "sub_citic_securities": "usr_demo_rm_securities",
              "sub_citic_trust": "usr_demo_officer_trust"}  # fmt: skip
    for number, (customer, owner, receiver) in enumerate(_pairs(rng, by_customer, count), start=1):
        start, _ = some_period(rng)
        row = node(
            f"req_{number:06d}", start, purpose=PURPOSES.pick(rng), fields=list(rng.choice(_FIELDS)),
            reason="客户拟开展综合融资，请协助了解合作情况。", until=start + timedelta(days=365),
            standing=_STANDINGS.pick(rng),
        )  # fmt: skip
        user = askers.get(receiver, _OFFICER)
        ends = [("ADDRESSED_TO", "Subsidiary", owner), ("CONCERNS", "Customer", customer.id)]
        ledger.add(
            "AccessRequest", row, ("REQUESTED_BY", "User", user), ("REQUESTED_FOR", "Organisation", receiver), *ends
        )


def _barriers(rng: Random, ledger: _Ledger, by_customer: dict[int, list[Service]], started: Sequence[Project]) -> None:
    alone = [
        found[0].customer for found in by_customer.values() if len(found) == 1 and found[0].customer.kind != "PERSON"
    ]
    single = [project for project in started if len(project.parts) == 1]
    several = [project for project in started if len(project.parts) > 1]
    things = [
        ("RESTRICTED", "ACTIVE", "Customer", rng.choice(alone).id),
        ("RESTRICTED", "ACTIVE", "Project", rng.choice(single).id),
        ("RESTRICTED", "DRAFT", "Customer", rng.choice(alone).id),
        ("RESTRICTED", "ENDED", "Project", rng.choice(several).id),
        ("WATCH", "ACTIVE", "Project", rng.choice(several).id),
    ]
    for number, (kind, standing, label, key) in enumerate(things, start=1):
        start = LAUNCH + timedelta(days=rng.randrange(200))
        row = node(
            f"ent_{number:04d}", start, kind=kind, reason="拟议交易，消息尚未公开。", standing=standing,
            activeFrom=start, activeUntil=OPEN_END,
        )  # fmt: skip
        joined = [("BLOCKS", label, key), ("DRAFTED_BY", "User", _DEAL_USER), ("INSIDE", "OrgUnit", _DEAL_UNIT)]
        if standing != "DRAFT":
            joined.append(("CONFIRMED_BY", "User", _COMPLIANCE))
        ledger.add("RestrictedEntry", row, *joined)
    start = LAUNCH + timedelta(days=210)
    row = node(
        "crs_0001", start, reason="协助项目团队评估授信。", standing="ACTIVE", activeFrom=start, activeUntil=OPEN_END
    )
    persons = [("CROSSED_BY", "User", "usr_demo_rm_bank"), ("DRAFTED_BY", "User", _DEAL_USER)]
    ledger.add(
        "Crossing", row, ("CROSSES", "RestrictedEntry", "ent_0002"), *persons, ("CONFIRMED_BY", "User", _COMPLIANCE)
    )
