"""Where what is measured is asked: handed in by the command line, the only one who opens databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.imports.folder import ImportFolder


@dataclass(frozen=True)
class Grounds:
    """An empty graph: its database, who records what is done there, where imports are kept, and its API."""

    database: Database
    audit: Recorder
    folder: ImportFolder
    ask: Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Places:
    """Where sets come from and are tried: an empty graph that is thrown away, and the configured one."""

    scratch: Callable[[str], AbstractAsyncContextManager[Grounds]]
    """Asks in the name of the user with this id."""
    own: Callable[[], AbstractAsyncContextManager[Database]]
