"""What a merge shows to whom, over the demonstration data: nothing that the owners did not let be seen before.

The oracle of `world.py` judges both sides of the merge from the graph alone, and the API is compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from synergy import schema
from synergy.access.viewer import Viewers
from tests.client import BANK, BANKER, COMPLIANCE, NARROW, NOW, OFFICER, OFFICER_TRUST, SECURITIES
from tests.made import TRUST_ID, make_consent
from tests.stewarding import STEWARD, canonical, codes, do, undo
from tests.world import Sight, Thing, World, read_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from synergy.access.viewer import Viewer
    from synergy.graph.database import Database
    from tests.client import Client

pytestmark = pytest.mark.usefixtures("undone", "planned")

VIEWERS = (NARROW, BANK, BANKER, OFFICER, OFFICER_TRUST, SECURITIES, COMPLIANCE, STEWARD)
TODAY = NOW.date()
SOME = ("of the trust and of the bank", "granted", "with contacts", "persons 0")
"""Merges of a normal run; all of `pairs_of` with --long."""
NUMBERLESS = """MATCH (customer:Customer {id: $p.id})
SET customer.usccKept = customer.uscc, customer.uscc = left(customer.uscc, 17) + '?'
WITH customer MATCH (customer)-[:HAS_ID]->(code:Identifier) WHERE code.scheme IN ['USCC', 'LEI']
SET code.kept = code.value, code.value = code.value + '?'"""
NUMBERED = """MATCH (customer:Customer {id: $p.id})
SET customer.uscc = customer.usccKept, customer.usccKept = null
WITH customer MATCH (customer)-[:HAS_ID]->(code:Identifier) WHERE code.kept IS NOT NULL
SET code.value = code.kept, code.kept = null"""
PERSONS = """MATCH (person:Customer {kind: 'PERSON'})
WHERE NOT EXISTS { (person)<-[:BLOCKS]-() } AND COUNT { (person)<-[:SERVES]-() } = 1
WITH person, COUNT { (person)<-[:CONSENTS_FOR]-() } AS consents ORDER BY consents DESC, person.id LIMIT 6
RETURN collect(person.id) AS ids"""
CARD = """query ($id: ID!) { customer(id: $id) { id uscc phone
  servedBy(first: 50) { edges { node { id } } } identifiers(first: 50) { edges { node { id value } } }
  holdings(first: 100) { edges { bookedBy node { id } } } projects(first: 100) { edges { node { id } } }
  contacts(first: 50) { edges { node { id } } } records(first: 50) { edges { node { id } } } } }"""
ENDS = {
    "servedBy": "SERVES",
    "identifiers": "HAS_ID",
    "projects": "WITH",
    "contacts": "WORKS_AT",
    "records": "RESOLVES_TO",
}


@dataclass(frozen=True)
class Eyes:
    """What somebody may know by the oracle."""

    sight: Sight

    def nodes(self) -> set[str]:
        """Return the ids of all nodes that are seen, but for records of merges."""
        things = (thing for thing in self.sight.world.things.values() if thing.noun in self.sight.world.model.nouns)
        return {thing.id for thing in things if thing.noun != "Merge" and self.sight.sees(thing)}

    def own(self) -> set[str]:
        """Return the ids of what the viewer's own organisation supplied: it reads that again where it serves again."""
        return {
            thing.id
            for noun in ("Contact", "SourceRecord")
            for thing in self.sight.world.by_noun[noun]
            if any(link.end.id == self.sight.own for link in thing.leaving["SUPPLIED_BY"])
        }

    def clear(self) -> set[tuple[str, str]]:
        """Return the C2 values of others that are read in clear, with their fields."""
        found, own = set(), self.own()
        for noun, names in (
            ("Customer", ("uscc", "phone")),
            ("Contact", ("phone", "email")),
            ("Identifier", ("value",)),
        ):
            for thing in self.sight.world.by_noun[noun]:
                if self.sight.sees(thing) and thing.id not in own:
                    found |= {(thing.get(n), n) for n in names if thing.get(n) and self.sight.covers(thing, n)}
        return found

    def around(self, customer: Thing) -> set[tuple[str, ...]]:
        """Return the relationships of a customer that may be followed, whoever may see the customer itself."""
        return {
            key
            for key, link, that in _links(customer)
            if self.sight.sees_link(link) and that.noun in self.sight.world.model.nouns and self.sight.sees(that)
        }


def _links(customer: Thing) -> Iterator[tuple[tuple[str, ...], Any, Thing]]:
    for leaves, way in ((True, customer.leaving), (False, customer.coming)):
        for name, links in way.items():
            for link in links:
                that = link.end if leaves else link.start
                if name not in {"KEEPS", "ABSORBS", "MERGED_INTO", "SET_ASIDE"}:
                    yield (name, that.id, str(link.get("bookedBy")), str(link.get("grant"))), link, that


async def viewers(seeded: Database) -> dict[str, Viewer]:
    return {user: await Viewers(seeded).find(user, NOW, TODAY) for user in VIEWERS}


def pairs_of(world: World, steward: Sight) -> dict[str, tuple[Thing, Thing]]:
    """Choose customers to merge: served by others, granted, consented, with contacts, in projects."""
    rng = Random(2022)  # noqa: S311 (it guards nothing)
    seen = [one for one in world.by_noun["Customer"] if steward.sees(one) and not one.coming["BLOCKS"]]
    companies = [one for one in seen if one.own["kind"] == "COMPANY"]
    persons = [one for one in seen if one.own["kind"] == "PERSON"]

    def owned(by: str) -> list[Thing]:
        return [one for one in companies if {link.start.id for link in one.coming["SERVES"]} == {by}]

    def having(among: list[Thing], name: str) -> list[Thing]:
        return [one for one in among if one.coming[name]]

    chosen = {
        "of the trust and of the bank": (owned("sub_citic_trust"), owned("sub_citic_bank")),
        "of the bank and of securities": (owned("sub_citic_bank"), owned("sub_citic_securities")),
        "granted": (having(companies, "MAY_SEE"), companies),
        "with contacts": (companies, having(companies, "WORKS_AT")),
        "in projects": (companies, having(companies, "WITH")),
    } | {f"persons {number}": (persons[number:], persons) for number in range(4)}
    found = {}
    for name, (ones, others) in chosen.items():
        both = [(one, other) for one in ones[:50] for other in others[:50] if other is not one]
        assert both, f"{name}: {len(ones)} and {len(others)}"
        found[name] = rng.choice(both)
    return found


async def test_a_merge_shows_nothing_that_was_hidden(
    client: Client, seeded: Database, request: pytest.FixtureRequest
) -> None:
    model = schema.build().model
    people = await viewers(seeded)
    for person in (await seeded.read(PERSONS, {}))["ids"]:
        await make_consent(seeded, person, holder=TRUST_ID, receiver="grp_citic")
    first = await read_world(seeded, model)
    merges: list[str] = []
    refused: list[str] = []
    pairs = pairs_of(first, Sight(first, people[STEWARD], TODAY))
    chosen = list(pairs) if request.config.getoption("--long") else SOME
    for name, (one, other) in ((name, pairs[name]) for name in chosen):
        survivor, absorbed = one.id, other.id
        await seeded.write(NUMBERLESS, {"id": absorbed})
        try:
            before = await read_world(seeded, model)
            untouched = await canonical(seeded)
            done = await do(client, "mergeCustomers", survivor=survivor, absorbed=absorbed)
            if codes(done) == ["CONSENTS"]:
                refused.append(name)
                continue
            assert codes(done) == [], name
            merge = done["made"]["id"]
            after = await read_world(seeded, model)
            _pool_consents(before.things[survivor], before.things[absorbed])
            for user, viewer in people.items():
                said = f"{name}, {user}"
                then, now = Eyes(Sight(before, viewer, TODAY)), Eyes(Sight(after, viewer, TODAY))
                _compare(said, then, now, survivor, absorbed)
                await _ask(said, client, user, now, survivor)
            merges.append(name)
            await undo(client, merge)
            assert await canonical(seeded) == untouched, name
        finally:
            await seeded.write(NUMBERED, {"id": absorbed})
    assert all(name.startswith("persons") for name in refused), refused
    assert {name for name in chosen if not name.startswith("persons")} <= set(merges)


def _pool_consents(one: Thing, other: Thing) -> None:
    """Let a person's consents count whichever record they were taken for: the two are the person's."""
    given = {link.start: link for half in (one, other) for link in half.coming["CONSENTS_FOR"]}
    for half in (one, other):
        half.coming["CONSENTS_FOR"] = list(given.values())


def _compare(said: str, then: Eyes, now: Eyes, survivor: str, absorbed: str) -> None:
    """Fail where the viewer learns by the merge what no owner let it see."""
    halves = [then.sight.world.things[an_id] for an_id in (survivor, absorbed)]
    had = then.nodes()
    saw = bool(had & {survivor, absorbed})
    assert now.nodes() - had - then.own() <= ({survivor} if saw else set()), said
    if not saw:
        assert survivor not in now.nodes(), said
        return
    assert now.clear() <= then.clear(), said
    # Who serves whom, what is held, who works there: what each owner's own policy let the viewer know of either half.
    allowed = then.around(halves[0]) | then.around(halves[1])
    told = {key for key in now.around(now.sight.world.things[survivor]) if key[1] not in then.own()}
    assert told <= allowed, said


async def _ask(said: str, client: Client, user: str, now: Eyes, survivor: str) -> None:
    """Fail where the API shows the merged customer otherwise than the oracle says."""
    card = (await client.ask(CARD, user=user, id=survivor)).data["customer"]
    thing, sight = now.sight.world.things[survivor], now.sight
    assert (card is None) is not sight.sees(thing), said
    if card is None:
        return
    for field in ("uscc", "phone"):
        value = thing.get(field)
        assert (card[field] == value) is (value is None or sight.covers(thing, field)), f"{said}: {field}"
    around = {key for key in now.around(thing) if _holds(thing, key)}
    for field, type_ in ENDS.items():
        shown = {edge["node"]["id"] for edge in card[field]["edges"]}
        assert shown == {key[1] for key in around if key[0] == type_}, f"{said}: {field}"
    held = {(edge["node"]["id"], edge["bookedBy"]) for edge in card["holdings"]["edges"]}
    assert held == {(key[1], key[2]) for key in around if key[0] == "HOLDS"}, said


def _holds(thing: Thing, wanted: tuple[str, ...]) -> bool:
    return any(key == wanted and link.holds(TODAY) for key, link, _ in _links(thing))
