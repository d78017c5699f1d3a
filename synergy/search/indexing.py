"""Keeps what is searched right: finds what is not indexed as it is now, whoever wrote it, and indexes it.

Nothing else has to know what is searched. What a search tells is judged anew by each question (`search.cypher`); what
is indexed late is only found late.
"""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from synergy.days import today
from synergy.errors import SynergyError
from synergy.graph.statements import load_sections
from synergy.model.search import SEARCHED
from synergy.search.words import index

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from synergy.graph.database import Database

log = logging.getLogger(__name__)

PAUSE = 20.0
"""Seconds between two looks at what has changed, at least."""
SHARE = 30.0
"""How many times longer than a look the pause after it is: looking takes a thirtieth of one of the server's cores."""
_DEADLINE = 120.0
_HERE = Path(__file__).parent
_SAYS = {name: part.text for name, part in load_sections(_HERE / "indexing.cypher").items()}
_SEARCHED = {name: part.text for name, part in load_sections(_HERE / "searched.cypher").items()}
STALE = {label: f"{_SEARCHED[label]}\n{_SEARCHED['stale']}" for label in SEARCHED}
"""By label, what finds nodes that are not indexed as they are now."""


def _nobody(_what: str, _count: int) -> None:
    """Hear nothing."""


async def refresh(database: Database, day: date, on_progress: Callable[[str, int], None] = _nobody) -> int:
    """Index what is new or has changed; return how many nodes that were. `on_progress` hears of each batch.

    Who may reach a thing at all is of the day.
    """
    done = 0
    for label, stale in STALE.items():
        write = _SAYS["write"].replace(":Label", f":{label}")
        while rows := (await database.read(stale, {"day": day}, deadline=_DEADLINE))["rows"]:
            indexed = await asyncio.to_thread(_index, label, rows)
            await database.write(write, {"rows": indexed}, deadline=_DEADLINE)
            done += len(rows)
            on_progress(label, len(rows))
    return done


async def count_searched(database: Database) -> int:
    """Return how many nodes are searched, for a progress bar."""
    return int((await database.read(_SAYS["size"], {}))["size"])


def _index(label: str, rows: list[tuple[str, list[str], list[str], list[str], str]]) -> list[tuple[str, str, str]]:
    return [(key, index(label, names, texts, marks), said) for key, names, texts, marks, said in rows]


async def keep_fresh(database: Database, *more: Callable[[], Awaitable[int]]) -> None:
    """Look again and again, until cancelled; `more` is what else follows the data in the same way."""
    pause = PAUSE
    while True:
        await asyncio.sleep(pause)
        begun = time.monotonic()
        try:
            await refresh(database, today())
            for each in more:
                await each()
        except SynergyError as error:
            log.warning("the search index waits: %s", error)
        pause = max(PAUSE, SHARE * (time.monotonic() - begun))
