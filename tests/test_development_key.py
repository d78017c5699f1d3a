"""The development key: made once, read by its owner only, and worth nothing in production."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from synergy.access.tokens import DevelopmentKey, TokenVerifier, issue
from synergy.errors import BadInput, SetupError
from synergy.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILE = "development-key.pem"
PROCESSES = 3


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "folder")
    token = issue(DevelopmentKey.open(settings), user="usr_1", ttl=HOUR, now=NOW, token_id="t1")
    assert TokenVerifier.of(settings).verify(token, NOW).user == "usr_1"
    assert (settings.data_dir / FILE).stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    barrier = processes.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, processes, initializer=_meet_at, initargs=(barrier,)) as pool:
        assert len(set(pool.map(_open_together, [tmp_path] * PROCESSES, timeout=60))) == 1
    assert {file.suffix for file in tmp_path.iterdir()} <= {".pem", ".lock"}


_barrier: Barrier


def _meet_at(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603  a pool hands a barrier to its processes in no other way
    _barrier = barrier


def _open_together(folder: Path) -> str:
    _barrier.wait(30)
    return DevelopmentKey.open(Settings(data_dir=folder)).kid


@pytest.mark.parametrize("ttl", [timedelta(0), timedelta(seconds=-1), timedelta(hours=24, seconds=1), timedelta.max])
def test_no_token_is_issued_for_an_impossible_life(ttl: timedelta) -> None:
    with pytest.raises(BadInput, match="24 hours"):
        issue(_some_key(), user="usr_1", ttl=ttl, now=NOW, token_id="t1")


@pytest.mark.parametrize(("user", "token_id"), [("", "t1"), ("usr_1\n", "t1"), ("usr_1", ""), ("usr_1", "t" * 201)])
def test_no_token_is_issued_that_would_be_refused(user: str, token_id: str) -> None:
    with pytest.raises(BadInput, match="printable"):
        issue(_some_key(), user=user, ttl=HOUR, now=NOW, token_id=token_id)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    _put(tmp_path, content)
    with pytest.raises(SetupError, match=f"{FILE} is damaged: delete it"):
        DevelopmentKey.open(Settings(data_dir=tmp_path))


def test_a_key_of_another_kind_is_damage_too(tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    _put(tmp_path, other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(SetupError, match="is damaged"):
        DevelopmentKey.open(Settings(data_dir=tmp_path))


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    DevelopmentKey.open(settings)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(SetupError, match="can be read by others"):
        DevelopmentKey.open(settings)


def test_a_folder_that_cannot_be_one_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="set SYNERGY_DATA_DIR"):
        DevelopmentKey.open(Settings(data_dir=tmp_path / "file" / "folder"))


def _some_key() -> DevelopmentKey:
    return DevelopmentKey(Ed25519PrivateKey.generate())


def _put(folder: Path, content: bytes) -> None:
    file = folder / FILE
    file.touch(0o600)
    file.write_bytes(content)
