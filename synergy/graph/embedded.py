"""The embedded Neo4j: `attach_or_start` gives any number of commands one shared server per data folder.

A command holds a `Lease`; a supervisor process (see `supervisor.py`) runs Java until the last lease is gone, however
its holder went. Nothing here trusts a process id: what lives is known by the locks that it holds (see `folder.py`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from synergy.errors import SetupError
from synergy.graph.folder import DataFolder, Running
from synergy.graph.jars import Lock, OnProgress, ensure_jars, explain_no_room, read_lock, require_room
from synergy.graph.jvm import LOOPBACK, SETTINGS, free_port, run_admin_tool, speaks_bolt

if TYPE_CHECKING:
    from filelock import FileLock

    from synergy.settings import Settings

__all__ = ["Lease", "OnProgress", "Server", "attach_or_start", "stop"]

USER = "neo4j"
_ROOM_TO_START = 100 * 2**20
_START_TIMEOUT = 90.0
_STOP_TIMEOUT = 40.0
_PORT_ATTEMPTS = 3


@dataclass(frozen=True)
class Server:
    """How to reach a running Neo4j; `pid` is Java's, `folder` holds its data and logs."""

    uri: str
    user: str
    password: str = field(repr=False)
    folder: Path
    pid: int
    version: str


class Lease:
    """A claim on the server, which runs until every lease on its folder is closed or its holder's process has ended.

    Keep the object: one that nothing refers to any more counts as closed.
    """

    def __init__(self, server: Server, claim: FileLock) -> None:
        self.server = server
        self._claim = claim

    def close(self) -> None:
        """Give the claim up; a server that nobody else uses stops within a second or two, in the background."""
        self._claim.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


class _PortTakenError(SetupError):
    """A foreign process has the port."""


def attach_or_start(settings: Settings, on_progress: OnProgress | None = None) -> Lease:
    """Share the server of `settings.data_dir`, starting it when none runs.

    `on_progress` hears of the steps `fetch` (bytes; only when jars are missing), `prepare` (only before the first
    start) and `start`. Raises SetupError, one sentence saying what is wrong and what to do.
    """
    folder = DataFolder(settings.data_dir.absolute() / "neo4j")
    with explain_no_room(folder.path):
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder.starting():
            claim = folder.take_lease()
            try:
                return Lease(_attach(folder) or _start(folder, settings, on_progress or _unheard), claim)
            except BaseException:
                claim.release()
                raise


def stop(folder: Path) -> bool:
    """End the server of this folder (`Server.folder`), whoever uses it; False when none runs. Returns once it is down.

    Raises SetupError when it will not end.
    """
    held = DataFolder(folder.absolute())
    if not held.path.exists() or not held.is_supervised:
        return False
    deadline = time.monotonic() + _STOP_TIMEOUT
    while held.is_supervised:
        if running := held.running():
            with suppress(ProcessLookupError):
                os.kill(running.supervisor, signal.SIGTERM)
        if time.monotonic() > deadline:
            raise SetupError(f"The Neo4j of {folder} does not stop: end the process that holds its supervisor.lock.")
        time.sleep(0.1)
    return True


def _unheard(_step: str, _done: int, _total: int) -> None:
    pass


def _attach(folder: DataFolder) -> Server | None:
    while folder.is_supervised:
        if running := folder.running():
            return _await_ready(folder, running)
        time.sleep(0.05)
    folder.write_running(None)
    return None


def _start(folder: DataFolder, settings: Settings, on_progress: OnProgress) -> Server:
    lock = read_lock()
    cache_dir = settings.cache_dir.absolute()
    folder.refuse_newer(lock.version)
    class_path = ensure_jars(lock, cache_dir / "jars", on_progress)
    require_room(folder.path, _ROOM_TO_START)
    _prepare(folder, lock, class_path, on_progress)
    on_progress("start", 0, 1)
    for attempt in range(1, _PORT_ATTEMPTS + 1):
        try:
            server = _await_ready(folder, _spawn(folder, cache_dir, settings))
        except _PortTakenError:
            # A free port can be lost to another program before Java binds it; a configured one stays taken.
            if settings.neo4j_port or attempt == _PORT_ATTEMPTS:
                raise
        else:
            on_progress("start", 1, 1)
            return server
    raise AssertionError


def _prepare(folder: DataFolder, lock: Lock, class_path: list[Path], on_progress: OnProgress) -> None:
    """Make the folder ready for this version; before the very first start that includes setting the password."""
    for name in ("conf", "logs"):
        (folder.path / name).mkdir(exist_ok=True)
    password = folder.password()
    if not folder.has_store:
        on_progress("prepare", 0, 1)
        _set_initial_password(folder, class_path, password)
        on_progress("prepare", 1, 1)
    folder.record_version(lock.version)


def _set_initial_password(folder: DataFolder, class_path: list[Path], password: str) -> None:
    # By a file, because every user of the machine may read a command line.
    arguments = folder.path / "initial-password"
    arguments.touch(0o600)
    try:
        arguments.write_text(f"set-initial-password {password}\n", "utf-8")
        outcome = run_admin_tool(folder.path, class_path, "dbms", f"@{arguments}")
    except (OSError, subprocess.SubprocessError) as error:
        raise SetupError(f"Neo4j's password could not be set in {folder.path}, because Java failed: {error}") from error
    finally:
        arguments.unlink()
    if outcome.returncode:
        words = " | ".join((outcome.stderr or outcome.stdout).strip().splitlines()[-3:])
        raise SetupError(f"Neo4j's password could not be set in {folder.path}, because Java failed: {words}")


def _spawn(folder: DataFolder, cache_dir: Path, settings: Settings) -> Running:
    """Start a supervisor; it reports in the run file before this returns."""
    try:
        port = free_port(settings.neo4j_port)
    except OSError as error:
        raise _PortTakenError(_port_taken(settings.neo4j_port)) from error
    folder.set_logs_aside()
    folder.configuration.write_text(f"{SETTINGS}server.bolt.listen_address={LOOPBACK}:{port}\n", "utf-8")
    arguments = [str(folder.path), str(cache_dir), settings.neo4j_heap, str(port)]
    root = str(Path(__file__).parents[2])
    with folder.supervisor_log.open("wb") as words:
        outcome = subprocess.run(  # noqa: S603 (every part is ours)
            [sys.executable, "-P", "-m", "synergy.graph.supervisor", *arguments],
            cwd=folder.path,
            env=os.environ | {"PYTHONPATH": root},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            check=False,
        )
    running = folder.running()
    if outcome.returncode or running is None:
        raise _failure(folder, port)
    return running


def _await_ready(folder: DataFolder, running: Running) -> Server:
    """Wait until the server lets us in; another process may have started it."""
    uri = f"bolt://{LOOPBACK}:{running.port}"
    server = Server(uri, USER, folder.password(), folder.path, running.pid, running.version)
    deadline = time.monotonic() + _START_TIMEOUT
    while folder.is_supervised:
        if speaks_bolt(running.port) and _answers(server):
            return server
        if time.monotonic() > deadline:
            raise SetupError(f"Neo4j did not answer within {_START_TIMEOUT:.0f} s: {folder.last_words()}")
        time.sleep(0.05)
    raise _failure(folder, running.port)


def _answers(server: Server) -> bool:
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        try:
            driver.verify_connectivity()
        except (DriverError, Neo4jError) as error:
            if isinstance(error, Neo4jError) and (error.code or "").startswith("Neo.ClientError.Security."):
                raise SetupError(
                    f"The password in {server.folder / 'password'} does not open the database beside it: put the right "
                    "one into that file, or set SYNERGY_DATA_DIR to another folder."
                ) from error
            return False
    return True


def _failure(folder: DataFolder, port: int) -> SetupError:
    words = folder.last_words()
    if "already in use" in words:
        return _PortTakenError(_port_taken(port))
    if "No space left on device" in words:
        return SetupError(f"The disk of {folder.path} is full: make room, then run the same command again.")
    return SetupError(f"Neo4j did not start in {folder.path}; its last words were: {words}")


def _port_taken(port: int) -> str:
    return f"Port {port} is taken by another program: end that, or set SYNERGY_NEO4J_PORT to another, or to 0 for any."
