"""What likeness is judged by: the customers that the graph has, as they are compared, and what is usual among them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.graph.statements import load_sections
from synergy.identity.blocking import match_keys
from synergy.identity.companies import read_company
from synergy.identity.identifiers import Identifier
from synergy.identity.party import Kind, Party
from synergy.identity.population import Population, count
from synergy.identity.single import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction
    from synergy.identity.companies import Company

MOST_ALIKE = 20
"""How many nodes that share keys with a row are looked at, the rarest keys first."""
_PAGE = 5_000
_GROWTH, _FEW = 1.25, 1_000
_SAY = {name: part.text for name, part in load_sections(Path(__file__).with_suffix(".cypher")).items()}


def read_known(  # noqa: PLR0913, PLR0917 (a row of the statement)
    customer: str,
    name: str,
    name_en: str | None,
    phone: str | None,
    records: Sequence[Sequence[Any]],
    identifiers: Iterable[Sequence[str]],
    regions: Sequence[str],
    industries: Sequence[str],
) -> Company:
    """Read a customer of the graph, with all that its records call it; the narrowest place comes first."""
    names = [name, name_en, *(record[0] for record in records), *(record[1] for record in records)]
    places = next((record[3] for record in records if record[3]), regions)
    trades = [trade for record in records if (trade := record[4])]
    return read_company(
        Party(
            id=customer,
            source="",
            kind=Kind.COMPANY,
            names=tuple(dict.fromkeys(one for one in names if one)),
            identifiers=tuple(Identifier(*one) for one in identifiers),
            websites=tuple(dict.fromkeys(website for record in records if (website := record[2]))),
            phone=phone or "",
            region=", ".join(places),
            industry=next(iter([*trades, *industries]), ""),
        )
    )


async def find_alike(
    tx: Transaction, subsidiary: str, system: str, rows: Sequence[Sequence[str | None]]
) -> tuple[dict[str, list[str]], dict[str, Company]]:
    """Find, for rows of an id and its keys, the customers that share some, by id, and what is compared of these.

    Customers that a source has a record of are none of its other rows'.
    """
    source = {"subsidiary": subsidiary, "system": system}
    [answer] = await tx.run(_SAY["alike"], {"rows": rows, "most": MOST_ALIKE} | source)
    alike = {row: found for row, found in answer["alike"] if found}
    customers = sorted({customer for found in alike.values() for customer in found})
    if not customers:
        return {}, {}
    [answer] = await tx.run(_SAY["companies"], {"customers": customers})
    return alike, {one: read_known(one, *rest) for one, *rest in answer["companies"]}


async def open_matcher(database: Database) -> Matcher:
    """Return what judges likeness in this graph; the first time, its customers are counted and given their keys."""
    found = await database.read(_SAY["population"], {})
    if found["size"] is None:
        return Matcher.of(await _count(database))
    return Matcher.of(Population.read(found["size"], found["counts"]))


async def recount_if_grown(database: Database) -> None:
    """Count the customers again once there are a quarter more: what that costs is shared by those that came.

    An import does so when it is through: one that was killed goes on with the figures that it began with.
    """
    found = await database.read(_SAY["population"], {})
    if found["size"] is None or found["customers"] > _GROWTH * found["size"] + _FEW:
        await _count(database)


async def _count(database: Database) -> Population:
    companies: list[Company] = []
    after = ""
    while rows := (await database.read(_SAY["counted"], {"after": after, "most": _PAGE}))["customers"]:
        keys = []
        for customer, kind, name, name_en, phone, regions, industries, keyed in rows:
            if kind != "PERSON":
                company = read_known(customer, name, name_en, phone, (), (), regions, industries)
                companies.append(company)
                if not keyed:
                    keys.append([customer, match_keys(company)])
        if keys:
            await database.write(_SAY["key"], {"rows": keys})
        after = rows[-1][0]
    counted = count(companies)
    written = counted.to_json()
    await database.write(_SAY["count"], {"size": counted.size, "counts": written})
    return Population.read(counted.size, written)
