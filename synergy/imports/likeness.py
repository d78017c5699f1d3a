"""What likeness is judged by: the customers that the graph has, as they are compared, and what is usual among them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.graph.statements import load_sections
from synergy.identity.blocking import host_word, match_keys
from synergy.identity.companies import read_company
from synergy.identity.identifiers import Identifier
from synergy.identity.party import Kind, Party
from synergy.identity.population import Population, count
from synergy.identity.single import Matcher
from synergy.identity.verdicts import MOST_OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction
    from synergy.identity.companies import Company

MOST_ALIKE = 20
"""How many nodes that share keys with a row are looked at, the rarest keys first."""
MOST_OF_ONE_WEBSITE = 40
"""How many nodes that give one website are looked at: records of one customer count once."""
_PAGE = 5_000
_GROWTH, _FEW = 1.25, 1_000
_SAY = {name: part.text for name, part in load_sections(Path(__file__).with_suffix(".cypher")).items()}


def _nobody(_done: int, _total: int) -> None:
    """Hear nothing."""


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


async def find_placeholders(tx: Transaction, companies: Iterable[Company]) -> frozenset[str]:
    """Return which of the companies' websites are nobody's own, since many customers of the graph give them."""
    hosts = sorted({host for company in companies for host in company.hosts})
    if not hosts:
        return frozenset()
    given = {"hosts": [[host, host_word(host)] for host in hosts], "most": MOST_OF_ONE_WEBSITE, "own": MOST_OWN}
    [answer] = await tx.run(_SAY["placeholders"], given)
    return frozenset(answer["hosts"])


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


async def open_matcher(database: Database, on_count: Callable[[int, int], None] = _nobody) -> Matcher:
    """Return what judges likeness in this graph; the first time, its customers are counted and given their keys.

    That takes half a minute for 50,000: `on_count` hears of those counted, and of how many there are.
    """
    found = await database.read(_SAY["population"], {})
    if found["size"] is None:
        return Matcher.of(await _count(database, found["customers"], on_count))
    return Matcher.of(Population.read(found["size"], found["counts"]))


async def recount_if_grown(database: Database) -> None:
    """Count the customers again once there are a quarter more: what that costs is shared by those that came.

    An import does so when it is through: one that was killed goes on with the figures that it began with.
    """
    found = await database.read(_SAY["population"], {})
    if found["size"] is None or found["customers"] > _GROWTH * found["size"] + _FEW:
        await _count(database, found["customers"], _nobody)


async def _count(database: Database, size: int, on_count: Callable[[int, int], None]) -> Population:
    companies: list[Company] = []
    after, done = "", 0
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
        after, done = rows[-1][0], done + len(rows)
        on_count(done, size)
    counted = count(companies)
    written = counted.to_json()
    await database.write(_SAY["count"], {"size": counted.size, "counts": written})
    return Population.read(counted.size, written)
