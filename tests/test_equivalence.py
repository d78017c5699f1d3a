"""The planned answer equals the reference answer: for generated documents, several viewers and several days."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLError
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from synergy.access.claims import Claims
from synergy.access.viewer import Viewers
from synergy.errors import SynergyError
from synergy.graph import paging
from synergy.schema import Api, build, sdl
from synergy.web.graphql import Context
from tests import unplanned
from tests.constructs import constructs
from tests.documents import Generated, Source, documents
from tests.reference import Reference, Request
from tests.world import Sight, read_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from synergy.graph.database import Database

USERS = ("usr_demo_officer", "usr_demo_rm_bank", "usr_demo_narrow", "usr_demo_compliance")
TODAYS = (date(2022, 12, 31), date(2023, 9, 1), date(2026, 11, 24))
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
EXPIRES = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
SEED = int(os.environ.get("SYNERGY_DOCUMENTS_SEED", "2022"))
DEADLINE = 30
"""Seconds for one statement: what is proven here is the answer, not the speed."""


@dataclass(frozen=True)
class Asker:
    """Who asks, on what day, and whether pages are read from the viewer's own side."""

    user: str
    today: date
    narrow: bool


ASKERS = st.builds(Asker, st.sampled_from(USERS), st.sampled_from(TODAYS), st.booleans())


@dataclass
class Bench:
    """Both roads to an answer, and a tally of what went over them."""

    database: Database
    api: Api
    reference: Reference
    source: Source
    sights: Mapping[tuple[str, date], Sight]
    tally: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=lambda: {"planned": 0.0, "reference": 0.0})

    def sight(self, asker: Asker) -> Sight:
        """Return what the asker may know."""
        return self.sights[asker.user, asker.today]

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

    async def alike(self, text: str, variables: dict[str, Any], asker: Asker) -> bool:
        """Answer on both roads; fail where they part, else say whether there were rows."""
        viewer = replace(self.sight(asker).viewer, reach=1 if asker.narrow else 10**6)
        claims = Claims(asker.user, "token", NOW, EXPIRES, "tests")
        context = Context(_Patient(self.database), "test", asker.today, signed_in=viewer, proven=claims)  # type: ignore[arg-type]
        started = time.perf_counter()
        planned = await self.api.schema.execute(text, variable_values=variables, context_value=context)
        self.seconds["planned"] += time.perf_counter() - started
        started = time.perf_counter()
        request = Request(self.sight(asker), EXPIRES)
        expected = self.reference.answer(text, dict(variables), request)
        self.seconds["reference"] += time.perf_counter() - started
        codes, wanted = _codes(planned.errors), _codes(expected.errors)
        assert "bug" not in codes | wanted, f"{planned.errors} {expected.errors}"
        assert codes == wanted, f"{planned.errors} instead of {expected.errors}"
        if not wanted:
            different = list(differences(planned.data, expected.data, "data"))
            assert not different, "\n".join(different[:5])
            assert set(context.sensitive) == request.sensitive, "the audit hears of other nodes"
        return request.rows > 0 and not wanted


@dataclass
class _Patient:
    """The database with a longer deadline."""

    database: Database

    async def read(self, text: str, p: Mapping[str, Any]) -> dict[str, Any]:
        return await self.database.read(text, p, deadline=DEADLINE)


def _codes(errors: Any) -> set[str]:
    """Return why the errors came: the domain's codes, `invalid` for GraphQL's own, `bug` for everything else."""
    codes = set()
    for error in errors or ():
        cause = error
        while isinstance(cause, GraphQLError) and cause.original_error is not None:
            cause = cause.original_error
        invalid = "invalid" if isinstance(cause, GraphQLError) else "bug"
        codes.add(cause.code if isinstance(cause, SynergyError) else invalid)
    return codes


def differences(answer: Any, expected: Any, path: str) -> Iterator[str]:
    """Say where two answers differ; the order of keys counts, floats may differ by 1e-9."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        if list(answer) != list(expected):
            yield f"{path}: keys {list(answer)} instead of {list(expected)}"
        for key in expected.keys() & answer.keys():
            yield from differences(answer[key], expected[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(answer, list):
        if len(answer) != len(expected):
            yield f"{path}: {len(answer)} rows instead of {len(expected)}"
        for index, (one, other) in enumerate(zip(answer, expected, strict=False)):
            yield from differences(one, other, f"{path}[{index}]")
    elif isinstance(expected, float) and isinstance(answer, float):
        if abs(answer - expected) > 1e-9:
            yield f"{path}: {answer!r} instead of {expected!r}"
    elif type(answer) is not type(expected) or answer != expected:
        yield f"{path}: {answer!r} instead of {expected!r}"


@dataclass
class Summary:
    """Tells at the end of the run what the documents were made of."""

    bench: Bench

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the counts."""
        tally, seconds = self.bench.tally, self.bench.seconds
        if not tally["documents"]:
            return
        write = terminalreporter.write_line
        terminalreporter.section("generated documents")
        share = tally["documents with rows"] / tally["documents"]
        write(f"{tally['documents']} documents (seed {SEED}), {share:.0%} with rows; {_told(seconds)}")
        counted = (f"{name} {count}" for name, count in sorted(tally.items()) if not name.startswith("documents"))
        write(" · ".join(counted))


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
    made = Bench(seeded, api, Reference(world, text), Source(world, text), sights)
    request.config.pluginmanager.register(Summary(made))
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
    ('{ customers(where: { createdAt: { gte: "2022-03-01T00:00:00" } }) { totalCount } }', {}),
    ('{ customers(where: { createdAt: { gte: "2022-03-01T08:00:00+08:00" } }) { totalCount } }', {}),
    ("{ achievements(year: 2147483647) { logins } }", {}),
    (DEEP, {}),
    (
        "query Q($w: [CustomerWhere!]) { customers(where: { or: $w }) { totalCount } }",
        {"w": {"kind": {"eq": "PERSON"}}},
    ),
    ("query Q($w: [CustomerWhere!]) { customers(where: { or: $w }) { totalCount } }", {"w": []}),
    ('{ customers(where: { createdAt: { gte: "2022-03-01T08:00:00Z" } }, first: 2) { totalCount } }', {}),
    ('{ achievements(year: 2022, asOf: "2021-06-30") { logins } }', {}),
    ('{ achievements(year: 2022, asOf: "2022-11-30", groupBy: [YEAR]) { year asOf logins sharedCustomers } }', {}),
    ("query Q($g: [AchievementGroup!]!) { achievements(year: 2022, groupBy: $g) { year logins } }", {"g": "YEAR"}),
)
"""Documents that were once answered wrongly, and their neighbours."""


CURSORS: tuple[tuple[str, str, Any], ...] = (
    ("employees", "EMPLOYEES", 2**63),
    ("employees", "EMPLOYEES", 2**63 - 1),
    ("employees", "EMPLOYEES", True),
    ("createdAt", "CREATED_AT", "2022-W05"),
    ("createdAt", "CREATED_AT", "2022-03-01T01:00:00Z[No/Where]"),
    ("createdAt", "CREATED_AT_DESC", "2022-06-01T01:00:00Z"),
    ("name", "NAME", None),
    ("id", "ID_DESC", "cus_1"),
)
"""Keys that a cursor might hold, forged ones among them."""


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


async def test_half_a_character_is_refused(bench: Bench) -> None:
    text = "query Q($i: ID!) { customer(id: $i) { id } }"
    claims = Claims(USERS[0], "token", NOW, EXPIRES, "tests")
    viewer = bench.sights[USERS[0], TODAYS[2]].viewer
    context = Context(bench.database, "test", TODAYS[2], signed_in=viewer, proven=claims)
    answer = await bench.api.schema.execute(text, variable_values={"i": "cus_\ud800"}, context_value=context)
    assert _codes(answer.errors) == {"BAD_INPUT"}


def test_most_documents_return_rows(bench: Bench) -> None:
    assert bench.tally["documents"] >= 200
    assert bench.tally["documents with rows"] >= 0.6 * bench.tally["documents"]
