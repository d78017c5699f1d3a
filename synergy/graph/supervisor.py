"""The process between the commands and Java: it runs the server for as long as anybody holds a lease on its folder.

`python -m synergy.graph.supervisor FOLDER CACHE HEAP PORT` returns 0 as soon as a supervisor lives in the background,
in a session of its own so that the Ctrl-C meant for a command does not stop the server that others share. Java dies
with the supervisor (see `spawn_server`); the supervisor ends Java when the last lease is gone, when it is sent
SIGTERM, and when the folder disappears.
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
from typing import TYPE_CHECKING

from filelock import Timeout

from synergy.graph.folder import DataFolder, Running
from synergy.graph.jars import read_lock
from synergy.graph.jvm import Archive, archive_options, make_archive, spawn_server

if TYPE_CHECKING:
    from types import FrameType

_POLL = 0.2
_PATIENCE = 20.0


@dataclass
class Supervisor:
    """Runs and ends one Java process."""

    folder: DataFolder
    java: subprocess.Popen[bytes]
    asked_to_stop: bool = field(default=False, init=False)

    def stop_soon(self, _signal: int, _frame: FrameType | None) -> None:
        """Remember a SIGTERM; the loop acts on it."""
        self.asked_to_stop = True

    def watch(self) -> None:
        """Return when Java has ended, by itself or because nobody needs it any more."""
        while self.java.poll() is None:
            if self.asked_to_stop or not self.folder.path.exists():
                self._end_java()
            else:
                self._end_java_if_unused()
            time.sleep(_POLL)
        self.folder.write_running(None)

    def _end_java_if_unused(self) -> None:
        held, left = self.folder.leases()
        if held and not left:
            return
        # A lease may be in the making right now, but only under this lock.
        with suppress(Timeout), self.folder.starting(timeout=0):
            held, left = self.folder.leases()
            for file in left:
                file.unlink(missing_ok=True)
            if not held:
                self._end_java()

    def _end_java(self) -> None:
        self.folder.write_running(None)
        self.java.terminate()
        try:
            self.java.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.java.kill()
            self.java.wait()


def supervise(folder: DataFolder, cache_dir: Path, heap: str, port: int, ready: int) -> None:
    """Run a server on the folder until it is no longer needed; one byte goes to `ready` once it is spawned."""
    lock = read_lock()
    class_path = [cache_dir / "jars" / jar.file_name for jar in lock.jars]
    archive = Archive.of(lock, cache_dir)
    with folder.supervising(timeout=2):
        with folder.console.open("wb") as console:
            java = spawn_server(folder.path, heap, class_path, archive_options(archive), console)
        supervisor = Supervisor(folder, java)
        signal.signal(signal.SIGTERM, supervisor.stop_soon)
        folder.write_running(Running(java.pid, os.getpid(), port, lock.version))
        os.write(ready, b"!")
        os.close(ready)
        supervisor.watch()
    # The folder is free again: from here on nobody waits, and nobody should notice.
    os.nice(19)
    if java.returncode == 0:
        make_archive(archive, class_path, cache_dir)


def main(arguments: list[str]) -> int:
    """Fork the supervisor into the background and wait only until it has spawned Java."""
    path, cache_dir, heap, port = arguments
    receiving, sending = os.pipe()
    if os.fork():
        os.close(sending)
        return 0 if os.read(receiving, 1) else 1
    os.close(receiving)
    supervise(DataFolder(Path(path)), Path(cache_dir), heap, int(port), sending)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
