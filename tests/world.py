"""The whole graph in Python, and the written rules of who sees what of it: the slow half of the reference path.

Nothing here is shared with the compiler but the declarations in `synergy/model/`. Rules are said again from
`synergy/access/rules.cypher` by hand, on purpose: an error must be made twice to pass.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from synergy.access.viewer import Viewer
    from synergy.graph.database import Database
    from synergy.graph.model import Model, PropertyField, RelationField

Value: TypeAlias = Any

KINDS = ("COMPANY", "INSTITUTION", "PUBLIC_BODY", "PERSON")

KEPT = {
    "SourceRecord.payload": None,
    "SourceRecord.contentHash": None,
    "Customer.uscc": (2, 2),
    "Customer.phone": (3, 2),
    "Contact.phone": (3, 2),
    "Contact.email": (1, 0),
    "Identifier.value": (2, 2),
    "User.email": (1, 0),
    "User.phone": (3, 2),
}
"""How many characters of a masked value stay at its ends, where nothing else is configured; None for none, ever."""

EVERYTHING = """
RETURN COLLECT { MATCH (node) WHERE node.id IS NOT NULL RETURN {labels: labels(node), own: properties(node)} } AS nodes,
  COLLECT {
    MATCH (start)-[edge]->(end) WHERE start.id IS NOT NULL AND end.id IS NOT NULL
    RETURN {type: type(edge), start: start.id, end: end.id, own: properties(edge)}
  } AS edges
"""


@dataclass(eq=False, repr=False)
class Thing:
    """A node: `noun` is the label that the model declares, or the first one."""

    id: str
    noun: str
    own: Mapping[str, Value]
    leaving: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))
    coming: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))

    def __repr__(self) -> str:
        return self.id

    def get(self, name: str) -> Value:
        """Return a property, or None when it is absent."""
        return self.own.get(name)


@dataclass(eq=False, repr=False)
class Link:
    """A relationship."""

    type: str
    start: Thing
    end: Thing
    own: Mapping[str, Value]

    def get(self, name: str) -> Value:
        """Return a property, or None when it is absent."""
        return self.own.get(name)

    def holds(self, day: date) -> bool:
        """Whether the relationship is valid on the day; one that is not dated always is."""
        since: date | None = self.get("validFrom")
        return since is None or since <= day < self.own["validTo"]


class World:
    """Every node by id and by noun."""

    def __init__(self, model: Model, things: dict[str, Thing]) -> None:
        self.model = model
        self.things = things

    def __repr__(self) -> str:  # short: Hypothesis prints it
        return f"a world of {len(self.things)} things"

    @cached_property
    def by_noun(self) -> dict[str, list[Thing]]:
        """The nodes of each noun, by id."""
        found: dict[str, list[Thing]] = {name: [] for name in self.model.nouns}
        for thing in sorted(self.things.values(), key=lambda thing: thing.id):
            found.setdefault(thing.noun, []).append(thing)
        return found

    def related(self, thing: Thing, relation: RelationField) -> Iterator[tuple[Link, Thing]]:
        """Follow a declared relationship, whoever asks and on whatever day."""
        targets = {target.name for target in self.model.targets(relation.target)}
        for type_ in relation.pattern.types:
            for link in (thing.leaving if relation.pattern.outgoing else thing.coming)[type_]:
                that = link.end if relation.pattern.outgoing else link.start
                if that.noun in targets:
                    yield link, that


async def read_world(
    database: Database, model: Model, text: str = EVERYTHING, p: Mapping[str, Value] | None = None
) -> World:
    """Read every node and relationship, or those that another statement returns in the same form."""
    found = await database.read(text, p or {}, deadline=60)
    things = {}
    for row in found["nodes"]:
        noun = next((label for label in row["labels"] if label in model.nouns), row["labels"][0])
        things[row["own"]["id"]] = Thing(row["own"]["id"], noun, _native(row["own"]))
    for row in found["edges"]:
        if row["start"] not in things or row["end"] not in things:
            continue  # of a part of the graph only
        link = Link(row["type"], things[row["start"]], things[row["end"]], _native(row["own"]))
        link.start.leaving[link.type].append(link)
        link.end.coming[link.type].append(link)
    return World(model, things)


def _native(own: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value.to_native() if hasattr(value, "to_native") else value for name, value in own.items()}


@dataclass(eq=False, repr=False)
class Sight:
    """What a viewer may know today."""

    world: World
    viewer: Viewer
    today: date

    @cached_property
    def own(self) -> str:
        """The id of the organisation whose rights the viewer has; none for who only administers."""
        return "" if self.viewer.roles - {"EMPLOYEE"} == {"ADMINISTRATOR"} else self.viewer.organisation

    @cached_property
    def unit(self) -> Thing:
        """The unit in which the viewer works today."""
        places = self.world.things[self.viewer.user].leaving["MEMBER_OF"]
        return min((link.end for link in places if link.holds(self.today)), key=lambda unit: unit.id)

    @cached_property
    def counts(self) -> bool:
        """Whether the viewer may count what it may not see."""
        return self._at_headquarters and bool(self.viewer.roles & {"REPORTING", "SYNERGY_OFFICER"})

    @cached_property
    def complies(self) -> bool:
        """Whether the viewer keeps the group's barriers."""
        return self._at_headquarters and "COMPLIANCE" in self.viewer.roles

    @cached_property
    def stewards(self) -> bool:
        """Whether the viewer says which customers are one."""
        return "DATA_STEWARD" in self.viewer.roles

    @cached_property
    def _at_headquarters(self) -> bool:
        return self.viewer.organisation.startswith("grp_")

    @cached_property
    def seen(self) -> dict[str, list[Thing]]:
        """The nodes of each noun that the viewer may know of, by id."""
        return {noun: [each for each in things if self.sees(each)] for noun, things in self.world.by_noun.items()}

    @cached_property
    def shared(self) -> dict[str, frozenset[tuple[str, str]]]:
        """By level the pairs of owner and kind of customer that are shared with the viewer's organisation today."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for policy, owner in self._policies:
            kinds = policy.own["kinds"] or KINDS
            found[policy.own["level"]] |= {(owner, kind) for kind in kinds}
        hidden = found.pop("HIDDEN", set())
        return {level: frozenset(pairs - hidden) for level, pairs in found.items()}

    @cached_property
    def _policies(self) -> list[tuple[Thing, str]]:
        towards = self.world.things[self.own].coming["TOWARDS"] if self.own in self.world.things else []
        policies = [link.start for link in towards if link.start.own["standing"] == "ACTIVE"]
        return [(p, link.start.id) for p in policies if self._now(p) for link in p.coming["DEFINES"]]

    def _now(self, decision: Thing) -> bool:
        """Whether a decision is in force today."""
        return bool(decision.own["activeFrom"] <= self.today < decision.own["activeUntil"])

    def _pairs(self, *levels: str) -> set[tuple[str, str]]:
        """Return owners with the kinds of customers of which they let the viewer's organisation see so much today."""
        return {pair for level in levels for pair in self.shared.get(level, ())} | {(self.own, kind) for kind in KINDS}

    @cached_property
    def readable(self) -> set[tuple[str, str]]:
        """The subsidiaries, and the kinds of their customers, that the viewer sees."""
        return self._pairs("ALL")

    @cached_property
    def named(self) -> set[tuple[str, str]]:
        """The subsidiaries that the viewer sees by name beside a customer of a kind."""
        return self._pairs("ALL", "OVERLAP")

    @cached_property
    def counted(self) -> set[tuple[str, str]]:
        """The subsidiaries that the viewer may count beside a customer of a kind."""
        return self._pairs("ALL", "OVERLAP", "COUNTS")

    @cached_property
    def inside(self) -> set[str]:
        """The restricted entries that the viewer works behind."""
        unit, user = (
            self.world.things.get(self.viewer.unit if self.own else ""),
            self.world.things.get(self.viewer.user),
        )
        found = {link.start.id for link in unit.coming["INSIDE"]} if unit and unit.own["side"] == "PRIVATE" else set()
        for link in user.coming["CROSSED_BY"] if user else ():
            if link.start.own["standing"] == "ACTIVE" and self._now(link.start):
                found |= {crossed.end.id for crossed in link.start.leaving["CROSSES"]}
        return found

    def _unbarred(self, thing: Thing) -> bool:
        entries = [link.start for link in thing.coming["BLOCKS"]]
        closed = [
            e for e in entries if e.own["kind"] == "RESTRICTED" and e.own["standing"] == "ACTIVE" and self._now(e)
        ]
        return self.complies or all(entry.id in self.inside for entry in closed)

    def _consented(self, customer: Thing, category: str = "IDENTITY") -> bool:
        return customer.own["kind"] != "PERSON" or self._agreed(customer, category)

    def _agreed(self, person: Thing, category: str) -> bool:
        consents = [link.start for link in person.coming["CONSENTS_FOR"]]
        return any(
            category in consent.own["categories"] and self._now(consent) and self._leads(consent, "CONSENTS_TO")
            for consent in consents
        )

    def _leads(self, thing: Thing, *types: str) -> bool:
        return any(link.end.id == self.own for type_ in types for link in thing.leaving[type_])

    def _grants(self, customer: Thing) -> list[Thing]:
        grants = [link.start for link in customer.coming["GRANTS"]]
        return [
            g for g in grants if self._now(g) and g.own["recertifyBy"] > self.today and self._leads(g, "GRANTED_TO")
        ]

    def known_barriers(self, project: Thing) -> list[Thing]:
        """Return the barriers in force around a project or its customer that the viewer may know of."""
        around = [project, *(link.end for link in project.leaving["WITH"])]
        entries = {link.start for thing in around for link in thing.coming["BLOCKS"]}
        return [
            entry
            for entry in entries
            if entry.own["kind"] == "RESTRICTED"
            and entry.own["standing"] == "ACTIVE"
            and entry.own["activeFrom"] <= self.today < entry.own["activeUntil"]
            and self.sees(entry)
        ]

    def stands_behind(self, entry: Thing, expert: Thing) -> bool:
        """Whether an expert works inside a barrier, or was brought over it."""
        for user in (link.start for link in expert.coming["IS"]):
            units = [link.end for link in user.leaving["MEMBER_OF"] if link.holds(self.today)]
            inside = [unit for unit in units if unit.own["side"] == "PRIVATE"]
            if any(link.start is entry for unit in inside for link in unit.coming["INSIDE"]):
                return True
            for crossing in (link.start for link in user.coming["CROSSED_BY"]):
                own = crossing.own
                holds = own["standing"] == "ACTIVE" and own["activeFrom"] <= self.today < own["activeUntil"]
                if holds and any(link.end is entry for link in crossing.leaving["CROSSES"]):
                    return True
        return False

    def sees(self, thing: Thing) -> bool:
        """Whether the viewer may know that the node exists."""
        rule = getattr(self, f"_sees_{thing.noun}", None)
        return rule is None or rule(thing)

    def sees_link(self, link: Link) -> bool:
        """Whether the viewer may know that the two nodes are related."""
        rule = getattr(self, f"_sees_{link.type}", None)
        return rule is None or rule(link)

    def _sees_SERVES(self, link: Link) -> bool:  # noqa: N802 (named after the relationship, as below)
        granted = (grant.leaving["GRANTED_BY"] for grant in self._grants(link.end))
        by_grant = any(given.end is link.start for links in granted for given in links)
        return (link.start.id, link.end.own["kind"]) in self.named or by_grant

    def _sees_HOLDS(self, link: Link) -> bool:  # noqa: N802
        agreed = link.own["bookedBy"] == self.own or self._consented(link.start, "HOLDINGS")
        return (link.own["bookedBy"], link.start.own["kind"]) in self.readable and agreed

    def _sees_HELD_BY(self, link: Link) -> bool:  # noqa: N802
        persons = [given.end for given in link.start.leaving["CONSENTS_FOR"]]
        customers = [*persons, *(job.end for person in persons for job in person.leaving["WORKS_AT"])]
        serving = [one for customer in customers for one in customer.coming["SERVES"] if one.start is link.end]
        told = any(one.holds(self.today) and self.sees_link(one) for one in serving)
        return self.complies or link.end.id == self.own or told

    def _sees_KNOWS(self, link: Link) -> bool:  # noqa: N802
        return bool(link.own["optIn"]) or link.start.id == self.viewer.user

    def _sees_PARTICIPATES(self, link: Link) -> bool:  # noqa: N802
        taking = [one for one in link.end.coming["PARTICIPATES"] if one.start.id == self.own]
        return (link.start.id, "COMPANY") in self.named or any(one.holds(self.today) for one in taking)

    def _sees_SUPPLIED_BY(self, link: Link) -> bool:  # noqa: N802
        if link.start.noun == "SourceRecord":
            return link.end.id == self.own or self._stewards_record(link.start, link.end)
        customers = [job.end for job in link.start.leaving["WORKS_AT"]]
        serving = [one for customer in customers for one in customer.coming["SERVES"] if one.start is link.end]
        return link.end.id == self.own or any(one.holds(self.today) and self.sees_link(one) for one in serving)

    def _sees_ADDRESSED_TO(self, link: Link) -> bool:  # noqa: N802
        return self.complies or link.end.id == self.own or link.start.own["standing"] == "APPROVED"

    def _sees_DECIDED_BY(self, link: Link) -> bool:  # noqa: N802
        asked = self._leads(link.start, "ADDRESSED_TO")
        return self.complies or asked or link.start.own["standing"] == "APPROVED"

    def counts_link(self, link: Link) -> bool:
        """Whether the viewer may count that a subsidiary serves a customer, or takes part in a project."""
        counted = link.type == "SERVES" and (link.start.id, link.end.own["kind"]) in self.counted
        return self.counts or counted or self.sees_link(link)

    def _from(self, links: Iterable[Link], owners: Iterable[str]) -> bool:
        return any(link.start.id in owners and link.holds(self.today) for link in links)

    def _sees_Customer(self, customer: Thing) -> bool:  # noqa: N802 (named after the noun, as below)
        if self._from(customer.coming["SERVES"], {self.own}):
            return True
        owners = {owner for owner, kind in self.readable if kind == customer.own["kind"]}
        shared = self._from(customer.coming["SERVES"], owners) or bool(self._grants(customer))
        return shared and self._unbarred(customer) and self._consented(customer)

    def _sees_Project(self, project: Thing) -> bool:  # noqa: N802
        return self._partakes(project) and self._unbarred(project)

    def _partakes(self, project: Thing) -> bool:
        owners = {owner for owner, kind in self.readable if kind == "COMPANY"}
        return self._from(project.coming["PARTICIPATES"], owners)

    def _sees_Recommendation(self, answer: Thing) -> bool:  # noqa: N802
        about = [link.end for link in answer.leaving["SUGGESTED_FOR"]]
        return self._leads(answer, "ANSWERED_FOR") and any(self.sees(customer) for customer in about)

    def _sees_Product(self, product: Thing) -> bool:  # noqa: N802
        since = product.get("onShelfFrom")
        on_shelf = since is not None and since <= self.today < product.own["onShelfUntil"]
        return on_shelf or self._from(product.coming["OFFERS"], {self.own})

    def _sees_Identifier(self, identifier: Thing) -> bool:  # noqa: N802
        had = [link for link in identifier.coming["HAS_ID"] if self._had(link.get("suppliers"), self.own)]
        return any(self._serves(link.start) for link in had)

    def _sees_HAS_ID(self, link: Link) -> bool:  # noqa: N802
        return self._had(link.get("suppliers"), self.own)

    @staticmethod
    def _had(suppliers: list[str] | None, owner: str) -> bool:
        """Whether a subsidiary's own records hold a value; where nobody is named, all who serve the customer had it."""
        return suppliers is None or owner in suppliers

    def _serves(self, customer: Thing) -> bool:
        return self._from(customer.coming["SERVES"], {self.own})

    def _sees_CorporateGroup(self, group: Thing) -> bool:  # noqa: N802
        return any(self.sees(link.start) for link in group.coming["IN_GROUP"])

    def _sees_SourceRecord(self, record: Thing) -> bool:  # noqa: N802
        return self._leads(record, "SUPPLIED_BY") or any(
            self._stewards_record(record, link.end) for link in record.leaving["SUPPLIED_BY"]
        )

    def _stewards_record(self, record: Thing, supplier: Thing) -> bool:
        customers = [link.end for link in record.leaving["RESOLVES_TO"] if link.end.noun == "Customer"]
        return self.stewards and any(
            self.sees(customer) and (supplier.id, customer.own["kind"]) in self.readable for customer in customers
        )

    def _sees_MatchCandidate(self, question: Thing) -> bool:  # noqa: N802
        asked = [link for link in question.leaving["COMPARES"] if link.end.noun == "Customer"]
        if self._leads(question, "RAISED_BY"):
            return True
        if not self.stewards or not asked or not all(self.sees(link.end) for link in asked):
            return False
        touched = question.own["standing"] == "CONFIRMED" or any(link.get("merges") for link in asked)
        return not touched or self.knows_servers(link.end for link in asked)

    def knows_servers(self, customers: Iterable[Thing]) -> bool:
        """Whether the viewer may know of all who ever served the customers."""
        return all(self.sees_link(link) for customer in customers for link in customer.coming["SERVES"])

    def _sees_RAISED_BY(self, link: Link) -> bool:  # noqa: N802
        customers = [one.end for one in link.start.leaving["COMPARES"]]
        serving = [one for customer in customers for one in customer.coming["SERVES"] if one.start is link.end]
        return link.end.id == self.own or any(one.holds(self.today) and self.sees_link(one) for one in serving)

    def _sees_Merge(self, merge: Thing) -> bool:  # noqa: N802
        kept = [link.end for link in merge.leaving["KEEPS"]]
        apart = [link.end for link in merge.leaving["ABSORBS"] if link.end.noun == "Customer"]
        seen = any(self.sees(one) for one in kept) and all(self.sees(one) for one in apart)
        return self.stewards and seen and self.knows_servers([*kept, *apart])

    def _sees_FormerValue(self, value: Thing) -> bool:  # noqa: N802
        about = [link.end for type_ in ("FORMER_OF", "GIVEN_BY") for link in value.leaving[type_]]
        seen = {thing.noun for thing in about if self.sees(thing)} == {"Customer", "SourceRecord"}
        return self.stewards and seen and self.knows_servers(one for one in about if one.noun == "Customer")

    def _sees_Contact(self, contact: Thing) -> bool:  # noqa: N802
        known = any(self.sees(link.end) for link in contact.leaving["WORKS_AT"])
        return self._looks_after(contact) or (known and self._agreed(contact, "IDENTITY"))

    def _looks_after(self, contact: Thing) -> bool:
        """Whether the viewer's organisation supplied a contact and serves a customer where the person works."""
        return self._leads(contact, "SUPPLIED_BY") and any(
            self._serves(link.end) for link in contact.leaving["WORKS_AT"]
        )

    def _sees_Report(self, document: Thing) -> bool:  # noqa: N802
        published = document.get("publishedOn")
        return (published is not None and published <= self.today) or any(
            link.start.id == self.own for link in document.coming["PUBLISHED"]
        )

    def _sees_Case(self, case: Thing) -> bool:  # noqa: N802
        return self._sees_Report(case) and all(self._unbarred(link.end) for link in case.leaving["ABOUT"])

    def _sees_SharePolicy(self, policy: Thing) -> bool:  # noqa: N802
        defines = any(link.start.id == self.own for link in policy.coming["DEFINES"])
        return self.complies or defines or (policy.own["standing"] != "DRAFT" and self._leads(policy, "TOWARDS"))

    def _sees_AccessRequest(self, request: Thing) -> bool:  # noqa: N802
        return self.complies or self._leads(request, "REQUESTED_FOR", "ADDRESSED_TO")

    def _sees_Grant(self, grant: Thing) -> bool:  # noqa: N802
        return self.complies or self._leads(grant, "GRANTED_BY", "GRANTED_TO")

    def _sees_Consent(self, consent: Thing) -> bool:  # noqa: N802
        return self.complies or self._leads(consent, "HELD_BY", "CONSENTS_TO")

    def _sees_RestrictedEntry(self, entry: Thing) -> bool:  # noqa: N802
        if entry.own["standing"] == "DRAFT":
            return self.complies or any(link.end.id == self.viewer.user for link in entry.leaving["DRAFTED_BY"])
        return self.complies or entry.id in self.inside

    def _sees_ImportJob(self, job: Thing) -> bool:  # noqa: N802
        oversees = not {"DATA_STEWARD", "SYNERGY_OFFICER"}.isdisjoint(self.viewer.roles)
        return self.complies or (oversees and self._leads(job, "IMPORTED_FOR"))

    def _sees_Crossing(self, crossing: Thing) -> bool:  # noqa: N802
        return self.complies or any(self.sees(link.end) for link in crossing.leaving["CROSSES"])

    def covers(self, thing: Thing, field_name: str) -> bool:
        """Whether the viewer's access covers a C2 field of the node."""
        if thing.noun == "Customer":
            return self._covers_customer(thing, field_name.upper())
        if thing.noun == "Identifier":
            return self.sees(thing)
        if thing.noun == "Contact":
            return self._looks_after(thing) or self._agreed(thing, "CONTACT")
        if thing.noun == "FormerValue":
            return bool(thing.own["field"] != "PHONE")
        if thing.noun == "SourceRecord":
            own = self._leads(thing, "SUPPLIED_BY")
            return own and any(self._serves(link.end) for link in thing.leaving["RESOLVES_TO"])
        units = [link.end for link in thing.leaving["MEMBER_OF"] if link.holds(self.today)]
        return any(link.end.id == self.own for unit in units for link in unit.leaving["PART_OF"])

    def _covers_customer(self, customer: Thing, covered: str) -> bool:
        kind = customer.own["kind"]
        shown = {
            owner
            for policy, owner in self._policies
            if policy.own["level"] == "ALL"
            and covered in policy.own["fields"]
            and kind in (policy.own["kinds"] or KINDS)
            and (owner, kind) in self.readable
            and kind != "PERSON"
        }
        suppliers = customer.get(f"{covered.lower()}Suppliers")
        owners = [
            link.end.id
            for grant in self._grants(customer)
            if covered in grant.own["fields"]
            for link in grant.leaving["GRANTED_BY"]
        ]
        granted = any(self._had(suppliers, owner) for owner in owners)
        readers = {owner for owner in {self.own} | shown if self._had(suppliers, owner)}
        if covered == "PHONE" and not self._serves(customer) and not self._consented(customer, "CONTACT"):
            return False
        return self._from(customer.coming["SERVES"], readers) or granted

    def may_count(self, thing: Thing) -> bool:
        """Whether the viewer may count the node."""
        if thing.noun == "Project":
            return (self.counts or self._partakes(thing)) and self._unbarred(thing)
        if thing.noun == "Customer" and self.counts:
            return self.sees(thing) or self._unbarred(thing)
        return (self.counts and thing.noun == "Product") or self.sees(thing)

    def hops(self, thing: Thing, relation: RelationField, day: date) -> list[tuple[Link, Thing]]:
        """Follow a declared relationship to what holds on the day and may be seen today."""
        return [
            (link, that)
            for link, that in self.world.related(thing, relation)
            if link.holds(day) and self.sees_link(link) and self.sees(that)
        ]

    def read(self, thing: Thing | Link, declared: PropertyField) -> Value:
        """Return a stored property as the viewer may read it, in its form in JSON."""
        value = written(thing.get(declared.property))
        if declared.grade == "C1" or value is None:
            return value
        assert isinstance(thing, Thing)
        if self.covers(thing, declared.name):
            return value
        head, tail = KEPT[f"{thing.noun}.{declared.name}"] or (0, 0)
        return f"{value[:head]}****{value[len(value) - tail :]}" if len(value) - head - tail > 4 else "****"


def written(value: Value) -> Value:
    """Write a day or a moment as RFC 3339 has it; leave the rest."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
