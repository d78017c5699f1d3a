"""What clients and operators read when something around Synergy is broken."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from synergy.graph.database import Address, Database
from synergy.settings import Settings
from tests.client import BANK, NOW, Client, application

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_database_that_is_gone_is_a_typed_error(tmp_path: Path, address: Address) -> None:
    database = Database(address, read_sessions=1, read_deadline=5, write_deadline=30)
    await database.open()
    await database.close()
    settings = Settings(data_dir=tmp_path)
    served = application(settings, database, clock=lambda: NOW)
    async with Client(served, settings, []) as client:
        answer = await client.ask("{ customers { totalCount } }", user=BANK)
        assert answer.status == httpx.codes.OK
        assert answer.codes == ["DATABASE_UNAVAILABLE"]
        assert (await client.http.get("/health")).status_code == httpx.codes.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(
    ("environment", "command", "says"),
    [
        ({"SYNERGY_NEO4J_URI": "http://nowhere"}, ["serve"], "SYNERGY_NEO4J_URI"),
        ({"SYNERGY_MODE": "prod"}, ["serve"], "SYNERGY_MODE"),
        ({"SYNERGY_NEO4J_URI": "bolt://127.0.0.1:1", "SYNERGY_PORT": "0"}, ["serve"], "No Neo4j answers"),
        ({"SYNERGY_MODE": "production"}, ["token", "--user", "usr_x"], "refused in production"),
    ],
)
def test_commands_fail_with_one_clear_sentence(
    tmp_path: Path, environment: dict[str, str], command: list[str], says: str
) -> None:
    ended = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "synergy", *command],
        env={"SYNERGY_DATA_DIR": str(tmp_path), "PATH": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert says in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
