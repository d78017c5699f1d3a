"""Changes to what a viewer may not know of, each with the way back: nothing that it reads may tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.graph.statements import load_sections
from tests.world import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from synergy.graph.database import Database
    from tests.world import Sight, Thing

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
ENTITY = {"createdAt": MOMENT, "updatedAt": MOMENT, "version": 1, "sourceSystem": "hidden", "sourceKey": "hidden"}
PERIOD = {"validFrom": date(2020, 1, 1), "validTo": date(9999, 12, 31), "recordedAt": MOMENT, "recordedBy": "hidden"}
SAYS = {name: section.text for name, section in load_sections(Path(__file__).with_suffix(".cypher")).items()}


@dataclass(frozen=True)
class Change:
    """A statement of `hidden.cypher` with its parameters; `back` are those that undo what is not simply deleted."""

    name: str
    p: dict[str, Any]
    back: dict[str, Any] | None = None

    async def make(self, database: Database) -> None:
        """Make it."""
        await database.write(SAYS[self.name], {"entity": ENTITY, "period": PERIOD, **self.p})

    async def undo(self, database: Database) -> None:
        """Take it back."""
        if self.back is not None:
            await database.write(SAYS[self.name], self.back)
        await database.write(SAYS["undo nodes"], {})
        await database.write(SAYS["undo relationships"], {})


@dataclass
class Hidden:
    """Makes changes that a viewer may not learn of."""

    sight: Sight
    rng: Random
    makers: list[Callable[[], Iterator[Change]]] = field(init=False)

    def __post_init__(self) -> None:
        """Name the kinds of change."""
        self.makers = [
            self._renamed, self._customer, self._service, self._stage, self._holding, self._project, self._part,
            self._entry, self._policy, self._grant, self._consent, self._record, self._draft, self._phone,
            self._payload, self._contact, self._contact_phone, self._written,
        ]  # fmt: skip

    def any(self) -> Change:
        """Make one of any kind that is possible for this viewer."""
        while True:
            for change in self.rng.choice(self.makers)():
                return change

    def _strangers(self, pairs: set[tuple[str, str]]) -> list[str]:
        """Return the subsidiaries that share with the viewer no kind of customer, as far as the pairs go."""
        known = {owner for owner, _ in pairs}
        return [owner for owner in self._others if owner not in known]

    @property
    def _others(self) -> list[str]:
        return [thing.id for thing in self.sight.world.by_noun["Subsidiary"] if thing.id != self.sight.own]

    def _seen(self, *nouns: str) -> list[Thing]:
        return [thing for noun in nouns for thing in self.sight.seen[noun]]

    def _foreign(self, noun: str, type_: str) -> list[Thing]:
        """Return what the viewer sees and its own organisation has no part in."""
        return [t for t in self._seen(noun) if all(link.start.id != self.sight.own for link in t.coming[type_])]

    def _pick(self, things: list[Any]) -> Iterator[Any]:
        if things:
            yield self.rng.choice(things)

    def _renamed(self) -> Iterator[Change]:
        unseen = [thing for thing in self.sight.world.by_noun["Customer"] if not self.sight.sees(thing)]
        for thing in self._pick(unseen):
            old = {name: thing.own[name] for name in ("name", "employeesOrder")}
            new = {"name": "改名" + thing.id, "employeesOrder": self.rng.randrange(90_000)}
            yield Change("renamed", {"id": thing.id, "own": new}, {"id": thing.id, "own": old})

    def _customer(self) -> Iterator[Change]:
        for owner in self._pick(self._strangers(self.sight.counted)):
            yield Change("customer", {"owner": owner, "kind": self.rng.choice(KINDS)})

    def _service(self) -> Iterator[Change]:
        for owner in self._pick(self._strangers(self.sight.counted)):
            for thing in self._pick(self._seen("Customer")):
                yield Change("service", {"owner": owner, "id": thing.id})

    def _stage(self) -> Iterator[Change]:
        links = [link for thing in self._seen("Customer") for link in thing.coming["SERVES"]]
        for link in self._pick([link for link in links if not self.sight.sees_link(link)]):
            at = {"start": link.start.id, "end": link.end.id, "from": link.own["validFrom"]}
            yield Change("stage", {**at, "own": {"stage": "DORMANT"}}, {**at, "own": {"stage": link.own["stage"]}})

    def _holding(self) -> Iterator[Change]:
        for owner in self._pick(self._strangers(self.sight.readable)):
            for thing in self._pick(self._seen("Customer")):
                product = self.rng.choice(self._seen("Product"))
                yield Change("holding", {"id": thing.id, "product": product.id, "owner": owner})

    def _project(self) -> Iterator[Change]:
        for owner in self._pick(self._strangers(self.sight.named)):
            for thing in self._pick(self._seen("Customer")):
                yield Change("project", {"owner": owner, "id": thing.id})

    def _part(self) -> Iterator[Change]:
        for owner in self._pick(self._strangers(self.sight.named)):
            for thing in self._pick(self._foreign("Project", "PARTICIPATES")):
                yield Change("part", {"owner": owner, "id": thing.id})

    def _entry(self) -> Iterator[Change]:
        for thing in self._pick(self._seen("Customer", "Project")):
            kind, standing = self.rng.choice([("WATCH", "ACTIVE"), ("RESTRICTED", "DRAFT"), ("RESTRICTED", "ENDED")])
            yield Change("entry", {"id": thing.id, "kind": kind, "standing": standing})

    def _policy(self) -> Iterator[Change]:
        owner, other = self.rng.sample(self._others, 2)
        if self.sight.own and self.rng.random() < 0.5:
            yield Change("policy", {"owner": owner, "receiver": self.sight.own, "standing": "DRAFT"})
        yield Change("policy", {"owner": owner, "receiver": other, "standing": "ACTIVE"})

    def _grant(self) -> Iterator[Change]:
        for thing in self._pick(self.sight.world.by_noun["Customer"]):
            owner, other = self.rng.sample(self._others, 2)
            yield Change("grant", {"owner": owner, "other": other, "id": thing.id})

    def _consent(self) -> Iterator[Change]:
        persons = [thing for thing in self.sight.world.by_noun["Customer"] if thing.own["kind"] == "PERSON"]
        for thing in self._pick(persons):
            owner, other = self.rng.sample(self._others, 2)
            yield Change("consent", {"owner": owner, "other": other, "id": thing.id})

    def _record(self) -> Iterator[Change]:
        for thing in self._pick(self._foreign("Customer", "SERVES")):
            yield Change("record", {"owner": self.rng.choice(self._others), "id": thing.id})

    def _draft(self) -> Iterator[Change]:
        for expert in self._pick(self._seen("Expert")):
            yield Change("draft", {"owner": self.rng.choice(self._others), "id": expert.id})

    def _phone(self) -> Iterator[Change]:
        users = [user for user in self._seen("User")[:400] if not self.sight.covers(user, "phone")]
        for thing in self._pick([user for user in users if len(user.get("phone") or "") > 9]):
            old = thing.own["phone"]
            new = old[:3] + "".join(self.rng.choice("0123456789") for _ in old[3:-2]) + old[-2:]
            yield Change("phone", {"id": thing.id, "phone": new}, {"id": thing.id, "phone": old})

    def _payload(self) -> Iterator[Change]:
        records = [record for record in self._seen("SourceRecord") if not self.sight.covers(record, "payload")]
        for thing in self._pick(records):
            old = {name: thing.own[name] for name in ("payload", "contentHash")}
            new = {"payload": "{" + " " * self.rng.randrange(90) + "}", "contentHash": "x"}
            yield Change("row", {"id": thing.id, "own": new}, {"id": thing.id, "own": old})

    def _contact(self) -> Iterator[Change]:
        """Make a contact that another subsidiary supplied; it consented to data going to a third one."""
        for thing in self._pick(self._seen("Customer")):
            owner, other = self.rng.sample(self._others, 2)
            yield Change("contact", {"owner": owner, "other": other, "id": thing.id})

    def _contact_phone(self) -> Iterator[Change]:
        contacts = [each for each in self._seen("Contact") if not self.sight.covers(each, "phone")]
        for thing in self._pick([each for each in contacts if each.get("phone")]):
            old = thing.own["phone"]
            new = old[:3] + "".join(self.rng.choice("0123456789") for _ in old[3:-2]) + old[-2:]
            yield Change("contact phone", {"id": thing.id, "phone": new}, {"id": thing.id, "phone": old})

    def _written(self) -> Iterator[Change]:
        """Let a row of another subsidiary have made or changed the golden record of a customer, whatever it said."""
        for thing in self._pick(self._foreign("Customer", "SERVES")):
            old = {name: thing.own[name] for name in ("createdAt", "updatedAt", "version")}
            new = {"createdAt": MOMENT, "updatedAt": MOMENT, "version": 7}
            yield Change("written", {"id": thing.id, "own": new}, {"id": thing.id, "own": old})
