"""Imports by the API: who may start, see and cancel them; in the background, beyond a restart; from the inbox."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
import pytest_asyncio

from synergy.errors import BadInput, SetupError
from synergy.imports.folder import ImportFolder
from synergy.imports.inbox import Inbox
from synergy.imports.problems import Fault, Problem
from synergy.settings import Settings
from tests import import_graph
from tests.audits import records
from tests.client import COMPLIANCE, NOW, OFFICER, Client, application
from tests.import_graph import ask, job_of, uncounted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from synergy.graph.database import Database
    from tests.client import Answer

STEWARD, MANAGER, OVERSEER, STRANGER = (f"usr_imp_{name}" for name in ("steward", "manager", "officer", "stranger"))
HEAD_STEWARD = "usr_demo_steward"
_PEOPLE = """
UNWIND $p.people AS one
MATCH (home:Subsidiary {id: one.home}) MATCH (role:Role {code: one.role})
MERGE (unit:OrgUnit {id: 'unt_' + one.home}) SET unit.side = 'PUBLIC'
MERGE (unit)-[:PART_OF]->(home)
CREATE (user:User {id: one.id, disabled: false})
CREATE (user)-[:MEMBER_OF {validFrom: date('2020-01-01'), validTo: date('9999-12-31')}]->(unit)
CREATE (user)-[:HAS_ROLE {validFrom: date('2020-01-01'), validTo: date('9999-12-31')}]->(role)
"""
_GONE = "MATCH (n) WHERE n.id STARTS WITH 'usr_imp_' OR n.id STARTS WITH 'unt_sub_imp_' DETACH DELETE n RETURN count(*)"
PEOPLE = [
    {"id": STEWARD, "home": "sub_imp_a", "role": "DATA_STEWARD"},
    {"id": MANAGER, "home": "sub_imp_a", "role": "RELATIONSHIP_MANAGER"},
    {"id": OVERSEER, "home": "sub_imp_a", "role": "SYNERGY_OFFICER"},
    {"id": STRANGER, "home": "sub_imp_b", "role": "DATA_STEWARD"},
]
_JOB = "importJob { id state rows } notices { messageEn } replayed userErrors { code message messageEn }"
START = f"""mutation ($rows: String, $file: String, $name: String, $profile: String, $snapshot: Boolean! = false,
    $key: String) {{
  startImport(input: {{kind: CUSTOMERS, rows: $rows, file: $file, name: $name, profile: $profile, snapshot: $snapshot,
    key: $key}}) {{ {_JOB} }}
}}"""
UPSERT = f"""mutation ($rows: [CustomerRowInput!]!, $key: String) {{
  upsertCustomers(input: {{rows: $rows, key: $key}}) {{ {_JOB} }} }}"""
CANCEL = f"mutation ($job: ID!) {{ cancelImport(input: {{job: $job}}) {{ {_JOB} }} }}"
READ = """query ($job: ID!) { importJob(id: $job) {
  id state reason kind fileName system created changed unchanged refused closed rows line lines importer
  problemKinds problemCounts startedBy { id }
  problems(first: 10) { line column landed kind value reason } more: problems(first: 1, after: 1) { line }
} }"""
LIST = (
    '{ importJobs(orderBy: CREATED_AT_DESC, where: {fileName: {startsWith: "imp-"}}) { edges { node { id state } } } }'
)
ROWS = "key,name,isin\nk1,甲公司,\nk2,Beta,AQIMPORT0010\nk1,Twice,\n"


@pytest_asyncio.fixture
async def graph(seeded: Database) -> AsyncIterator[Database]:
    """Give the database with the corner of the import tests in it, and people, removed afterwards."""
    await import_graph.fresh(seeded)
    await ask(seeded, _GONE)
    await seeded.write(_PEOPLE, {"people": PEOPLE})
    yield seeded
    await ask(seeded, _GONE)
    await import_graph.clear(seeded)
    await ask(seeded, "MATCH (o:Operation) WHERE o.user STARTS WITH 'usr_imp_' DETACH DELETE o RETURN count(*)")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give settings with an inbox."""
    (tmp_path / "inbox").mkdir()
    return Settings(data_dir=tmp_path / "data", import_inbox=tmp_path / "inbox")


@asynccontextmanager
async def serving(settings: Settings, graph: Database, *, runs: bool = True) -> AsyncIterator[Client]:
    """Serve the application; without `runs` its background never starts."""
    served = application(settings, graph, clock=lambda: NOW)
    async with Client(served, settings, []) as client:
        if not runs:
            yield client
            return
        async with served.router.lifespan_context(served):
            yield client


def job(answer: Answer, mutation: str = "startImport") -> dict[str, Any]:
    """Return the job that a mutation answers with."""
    result = answer.data[mutation]
    assert result["userErrors"] == []
    found: dict[str, Any] = result["importJob"]
    return found


def refusal(answer: Answer, mutation: str = "startImport") -> str:
    """Return the code of the only refusal."""
    [error] = answer.data[mutation]["userErrors"]
    assert error["message"]
    assert error["messageEn"]
    return str(error["code"])


async def ended(client: Client, job_id: str, user: str = STEWARD) -> dict[str, Any]:
    """Wait for a job to end, and return it."""
    for _ in range(300):
        found: dict[str, Any] = (await client.ask(READ, user=user, job=job_id)).data["importJob"]
        if found["state"] not in {"QUEUED", "RUNNING"}:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(found)


async def test_the_first_look_for_duplicates_has_the_customers_counted(graph: Database, settings: Settings) -> None:
    text = '{ findDuplicates(customer: {name: "甲有限公司"}) { ready } }'
    async with uncounted(graph), serving(settings, graph) as client:
        assert (await client.ask(text, user=STEWARD)).data == {"findDuplicates": {"ready": False}}
        for _ in range(300):
            if (await client.ask(text, user=STEWARD)).data["findDuplicates"]["ready"]:
                return
            await asyncio.sleep(0.1)
    pytest.fail("never counted")


async def test_rows_are_imported_in_the_background_and_what_came_of_them_is_told(
    graph: Database, settings: Settings
) -> None:
    async with serving(settings, graph) as client:
        begun = job(await client.ask(START, user=STEWARD, rows=ROWS, name="imp-mine.csv", key="once"))
        done = await ended(client, begun["id"])
        again = (await client.ask(START, user=STEWARD, rows=ROWS, name="imp-mine.csv", key="once")).data["startImport"]
        assert (again["replayed"], again["importJob"]["id"]) == (True, begun["id"])
        conflict = await client.ask(START, user=STEWARD, rows="key,name\n", name="imp-mine.csv", key="once")
        assert conflict.codes == ["IDEMPOTENCY_CONFLICT"]
    assert done | {"id": ""} == {
        "id": "", "state": "DONE", "reason": None, "kind": "CUSTOMERS", "fileName": "imp-mine.csv",
        "system": "customers",
        "created": 2, "changed": 0, "unchanged": 0, "refused": 1, "closed": 0, "rows": 3, "line": 4, "lines": 4,
        "importer": f"import by {STEWARD}", "startedBy": {"id": STEWARD},
        "problemKinds": ["CHECK_DIGIT", "DUPLICATE_KEY"], "problemCounts": [1, 1],
        "problems": [
            {"line": 3, "column": "isin", "landed": True, "kind": "CHECK_DIGIT", "value": "TEXT",
             "reason": "fails its check digit; kept, but not used to link"},
            {"line": 4, "column": "key", "landed": False, "kind": "DUPLICATE_KEY", "value": "TEXT",
             "reason": "has the key of line 2"},
        ],
        "more": [{"line": 4}],
    }  # fmt: skip
    landed = "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.name ORDER BY r.name"
    assert await ask(graph, landed) == ["Beta", "甲公司"]
    told = [(one["action"], one["user"], one["kind"]) for one in records(settings.data_dir / "audit")]
    assert told.count(("import customers", STEWARD, "WRITE_OUTCOME")) == 1
    assert ("startImport", STEWARD, "WRITE_INTENT") in told
    assert not list((settings.data_dir / "imports").glob("*.rows")), "what has landed is not kept twice"


def test_rows_that_no_job_needs_are_removed_and_those_of_a_request_under_way_are_not(settings: Settings) -> None:
    folder = ImportFolder.of(settings)
    for job_id in ("job_open", "job_left", "job_young"):
        folder.keep(job_id, b"rows")
        folder.problems(job_id).append(0, [Problem(2, "name", Fault.MISSING, "is empty")])
    now, day = time.time(), 86_400
    for job_id in ("job_open", "job_left"):
        os.utime(folder.body(job_id), (now - 2 * day,) * 2)
        os.utime(folder.problems(job_id).file, (now - 181 * day,) * 2)
    os.utime(folder.problems("job_young").file, (now - 179 * day,) * 2)
    folder.tidy(["job_open"], now)
    kept = sorted(file.name for file in folder.path.iterdir())
    assert kept == ["job_open.problems.jsonl", "job_open.rows", "job_young.problems.jsonl", "job_young.rows"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in (folder.path, *folder.path.iterdir()))


OF_KIND = f"""mutation ($kind: FileKind!, $rows: String, $profile: String, $snapshot: Boolean! = false) {{
  startImport(input: {{kind: $kind, rows: $rows, name: "imp-kind.csv", profile: $profile, snapshot: $snapshot}}) {{
    {_JOB} }} }}"""


async def test_a_file_of_another_kind_takes_the_same_road(graph: Database, settings: Settings) -> None:
    rows = "产品代码,名字,产品简介\np1,甲产品,好\np2,,好\n"
    given = {"kind": "PRODUCTS", "rows": rows, "profile": "columns: {名字: name}"}
    async with serving(settings, graph) as client:
        done = await ended(client, job(await client.ask(OF_KIND, user=STEWARD, **given))["id"])
        assert [done[name] for name in ("state", "kind", "system", "created", "refused", "problemKinds")] == [
            "DONE", "PRODUCTS", "products", 1, 1, ["MISSING"],
        ]  # fmt: skip
        mine = '{ products(where: {name: {eq: "甲产品"}}) { totalCount } }'
        for user, count in ((STEWARD, 1), (STRANGER, 0)):
            assert (await client.ask(mine, user=user)).data["products"]["totalCount"] == count
        refused = await client.ask(OF_KIND, user=STEWARD, snapshot=True, **given)
        assert refusal(refused) == "NO_SNAPSHOT"
        wrong = await client.ask(OF_KIND, user=STEWARD, **given | {"profile": "columns: {名字: band}"})
        assert refusal(wrong) == "PROFILE"
        assert refusal(await client.ask(OF_KIND, user=STEWARD, kind="PEOPLE", rows="key,name\n")) == "NOT_BY_API"
    await ask(graph, "MATCH (p:Product {name: '甲产品'}) DETACH DELETE p RETURN count(*)")


async def test_typed_rows_take_the_same_road(graph: Database, settings: Settings) -> None:
    rows = [{"key": "0123", "name": "甲公司", "stock": "1.IMP"}, {"stock": "2.IMP", "name": "Beta"}]
    async with serving(settings, graph) as client:
        begun = job(await client.ask(UPSERT, user=STEWARD, rows=rows, key="rows"), "upsertCustomers")
        done = await ended(client, begun["id"])
        assert (done["state"], done["created"], done["refused"]) == ("DONE", 2, 0)
        replayed = (await client.ask(UPSERT, user=STEWARD, rows=rows, key="rows")).data["upsertCustomers"]
        assert replayed["replayed"]
        other = await client.ask(UPSERT, user=STEWARD, rows=rows[:1], key="rows")
        assert other.codes == ["IDEMPOTENCY_CONFLICT"]
        unchanged = await ended(
            client, job(await client.ask(UPSERT, user=STEWARD, rows=rows[:1]), "upsertCustomers")["id"]
        )
        assert (unchanged["unchanged"], unchanged["created"]) == (1, 0)
        assert refusal(await client.ask(UPSERT, user=STEWARD, rows=[]), "upsertCustomers") == "ROWS"
    keys = "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.sourceKey ORDER BY r.sourceKey"
    assert await ask(graph, keys) == ["0123", "2.IMP"]


async def test_only_the_subsidiarys_own_data_steward_may_import(graph: Database, settings: Settings) -> None:
    async with serving(settings, graph, runs=False) as client:
        for user in (MANAGER, OVERSEER, HEAD_STEWARD, COMPLIANCE, OFFICER):
            assert refusal(await client.ask(START, user=user, rows=ROWS)) == "FORBIDDEN"
            rows = [{"name": "A", "key": "1"}]
            assert refusal(await client.ask(UPSERT, user=user, rows=rows), "upsertCustomers") == "FORBIDDEN"
        assert not (settings.data_dir / "imports").exists(), "what was refused is not kept"
        begun = job(await client.ask(START, user=STEWARD, rows=ROWS, name="imp-1"))["id"]
        for user in (MANAGER, OVERSEER, HEAD_STEWARD):
            assert refusal(await client.ask(CANCEL, user=user, job=begun), "cancelImport") == "FORBIDDEN"
        assert refusal(await client.ask(CANCEL, user=STRANGER, job=begun), "cancelImport") == "NOT_FOUND"
        assert (await client.ask(START, user=None, rows=ROWS)).codes == ["UNAUTHENTICATED"]


async def test_jobs_are_seen_by_stewards_and_officers_of_the_subsidiary_and_by_compliance_of_the_group(
    graph: Database, settings: Settings
) -> None:
    async with serving(settings, graph, runs=False) as client:
        begun = job(await client.ask(START, user=STEWARD, rows=ROWS, name="imp-seen"))["id"]
        for user, sees in {
            STEWARD: True, OVERSEER: True, COMPLIANCE: True,
            MANAGER: False, STRANGER: False, HEAD_STEWARD: False, OFFICER: False,
        }.items():  # fmt: skip
            found = (await client.ask(READ, user=user, job=begun)).data["importJob"]
            assert (found is not None) is sees, user
            edges = (await client.ask(LIST, user=user)).data["importJobs"]["edges"]
            assert [edge["node"]["id"] for edge in edges] == ([begun] if sees else []), user


async def test_what_is_asked_wrongly_is_refused_in_words(graph: Database, settings: Settings) -> None:
    async with serving(settings, graph) as client:
        assert refusal(await client.ask(START, user=STEWARD)) == "ONE_SOURCE"
        assert refusal(await client.ask(START, user=STEWARD, rows=ROWS, file="x")) == "ONE_SOURCE"
        assert refusal(await client.ask(START, user=STEWARD, rows=ROWS, profile="columns: {x: nothing}")) == "PROFILE"
        assert refusal(await client.ask(START, user=STEWARD, file="x.y.z")) == "NO_SUCH_FILE"
        begun = job(await client.ask(START, user=STEWARD, rows="no header of ours\n1\n", name="imp-bad"))["id"]
        failed = await ended(client, begun)
        assert (failed["state"], failed["reason"][:22]) == ("FAILED", "The header lacks key (")
        answer = await client.ask("query ($job: ID!) { importJob(id: $job) { problems(first: 1001) { line } } }",
                                  user=STEWARD, job=begun)  # fmt: skip
        assert answer.codes == ["BAD_INPUT"]
    bare = settings.model_copy(update={"import_inbox": None})
    async with serving(bare, graph, runs=False) as client:
        assert refusal(await client.ask(START, user=STEWARD, file="x.y.z")) == "NO_INBOX"


async def test_a_profile_and_a_snapshot_come_with_the_rows(graph: Database, settings: Settings) -> None:
    async with serving(settings, graph) as client:
        first = "客户全称,代号\n甲,1\n乙,2\n丙,3\n丁,4\n戊,5\n"
        profile = "columns: {客户全称: name, 代号: key}"
        done = await ended(client, job(await client.ask(START, user=STEWARD, rows=first, profile=profile))["id"])
        assert (done["reason"], done["state"], done["created"]) == (None, "DONE", 5)
        rest = first.replace("戊,5\n", "")
        begun = job(await client.ask(START, user=STEWARD, rows=rest, profile=profile, snapshot=True))["id"]
        assert (await ended(client, begun))["closed"] == 1


async def test_a_job_that_shutdown_stopped_is_gone_on_with_by_the_next_server(
    graph: Database, settings: Settings
) -> None:
    rows = "key,name\n" + "".join(f"{number},N{number}\n" for number in range(5_000))
    async with serving(settings, graph) as client:
        begun = job(await client.ask(START, user=STEWARD, rows=rows, name="imp-long"))["id"]
        for _ in range(600):
            running = await job_of(graph)
            if running["rows"]:
                break
            await asyncio.sleep(0.05)
    stopped = await job_of(graph)
    assert (stopped["id"], stopped.get("reason"), stopped["state"], 0 < stopped["rows"] < 5_000) == (
        begun,
        None,
        "QUEUED",
        True,
    )
    async with serving(settings, graph) as client:
        done = await ended(client, begun)
    assert (done["state"], done["rows"], done["created"], done["unchanged"]) == ("DONE", 5_000, 5_000, 0)


async def test_a_queued_job_is_cancelled_at_once_and_the_same_rows_go_on(graph: Database, settings: Settings) -> None:
    async with serving(settings, graph, runs=False) as client:
        begun = job(await client.ask(START, user=STEWARD, rows=ROWS, name="imp-cancelled"))["id"]
        assert job(await client.ask(CANCEL, user=STEWARD, job=begun), "cancelImport")["state"] == "CANCELLED"
        assert refusal(await client.ask(CANCEL, user=STEWARD, job=begun), "cancelImport") == "WRONG_STANDING"
    async with serving(settings, graph) as client:
        again = job(await client.ask(START, user=STEWARD, rows=ROWS, name="imp-cancelled"))["id"]
        assert (await ended(client, again))["state"] == "DONE"
        assert (await client.ask(READ, user=STEWARD, job=begun)).data["importJob"]["state"] == "CANCELLED"


# -- the inbox --------------------------------------------------------------------------------------------------------


async def test_a_file_of_the_inbox_is_imported_with_its_token(graph: Database, settings: Settings) -> None:
    inbox = Inbox.open(settings)
    file = inbox.folder / "imp-laid.csv"
    file.write_text(ROWS)
    token, _ = inbox.presign(file, "sub_imp_a", timedelta(minutes=5), NOW)
    async with serving(settings, graph) as client:
        assert refusal(await client.ask(START, user=STRANGER, file=token)) == "NO_SUCH_FILE"
        done = await ended(client, job(await client.ask(START, user=STEWARD, file=token))["id"])
        assert (done["state"], done["fileName"], done["created"]) == ("DONE", "imp-laid.csv", 2)
        file.write_text(ROWS.replace("Beta", "Other"))
        swapped = job(await client.ask(START, user=STEWARD, file=token))["id"]
        failed = await ended(client, swapped)
        assert (failed["state"], "was changed" in failed["reason"]) == ("FAILED", True)
    assert file.exists()


def test_a_token_opens_nothing_outside_the_inbox(settings: Settings, tmp_path: Path) -> None:
    inbox = Inbox.open(settings)
    secret = tmp_path / "secret.csv"
    secret.write_text(ROWS)
    (inbox.folder / "good.csv").write_text(ROWS)
    (inbox.folder / "link.csv").symlink_to(secret)
    (inbox.folder / "within.csv").symlink_to(inbox.folder / "good.csv")
    (inbox.folder / "way").symlink_to(tmp_path)
    (inbox.folder / "sub").mkdir()
    life = timedelta(minutes=5)
    for name in (
        "link.csv",
        "within.csv",
        "way/secret.csv",
        "../secret.csv",
        "sub/../../secret.csv",
        "sub",
        "none.csv",
    ):
        with pytest.raises(SetupError):
            inbox.presign(inbox.folder / name, "sub_imp_a", life, NOW)
        forged = {"aud": "synergy-import", "exp": NOW + life, "path": name, "digest": "0", "subsidiary": "sub_imp_a"}
        for path in (name, f"./{name}", f"good.csv/../{name}"):
            token = jwt.encode(forged | {"path": path}, inbox.secret, "HS256")
            with pytest.raises(BadInput):
                inbox.read(token, "sub_imp_a", NOW)
    for path in (str(secret), "/etc/passwd", "\0", "", ".", "..", "good.csv\0.txt"):
        with pytest.raises(BadInput):
            inbox.read(jwt.encode(forged | {"path": path}, inbox.secret, "HS256"), "sub_imp_a", NOW)
    with pytest.raises(SetupError):
        inbox.presign(secret, "sub_imp_a", life, NOW)


def test_a_token_holds_for_its_file_subsidiary_and_time_only(settings: Settings) -> None:
    inbox = Inbox.open(settings)
    file = inbox.folder / "good.csv"
    file.write_text(ROWS)
    token, digest = inbox.presign(file, "sub_imp_a", timedelta(minutes=5), NOW)
    assert inbox.read(token, "sub_imp_a", NOW).path == "good.csv"
    assert inbox.read(token, "sub_imp_a", NOW).digest == digest
    assert Inbox.open(settings).read(token, "sub_imp_a", NOW).digest == digest, "the secret outlives the process"
    claims = {"aud": "synergy-import", "exp": NOW + timedelta(minutes=5), "path": "good.csv", "digest": digest}
    claims["subsidiary"] = "sub_imp_a"
    head, body, signature = token.split(".")
    wrong = [
        (token, "sub_imp_b", NOW),
        (token, "sub_imp_a", NOW + timedelta(minutes=5)),
        (f"{head}.{body}.{signature[:-4]}AAAA", "sub_imp_a", NOW),
        (jwt.encode(claims, "", "none"), "sub_imp_a", NOW),
        (jwt.encode(claims, b"0" * 32, "HS256"), "sub_imp_a", NOW),
        (jwt.encode(claims | {"aud": "synergy"}, inbox.secret, "HS256"), "sub_imp_a", NOW),
        ("x" * 5_000, "sub_imp_a", NOW),
        ("", "sub_imp_a", NOW),
    ]
    for sent, subsidiary, now in wrong:
        with pytest.raises(BadInput):
            inbox.read(sent, subsidiary, now)
    for left_out in claims:
        rest = {name: value for name, value in claims.items() if name != left_out}
        with pytest.raises(BadInput):
            inbox.read(jwt.encode(rest, inbox.secret, "HS256"), "sub_imp_a", NOW)
