"""`synergy audit …`: words, figures and exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from synergy.access.audit.entries import AccessKind, Decision
from synergy.access.audit.log import AuditLog
from synergy.cli import app
from synergy.settings import Settings
from tests.audits import Clock, an_entry

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


class Terminal:
    """Runs `synergy audit` on a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.second = folder / "second"
        self.second.mkdir()

    def __call__(self, *arguments: str) -> Result:
        """Run a command; its status and output are told, and wide enough that no line is broken."""
        environment = {"SYNERGY_DATA_DIR": str(self.folder), "SYNERGY_MODE": "production", "COLUMNS": "300"}
        return CliRunner(env=environment).invoke(app, ["audit", *arguments])


@pytest.fixture
def audit(tmp_path: Path) -> Terminal:
    """Give a terminal where three accesses were recorded."""
    terminal = Terminal(tmp_path)
    clock = Clock()
    with AuditLog.open(Settings(data_dir=tmp_path, audit_ship_dir=terminal.second), clock=clock) as log:
        log.record(an_entry(1, user="usr_a", ids=("cus_1", "cus_2", "cus_3", "cus_4")))
        clock.pass_(days=1)
        log.record(an_entry(2, user="usr_b", kind=AccessKind.DENIED, decision=Decision.REFUSED, purpose="[why]"))
        clock.pass_(days=1)
        log.record(an_entry(3, user="usr_a", kind=AccessKind.EXPORT, ids=(), counts={"rows": 1234, "refused": 5}))
    return terminal


def edit(audit: Terminal) -> None:
    file = min((audit.folder / "audit").glob("*.records.jsonl"))
    file.write_bytes(file.read_bytes().replace(b"usr_a", b"usr_c"))


def test_verify_says_that_all_is_well(audit: Terminal) -> None:
    for options in ((), ("--checkpoints", str(audit.second))):
        result = audit("verify", *options)
        assert result.exit_code == 0
        assert "3 records and 3 checkpoints in 3 files: nothing is missing or changed." in result.stdout


def test_verify_says_what_is_not(audit: Terminal) -> None:
    edit(audit)
    result = audit("verify")
    assert result.exit_code == 1
    assert "000001.records.jsonl, record 0: edited: the record has not the hash that it states" in result.stdout
    assert "tampered with, or damaged" in result.stdout


def test_verify_takes_a_public_key_and_makes_none(audit: Terminal) -> None:
    pem = audit.folder / "public.pem"
    pem.write_text(audit("key").stdout)
    key = audit.folder / "audit-key.pem"
    key.unlink()
    assert audit("verify", "--public-key", str(pem)).exit_code == 0
    missing = audit("verify")
    assert (missing.exit_code, "give the public key with --public-key" in missing.stderr) == (2, True)
    assert not key.exists()


@pytest.mark.parametrize("content", ["nonsense", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", None])
def test_a_public_key_that_is_none_is_told(audit: Terminal, content: str | None) -> None:
    pem = audit.folder / "public.pem"
    if content:
        pem.write_text(content)
    result = audit("verify", "--public-key", str(pem))
    assert result.exit_code == 2
    assert ("holds no Ed25519 public key" if content else "cannot be read") in result.stderr


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [0, 1, 2]),
        (("--user", "usr_a"), [0, 2]),
        (("--id", "cus_3"), [0, 1]),
        (("--id", "cus_1"), [0]),
        (("--id", "cus_"), []),
        (("--kind", "DENIED"), [1]),
        (("--request", "request3"), [2]),
        (("--since", "2026-11-25T09:00:00"), [1, 2]),
        (("--since", "2026-11-25", "--until", "2026-11-26"), [1]),
        (("--user", "usr_a", "--kind", "EXPORT"), [2]),
    ],
)
def test_search_finds_what_matches_all(audit: Terminal, options: tuple[str, ...], found: list[int]) -> None:
    result = audit("search", "--json", *options)
    assert [json.loads(line)["sequence"] for line in result.stdout.splitlines()] == found


def test_search_prints_a_table(audit: Terminal) -> None:
    lines = audit("search").stdout.splitlines()
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    assert cells[0] == [
        "time (UTC)",
        "user",
        "kind",
        "decision",
        "action",
        "ids",
        "fields",
        "counts",
        "purpose",
        "request",
    ]
    first = [
        "2026-11-24 09:00:00",
        "usr_a",
        "C2_READ",
        "ALLOWED",
        "customers",
        "cus_1 cus_2 cus_3 and 1 more",
        "request1",
    ]
    assert cells[1] == first
    assert "[why]" in cells[2]
    assert "rows 1234 refused 5" in cells[3]


def test_search_passes_over_what_was_edited(audit: Terminal) -> None:
    edit(audit)
    assert len(audit("search", "--json").stdout.splitlines()) == 2


def test_prune_tells_what_it_did(audit: Terminal) -> None:
    assert "0 files are older than 366 days." in audit("prune").stdout


def test_no_command_needs_more_than_the_folder(tmp_path: Path) -> None:
    result = Terminal(tmp_path)("search")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
