"""The fields that statements answer, in Python, after what their `.cypher` files and descriptions say."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.world import Sight, Thing

SMALLEST_CELL = 5


def served_by_count(sight: Sight, customer: Thing, day: date) -> int:
    """Count the subsidiaries that serve a customer, and let the viewer count them."""
    return len({link.start for link in customer.coming["SERVES"] if link.holds(day) and sight.counts_link(link)})


def _pooled_count(holders: Iterable[tuple[bool, Thing]]) -> int:
    """Count what the viewer sees; the rest only where that is no small number, which a subtraction would tell."""
    seen: dict[Thing, bool] = defaultdict(bool)
    for known, holder in holders:
        seen[holder] |= known
    hidden = [holder for holder, known in seen.items() if not known]
    return len(seen) if len(hidden) >= SMALLEST_CELL else len(seen) - len(hidden)


def _holders(sight: Sight, product: Thing, day: date) -> list[tuple[bool, Thing]]:
    links = [link for link in product.coming["HOLDS"] if link.holds(day)]
    return [(sight.sees(link.start) and sight.sees_link(link), link.start) for link in links]


def cross_sell(sight: Sight, customer: Thing, day: date, first: int) -> list[dict[str, Any]]:
    """Return what customers of the same industry and size hold and this one does not."""
    everyone = len(sight.world.by_noun["Customer"])
    own = {link.end for link in customer.leaving["HOLDS"] if link.holds(day) and sight.sees_link(link)}
    found: list[dict[str, Any]] = []
    for industry in (link.end for link in customer.leaving["IN_INDUSTRY"]):
        members = [link.start for link in industry.coming["IN_INDUSTRY"]]
        peers = {peer for peer in members if peer.get("sizeBand") == customer.get("sizeBand")}
        hidden = {peer for peer in peers if not sight.sees(peer)}
        peers -= hidden if len(hidden) < SMALLEST_CELL else set()
        for product in {link.end for peer in peers for link in peer.leaving["HOLDS"] if link.holds(day)}:
            holders = _holders(sight, product, day)
            count = _pooled_count(holder for holder in holders if holder[1] in peers)
            if count >= SMALLEST_CELL and _sellable(sight, product, day) and product not in own:
                share = _pooled_count(holders) / everyone
                reason = _peers_hold(industry, len(peers), count, math.floor(1000 * share + 0.5) / 10)
                score = count / (len(peers) + 20)
                found.append({"product": product, "score": score, "support": count, "reasons": [reason]})
    found.sort(key=lambda row: (-row["score"], row["product"].id))
    return found[:first]


def _sellable(sight: Sight, product: Thing, day: date) -> bool:
    since = product.get("onShelfFrom")
    offering = {link.start.id for link in product.coming["OFFERS"] if link.holds(day)}
    return since is not None and since <= sight.today < product.own["onShelfUntil"] and sight.own not in offering


def _peers_hold(industry: Thing, compared: int, support: int, percent: float) -> dict[str, str]:
    trade, english = industry.own["name"], industry.own["nameEn"]
    return {
        "text": f"同行业（{trade}）、同规模的 {compared} 家客户中有 {support} 家持有；全部客户中占 {percent}%",
        "textEn": f"{support} of {compared} customers of the same industry ({english}) and size hold it; "
        f"of all customers {percent} %",
    }


def expert_matches(sight: Sight, project: Thing, day: date, first: int) -> list[dict[str, Any]]:
    """Return active experts in the project's topics, or in topics that those include, who do not work on it."""
    wanted = {link.end for link in project.leaving["HAS_TOPIC"]}
    topics = wanted | {link.start for topic in wanted for link in topic.coming["BROADER"]}
    found: list[dict[str, Any]] = []
    for expert in sight.world.by_noun["Expert"]:
        works = {link.end for link in expert.leaving["WORKED_ON"]}
        knows = [link for link in expert.leaving["EXPERT_IN"] if link.end in topics and link.holds(day)]
        if not knows or project in works or not expert.own["activeFrom"] <= sight.today < expert.own["activeUntil"]:
            continue
        knows.sort(key=lambda link: (-link.own["score"], link.end.id))
        score = 0.0
        for link in knows:
            score = link.own["score"] if score == 0.0 else score + (1 - score) * link.own["score"] / 5
        reasons = [_proven(link.end, len(_evidence(sight, expert, {link.end}, None))) for link in knows[:3]]
        evidence = _evidence(sight, expert, {link.end for link in knows})
        found.append({"expert": expert, "score": score, "reasons": reasons, "evidence": evidence})
    found.sort(key=lambda row: (-row["score"], row["expert"].id))
    return found[:first]


def _proven(topic: Thing, count: int) -> dict[str, str]:
    works = "1 work" if count == 1 else f"{count} works"
    return {
        "text": f"熟悉“{topic.own['name']}”" + (f"，有 {count} 项成果为证" if count else ""),
        "textEn": f"Knows {topic.own['nameEn']}" + (f", proven by {works}" if count else ""),
    }


def _evidence(sight: Sight, expert: Thing, topics: set[Thing], most: int | None = 3) -> list[Thing]:
    works = [link.end for type_ in ("AUTHORED", "WORKED_ON") for link in expert.leaving[type_]]
    about = [w for w in works if sight.sees(w) and any(link.end in topics for link in w.leaving["HAS_TOPIC"])]
    about.sort(key=lambda work: work.id)
    # Undated drafts come first, as Neo4j sorts nulls when it descends.
    about.sort(key=lambda work: work.get("publishedOn") or work.get("startedOn") or date.max, reverse=True)
    return about[:most]


@dataclass(frozen=True)
class Tally:
    """Something counted: the measure, the thing (none for people and sign-ins), for whom, and how much."""

    measure: str
    item: Thing | None
    party: Thing | None
    amount: int = 1


MEASURES = (
    "sharedCustomers", "collaborativeProjects", "sharedProducts", "experts",
    "excellentCases", "researchReports", "activatedUsers", "logins",
)  # fmt: skip


def achievements(sight: Sight, year: int, as_of: date, group_by: Iterable[str]) -> list[dict[str, Any]]:
    """Return the eight measures by group and year."""
    groups = set(group_by)
    rows = []
    for each in range(year - 4, year + 1) if "YEAR" in groups else [year]:
        until = min(as_of, date(each, 12, 31))
        if date(each, 1, 1) > as_of:
            continue
        counted: dict[tuple[Any, ...], list[Tally]] = defaultdict(list)
        if groups <= {"YEAR"}:
            counted[None, None, None] = []
        for tally in _pooled(sight, _tallies(sight, date(each, 1, 1), until)):
            counted[_group(tally.party, groups, until)].append(tally)
        for (subsidiary, segment, region), tallies in counted.items():
            row: dict[str, Any] = {"year": each, "asOf": until}
            row |= {"subsidiary": subsidiary, "segment": segment, "region": region}
            for measure in MEASURES:
                told = [tally for tally in tallies if tally.measure == measure]
                items = {tally.item for tally in told if tally.item}
                row[measure] = len(items) or sum(tally.amount for tally in told)
            rows.append(row)
    rows.sort(key=lambda row: [row["year"], *(_by_name(row[group]) for group in ("segment", "subsidiary", "region"))])
    return rows


def _pooled(sight: Sight, tallies: Iterable[Tally]) -> Iterator[Tally]:
    """Let what a viewer does not see count for nobody where a party has few of it; and the next party's, if too few."""
    measures: dict[str, dict[Thing | None, list[Tally]]] = defaultdict(lambda: defaultdict(list))
    for tally in tallies:
        if _hidden(sight, tally):
            measures[tally.measure][tally.party].append(tally)
        else:
            yield tally
    for cells in measures.values():
        nobody = {party for party, cell in cells.items() if party and _size(cell) < SMALLEST_CELL}
        people = [tally for party in nobody for tally in cells[party] if not tally.item]
        items = {tally.item for party in nobody | {None} for tally in cells.get(party, []) if tally.item}
        if nobody and len(items) + len(people) < SMALLEST_CELL:
            rest = [(_size(cell), party.id, party) for party, cell in cells.items() if party and party not in nobody]
            nobody |= {party for _, _, party in sorted(rest, key=lambda entry: entry[:2])[:1]}
        for party, cell in cells.items():
            yield from (replace(tally, party=None) if party in nobody else tally for tally in cell)


def _size(cell: list[Tally]) -> int:
    return len({tally.item for tally in cell if tally.item}) or len(cell)


def _hidden(sight: Sight, tally: Tally) -> bool:
    """Whether the viewer does not see what is counted; people are seen by their own organisation."""
    if tally.item:
        return not sight.sees(tally.item)
    return tally.party is not None and tally.party.id != sight.own


def _by_name(thing: Thing | None) -> tuple[bool, str]:
    return thing is None, thing.own["name"] if thing else ""


def _group(party: Thing | None, groups: set[str], until: date) -> tuple[Thing | None, Thing | None, Thing | None]:
    def one(group: str, type_: str) -> Thing | None:
        links = [link.end for link in party.leaving[type_] if link.holds(until)] if party and group in groups else []
        return min(links, key=lambda thing: thing.id, default=None)

    subsidiary = party if "SUBSIDIARY" in groups and party and party.noun == "Subsidiary" else None
    return subsidiary, one("SEGMENT", "IN_SEGMENT"), one("REGION", "LOCATED_IN")


def _tallies(sight: Sight, since: date, until: date) -> Iterator[Tally]:
    yield from _shared(sight, since, until)
    yield from _standing(sight, until)
    for noun, measure, day in (("Case", "excellentCases", "awardedOn"), ("Report", "researchReports", "publishedOn")):
        for document in filter(sight.may_count, sight.world.by_noun[noun]):
            happened = document.get(day)
            if happened is not None and since <= happened <= until:
                yield from _each(measure, document, [link.start for link in document.coming["PUBLISHED"]])
    for user in sight.world.by_noun["User"]:
        activated = user.get("activatedOn")
        if activated is not None and activated <= until:
            yield from (Tally("activatedUsers", None, party) for party in set(_employers(user, until)))
        months = [link for link in user.leaving["LOGGED_IN"] if since <= link.end.own["startsOn"] <= _last_month(until)]
        if months:
            began = [link for link in user.leaving["MEMBER_OF"] if link.own["validFrom"] <= until]
            latest = sorted(began, key=lambda link: (-link.own["validFrom"].toordinal(), link.end.id))[:1]
            for party in (part.end for link in latest for part in link.end.leaving["PART_OF"]):
                yield Tally("logins", None, party, sum(link.own["times"] for link in months))


def _last_month(until: date) -> date:
    """Return the first day of the last month that is over by the end of the day."""
    after = until + timedelta(days=1)
    return (after.replace(day=1) - timedelta(days=1)).replace(day=1)


def _each(measure: str, item: Thing, parties: Sequence[Thing]) -> Iterator[Tally]:
    """Tally a thing for each of the parties, or for none of them when there are none."""
    yield from (Tally(measure, item, party) for party in parties) if parties else (Tally(measure, item, None),)


def _standing(sight: Sight, until: date) -> Iterator[Tally]:
    for product in filter(sight.may_count, sight.world.by_noun["Product"]):
        start = product.get("onShelfFrom")
        if start is not None and start <= until < product.own["onShelfUntil"]:
            offering = [link.start for link in product.coming["OFFERS"] if link.holds(until)]
            yield from _each("sharedProducts", product, offering)
    for expert in filter(sight.may_count, sight.world.by_noun["Expert"]):
        if expert.own["activeFrom"] <= until < expert.own["activeUntil"]:
            people = [link.start for link in expert.coming["IS"]]
            yield from _each("experts", expert, [party for user in people for party in _employers(user, until)])


def _shared(sight: Sight, since: date, until: date) -> Iterator[Tally]:
    for customer in filter(sight.may_count, sight.world.by_noun["Customer"]):
        links = [link for link in customer.coming["SERVES"] if link.holds(until) and sight.counts_link(link)]
        if len({link.start for link in links}) > 1:
            known = {link.start if sight.counts or sight.sees_link(link) else None for link in links}
            yield from (Tally("sharedCustomers", customer, party) for party in known)
    for project in filter(sight.may_count, sight.world.by_noun["Project"]):
        ended = project.get("endedOn")
        if project.own["startedOn"] > until or (ended is not None and ended < since):
            continue
        taking = {
            link.start
            for link in project.coming["PARTICIPATES"]
            if link.own["validFrom"] <= until and link.own["validTo"] > since and sight.counts_link(link)
        }
        if len(taking) > 1:
            yield from (Tally("collaborativeProjects", project, party) for party in taking)


def _employers(user: Thing, day: date) -> list[Thing]:
    units = [link.end for link in user.leaving["MEMBER_OF"] if link.holds(day)]
    return [link.end for unit in units for link in unit.leaving["PART_OF"]]


def provenance(sight: Sight, customer: Thing, _day: date, _first: int) -> list[dict[str, Any]]:
    """Return which record gives which field of a golden record, for stewards who may know of all who serve it."""
    if not sight.stewards or not sight.knows_servers([customer]):
        return []
    told = [link for link in customer.coming["RESOLVES_TO"] if sight.sees(link.start) and sight.sees_link(link)]
    given = [{"field": name, "record": link.start} for link in told for name in link.get("gives") or ()]
    return sorted(given, key=lambda row: (row["field"], row["record"].id))
