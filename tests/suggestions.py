"""The fields that statements answer, in Python, after what their `.cypher` files and descriptions say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.world import Thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.world import Link, Sight

SMALLEST_CELL = 5


def served_by_count(sight: Sight, customer: Thing, day: date) -> int:
    """Count the subsidiaries that serve a customer, and let the viewer count them."""
    return len({link.start for link in customer.coming["SERVES"] if link.holds(day) and sight.counts_link(link)})


@dataclass
class Candidate:
    """An expert: the works that fit, each with its worth and the goals it is about, and the topics it stands for."""

    expert: Thing
    works: list[tuple[float, Thing, list[Thing]]] = field(default_factory=list)
    topics: dict[Thing, float] = field(default_factory=dict)

    def best(self) -> list[tuple[float, Thing, list[Thing]]]:
        """Return the eight that count."""
        return sorted(self.works, key=lambda piece: (-piece[0], piece[1].id))[:8]

    def fit(self) -> float:
        """Return how well it fits."""
        shown = 0.0
        for place, piece in enumerate(self.best()):
            shown += piece[0] * 0.3 * 0.7**place
        return shown + (1 - shown) * max(self.topics.values(), default=0.0) / 10


def expert_matches(
    sight: Sight, project: Thing, day: date, first: int, *, passed_over: bool = False
) -> list[dict[str, Any]]:
    """Return the experts whose best works are about the project's topics, or those of them who may not be asked."""
    ranked = [(one.fit(), one) for one in _candidates(sight, project, day)]
    ranked.sort(key=lambda one: (-one[0], one[1].expert.id))
    rows = [_judged(sight, project, fit, candidate) for fit, candidate in ranked[: first + 25]]
    rows = [row for row in rows if bool(row["obstacles"]) == passed_over]
    rows.sort(key=lambda row: (-row["score"], row["expert"].id))
    return rows[:first]


def _candidates(sight: Sight, project: Thing, day: date) -> Iterable[Candidate]:
    goals = _by_id({link.end for link in project.leaving["HAS_TOPIC"]})
    found: dict[Thing, Candidate] = {}
    about: dict[Thing, set[Thing]] = defaultdict(set)
    for goal in goals:
        for topic in [goal, *(link.start for link in goal.coming["BROADER"])]:
            for link in topic.coming["HAS_TOPIC"]:
                about[link.start].add(goal)
            for link in topic.coming["EXPERT_IN"]:
                if link.holds(day):
                    known = found.setdefault(link.start, Candidate(link.start)).topics
                    known[topic] = max(known.get(topic, 0.0), link.own["score"])
    for work, goals_of in about.items():
        if work.noun in {"Report", "Case", "Project"} and work != project and sight.sees(work):
            since = work.get("publishedOn") or work.get("endedOn") or work.get("startedOn")
            age = max(0, (sight.today - since).days) if since else 0
            worth = len(goals_of) * 1.0 / len(goals) * (0.5 + 548.0 / (1096 + age))
            for author in _authors(work):
                works = found.setdefault(author, Candidate(author)).works
                works.append((worth, work, [goal for goal in goals if goal in goals_of]))
    return found.values()


def _authors(work: Thing) -> list[Thing]:
    return [link.start for type_ in ("AUTHORED", "WORKED_ON") for link in work.coming[type_]]


def _judged(sight: Sight, project: Thing, fit: float, candidate: Candidate) -> dict[str, Any]:
    expert, best, standing = candidate.expert, candidate.best(), candidate.topics
    busy = [link.end for link in expert.leaving["WORKED_ON"]]
    busy = [one for one in busy if one.own["startedOn"] <= sight.today <= (one.get("endedOn") or date.max)]
    hidden = sum(not sight.sees(one) for one in busy)
    load = len(busy) - hidden + (hidden if hidden >= SMALLEST_CELL else 0)
    cap, since, until = expert.own["yearlyCap"], expert.own["activeFrom"], expert.own["activeUntil"]
    obstacles = [
        (since > sight.today, f"{since} 起才任专家", f"An expert only from {since} on"),
        (until <= sight.today, f"已于 {until} 卸任", f"No longer an expert since {until}"),
        (expert in _authors(project), "已参与该项目", "Works on the project already"),
        (
            load >= cap,
            f"已满：在手 {load} 个项目，每年上限 {cap} 个",
            f"Fully booked: {load} under way, at most {cap} a year",
        ),
        (
            any(not sight.stands_behind(entry, expert) for entry in sight.known_barriers(project)),
            "在该项目的信息隔离墙之外",
            "Stands outside the information barrier around the project",
        ),
    ]
    reasons = []
    for _, work, about in best[:1]:
        chinese, english = "、".join(t.own["name"] for t in about), ", ".join(t.own["nameEn"] for t in about)
        title, title_en = work.get("title") or work.get("name"), work.get("titleEn") or work.get("nameEn")
        reasons.append((f"最有力的证明：《{title}》，涉及{chinese}", f"Best proof: {title_en}, about {english}"))
    topics = sorted(standing, key=lambda topic: (-standing[topic], topic.id))[:3]
    reasons += [(f"熟悉“{topic.own['name']}”", f"Knows {topic.own['nameEn']}") for topic in topics]
    return {
        "expert": expert,
        "score": fit * (1 - 0.2 * load / (load + cap + 1)),
        "reasons": [{"text": text, "textEn": text_en} for text, text_en in reasons],
        "evidence": [work for _, work, _ in best[:3]],
        "load": load,
        "obstacles": [{"text": text, "textEn": text_en} for holds, text, text_en in obstacles if holds],
    }


@dataclass(frozen=True)
class Tally:
    """Something counted: the measure, the thing (none for people and sign-ins), for whom, and how much."""

    measure: str
    item: Thing | Link | None
    party: Thing | None
    amount: int = 1
    of_party: bool = True
    """Whether the viewer sees that it is the party's."""


MEASURES = (
    "sharedCustomers", "collaborativeProjects", "sharedProducts", "experts",
    "excellentCases", "researchReports", "reuses", "activatedUsers", "logins",
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
        return not (tally.of_party and sight.sees(tally.item if isinstance(tally.item, Thing) else tally.item.start))
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
    yield from _reused(sight, since, until)
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


def _reused(sight: Sight, since: date, until: date) -> Iterator[Tally]:
    for project in filter(sight.may_count, sight.world.by_noun["Project"]):
        for link in project.leaving["REUSED"]:
            if since <= link.own["reusedOn"] <= until and sight.sees(link.end):
                yield from _each("reuses", link, [published.start for published in link.end.coming["PUBLISHED"]])


def _last_month(until: date) -> date:
    """Return the first day of the last month that is over by the end of the day."""
    after = until + timedelta(days=1)
    return (after.replace(day=1) - timedelta(days=1)).replace(day=1)


def _each(measure: str, item: Thing | Link, parties: Sequence[Thing]) -> Iterator[Tally]:
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
            known = {(link.start, sight.sees_link(link)) for link in links}
            for party, told in known:
                yield Tally("sharedCustomers", customer, party if sight.counts or told else None, of_party=told)
    for project in filter(sight.may_count, sight.world.by_noun["Project"]):
        ended = project.get("endedOn")
        if project.own["startedOn"] > until or (ended is not None and ended < since):
            continue
        taking = {
            (link.start, sight.sees_link(link))
            for link in project.coming["PARTICIPATES"]
            if link.own["validFrom"] <= until and link.own["validTo"] > since and sight.counts_link(link)
        }
        if len(taking) > 1:
            yield from (Tally("collaborativeProjects", project, party, of_party=told) for party, told in taking)


def _employers(user: Thing, day: date) -> list[Thing]:
    units = [link.end for link in user.leaving["MEMBER_OF"] if link.holds(day)]
    return [link.end for unit in units for link in unit.leaving["PART_OF"]]


def similar_projects(sight: Sight, project: Thing, _day: date, first: int) -> list[dict[str, Any]]:
    """Return projects with a topic in common."""
    mine = {link.end for link in project.leaving["HAS_TOPIC"]}
    products = {link.end for link in project.leaving["USES"] if sight.sees(link.end)}
    places = {link.end for link in project.leaving["LOCATED_IN"]}
    found: list[dict[str, Any]] = []
    for other in filter(sight.sees, sight.world.by_noun["Project"]):
        theirs = {link.end for link in other.leaving["HAS_TOPIC"]}
        shared = _by_id(mine & theirs)
        if other == project or not shared:
            continue
        common = _by_id(products & {link.end for link in other.leaving["USES"]})
        near = places & {link.end for link in other.leaving["LOCATED_IN"]}
        score = 0.7 * len(shared) / len(mine | theirs) + (0.2 if common else 0.0) + (0.1 if near else 0.0)
        reasons = [_words(f"同样涉及“{t.own['name']}”", f"About {t.own['nameEn']} as well") for t in shared]
        reasons += [_words(f"同样使用“{p.own['name']}”", f"Uses {p.own['nameEn']} as well") for p in common[:1]]
        reasons += [_words(f"同在{r.own['name']}", f"In {r.own['nameEn']} as well") for r in near]
        found.append({"project": other, "score": score, "reasons": reasons})
    found.sort(key=lambda row: (-row["score"], row["project"].id))
    return found[:first]


def related_works(noun: str) -> Any:
    """Return what finds the cases, or the reports, that would help a project."""
    column = noun.lower()

    def related(sight: Sight, project: Thing, _day: date, first: int) -> list[dict[str, Any]]:
        goals = _by_id({link.end for link in project.leaving["HAS_TOPIC"]})
        found: list[dict[str, Any]] = []
        for work in filter(sight.sees, sight.world.by_noun[noun]):
            topics = {link.end for link in work.leaving["HAS_TOPIC"]}
            wide = topics | {link.end for topic in topics for link in topic.leaving["BROADER"]}
            about = [goal for goal in goals if goal in wide]
            if not about or any(link.end == project for link in work.leaving["ABOUT"]):
                continue
            published = work.get("publishedOn")
            age = max(0, (sight.today - published).days) if published else 0
            score = len(about) * 1.0 / len(goals) * (0.5 + 548.0 / (1096 + age))
            reasons = [_words(f"涉及“{topic.own['name']}”", f"About {topic.own['nameEn']}") for topic in about]
            found.append({column: work, "score": score, "reasons": reasons})
        found.sort(key=lambda row: (-row["score"], row[column].id))
        return found[:first]

    return related


def _by_id(things: Iterable[Thing]) -> list[Thing]:
    return sorted(things, key=lambda thing: thing.id)


def _words(text: str, text_en: str) -> dict[str, str]:
    return {"text": text, "textEn": text_en}


def provenance(sight: Sight, customer: Thing, _day: date, _first: int) -> list[dict[str, Any]]:
    """Return which record gives which field of a golden record, for stewards who may know of all who serve it."""
    if not sight.stewards or not sight.knows_servers([customer]):
        return []
    told = [link for link in customer.coming["RESOLVES_TO"] if sight.sees(link.start) and sight.sees_link(link)]
    given = [{"field": name, "record": link.start} for link in told for name in link.get("gives") or ()]
    return sorted(given, key=lambda row: (row["field"], row["record"].id))
