"""What commands leave in the audit: who changed the graph or took data out of it, and how much; never a value."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from rich.console import Console
from typer.testing import CliRunner

from synergy import cli
from synergy.access.audit.keys import open_audit_key
from synergy.access.audit.log import AuditLog
from synergy.access.audit.verification import verify
from synergy.errors import AuditUnavailable
from synergy.imports.command import import_file
from synergy.settings import Settings
from tests import import_graph
from tests.audits import records
from tests.import_graph import ask, kill_after, load, row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from typer.testing import Result

    from synergy.graph.database import Address, Database

LANDED = "MATCH (:Subsidiary {code: 'imp_a'})<-[:SUPPLIED_BY]-(r) RETURN r.id"
OPERATOR = f"os:{pwd.getpwuid(os.getuid()).pw_name}"


@pytest_asyncio.fixture
async def graph(database: Database) -> AsyncIterator[Database]:
    """Give the database with the corner of the import tests in it, removed afterwards."""
    await import_graph.fresh(database)
    yield database
    await import_graph.clear(database)


class Terminal:
    """Runs commands on the session's database, with a data folder of its own."""

    def __init__(self, folder: Path, address: Address) -> None:
        self.folder = folder
        named = {"URI": address.uri, "USER": address.user, "PASSWORD": address.password}
        self._environment = {f"SYNERGY_NEO4J_{name}": value for name, value in named.items()}
        # Whoever runs a command may call themselves as they like.
        self._environment |= {"SYNERGY_DATA_DIR": str(folder), "LOGNAME": "somebody", "USER": "somebody"}

    def __call__(self, *arguments: str) -> Result:
        """Run a command."""
        return CliRunner(env=self._environment).invoke(cli.app, arguments)

    def records(self) -> list[dict[str, Any]]:
        """Read the audit."""
        return records(self.folder / "audit")


@pytest.fixture
def terminal(address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Give a terminal whose working directory is its data folder."""
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, address)


class _Steps:
    def step(self, name: str, done: int, total: int) -> None:
        """Show nothing."""


@pytest.mark.usefixtures("graph")
def test_an_import_leaves_its_intent_and_its_figures_and_never_a_value(terminal: Terminal) -> None:
    file = terminal.folder / "secret-merger.csv"
    file.write_text("key,name,isin\nkey1,Alpha,\nkey1,Beta,\nkey2,,\nkey3,Gamma,AQIMPORT0019\n")
    done = terminal("import", "customers", str(file), "--for", "imp_a")
    assert done.exit_code == 1, done.output
    intent, outcome = terminal.records()
    about = ["sub_imp_a", f"file_{sha256(file.read_bytes()).hexdigest()}"]
    job = outcome["ids"].pop()
    assert job.startswith("job_")
    for record, kind in ((intent, "WRITE_INTENT"), (outcome, "WRITE_OUTCOME")):
        assert {name: record[name] for name in ("kind", "decision", "action", "user", "ids")} == {
            "kind": kind, "decision": "ALLOWED", "action": "import customers", "user": OPERATOR, "ids": about,
        }  # fmt: skip
        assert (len(record["policy"]), len(record["request"])) == (12, 16)
    assert "counts" not in intent
    assert outcome["counts"] == {"rows": 4, "created": 2, "changed": 0, "unchanged": 0, "refused": 2}
    assert intent["request"] == outcome["request"]
    for value in ("merger", "key1", "Alpha", "Gamma", "AQIMPORT0019"):
        assert value not in str([intent, outcome])
    settings = Settings(data_dir=terminal.folder)
    verdict = verify(terminal.folder / "audit", [open_audit_key(settings).public_key()], now=datetime.now(UTC))
    assert (verdict.findings, verdict.notes, verdict.records) == ((), (), 2)


async def test_an_import_that_cannot_be_recorded_writes_nothing(
    graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.csv"
    file.write_text("key,name\n1,A\n")
    with import_graph.recorder(tmp_path) as audit:
        audit.log.close()
        statements.clear()
        with pytest.raises(AuditUnavailable):
            await import_file(
                graph, file, "imp_a", Console(quiet=True), _Steps(), folder=import_graph.kept(file), audit=audit
            )
    assert len(statements) == 1, "it found the subsidiary, and took not even the lock"
    assert await ask(graph, LANDED) == []


@pytest.mark.usefixtures("graph")
@pytest.mark.parametrize(
    "command", [("import", "customers", "mine.csv", "--for", "imp_a"), ("token", "--user", "usr_x")]
)
def test_a_command_refuses_without_an_audit(terminal: Terminal, command: tuple[str, ...]) -> None:
    (terminal.folder / "mine.csv").write_text("key,name\n1,A\n")
    (terminal.folder / "audit").mkdir(mode=0o755)
    done = terminal(*command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "is open to others" in " ".join(done.stderr.split())


async def test_an_import_that_is_stopped_has_the_figures_of_what_landed(graph: Database, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        await load(
            graph,
            tmp_path / "mine.csv",
            [row(str(number)) for number in range(9)],
            batch_rows=4,
            on_progress=kill_after(2),
        )
    _, outcome = records(tmp_path / "audit")
    assert (outcome["kind"], outcome["decision"], outcome["counts"]["created"]) == ("WRITE_OUTCOME", "FAILED", 8)
    assert len(await ask(graph, LANDED)) == 8


def test_a_development_token_names_its_user_and_who_issued_it(terminal: Terminal) -> None:
    made = terminal("token", "--user", "usr_demo_officer").stdout.strip()
    told = [(r["kind"], r["action"], r["user"], r["ids"]) for r in terminal.records()]
    assert told == [(kind, "token", OPERATOR, ["usr_demo_officer"]) for kind in ("WRITE_INTENT", "WRITE_OUTCOME")]
    assert made.count(".") == 2
    assert not any(part in str(terminal.records()) for part in made.split("."))


@pytest.mark.usefixtures("seeded")
def test_a_review_is_an_export_with_its_rows(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    file = terminal.folder / "review.csv"
    for options in (("--output", str(file)), ()):
        done = terminal("access", "report", *options)
        assert done.exit_code == 0, done.output
    rows = len(file.read_text(encoding="utf-8-sig").splitlines()) - 1
    assert [(r["kind"], r["decision"], r["action"], r["user"], r["counts"]) for r in terminal.records()] == [
        ("EXPORT", "ALLOWED", "access report", OPERATOR, {"rows": rows})
    ] * 2
    before = file.read_bytes()

    def refuse(*_arguments: object, **_named: object) -> None:
        raise AuditUnavailable("not now")

    monkeypatch.setattr(AuditLog, "record", refuse)
    for options in (("--output", str(file)), ()):
        done = terminal("access", "report", *options)
        assert (done.exit_code, done.stdout) == (2, "")
    assert file.read_bytes() == before
