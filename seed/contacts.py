"""Invented persons to speak with at customers, as subsidiaries supplied them, and what some of them consented to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from seed.customers import person_name
from seed.draw import Weighted, chance, stream
from seed.governance import CATEGORIES, METHODS, PURPOSES, RECEIVERS, some_period
from seed.rows import OPEN_END, Edges, Nodes, Period, Properties, dated, edge, node
from seed.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.serving import Service

_TITLES = Weighted(
    words(
        "财务总监/Chief Financial Officer, 资金经理/Treasurer, 采购经理/Purchasing Manager, "
        "董事会秘书/Board Secretary, 总经理助理/Assistant to the General Manager, "
        "人力资源经理/Human Resources Manager"
    ),
    (28, 24, 18, 8, 12, 10),
)
_LANGUAGES = Weighted(("CHINESE", "ENGLISH"), (92, 8))
_SHARE = 0.3
"""Of the pairs of a subsidiary and a customer that is no person, so many have a contact; a tenth of them two."""


def contact_nodes(served: Sequence[Service], seed: int) -> Iterator[Nodes | Edges]:
    """Yield contacts, where they work and who supplied them, then consents of some of them."""
    rng = stream(seed, "contacts")
    contacts: list[Properties] = []
    works: list[Properties] = []
    supplied: list[Properties] = []
    consents: list[Properties] = []
    joined: dict[tuple[str, str], list[Properties]] = {}
    since: dict[tuple[int, str], Service] = {}
    for service in served:
        if service.customer.kind != "PERSON":
            since.setdefault((service.customer.number, service.code), service)
    for service in (one for _, one in sorted(since.items()) for _ in range(_how_many(rng))):
        number, start = len(contacts) + 1, service.period.start
        contacts.append(_contact(rng, number, start))
        contact, title = str(contacts[-1]["id"]), _TITLES.pick(rng)
        left = start + timedelta(days=400 + rng.randrange(900)) if chance(rng, 0.1) else OPEN_END
        works.append(dated(contact, service.customer.id, Period(start, left), title=title.zh, titleEn=title.en))
        supplied.append(edge(contact, f"sub_{service.code}"))
        for receiver in RECEIVERS:
            if receiver != f"sub_{service.code}" and chance(rng, 0.15):
                consents.append(_consent(rng, len(consents) + 1, f"sub_{service.code}"))
                consent = str(consents[-1]["id"])
                joined.setdefault(("CONSENTS_FOR", "Contact"), []).append(edge(consent, contact))
                joined.setdefault(("CONSENTS_TO", "Organisation"), []).append(edge(consent, receiver))
                joined.setdefault(("HELD_BY", "Subsidiary"), []).append(edge(consent, f"sub_{service.code}"))
    yield Nodes("Contact", contacts)
    yield Edges("WORKS_AT", "Contact", "Customer", works, dated=True)
    yield Edges("SUPPLIED_BY", "Contact", "Subsidiary", supplied)
    yield Nodes("Consent", consents)
    for (type_, end), rows in joined.items():
        yield Edges(type_, "Consent", end, rows)


def _how_many(rng: Random) -> int:
    return (1 + chance(rng, 0.1)) if chance(rng, _SHARE) else 0


def _contact(rng: Random, number: int, day: date) -> Properties:
    name = person_name(rng)
    latin = name.en.lower().replace("ü", "v").replace("'", "").replace(" ", ".")
    return node(
        f"ctc_{number:06d}",
        day,
        name=name.zh,
        nameEn=name.en if chance(rng, 0.6) else None,
        phone=f"+86 100 {rng.randrange(10_000):04d} {rng.randrange(10_000):04d}" if chance(rng, 0.9) else None,
        email=f"{latin}.{number}@contact.example" if chance(rng, 0.7) else None,
        language=_LANGUAGES.pick(rng) if chance(rng, 0.5) else None,
    )


def _consent(rng: Random, number: int, holder: str) -> Properties:
    start, end = some_period(rng)
    return node(
        f"con_contact_{number:06d}", start, purpose=PURPOSES.pick(rng), categories=list(rng.choice(CATEGORIES[:-1])),
        method=METHODS.pick(rng), evidence=f"{holder}/contacts/{number}", activeFrom=start, activeUntil=end,
    )  # fmt: skip
