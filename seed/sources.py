"""Source records: each subsidiary's own row about a customer as delivered, and the golden record it resolves to."""

from __future__ import annotations

import hashlib
import json
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from seed.draw import chance, stream
from seed.organisation import REGIONS
from seed.rows import LAUNCH, SYNTHETIC, Edges, Nodes, Properties, edge, moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.customers import Customer
    from seed.serving import Service

_DELIVERIES = tuple(moment(LAUNCH + timedelta(days=7 * week), time(18)) for week in range(40))


def source_nodes(served: Sequence[Service], seed: int) -> Iterator[Nodes | Edges]:
    """Yield one record for every pair of subsidiary and customer known by the end of 2022, with what it resolves to."""
    rng = stream(seed, "source records")
    pairs = sorted(
        {
            (item.customer.number, item.code): item.customer for item in served if item.period.start < date(2023, 1, 1)
        }.items()
    )
    rows: list[Properties] = []
    resolves: list[Properties] = []
    supplied: list[Properties] = []
    for (_, code), customer in pairs:
        row = _record(rng, code, customer)
        rows.append(row)
        exact = customer.kind != "PERSON"
        key = str(row["id"])
        judged = edge(
            key,
            customer.id,
            score=1.0 if exact else 0.97,
            method="IDENTIFIER" if exact else "STEWARD",
            evidence="uscc equal" if exact else "confirmed by a data steward",
        )
        resolves.append({**judged, "at": row["at"]})
        supplied.append(edge(key, f"sub_{code}"))
    yield Nodes("SourceRecord", rows, moments=("receivedAt",))
    yield Edges("RESOLVES_TO", "SourceRecord", "Customer", resolves, recorded=True)
    yield Edges("SUPPLIED_BY", "SourceRecord", "Subsidiary", supplied)


def _record(rng: Random, code: str, customer: Customer) -> Properties:
    system, key = f"{code}_crm", f"C{customer.number:07d}"
    name = customer.name.zh
    if chance(rng, 0.08) and customer.kind == "COMPANY":  # systems abbreviate
        name = name.replace("股份有限公司", "股份").replace("有限责任公司", "公司").replace("有限公司", "公司")
    fields = {
        "name": name,
        "nameEn": customer.name.en if chance(rng, 0.5) else None,
        "industryText": customer.industry.name.zh if customer.industry and chance(rng, 0.8) else None,
        "regionText": REGIONS[customer.place.region].zh if chance(rng, 0.9) else None,
        "website": f"www.{_latin(customer)}-{customer.number}.example"
        if customer.industry and chance(rng, 0.3)
        else None,
    }
    known = {field: value for field, value in fields.items() if value is not None}
    payload = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(f"{system}\n{key}".encode()).hexdigest()
    properties = {
        "version": 1,
        "sourceSystem": SYNTHETIC,
        "sourceKey": key,
        **known,
        "payload": payload,
        "contentHash": hashlib.sha256(payload.encode()).hexdigest(),
    }
    return {"id": f"src_{code}_{digest[:24]}", "at": rng.choice(_DELIVERIES), "p": properties}


def _latin(customer: Customer) -> str:
    return "".join(letter for letter in customer.short.en.lower() if letter.isascii() and letter.isalpha())
