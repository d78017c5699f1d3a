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


async def read_world(database: Database, model: Model) -> World:
    """Read every node and relationship."""
    found = await database.read(EVERYTHING, {}, deadline=60)
    things = {}
    for row in found["nodes"]:
        noun = next((label for label in row["labels"] if label in model.nouns), row["labels"][0])
        things[row["own"]["id"]] = Thing(row["own"]["id"], noun, _native(row["own"]))
    for row in found["edges"]:
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
        """The id of the viewer's organisation."""
        return self.viewer.organisation

    @cached_property
    def unit(self) -> Thing:
        """The unit in which the viewer works today."""
        places = self.world.things[self.viewer.user].leaving["MEMBER_OF"]
        return min((link.end for link in places if link.holds(self.today)), key=lambda unit: unit.id)

    @cached_property
    def counts(self) -> bool:
        """Whether the viewer may count what it may not see."""
        return bool(self.viewer.roles & {"REPORTING", "SYNERGY_OFFICER"})

    @cached_property
    def seen(self) -> dict[str, list[Thing]]:
        """The nodes of each noun that the viewer may know of, by id."""
        return {noun: [each for each in things if self.sees(each)] for noun, things in self.world.by_noun.items()}

    def _owners(self, *levels: str) -> frozenset[str]:
        """Return who lets the viewer's organisation see so much today."""
        towards = self.world.things[self.own].coming["TOWARDS"] if self.own in self.world.things else []
        policies = [link.start for link in towards if link.start.get("level") in levels]
        active = [policy for policy in policies if policy.own["activeFrom"] <= self.today < policy.own["activeUntil"]]
        return frozenset(link.start.id for policy in active for link in policy.coming["DEFINES"])

    @cached_property
    def readable(self) -> frozenset[str]:
        """The subsidiaries whose customers the viewer sees."""
        return self._owners("ALL") | {self.own}

    @cached_property
    def named(self) -> frozenset[str]:
        """The subsidiaries that the viewer sees by name beside a customer."""
        return self._owners("ALL", "OVERLAP") | {self.own}

    @cached_property
    def counted(self) -> frozenset[str]:
        """The subsidiaries that the viewer may count beside a customer."""
        return self._owners("ALL", "OVERLAP", "COUNTS") | {self.own}

    def sees(self, thing: Thing) -> bool:
        """Whether the viewer may know that the node exists."""
        rule = getattr(self, f"_sees_{thing.noun}", None)
        return rule is None or rule(thing)

    def sees_link(self, link: Link) -> bool:
        """Whether the viewer may know that the two nodes are related."""
        if link.type == "SERVES":
            return link.start.id in self.named
        if link.type == "HOLDS":
            return link.own["bookedBy"] in self.named
        return True

    def _from(self, links: Iterable[Link], owners: Iterable[str]) -> bool:
        return any(link.start.id in owners and link.holds(self.today) for link in links)

    def _sees_Customer(self, customer: Thing) -> bool:  # noqa: N802 (named after the noun, as below)
        return self._from(customer.coming["SERVES"], self.readable)

    def _sees_Project(self, project: Thing) -> bool:  # noqa: N802
        return self._from(project.coming["PARTICIPATES"], self.readable)

    def _sees_Product(self, product: Thing) -> bool:  # noqa: N802
        since = product.get("onShelfFrom")
        on_shelf = since is not None and since <= self.today < product.own["onShelfUntil"]
        return on_shelf or self._from(product.coming["OFFERS"], {self.own})

    def _sees_Identifier(self, identifier: Thing) -> bool:  # noqa: N802
        return any(self.covers(link.start) for link in identifier.coming["HAS_ID"])

    def _sees_CorporateGroup(self, group: Thing) -> bool:  # noqa: N802
        return any(self.sees(link.start) for link in group.coming["IN_GROUP"])

    def _sees_SourceRecord(self, record: Thing) -> bool:  # noqa: N802
        return any(link.end.id == self.own for link in record.leaving["SUPPLIED_BY"])

    def _sees_Case(self, document: Thing) -> bool:  # noqa: N802
        published = document.get("publishedOn")
        return (published is not None and published <= self.today) or any(
            link.start.id == self.own for link in document.coming["PUBLISHED"]
        )

    _sees_Report = _sees_Case  # noqa: N815

    def _sees_SharePolicy(self, policy: Thing) -> bool:  # noqa: N802
        parties = [link.end.id for link in policy.leaving["TOWARDS"]]
        parties += [link.start.id for link in policy.coming["DEFINES"]]
        return "COMPLIANCE" in self.viewer.roles or self.own in parties

    def covers(self, thing: Thing) -> bool:
        """Whether the viewer's access covers the node's C2 fields."""
        if thing.noun == "Customer":
            return self._from(thing.coming["SERVES"], {self.own})
        if thing.noun == "Identifier":
            return any(self.covers(link.start) for link in thing.coming["HAS_ID"])
        units = [link.end for link in thing.leaving["MEMBER_OF"] if link.holds(self.today)]
        return any(link.end.id == self.own for unit in units for link in unit.leaving["PART_OF"])

    def may_count(self, thing: Thing) -> bool:
        """Whether the viewer may count the node."""
        return (self.counts and thing.noun in {"Customer", "Product", "Project"}) or self.sees(thing)

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
        if declared.grade == "C1" or value is None or (isinstance(thing, Thing) and self.covers(thing)):
            return value
        head, tail = declared.mask.head, declared.mask.tail
        return f"{value[:head]}****{value[len(value) - tail :]}" if len(value) - head - tail > 4 else "****"


def written(value: Value) -> Value:
    """Write a day or a moment as RFC 3339 has it; leave the rest."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
