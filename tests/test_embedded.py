"""The embedded Neo4j as commands meet it: real processes, real kills, a real Maven repository."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from neo4j import GraphDatabase

from synergy.errors import SetupError
from synergy.graph.embedded import Server, attach_or_start, stop
from synergy.graph.folder import DataFolder
from synergy.graph.jars import LOCK_FILE, Lock, ensure_jars, lock_text, read_lock, require_room
from synergy.graph.jvm import Archive, archive_options, environment, make_archive, server_command
from synergy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HOLDER = """
import json, sys
from pathlib import Path
from synergy.errors import SetupError
from synergy.graph.embedded import attach_or_start
from synergy.settings import Settings
try:
    lease = attach_or_start(Settings(data_dir=Path(sys.argv[1])))
except SetupError as error:
    sys.exit(str(error))
server = lease.server
print(json.dumps([server.uri, server.password, server.pid]), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all servers of this module; a name that neither ASCII nor a shell would like."""
    made = tmp_path_factory.mktemp("中信 data")
    yield made
    stop(made / "neo4j")


@contextmanager
def _holders(count: int, data_dir: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Commands, started at once, that each hold a lease until they are killed."""
    command = [sys.executable, "-c", _HOLDER, str(data_dir)]
    holders = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 (ours)
        for _ in range(count)
    ]
    try:
        yield holders
    finally:
        for holder in holders:
            holder.kill()
            holder.wait()
            for pipe in (holder.stdin, holder.stdout):
                assert pipe is not None
                pipe.close()


def _server_of(holder: subprocess.Popen[str], folder: Path) -> Server:
    assert holder.stdout is not None
    uri, password, pid = json.loads(holder.stdout.readline())
    return Server(uri, "neo4j", password, folder, pid, read_lock().version)


def _ask(server: Server, statement: str) -> list[object]:
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        return [record[0] for record in driver.execute_query(statement).records]


def _is_alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return False


def _comes_true(claim: Callable[[], bool], seconds: float = 6.0) -> bool:
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_commands_share_one_server_that_goes_with_the_last_of_them(data_dir: Path) -> None:
    with _holders(3, data_dir) as holders:
        servers = [_server_of(holder, data_dir / "neo4j") for holder in holders]
        java = servers[0].pid
        assert {(server.uri, server.pid) for server in servers} == {(servers[0].uri, java)}
        holders[0].kill()
        assert holders[1].stdin is not None
        holders[1].stdin.close()
        holders[1].wait(5)
        assert not _comes_true(lambda: not _is_alive(java), seconds=1.5)
        assert _ask(servers[2], "RETURN 1") == [1]
        holders[2].kill()
        assert _comes_true(lambda: not _is_alive(java))


def test_data_outlives_the_killing_of_java_and_of_its_supervisor(data_dir: Path) -> None:
    settings, folder = Settings(data_dir=data_dir), DataFolder(data_dir / "neo4j")
    with attach_or_start(settings) as lease:
        _ask(lease.server, "CREATE (:Kept {by: 'java'})")
        os.kill(lease.server.pid, signal.SIGKILL)
        assert _comes_true(lambda: not folder.is_supervised)
        with attach_or_start(settings) as again:
            assert again.server.pid != lease.server.pid
            _ask(again.server, "CREATE (:Kept {by: 'supervisor'})")
            running = folder.running()
            assert running is not None
            os.kill(running.supervisor, signal.SIGKILL)
            assert _comes_true(lambda: not _is_alive(again.server.pid))
    # The run file is stale now; let it also name a living process that is none of Neo4j's.
    folder.write_running(replace(running, pid=os.getpid(), supervisor=os.getpid()))
    with attach_or_start(settings) as lease:
        assert lease.server.pid != os.getpid()
        assert sorted(map(str, _ask(lease.server, "MATCH (n:Kept) RETURN n.by"))) == ["java", "supervisor"]


def test_server_is_private_small_and_stops_when_told(data_dir: Path) -> None:
    with attach_or_start(Settings(data_dir=data_dir)) as lease:
        server = lease.server
        assert server.uri.startswith("bolt://127.0.0.1:")
        assert server.password not in repr(server)
        assert (server.folder / "password").stat().st_mode & 0o777 == 0o600
        status = Path(f"/proc/{server.pid}/status").read_text("utf-8")
        assert int(status.partition("VmHWM:")[2].split()[0]) < 700 * 1024
        assert _listening_addresses(server.pid) == {"127.0.0.1"}

        right = (server.folder / "password").read_text("utf-8")
        (server.folder / "password").write_text("wrong-password\n", "utf-8")
        with pytest.raises(SetupError, match="password does not open the database") as refused:
            attach_or_start(Settings(data_dir=data_dir))
        assert "wrong-password" not in str(refused.value)
        (server.folder / "password").write_text(right, "utf-8")

        assert stop(server.folder)
        assert not _is_alive(server.pid)
    assert not stop(server.folder)


def _listening_addresses(pid: int) -> set[str]:
    """Local addresses of the listening sockets of one process, by Linux's own tables."""
    inodes = {target.removeprefix("socket:[").removesuffix("]") for target in _descriptors(pid)}
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/{pid}/net/{table}").read_text("utf-8").splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A" and fields[9] in inodes:
                # Java binds an IPv4 address as an IPv4-mapped one: the last four bytes, the lowest first.
                number = bytes.fromhex(fields[1].partition(":")[0][-8:])[::-1]
                found.add(socket.inet_ntoa(number))
    return found


def _descriptors(pid: int) -> list[str]:
    """List what the open descriptors of a process lead to, without those it closes meanwhile."""
    targets = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            targets.append(str(link.readlink()))
    return targets


def test_a_password_is_never_taken_for_an_option(tmp_path: Path) -> None:
    """Neo4j's tool is given it as an argument: a leading hyphen once ended one first start in sixty-four."""
    for _ in range(100):
        folder = DataFolder(tmp_path)
        assert folder.password().isalnum()
        (tmp_path / "password").unlink()


def test_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "neo4j").mkdir()
    (tmp_path / "neo4j" / "version").write_text("2025.10.1\n", "utf-8")
    with pytest.raises(SetupError, match=r"written by Neo4j 2025\.10\.1, newer than the 5\.26"):
        attach_or_start(Settings(data_dir=tmp_path))


def test_taken_port_and_failing_java_are_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = foreign.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} is taken by another program"):
            attach_or_start(Settings(data_dir=tmp_path, neo4j_port=port))
    with pytest.raises(SetupError, match=r"did not start in .* last words were: .*heap.* \(more in .*neo4j\.log\)"):
        attach_or_start(Settings(data_dir=tmp_path, neo4j_heap="1m"))


def test_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"MB free and Neo4j needs \d+ MB: make room"):
        require_room(tmp_path, 2**60)
    full = subprocess.run(  # noqa: S603 (ours)
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert full.returncode == 1
    assert "Nothing more can be written to" in full.stderr
    assert "Traceback" not in full.stderr


def test_without_network_the_first_start_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SetupError, match="connect to the network or set HTTPS_PROXY"):
        attach_or_start(Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache"))
    assert not list((tmp_path / "cache").rglob("*.jar"))


def test_damaged_jar_is_fetched_again_and_a_wrong_one_refused(tmp_path: Path) -> None:
    jar = min(read_lock().jars, key=lambda each: each.size)
    lock = Lock(read_lock().version, (jar,))
    (file,) = ensure_jars(lock, tmp_path)
    whole = file.read_bytes()
    steps: list[tuple[str, int, int]] = []
    for damaged in (whole[: len(whole) // 2], whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(damaged)
        steps.clear()
        assert ensure_jars(lock, tmp_path, lambda *step: steps.append(step)) == [file]
        assert file.read_bytes() == whole
        assert steps[-1] == ("fetch", jar.size, jar.size)

    other = Lock(lock.version, (replace(jar, sha256="0" * 64),))
    with pytest.raises(SetupError, match=f"twice sent a {jar.file_name} that is not the locked one"):
        ensure_jars(other, tmp_path)
    assert not list(tmp_path.glob("fetching-*"))


def test_class_archive_fits_the_class_path_it_was_made_for() -> None:
    lock, cache_dir = read_lock(), Settings().cache_dir.absolute()
    class_path = ensure_jars(lock, cache_dir / "jars")
    archive = Archive.of(lock, cache_dir)
    make_archive(archive, class_path, cache_dir)
    # A supervisor of an earlier test may be at it, and then this process left it to that one.
    assert _comes_true(lambda: archive.is_made, seconds=90)
    # -version, for the server's main class and its two arguments; -Xshare:on makes Java fail where it would shrug.
    command = [*server_command(cache_dir, "512m", [*archive_options(archive), "-Xshare:on"])[:-3], "-version"]
    outcome = subprocess.run(  # noqa: S603 (ours)
        command, env=environment(class_path, cache_dir), capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout
    assert "sharing" in outcome.stderr


def test_lock_names_neither_registry_nor_folder_and_survives_rewriting() -> None:
    text = LOCK_FILE.read_text("utf-8")
    assert "/" not in text
    assert lock_text(read_lock()) == text
    assert len({jar.file_name for jar in read_lock().jars}) == len(read_lock().jars)
