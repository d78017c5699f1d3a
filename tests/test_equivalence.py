"""The planned answer equals the reference answer: for generated documents, several viewers and several days."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from synergy.access.claims import Claims
from synergy.access.viewer import Viewers
from synergy.graph import paging
from synergy.schema import build, sdl
from synergy.web.context import Context
from tests import unplanned
from tests.conftest import TOLD
from tests.constructs import constructs
from tests.documents import Generated, Source, documents
from tests.reference import Reference
from tests.roads import EXPIRES, NOW, Asker, Roads, codes_of
from tests.world import Sight, read_world

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from synergy.graph.database import Database

USERS = ("usr_demo_officer", "usr_demo_rm_bank", "usr_demo_narrow", "usr_demo_compliance")
TODAYS = (date(2022, 12, 31), date(2023, 9, 1), date(2026, 11, 24))
SEED = int(os.environ.get("SYNERGY_DOCUMENTS_SEED", "2022"))


ASKERS = st.builds(Asker, st.sampled_from(USERS), st.sampled_from(TODAYS), st.booleans())


@dataclass
class Bench(Roads):
    """Both roads, and a tally of what went over them."""

    source: Source
    tally: Counter[str] = field(default_factory=Counter)

    async def compare(self, generated: Generated, asker: Asker) -> None:
        """Answer on both roads, once more with other variables for the same plans; fail where they part."""
        rows = await self.alike(generated.text, generated.variables, asker)
        self.tally["documents"] += 1
        self.tally["documents with rows"] += rows
        self.tally.update(constructs(generated, self.source.schema))
        if generated.others != generated.variables:
            planned = list(self.api.engine.plans)
            await self.alike(generated.text, generated.others, asker)
            assert sorted(map(hash, planned)) == sorted(map(hash, self.api.engine.plans)), "planned anew"
            self.tally["other values for the same plan"] += 1

    def tell(self) -> list[str]:
        """Return what the documents were made of."""
        tally = self.tally
        if not tally["documents"]:
            return []
        share = tally["documents with rows"] / tally["documents"]
        counted = (f"{name} {count}" for name, count in sorted(tally.items()) if not name.startswith("documents"))
        made = f"{tally['documents']} documents (seed {SEED}), {share:.0%} with rows; {_told(self.seconds)}"
        return ["generated documents", made, " · ".join(counted)]


def _told(seconds: Mapping[str, float]) -> str:
    return ", ".join(f"{road} {spent:.0f} s" for road, spent in seconds.items())


@pytest.fixture(scope="module")
async def bench(seeded: Database, request: pytest.FixtureRequest) -> Bench:
    api = build([unplanned])
    world = await read_world(seeded, api.model)
    text = sdl(api)
    sights = {
        (user, today): Sight(world, await Viewers(seeded).find(user, NOW, today), today)
        for user in USERS
        for today in TODAYS
    }
    made = Bench(seeded, api, Reference(world, text), sights, Source(world, text))
    request.config.stash[TOLD].append(made.tell)
    return made


def answer_alike(about: str, count: int) -> Callable[..., None]:
    """Make a test of so many documents: the same ones for the same seed; what fails is shrunk."""

    @seed(SEED)
    @settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data(), asker=ASKERS)
    async def test(bench: Bench, data: st.DataObject, asker: Asker) -> None:
        await bench.compare(data.draw(documents(bench.source, bench.sight(asker), about)), asker)

    made: Callable[..., None] = test
    return made


class Test200Documents:
    """What is asked of the two roads in every run: they answer alike."""

    test_pages = staticmethod(answer_alike("pages", 64))
    test_ids = staticmethod(answer_alike("ids", 30))
    test_single_nodes = staticmethod(answer_alike("single nodes", 28))
    test_statements = staticmethod(answer_alike("statements", 40))
    test_refusals = staticmethod(answer_alike("refusals", 12))
    test_anything = staticmethod(answer_alike("anything", 26))


@pytest.mark.long
class Test2000Documents:
    """Ten times as many, which include other ones."""

    test_pages = staticmethod(answer_alike("pages", 640))
    test_ids = staticmethod(answer_alike("ids", 300))
    test_single_nodes = staticmethod(answer_alike("single nodes", 280))
    test_statements = staticmethod(answer_alike("statements", 400))
    test_refusals = staticmethod(answer_alike("refusals", 120))
    test_anything = staticmethod(answer_alike("anything", 260))


DEEP = """{ customers(first: 100) { edges { node { holdings(first: 100) { edges { node {
  holders(first: 2) { totalCount }
} } } } } } }"""
WRITTEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("{ subsidiaries { edges { node { owner { ... on Subsidiary { loud } ... on Group { name } } } } } }", {}),
    ('{ nodes(ids: ["sub_citic_bank", "grp_citic", "cus_0"]) { id ... on Subsidiary { loud } } }', {}),
    (
        "{ customers { k: edges { t: node { _c2: name uscc _n_name: kind loud } k: cursor } pageInfo { endCursor } } }",
        {},
    ),
    ('{ customers(asOf: "2001-01-01", first: 3) { edges { node { servedByCount } } } }', {}),
    ("query Q($c: String) { customers(first: 3, before: $c) { totalCount } }", {"c": "x"}),
    ('{ projects(where: { createdAt: { gte: "2022-03-01T00:00:00" } }) { totalCount } }', {}),
    ('{ projects(where: { createdAt: { gte: "2022-03-01T08:00:00+08:00" } }) { totalCount } }', {}),
    ("{ achievements(year: 2147483647) { logins } }", {}),
    ("{ achievements(year: 2022, groupBy: [SUBSIDIARY]) { subsidiary { id } sharedCustomers activatedUsers } }", {}),
    ("{ achievements(year: 2026, groupBy: [SUBSIDIARY]) { subsidiary { id } sharedCustomers } }", {}),
    ('{ achievements(year: 2022, asOf: "2022-03-20", groupBy: [SEGMENT, REGION]) { logins activatedUsers } }', {}),
    (DEEP, {}),
    (
        "query Q($w: [CustomerWhere!]) { customers(where: { or: $w }) { totalCount } }",
        {"w": {"kind": {"eq": "PERSON"}}},
    ),
    ("query Q($w: [CustomerWhere!]) { customers(where: { or: $w }) { totalCount } }", {"w": []}),
    ('{ projects(where: { createdAt: { gte: "2022-03-01T08:00:00Z" } }, first: 2) { totalCount } }', {}),
    ('{ achievements(year: 2022, asOf: "2021-06-30") { logins } }', {}),
    ('{ achievements(year: 2022, asOf: "2022-11-30", groupBy: [YEAR]) { year asOf logins sharedCustomers } }', {}),
    ("query Q($g: [AchievementGroup!]!) { achievements(year: 2022, groupBy: $g) { year logins } }", {"g": "YEAR"}),
)
"""Documents that were once answered wrongly, and their neighbours."""


CURSORS: tuple[tuple[str, str, Any], ...] = (
    ("employees", "EMPLOYEES", 2**63),
    ("employees", "EMPLOYEES", 2**63 - 1),
    ("employees", "EMPLOYEES", True),
    ("name", "NAME", None),
    ("id", "ID_DESC", "cus_1"),
)
"""Keys that a cursor might hold, forged ones among them."""


MOMENTS: tuple[tuple[str, Any], ...] = (
    ("RECEIVED_AT", "2022-W05"),
    ("RECEIVED_AT", "2022-03-01T01:00:00Z[No/Where]"),
    ("RECEIVED_AT_DESC", "2022-06-01T01:00:00Z"),
    ("RECEIVED_AT", 3),
)


@pytest.mark.parametrize(("text", "variables"), WRITTEN)
@pytest.mark.parametrize("user", USERS)
async def test_written_documents_are_answered_alike(
    bench: Bench, text: str, variables: dict[str, Any], user: str
) -> None:
    await bench.alike(text, variables, Asker(user, TODAYS[2], narrow=user == "usr_demo_narrow"))


@pytest.mark.parametrize(("order", "name", "key"), CURSORS)
async def test_cursors_are_read_alike(bench: Bench, order: str, name: str, key: Any) -> None:
    text = "query Q($c: String, $o: CustomerOrder) { customers(orderBy: $o, after: $c) { edges { node { id } } } }"
    cursor = paging.encode(f"Customer:{order}", key, "cus_000001")
    for narrow in (False, True):
        await bench.alike(text, {"c": cursor, "o": name}, Asker(USERS[1], TODAYS[2], narrow))


@pytest.mark.parametrize(("name", "key"), MOMENTS)
async def test_cursors_of_moments_are_read_alike(bench: Bench, name: str, key: Any) -> None:
    text = """query Q($c: String, $o: SourceRecordOrder) {
      customers(first: 20) { edges { node { records(orderBy: $o, after: $c) { edges { node { id } } } } } }
    }"""
    cursor = paging.encode("SourceRecord:receivedAt", key, "src_citic_bank_000001")
    await bench.alike(text, {"c": cursor, "o": name}, Asker(USERS[1], TODAYS[2], narrow=False))


async def test_half_a_character_is_refused(bench: Bench) -> None:
    text = "query Q($i: ID!) { customer(id: $i) { id } }"
    claims = Claims(USERS[0], "token", NOW, EXPIRES, "tests")
    viewer = bench.sights[USERS[0], TODAYS[2]].viewer
    context = Context(bench.database, "test", TODAYS[2], signed_in=viewer, proven=claims)
    answer = await bench.api.schema.execute(text, variable_values={"i": "cus_\ud800"}, context_value=context)
    assert codes_of(answer.errors) == {"BAD_INPUT"}


def test_most_documents_return_rows(bench: Bench) -> None:
    assert bench.tally["documents"] >= 200
    assert bench.tally["documents with rows"] >= 0.6 * bench.tally["documents"]
