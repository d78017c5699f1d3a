"""Where decisions are made and looked at: the running API with a clock that moves, and two judges of what it shows.

The oracle of `world.py` judges by the graph as it is, the ledger by what was done; neither shares anything with the
application.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synergy.access.viewer import Viewers
from tests.client import (
    BANK,
    BANKER,
    COMPLIANCE,
    COMPLIANCE_BANK,
    COMPLIANCE_TRUST,
    NARROW,
    OFFICER,
    OFFICER_TRUST,
    SECURITIES,
    Clock,
)
from tests.conftest import UNDO
from tests.ledger import Ledger, Person, Policy, Subject
from tests.world import KINDS, Sight, World, read_world

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synergy.graph.database import Database
    from synergy.schema import Api
    from tests.client import Client

TRUST = "sub_citic_trust"
RECEIVERS = ("sub_citic_heye", "sub_citic_bank", "grp_citic")
"""Whom CITIC Trust's policies and its persons' consents are about."""
PRIVATE_UNITS = ("unt_citic_securities_001", "unt_citic_bank_003")
USERS = (NARROW, BANK, BANKER, OFFICER, OFFICER_TRUST, COMPLIANCE_TRUST, COMPLIANCE_BANK, COMPLIANCE, SECURITIES)
LOOKERS = (NARROW, BANK, BANKER, OFFICER, OFFICER_TRUST, SECURITIES, COMPLIANCE, "banker")

STAGE = """
RETURN {
  // Only CITIC Trust serves them, and it alone decides who else sees them.
  customers: COLLECT {
    UNWIND ['COMPANY', 'PERSON'] AS kind
    CALL (kind) {
      MATCH (c:Customer {kind: kind})<-[:SERVES]-({id: 'sub_citic_trust'})
      WHERE COUNT { (c)<-[:SERVES]-() } = 1 AND NOT EXISTS { (c)<-[:BLOCKS|MAY_SEE]-() }
        AND NOT EXISTS { (c)<-[:CONSENTS_FOR]-()-[:CONSENTS_TO]->(r) WHERE r.id IN $p.receivers }
      RETURN c ORDER BY c.id LIMIT 1
    }
    RETURN {id: c.id, kind: c.kind, parties: ['sub_citic_trust']}
  },
  projects: COLLECT {
    MATCH ({id: 'sub_citic_trust'})-[:PARTICIPATES]->(p:Project)<-[:PARTICIPATES]-({id: 'sub_citic_securities'})
    WHERE COUNT { (p)<-[:PARTICIPATES]-() } = 2 AND NOT EXISTS { (p)<-[:BLOCKS]-() }
    RETURN {id: p.id, kind: 'PROJECT', parties: ['sub_citic_trust', 'sub_citic_securities']} ORDER BY p.id LIMIT 1
  },
  cases: COLLECT { MATCH (story:Case)-[:ABOUT]->(:Project) RETURN story.id },
  policies: COLLECT {
    MATCH (owner)-[:DEFINES]->(p:SharePolicy {standing: 'ACTIVE'})-[:TOWARDS]->(receiver)
    WHERE owner.id IN ['sub_citic_trust', 'sub_citic_securities']
    RETURN {id: p.id, owner: owner.id, receiver: receiver.id, level: p.level, kinds: p.kinds,
            start: p.activeFrom, end: p.activeUntil}
  },
  second: COLLECT {
    MATCH (user:User {disabled: false})-[:MEMBER_OF]->(:OrgUnit {id: 'unt_hq_compliance'})
    WHERE user.id <> 'usr_demo_compliance' AND EXISTS { (user)-[:HAS_ROLE]->({code: 'COMPLIANCE'}) }
    RETURN user.id ORDER BY user.id LIMIT 1
  }[0],
  banker: COLLECT {
    MATCH (user:User {disabled: false})-[m:MEMBER_OF]->(:OrgUnit {id: 'unt_citic_bank_003'})
    WHERE m.validTo = date('9999-12-31') RETURN user.id ORDER BY user.id LIMIT 1
  }[0],
  private: COLLECT { MATCH (unit:OrgUnit {side: 'PRIVATE'}) RETURN unit.id },
  organisations: COLLECT { MATCH (o:Organisation) RETURN o.id }
} AS stage
"""
CORNER = """
MATCH (node) WHERE node.id IS NOT NULL AND (node.sourceSystem = 'synergy' OR node.id IN $p.ids)
WITH collect(node) AS found
RETURN COLLECT {
  UNWIND found AS node RETURN {labels: labels(node), own: properties(node)}
} AS nodes, COLLECT {
  UNWIND found AS start
  WITH start WHERE NOT start:Organisation
  MATCH (start)-[edge]->(end)
  RETURN {type: type(edge), start: start.id, end: end.id, own: properties(edge)}
  UNION ALL
  UNWIND found AS end
  WITH end WHERE NOT end:Organisation
  MATCH (end)<-[edge]-(start:Organisation)
  RETURN {type: type(edge), start: start.id, end: end.id, own: properties(edge)}
} AS edges
"""
"""What `world.EVERYTHING` returns, of the subjects, the people and all decisions."""
LOOK = """query ($customers: CustomerWhere, $projects: ProjectWhere, $cases: CaseWhere, $policies: SharePolicyWhere,
    $consents: ConsentWhere, $entries: RestrictedEntryWhere, $crossings: CrossingWhere) {
  Customer: customers(where: $customers) {
    totalCount edges { node { id servedByCount servedBy { edges { node { id } } } } } }
  Project: projects(where: $projects) { totalCount edges { node { id } } }
  Case: cases(first: 100, where: $cases) { totalCount edges { node { id } } }
  SharePolicy: sharePolicies(first: 100, where: $policies) { totalCount edges { node { id standing activeUntil } } }
  Consent: consents(first: 100, where: $consents) { totalCount edges { node { id activeUntil } } }
  RestrictedEntry: restrictedEntries(first: 100, where: $entries) {
    totalCount edges { node { id standing activeUntil } } }
  Crossing: crossings(first: 100, where: $crossings) { totalCount edges { node { id standing activeUntil } } } }"""


@dataclass
class Stage:
    """The running application with its clock, who acts on it, and both judges' means."""

    client: Client
    database: Database
    api: Api
    found: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    """By name: the id of a user of the demonstration, `second` of headquarters' compliance, `banker` of CITIC Bank."""
    viewers: dict[str, Any] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    """By kind."""
    tally: Counter[str] = field(default_factory=Counter)

    def __repr__(self) -> str:  # short: Hypothesis prints it
        return "the stage"

    async def set(self) -> None:
        """Find everybody and everything."""
        await self.clear()
        self.found = (await self.database.read(STAGE, {"receivers": RECEIVERS}))["stage"]
        users = {user: user for user in USERS} | {name: self.found[name] for name in ("second", "banker")}
        for name, user in users.items():
            viewer = await Viewers(self.database).find(user, self.clock.now, self.clock.today)
            private = viewer.unit in self.found["private"]
            self.viewers[name] = viewer
            self.people[name] = Person(user, viewer.organisation, viewer.unit, private, viewer.complies, viewer.roles)
        for row in [*self.found["customers"], *self.found["projects"]]:
            self.subjects[row["kind"]] = Subject(row["id"], row["kind"], frozenset(row["parties"]))
        assert set(self.subjects) == {"COMPANY", "PERSON", "PROJECT"}

    def ledger(self) -> Ledger:
        """Return a ledger with what the demonstration data decided before."""
        policies = [
            Policy(
                id=row["id"], owner=row["owner"], receiver=row["receiver"], level=row["level"], standing="ACTIVE",
                kinds=frozenset(row["kinds"] or KINDS), start=row["start"].to_native(), end=row["end"].to_native(),
            )
            for row in self.found["policies"]
        ]  # fmt: skip
        return Ledger(self.clock.today, policies)

    @property
    def clock(self) -> Clock:
        """The application's clock."""
        assert isinstance(self.client.clock, Clock)
        return self.client.clock

    async def clear(self) -> None:
        """Take back what the decisions made."""
        for text in UNDO:
            await self.database.write(text, {})


@dataclass
class Look:
    """One look at everything by everybody, and what both judges say to it."""

    stage: Stage
    ledger: Ledger

    async def take(self) -> None:
        """Compare; fail where somebody sees too much or too little."""
        stage = self.stage
        ids = [subject.id for subject in stage.subjects.values()] + [person.user for person in stage.people.values()]
        ids += [*stage.found["organisations"], *stage.found["private"], *stage.found["cases"]]
        ids += [person.unit for person in stage.people.values()] + [policy.id for policy in self.ledger.policies]
        world = await read_world(stage.database, stage.api.model, CORNER, {"ids": ids})
        self._two_people(world)
        lookers = [stage.people[name] for name in LOOKERS]
        answers = await asyncio.gather(*(self._ask(person) for person in lookers))
        for name, person, answer in zip(LOOKERS, lookers, answers, strict=True):
            self._by_the_graph(person, answer, Sight(world, stage.viewers[name], self.ledger.today))
            self._by_the_ledger(person, answer)
        stage.tally["looks"] += 1

    async def _ask(self, person: Person) -> Any:
        def among(found: Iterable[Any]) -> dict[str, Any]:
            return {"id": {"in": [each.id for each in found]}}

        ledger, subjects = self.ledger, self.stage.subjects
        answer = await self.stage.client.ask(
            LOOK,
            user=person.user,
            customers=among([subjects["COMPANY"], subjects["PERSON"]]),
            projects=among([subjects["PROJECT"]]),
            cases={"id": {"in": self.stage.found["cases"]}},
            policies=among(policy for policy in ledger.policies if policy.drafter),
            consents=among(ledger.consents),
            entries=among(ledger.entries),
            crossings=among(ledger.crossings),
        )
        return answer.data

    def _two_people(self, world: World) -> None:
        """Whatever is in force was put there by another than who wrote it, and than whom it is for."""
        for decision in [
            each for noun in ("SharePolicy", "RestrictedEntry", "Crossing") for each in world.by_noun[noun]
        ]:
            if decision.own["sourceSystem"] == "synergy" and decision.own["standing"] == "ACTIVE":
                first, second, itself = (
                    {link.end.id for link in decision.leaving[type_]}
                    for type_ in ("DRAFTED_BY", "CONFIRMED_BY", "CROSSED_BY")
                )
                assert second, f"nobody confirmed {decision}"
                assert not second & (first | itself), f"{second} confirmed alone {decision}"

    def _by_the_graph(self, person: Person, answer: Any, sight: Sight) -> None:
        user, subjects = person.user, {subject.id for subject in self.stage.subjects.values()}
        subjects |= set(self.stage.found["cases"])
        for noun, found in answer.items():
            ids = {edge["node"]["id"] for edge in found["edges"]}
            things = [t for t in sight.world.by_noun[noun] if t.id in subjects or t.own["sourceSystem"] == "synergy"]
            expected = {thing.id for thing in things if sight.sees(thing)}
            assert ids == expected, f"{user} sees {ids} of {noun}, by the rules {expected}"
            assert found["totalCount"] == len(expected), f"{user} counts {noun}"
        for edge in answer["Customer"]["edges"]:
            serving = [
                link for link in sight.world.things[edge["node"]["id"]].coming["SERVES"] if link.holds(sight.today)
            ]
            named = {edge["node"]["id"] for edge in edge["node"]["servedBy"]["edges"]}
            assert named == {link.start.id for link in serving if sight.sees_link(link)}, f"{user} is told who serves"
            counted = {link.start.id for link in serving if sight.counts_link(link)}
            assert edge["node"]["servedByCount"] == len(counted), f"{user} counts who serves"

    def _by_the_ledger(self, person: Person, answer: Any) -> None:
        seen = {edge["node"]["id"] for noun in ("Customer", "Project") for edge in answer[noun]["edges"]}
        expected = {subject.id for subject in self.stage.subjects.values() if self.ledger.sees(person, subject)}
        assert seen == expected, f"{person.user} sees {seen}, as was decided {expected}"
        known = {edge["node"]["id"] for edge in answer["RestrictedEntry"]["edges"]}
        entries = {entry.id for entry in self.ledger.entries if self.ledger.knows(person, entry)}
        assert known == entries, f"{person.user} knows of {known}, as was decided {entries}"
        decided = {decision.id: decision for decision in self.ledger.all()}
        for node in [
            edge["node"] for found in answer.values() for edge in found["edges"] if "activeUntil" in edge["node"]
        ]:
            decision = decided[node["id"]]
            stands = node.get("standing", decision.standing), node["activeUntil"]
            assert stands == (decision.standing, decision.end.isoformat()), f"{node['id']} is not as it was decided"
        self.stage.tally[f"sees {len(seen)} of {len(self.stage.subjects)}"] += 1
