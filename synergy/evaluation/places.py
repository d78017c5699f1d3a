"""Where what is measured is asked: handed in by the command line, the only one who opens databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import date, datetime
    from pathlib import Path

    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.graph.meaning import TextEncoder
    from synergy.imports.folder import ImportFolder
    from synergy.settings import Settings

    Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]
    Throwaway: TypeAlias = Callable[[Settings], AbstractAsyncContextManager["Place"]]
    Opened: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[Database]]

ASKER = "usr_evaluation"


@dataclass(frozen=True)
class Place:
    """An empty graph with everything that an import and a question need."""

    database: Database
    ask: Ask
    """Asks in the name of the user `ASKER`."""
    folder: ImportFolder
    recorder: Recorder
    now: datetime
    today: date
    encoder: TextEncoder | None
    """What compares meanings, where the settings name one."""
    files: Path
    """Where files for the importer may be written."""
