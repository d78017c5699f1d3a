"""Import jobs: whatever stops one, starting it again goes on where it was, and the graph is that of one run."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from neo4j import GraphDatabase
from rich.console import Console

from synergy.errors import SetupError
from synergy.graph.database import Address, Database
from synergy.imports.command import cancel_job, list_jobs
from synergy.imports.customers import Wish
from synergy.imports.jobs import SAYS
from synergy.imports.problems import ImportCancelled, ImportRunning
from synergy.imports.runner import ImportRunner
from tests import import_graph
from tests.flights import COMMIT, Flights, Loss
from tests.import_graph import ISIN, LATER, USCC, WHOLE, ask, job_of, kill_after, load, recorder, row

if TYPE_CHECKING:
    from pathlib import Path

# Records of an earlier file change, come as they are, give up and hand on identifiers; rows are refused and warned of.
BEFORE = [
    row("gives", isin=ISIN[1], stock="7.IMP"),
    row("same"),
    row("changed", region="Testshire"),
    *(row(f"gone{number}", "Gone", stock="8.IMP" if number < 2 else "") for number in range(5)),
    row("stays", "Gone", stock="8.IMP"),
]
ROWS = [
    row("new", isin=ISIN[0], uscc=USCC[0]),
    row("gives", isin=ISIN[1]),
    row("same"),
    row("new", "Twice"),
    row("changed", "Renamed", region="Trialshire"),
    row("conflict", "Customer new", isin=ISIN[0], uscc=USCC[1]),
    row("claims", stock="7.IMP"),
    row("bad", isin="x"),
    row("warned", isin="AQIMPORT0010"),
    row("linked", "Customer new", isin=ISIN[0]),
    row("stays", "Gone", stock="8.IMP"),
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a path for a file; snapshots are closed two records at a time."""
    monkeypatch.setattr("synergy.imports.closing.PAGE", 2)
    return tmp_path / "customers.csv"


async def prepare(graph: Database, file: Path) -> None:
    """Put the corner into the state before the import."""
    await import_graph.fresh(graph)
    await load(graph, file.with_name("before.csv"), BEFORE)


async def whole(graph: Database, file: Path) -> tuple[str, dict[str, int], list[Any]]:
    """Return what an import comes to that nothing stops: the graph, the figures, the problems."""
    await prepare(graph, file)
    report, problems = await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE)
    assert (report.closed, report.refused, len(problems)) == (3, 3, 4)
    return await import_graph.canonical(graph), report.figures(), problems


async def test_a_failure_at_any_statement_is_mended_by_starting_again(
    graph: Database, file: Path, address: Address
) -> None:
    wanted = await whole(graph, file)
    sent: list[str] = []
    fail_at = 10**9

    def observe(text: str) -> None:
        sent.append(text)
        if len(sent) >= fail_at:
            raise ConnectionError("injected")

    broken = Database(address, read_sessions=1, read_deadline=60, write_deadline=60, observe=observe)
    await broken.open()
    try:
        await prepare(graph, file)
        await load(broken, file, ROWS, now=LATER, batch_rows=6, wish=WHOLE)
        statements = len(sent)
        assert statements > 25
        for number in range(2, statements + 1):
            await prepare(graph, file)
            sent.clear()
            fail_at = number
            with suppress(ConnectionError):
                await load(broken, file, ROWS, now=LATER, batch_rows=6, wish=WHOLE)
            await import_graph.expire(graph)
            report, problems = await load(graph, file, ROWS, now=LATER, batch_rows=6, wish=WHOLE)
            found = await import_graph.canonical(graph), report.figures(), problems
            assert found == wanted, f"after a failure at statement {number}"
    finally:
        await broken.close()


@pytest.mark.parametrize("batches", range(1, 5))
async def test_a_job_goes_on_after_its_last_batch_and_reads_none_twice(
    graph: Database, file: Path, batches: int
) -> None:
    wanted = await whole(graph, file)
    await prepare(graph, file)
    with pytest.raises(KeyboardInterrupt):
        await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE, on_progress=kill_after(batches))
    stopped = await job_of(graph)
    assert (stopped["state"], stopped["rows"]) == ("CANCELLED", min(3 * batches, len(ROWS)))
    report, problems = await load(graph, file, ROWS, now=LATER, batch_rows=2, wish=WHOLE)
    assert (await import_graph.canonical(graph), report.figures(), problems) == wanted
    done = await job_of(graph)
    assert (done["id"], done["state"], done["rows"]) == (stopped["id"], "DONE", len(ROWS))
    assert dict(zip(done["problemKinds"], done["problemCounts"], strict=True)) == {
        "BAD_VALUE": 1, "CHECK_DIGIT": 1, "CONFLICT": 1, "DUPLICATE_KEY": 1,
    }  # fmt: skip
    log = import_graph.kept(file).problems(done["id"])
    assert list(log.read(done["problemBytes"])) == problems
    assert list(log.read(done["problemBytes"], 2, 1)) == problems[1:3]
    again, _ = await load(graph, file, ROWS, now=LATER, wish=WHOLE)
    assert (again.unchanged, again.refused, again.job != report.job) == (8, 3, True)


@pytest.mark.parametrize("loss", [Loss.REQUEST, Loss.ANSWER])
@pytest.mark.parametrize("commit", range(5))
async def test_a_commit_whose_answer_is_lost_counts_once(
    graph: Database, file: Path, address: Address, loss: Loss, commit: int
) -> None:
    wanted = await whole(graph, file)
    await prepare(graph, file)
    async with Flights(address) as flights:
        through = Database(flights.address, read_sessions=1, read_deadline=60, write_deadline=60)
        await through.open()
        try:
            flights.lose(COMMIT, [*([Loss.NONE] * commit), loss])
            report, problems = await load(through, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE)
        finally:
            await through.close()
    assert (await import_graph.canonical(graph), report.figures(), problems) == wanted
    job = await job_of(graph)
    assert {name: job[name] for name in report.figures()} == report.figures()


async def test_what_was_written_of_problems_and_never_committed_is_not_told(graph: Database, file: Path) -> None:
    wanted = await whole(graph, file)
    await prepare(graph, file)
    with pytest.raises(KeyboardInterrupt):
        await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE, on_progress=kill_after(2))
    job = await job_of(graph)
    log = import_graph.kept(file).problems(job["id"])
    with log.file.open("ab") as content:
        content.write(b'[99,"","CONFLICT","never committed"]\n[1')
    assert [one.line for one in log.read(job["problemBytes"])] == [5, 7]
    _, _, problems = wanted
    assert (await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE))[1] == problems
    assert b"never" not in log.file.read_bytes()


async def test_a_job_whose_problems_are_elsewhere_begins_anew(graph: Database, file: Path) -> None:
    wanted = await whole(graph, file)
    await prepare(graph, file)
    with pytest.raises(KeyboardInterrupt):
        await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE, on_progress=kill_after(2))
    stopped = await job_of(graph)
    import_graph.kept(file).problems(stopped["id"]).file.unlink()
    report, problems = await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE)
    assert (await import_graph.canonical(graph), problems) == (wanted[0], wanted[2])
    assert (report.job != stopped["id"], report.unchanged) == (True, wanted[1]["unchanged"] + 3)


async def test_another_file_of_the_source_in_between_makes_it_begin_anew(graph: Database, file: Path) -> None:
    rows = [row(str(number)) for number in range(6)]
    with pytest.raises(KeyboardInterrupt):
        await load(graph, file, rows, batch_rows=2, on_progress=kill_after(1))
    stopped = await job_of(graph)
    await load(graph, file.with_name("other.csv"), [row("0", "Renamed")])
    report, _ = await load(graph, file, rows, batch_rows=2)
    assert (report.job != stopped["id"], report.changed, report.unchanged, report.created) == (True, 1, 1, 4)
    names = "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r {sourceKey: '0'}) RETURN r.name"
    assert await ask(graph, names) == ["Customer 0"]


def canceller(address: Address, after: int) -> Any:
    """Return a progress callback that cancels every job of imp_a once so many batches have landed."""
    heard: list[int] = []

    def hear(line: int, _lines: int | None) -> None:
        heard.append(line)
        if len(heard) == after:
            with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
                found = driver.execute_query("MATCH (job:ImportJob {state: 'RUNNING'}) RETURN job.id AS id").records
                told = {"job": found[0]["id"], "subsidiary": None, "at": import_graph.NOW}
                assert driver.execute_query(SAYS["cancel"], p=told).records[0]["runs"]

    return hear


async def test_a_cancelled_job_stops_at_its_next_batch_and_can_be_gone_on_with(
    graph: Database, file: Path, address: Address
) -> None:
    wanted = await whole(graph, file)
    await prepare(graph, file)
    with pytest.raises(ImportCancelled, match="after 6 rows"):
        await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE, on_progress=canceller(address, 2))
    stopped = await job_of(graph)
    assert (stopped["state"], stopped["rows"], "holder" in stopped) == ("CANCELLED", 6, False)
    report, problems = await load(graph, file, ROWS, now=LATER, batch_rows=3, wish=WHOLE)
    assert (await import_graph.canonical(graph), report.figures(), problems) == wanted
    assert report.job == stopped["id"]


async def test_a_job_that_only_seemed_dead_lands_nothing_once_it_is_cancelled(graph: Database, file: Path) -> None:
    with pytest.raises(ImportRunning, match="took over"):  # noqa: PT012 (the job is what fails)
        async with import_graph.job(graph, file) as job:
            await import_graph.expire(graph)
            [told] = await graph.write(SAYS["cancel"], {"job": job.id, "subsidiary": None, "at": import_graph.NOW})
            assert (told["open"], told["runs"]) == (True, False)
            await graph.transact(job.hold)
    assert (await job_of(graph))["state"] == "CANCELLED"


async def test_a_newer_file_never_lands_before_an_older_one_of_its_source(graph: Database, file: Path) -> None:
    class Disturbed(ImportRunner):
        """A runner whose first job meets another import of its source."""

        async def _import(self, job: dict[str, Any]) -> None:
            begun.append(job["id"])
            if len(begun) == 1:
                raise ImportRunning("another import of the source")

    begun: list[str] = []
    queued = """MATCH (s:Subsidiary {code: $p.code}) CREATE (j:ImportJob {id: $p.id, state: 'QUEUED', place: $p.place,
      system: $p.system, createdAt: datetime($p.at)})-[:IMPORTED_FOR]->(s)"""
    folder = import_graph.kept(file)
    for number, (code, system) in enumerate(
        (("imp_a", "core"), ("imp_a", "core"), ("imp_a", "crm"), ("imp_b", "core"))
    ):
        await graph.write(queued, {"code": code, "system": system, "id": f"job_{number}", "place": folder.place,
                                   "at": f"2026-11-24T09:00:0{number}Z"})  # fmt: skip
    with recorder(file.parent) as audit:
        runner = Disturbed(graph, folder, lambda *_: audit, None, 0.2, lambda: import_graph.NOW)
        await runner._run_waiting()  # noqa: SLF001 (one pass of its loop)
    assert begun == ["job_0", "job_2", "job_3"]


async def test_jobs_are_listed_and_cancelled_by_command(graph: Database, file: Path) -> None:
    console = Console(record=True, width=200)
    with recorder(file.parent) as audit:
        async with import_graph.job(graph, file) as job:
            console.print(await list_jobs(graph, "imp_a"))
            await cancel_job(graph, console, job.id, audit)
            with pytest.raises(ImportCancelled):
                await graph.transact(job.hold)
        for unknown in (job.id, "job_none"):
            with pytest.raises(SetupError):
                await cancel_job(graph, console, unknown, audit)
    await load(graph, file, [row("1"), row("1")])
    console.print(await list_jobs(graph, "sub_imp_a"))
    printed = console.export_text()
    for words in ("theirs.csv", "RUNNING", "customers.csv", "DONE", "3 of 3", "after the batch at hand"):
        assert words in printed


async def test_a_killed_job_is_shown_without_a_sign_of_life_and_ended_by_the_next(graph: Database, file: Path) -> None:
    with pytest.raises(ImportRunning, match="took over"):  # noqa: PT012 (the job is what fails)
        async with import_graph.job(graph, file) as job:
            await import_graph.expire(graph)
            console = Console(record=True, width=200)
            console.print(await list_jobs(graph, "imp_a"))
            assert "no sign of life" in console.export_text()
            await load(graph, file, [row("1")])
            [state, reason] = (await ask(graph, "MATCH (j {id: $p.id}) RETURN [j.state, j.reason]", id=job.id))[0]
            assert (state, reason) == ("FAILED", "It was interrupted; start it again to go on.")
            await graph.transact(job.hold)


async def test_a_file_that_fails_leaves_its_reason(graph: Database, file: Path) -> None:
    rows = [row(str(number)) for number in range(9)]
    await load(graph, file, rows)
    with pytest.raises(Exception, match="8 customers would be served no more"):
        await load(graph, file, rows[:1], wish=Wish(snapshot=True))
    failed = await job_of(graph)
    assert (failed["state"], failed["closed"], failed["unchanged"]) == ("FAILED", 0, 1)
    assert "--allow-closing 8" in failed["reason"]


async def test_a_person_known_to_others_is_linked_only_with_consent_that_holds_when_the_batch_is_written(
    graph: Database, file: Path, address: Address
) -> None:
    """A credit code that a trader has is a natural person's: who consents is asked anew in each batch."""
    persons = [row(f"p{number}", "某个体户", stock=f"{number}.IMP", uscc=USCC[number]) for number in range(2)]
    await load(graph, file, persons)
    await ask(
        graph,
        """MATCH (:Subsidiary {code: 'imp_a'})-[:SERVES]->(c) SET c.kind = 'PERSON' WITH c
        MATCH (b:Subsidiary {code: 'imp_b'})
        CREATE (c)<-[:CONSENTS_FOR]-(consent:Consent {id: 'con_imp_' + c.uscc, categories: ['IDENTITY'],
          activeFrom: date('2020-01-01'), activeUntil: date('9999-12-31'), sourceSystem: 'synergy'})-[:CONSENTS_TO]->(b)
        RETURN c.id""",
    )

    def withdraw(line: int, _lines: int | None) -> None:
        if line == 2:  # the first batch has landed
            with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
                driver.execute_query("MATCH (c:Consent) WHERE c.id STARTS WITH 'con_imp_' SET c.activeUntil = date()")

    try:
        report, problems = await load(graph, file, persons, "imp_b", batch_rows=1, on_progress=withdraw)
        assert (report.linked, report.created, problems) == (1, 2, []), (
            "neither a link nor a refusal tells of the other"
        )
        again, _ = await load(graph, file, persons, "imp_b", batch_rows=1)
        assert (again.unchanged, again.refused) == (2, 0)
        assert await import_graph.shared(graph, "imp_a", "imp_b") == 1
        # Its own row may change, and give up its code, while the other's person stays as it is.
        for changed in (row("p1", "某个体户", uscc=USCC[1], employees="3"), row("p1", "某个体户", employees="3")):
            report, problems = await load(graph, file, [persons[0], changed], "imp_b")
            assert (report.changed, problems) == (1, [])
        named = "MATCH (i:Identifier {value: $p.code})<-[:HAS_ID]-(c)<-[:SERVES]-(s) RETURN s.code"
        assert await ask(graph, named, code=USCC[1]) == ["imp_a"]
    finally:
        await ask(graph, "MATCH (c:Consent) WHERE c.id STARTS WITH 'con_imp_' DETACH DELETE c RETURN count(*)")
