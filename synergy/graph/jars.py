"""The jars of Neo4j: fetched once per machine by the committed lock, never trusted without their SHA-256.

`python -m synergy.graph.jars 5.26.30` resolves that version afresh and rewrites the lock beside this file (about a
minute, needs the network); the difference is then reviewed and committed like any other.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jgo.maven import MavenContext

LOCK_FILE = Path(__file__).with_name("neo4j.lock.toml")
_CONNECTIONS = 16
_ROOM_BESIDE_JARS = 64 * 2**20
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

OnProgress = Callable[[str, int, int], None]
"""Called with a step and how much of it is done: bytes for `fetch`, 0 or 1 of 1 for every other step."""


@dataclass(frozen=True)
class Jar:
    """One artifact of the lock; `size` is in bytes, `classifier` is empty for most."""

    group: str
    artifact: str
    version: str
    classifier: str
    packaging: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        """Unique within the lock, and led by the group for Java's sake.

        Some manifests name their neighbours by Maven's plain file names. Were those found beside them, Java would
        lengthen the class path, and then refuse its own class archive as made for another one.
        """
        parts = [f"{self.group}.{self.artifact}", self.version, self.classifier]
        return "-".join(part for part in parts if part) + f".{self.packaging}"

    def is_intact(self, file: Path) -> bool:
        """Whether `file` exists and holds exactly the locked bytes."""
        try:
            if file.stat().st_size != self.size:
                return False
            with file.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class Lock:
    """A Neo4j version and every jar it runs on, in class path order."""

    version: str
    jars: tuple[Jar, ...]


def read_lock(file: Path = LOCK_FILE) -> Lock:
    """Read a committed lock."""
    content = tomllib.loads(file.read_text("utf-8"))
    return Lock(content["version"], tuple(Jar(**jar) for jar in content["jars"]))


def ensure_jars(lock: Lock, folder: Path, on_progress: OnProgress | None = None) -> list[Path]:
    """Return the class path, having fetched into `folder` whatever is missing or damaged there.

    Several processes may call this at once: one fetches, the others wait for it.
    """
    with explain_no_room(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if wanted := _damaged(lock.jars, folder):
            with FileLock(folder / "fetch.lock", thread_local=False):
                if wanted := _damaged(wanted, folder):
                    _fetch_all(wanted, folder, on_progress)
    return [folder / jar.file_name for jar in lock.jars]


def _damaged(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        intact = threads.map(lambda jar: jar.is_intact(folder / jar.file_name), jars)
        return [jar for jar, good in zip(jars, intact, strict=True) if not good]


def _fetch_all(jars: Sequence[Jar], folder: Path, on_progress: OnProgress | None) -> None:
    done, total = 0, sum(jar.size for jar in jars)
    require_room(folder, total + _ROOM_BESIDE_JARS)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetching-") as staging:
        context = _repository(Path(staging))
        threads = ThreadPoolExecutor(_CONNECTIONS)
        try:
            pending = {threads.submit(_fetch, jar, context, folder) for jar in jars}
            while pending:
                if on_progress is not None:
                    on_progress("fetch", done, total)
                finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                done += sum(future.result().size for future in finished)
        finally:
            threads.shutdown(cancel_futures=True)
    if on_progress is not None:
        on_progress("fetch", total, total)


def _repository(cache: Path) -> MavenContext:
    # jgo takes a tenth of a second to import, which only a fetch should pay.
    from jgo.maven import MavenContext  # noqa: PLC0415 (only a first start fetches)

    return MavenContext(repo_cache=cache)


def _fetch(jar: Jar, context: MavenContext, folder: Path) -> Jar:
    """Fetch one jar into the staging area, check it, and only then move it to its place in one step."""
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    artifact = component.artifact(classifier=jar.classifier, packaging=jar.packaging)
    failure: Exception | None = None
    for _attempt in range(2):
        try:
            fetched = Path(artifact.resolve())
        except Exception as error:  # jgo raises bare RuntimeError, requests its own family
            if getattr(error, "errno", None) in _NO_ROOM:
                raise
            failure = error
            # What a broken connection left must not pass for the artifact at the next attempt.
            shutil.rmtree(context.repo_cache / component.path_prefix, ignore_errors=True)
            continue
        if jar.is_intact(fetched):
            fetched.replace(folder / jar.file_name)
            return jar
        fetched.unlink()
        failure = None
    if failure is None:
        raise SetupError(
            f"The Maven repository twice sent a {jar.file_name} that is not the locked one: check for a proxy that "
            "alters downloads, then run the same command again."
        )
    reason = "the Maven repository has it not" if isinstance(failure, RuntimeError) else "the network did not answer"
    raise SetupError(
        f"Neo4j could not be fetched, which its first start needs ({jar.file_name}: {reason}): connect to the network "
        "or set HTTPS_PROXY, then run the same command again, which goes on where this one stopped."
    ) from failure


def require_room(folder: Path, size: int) -> None:
    """Refuse with a SetupError when the disk of `folder` has fewer than `size` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise SetupError(
            f"The disk of {folder} has {free // 2**20} MB free and Neo4j needs {-(-size // 2**20)} MB: make room, or "
            "choose other folders with SYNERGY_DATA_DIR and SYNERGY_CACHE_DIR."
        )


@contextmanager
def explain_no_room(folder: Path) -> Iterator[None]:
    """Turn a full disk, a quota or an unwritable `folder` into a SetupError."""
    try:
        yield
    except PermissionError as error:
        raise SetupError(f"{error.filename or folder} may not be written: mend its permissions, then retry.") from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise SetupError(
            f"Nothing more can be written to {folder} ({os.strerror(error.errno or 0)}): make room, or choose other "
            "folders with SYNERGY_DATA_DIR and SYNERGY_CACHE_DIR."
        ) from error


def resolve(version: str) -> Lock:
    """Ask the Maven repository which jars Neo4j Community `version` runs on; every one is downloaded and hashed."""
    from jgo.env import EnvironmentBuilder  # noqa: PLC0415 (only a first start fetches)

    with tempfile.TemporaryDirectory() as scratch:
        context = _repository(Path(scratch) / "repository")
        builder = EnvironmentBuilder(context=context, cache_dir=Path(scratch) / "environments")
        builder.from_endpoint(f"org.neo4j:neo4j:{version}")
        (resolved,) = Path(scratch).rglob("jgo.lock.toml")
        found = tomllib.loads(resolved.read_text("utf-8"))["dependencies"]
        jars = tuple(_locked(entry, context) for entry in found)
    return Lock(version, jars)


def _locked(entry: dict[str, str], context: MavenContext) -> Jar:
    component = context.project(entry["groupId"], entry["artifactId"]).at_version(entry["version"])
    classifier, packaging = entry.get("classifier", ""), entry["packaging"]
    file = component.artifact(classifier=classifier, packaging=packaging).resolve()
    size, sha256 = file.stat().st_size, entry["sha256"]
    return Jar(entry["groupId"], entry["artifactId"], entry["version"], classifier, packaging, size, sha256)


def lock_text(lock: Lock) -> str:
    """Write the lock as TOML, one line per jar, so that a change of version reads well in review."""
    lines = [
        "# Made by `python -m synergy.graph.jars`; names no registry and no folder.",
        f"version = {json.dumps(lock.version)}",
        "jars = [",
    ]
    for jar in lock.jars:
        fields = ", ".join(f"{name} = {json.dumps(value)}" for name, value in vars(jar).items())
        lines.append(f"  {{ {fields} }},")
    return "\n".join([*lines, "]", ""])


if __name__ == "__main__":
    LOCK_FILE.write_text(lock_text(resolve(sys.argv[1])), "utf-8")
