"""The database door, through a proxy that counts flights and loses messages at the worst moments."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
import time
from contextlib import asynccontextmanager
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from neo4j import AsyncGraphDatabase
from neo4j.exceptions import CypherSyntaxError

from synergy.errors import (
    BadInput,
    DatabaseUnavailable,
    DeadlineExceeded,
    IdempotencyConflict,
    ModelError,
    SetupError,
)
from synergy.graph.commands import Command
from synergy.graph.database import Address, Database, check_version
from tests.flights import COMMIT, Flights, Loss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from synergy.graph.embedded import Server
    from synergy.graph.transactions import Transaction

ENDLESS = "UNWIND range(1, 100000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS endless"
PROBES = "MATCH (probe:Probe) RETURN count(probe) AS probes"


@asynccontextmanager
async def opened(address: Address, **settings: Any) -> AsyncIterator[Database]:
    database = Database(address, **{"read_sessions": 4, "read_deadline": 5, "write_deadline": 5, **settings})
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest_asyncio.fixture
async def flights(address: Address) -> AsyncIterator[Flights]:
    async with Flights(address) as proxy:
        yield proxy


@pytest_asyncio.fixture(autouse=True)
async def no_probes(database: Database) -> None:
    await database.write(
        "MATCH (n) WHERE n:Probe OR (n:Operation AND n.user STARTS WITH 'usr_probe') DETACH DELETE n", {}
    )


async def create_probe(tx: Transaction) -> Mapping[str, Any]:
    [made] = await tx.run("CREATE (probe:Probe {id: randomUUID(), at: $p.at}) RETURN probe.id AS id", {"at": tx.now})
    return made


def command(**changes: Any) -> Command:
    return Command(
        **{"name": "probe", "user": "usr_probe", "key": "k", "payload": {"n": 1}, "change": create_probe, **changes}
    )


async def probes(database: Database) -> int:
    return int((await database.read(PROBES, {}))["probes"])


# Reads


async def test_a_read_returns_its_record_in_one_flight(flights: Flights) -> None:
    statements: list[str] = []
    async with opened(flights.address, observe=statements.append) as database:
        await database.read("RETURN 1 AS warm", {})
        statements.clear()
        before = flights.count
        answer = await database.read("RETURN $p.a AS a, {b: [1, $p.c]} AS m", {"a": "中信", "c": None})
        assert answer == {"a": "中信", "m": {"b": [1, None]}}
        assert flights.count - before == 1
        assert len(statements) == 1


async def test_the_drivers_own_ways_take_more_flights(flights: Flights) -> None:
    address = flights.address
    async with AsyncGraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        await driver.execute_query("RETURN 1 AS warm", database_=address.database)
        before = flights.count
        await driver.execute_query("RETURN 1 AS one", database_=address.database)
        assert flights.count - before == 2


async def test_many_reads_share_few_connections(flights: Flights) -> None:
    async with opened(flights.address, read_sessions=3) as database:
        answers = await asyncio.gather(*(database.read("RETURN $p.n AS n", {"n": n}) for n in range(200)))
        assert [answer["n"] for answer in answers] == list(range(200))
        assert flights.open <= 3


@pytest.mark.parametrize("text", ["UNWIND [] AS x RETURN x", "UNWIND [1, 2] AS x RETURN x"])
async def test_a_read_must_return_one_record(database: Database, text: str) -> None:
    with pytest.raises(ModelError, match="exactly one record"):
        await database.read(text, {})
    assert await database.read("RETURN 1 AS one", {}) == {"one": 1}


async def test_refused_answers_keep_no_connection(flights: Flights) -> None:
    async with opened(flights.address, read_sessions=1) as database:
        for _ in range(40):
            with pytest.raises(ModelError):
                await database.read("UNWIND range(1, 5000) AS x RETURN x", {})
        assert await database.read("RETURN 1 AS one", {}) == {"one": 1}
        await asyncio.sleep(0.05)
        assert flights.open == 1


async def test_a_wrong_statement_is_not_repeated(address: Address) -> None:
    statements: list[str] = []
    async with opened(address, read_sessions=1, observe=statements.append) as database:
        with pytest.raises(CypherSyntaxError):
            await database.read("RETURN", {})
        assert statements == ["RETURN"]
        assert await database.read("RETURN 1 AS one", {}) == {"one": 1}


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match="read access mode"):
        await database.read("CREATE (probe:Probe) RETURN 1 AS one", {})
    assert await probes(database) == 0


async def test_a_read_shows_the_bookmark_of_our_last_write(flights: Flights) -> None:
    async with opened(flights.address) as database:
        for made in range(1, 4):
            await database.write("CREATE (:Probe)", {})
            assert COMMIT in flights.asked
            [bookmark] = re.findall(rb"FB:[A-Za-z0-9+/=]+", flights.answered)
            assert await probes(database) == made
            assert bookmark in flights.asked


# Deadlines


async def test_a_deadline_ends_the_statement_here_and_on_the_server(flights: Flights, database: Database) -> None:
    async with opened(flights.address) as through:
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            await through.read(ENDLESS, {}, deadline=0.3)
        assert time.monotonic() - started < 1
        running = "SHOW TRANSACTIONS YIELD currentQuery RETURN collect(currentQuery) AS queries"
        async with asyncio.timeout(3):
            while True:
                queries = (await database.read(running, {}))["queries"]
                if ENDLESS not in queries:
                    break
                await asyncio.sleep(0.05)
        assert await through.read("RETURN 1 AS one", {}) == {"one": 1}
        assert flights.open <= 2


async def test_waiting_for_a_session_counts_towards_the_deadline(address: Address) -> None:
    async with opened(address, read_sessions=1) as database:
        long = asyncio.create_task(database.read(ENDLESS, {}, deadline=1.5))
        await asyncio.sleep(0.1)
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            await database.read("RETURN 1 AS one", {}, deadline=0.3)
        assert time.monotonic() - started < 1
        with pytest.raises(DeadlineExceeded):
            await long
        assert await database.read("RETURN 1 AS one", {}) == {"one": 1}


async def test_a_cancelled_read_gives_its_session_back(flights: Flights) -> None:
    async with opened(flights.address, read_sessions=1) as database:
        for _ in range(3):
            task = asyncio.create_task(database.read(ENDLESS, {}))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await database.read("RETURN 1 AS one", {}) == {"one": 1}
        await asyncio.sleep(0.05)
        assert flights.open == 1


async def silence(database: Database) -> None:
    """Wait until a server that was told to stop has: its threads stop one after the other, and answer until then."""
    while True:
        try:
            await database.read("RETURN 1 AS one", {}, deadline=0.5)
        except DeadlineExceeded:
            return


async def test_a_frozen_server_holds_no_deadline_up_and_leaks_nothing(
    flights: Flights, embedded: Server | None, database: Database
) -> None:
    if embedded is None:
        pytest.skip("only the embedded server's process is ours to stop")
    async with opened(flights.address, read_sessions=4, write_deadline=0.6) as through:
        await asyncio.gather(*(through.read("RETURN 1 AS one", {}) for _ in range(8)))
        os.kill(embedded.pid, signal.SIGSTOP)
        try:
            await silence(through)
            for _ in range(3):
                started = time.monotonic()
                reads = (through.read("RETURN 1 AS one", {}, deadline=0.5) for _ in range(8))
                errors = await asyncio.gather(*reads, through.run(command()), return_exceptions=True)
                assert [type(error) for error in errors] == [DeadlineExceeded] * 9
                # The driver alone hangs for more than eight seconds; a busy machine is late by less than this.
                assert time.monotonic() - started < 5
            # The frames of a connection that was cancelled while it was made hold its socket, and errors hold frames.
            del errors
            for _ in range(200):
                gc.collect()
                if flights.open == 0:
                    break
                await asyncio.sleep(0.01)
            assert flights.open == 0
            with pytest.raises(SetupError, match="No Neo4j answers"):
                async with opened(flights.address, write_deadline=0.3):
                    pass
        finally:
            os.kill(embedded.pid, signal.SIGCONT)
        answers = await asyncio.gather(*(through.read("RETURN 1 AS one", {}) for _ in range(8)))
        assert answers == [{"one": 1}] * 8
        assert flights.open <= 4
        assert await probes(database) == 0
        assert (await through.run(command())).replayed is False


# Lost connections


@pytest.mark.parametrize("loss", [Loss.REQUEST, Loss.ANSWER])
async def test_a_read_is_repeated_once(flights: Flights, loss: Loss) -> None:
    statements: list[str] = []
    async with opened(flights.address, observe=statements.append) as database:
        flights.lose(b"AS doomed", [loss])
        assert await database.read("RETURN 1 AS doomed", {}) == {"doomed": 1}
        assert len(statements) == 2
        flights.lose(b"AS doomed", repeat(loss))
        with pytest.raises(DatabaseUnavailable):
            await database.read("RETURN 1 AS doomed", {})
        assert len(statements) == 4


async def test_every_session_survives_the_loss_of_every_connection(flights: Flights) -> None:
    async with opened(flights.address, read_sessions=4) as database:
        for _ in range(3):
            answers = await asyncio.gather(*(database.read("RETURN $p.n AS n", {"n": n}) for n in range(12)))
            assert [answer["n"] for answer in answers] == list(range(12))
            flights.cut()
        assert flights.open <= 4


async def test_a_closed_database_says_so(address: Address) -> None:
    async with opened(address) as database:
        pass
    with pytest.raises(DatabaseUnavailable, match="closed"):
        await database.read("RETURN 1 AS one", {})
    with pytest.raises(DatabaseUnavailable, match="closed"):
        await database.write("RETURN 1 AS one", {})


# Opening


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"password": "wrong"}, "refused the user name or password"),
        ({"uri": "bolt://127.0.0.1:1"}, "No Neo4j answers at"),
        ({"uri": "htp://nowhere"}, "not an address"),
        ({"database": "nowhere"}, "cannot use database 'nowhere'"),
    ],
)
async def test_opening_says_what_is_wrong(address: Address, changes: dict[str, str], says: str) -> None:
    fields = {"uri": address.uri, "user": address.user, "password": address.password, "database": address.database}
    with pytest.raises(SetupError, match=says) as caught:
        async with opened(Address(**{**fields, **changes})):
            pass
    assert address.password not in str(caught.value)


@pytest.mark.parametrize("agent", ["Neo4j/5.25.1", "Neo4j/4.4.40", "Neo4j/6.0.0", "Neo4j/2025.06.0", "Other/5.26"])
def test_other_servers_are_refused(agent: str) -> None:
    with pytest.raises(SetupError, match=agent):
        check_version(agent, "bolt://somewhere")


async def test_opening_checks_the_version(flights: Flights) -> None:
    flights.forged = (b"Neo4j/5.26.", b"Neo4j/4.26.")
    with pytest.raises(SetupError, match=r"is Neo4j/4\.26\.\d+; Synergy needs Neo4j 5\.26"):
        async with opened(flights.address):
            pass
    await asyncio.sleep(0.1)
    assert flights.open == 0


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.26.30", "Neo4j/5.27.0"])
def test_supported_servers_are_taken(agent: str) -> None:
    check_version(agent, "bolt://somewhere")


# Commands


async def test_the_same_key_replays_the_stored_outcome(database: Database) -> None:
    first = await database.run(command())
    second = await database.run(command())
    assert (first.replayed, second.replayed) == (False, True)
    assert (second.operation, second.value) == (first.operation, first.value)
    assert first.operation.startswith("opn_")
    assert await probes(database) == 1


@pytest.mark.parametrize("changes", [{"payload": {"n": 2}}, {"name": "other"}])
async def test_the_same_key_for_something_else_is_a_conflict(database: Database, changes: dict[str, Any]) -> None:
    await database.run(command())
    with pytest.raises(IdempotencyConflict):
        await database.run(command(**changes))
    assert await probes(database) == 1


async def test_the_order_of_a_payloads_keys_is_no_difference(database: Database) -> None:
    await database.run(command(payload={"a": 1, "b": {"c": 2, "d": 3}}))
    assert (await database.run(command(payload={"b": {"d": 3, "c": 2}, "a": 1}))).replayed


async def test_keys_belong_to_their_user_and_none_is_no_key(database: Database) -> None:
    sendings = [command(), command(user="usr_probe_2"), command(key=None), command(key=None)]
    outcomes = [await database.run(sending) for sending in sendings]
    assert not any(outcome.replayed for outcome in outcomes)
    assert len({outcome.operation for outcome in outcomes}) == 4
    assert await probes(database) == 4


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_an_impossible_key_is_refused(database: Database, key: str) -> None:
    with pytest.raises(BadInput):
        await database.run(command(key=key))


async def test_twenty_sendings_at_once_do_it_once(database: Database) -> None:
    outcomes = await asyncio.gather(*(database.run(command()) for _ in range(20)))
    assert sum(not outcome.replayed for outcome in outcomes) == 1
    assert len({outcome.value["id"] for outcome in outcomes}) == 1
    assert await probes(database) == 1


async def test_a_refusal_undoes_everything_and_keeps_the_key_free(database: Database) -> None:
    async def refuse(tx: Transaction) -> Mapping[str, Any]:
        await create_probe(tx)
        raise BadInput("not today")

    with pytest.raises(BadInput, match="not today"):
        await database.run(command(change=refuse))
    assert await probes(database) == 0
    assert (await database.run(command())).replayed is False


async def test_a_failing_statement_undoes_everything(database: Database) -> None:
    async def fail(tx: Transaction) -> Mapping[str, Any]:
        await create_probe(tx)
        await tx.run("RETURN", {})
        return {}

    with pytest.raises(CypherSyntaxError):
        await database.run(command(change=fail))
    assert await probes(database) == 0


async def test_deadlocked_commands_both_finish(database: Database) -> None:
    await database.write("CREATE (:Probe {id: 'a', n: 0}), (:Probe {id: 'b', n: 0})", {})

    async def touch(tx: Transaction, *ids: str) -> Mapping[str, Any]:
        for one in ids:
            await tx.run("MATCH (probe:Probe {id: $p.id}) SET probe.n = probe.n + 1", {"id": one})
            await asyncio.sleep(0.1)
        return {}

    await asyncio.gather(
        database.run(command(key="ab", change=lambda tx: touch(tx, "a", "b"))),
        database.run(command(key="ba", change=lambda tx: touch(tx, "b", "a"))),
    )
    counted = await database.read("MATCH (probe:Probe) RETURN collect(probe.n) AS n", {})
    assert counted["n"] == [2, 2]


@pytest.mark.parametrize("loss", [Loss.REQUEST, Loss.ANSWER, Loss.SILENCE])
async def test_a_lost_commit_is_settled(flights: Flights, database: Database, loss: Loss) -> None:
    async with opened(flights.address, write_deadline=2) as through:
        flights.lose(COMMIT, [loss])
        outcome = await through.run(command())
        assert await probes(database) == 1
        assert not outcome.replayed
        again = await through.run(command())
        assert again.replayed
        assert again.value == outcome.value
        assert await probes(database) == 1


@pytest.mark.parametrize(("loss", "made"), [(Loss.REQUEST, 0), (Loss.ANSWER, 1)])
async def test_what_cannot_be_settled_says_that_the_key_may_be_repeated(
    flights: Flights, database: Database, loss: Loss, made: int
) -> None:
    async with opened(flights.address, write_deadline=1) as through:
        # Once the commit is lost, so is every later claim of the key.
        flights.lose(COMMIT, [loss])

        async def lose_the_rest(tx: Transaction) -> Mapping[str, Any]:
            outcome = await create_probe(tx)
            asyncio.get_running_loop().call_later(0.03, flights.lose, b"Operation", repeat(Loss.REQUEST))
            return outcome

        with pytest.raises(DeadlineExceeded, match="same idempotency key is safe"):
            await through.run(command(change=lose_the_rest))
        assert await probes(database) == made
        flights.lose(b"", [])
        assert (await through.run(command())).replayed is bool(made)
        assert await probes(database) == 1


async def test_a_lost_commit_of_a_plain_write_is_not_repeated(flights: Flights, database: Database) -> None:
    async with opened(flights.address, write_deadline=1) as through:
        flights.lose(COMMIT, [Loss.ANSWER])
        with pytest.raises(DeadlineExceeded, match="not known"):
            await through.write("CREATE (:Probe)", {})
        assert await probes(database) == 1


async def test_a_late_command_changes_nothing(database: Database, address: Address) -> None:
    async def linger(tx: Transaction) -> Mapping[str, Any]:
        await create_probe(tx)
        await tx.run(ENDLESS, {})
        return {}

    async with opened(address, write_deadline=0.5) as hasty:
        with pytest.raises(DeadlineExceeded, match="nothing was changed"):
            await hasty.run(command(change=linger))
    assert await probes(database) == 0
