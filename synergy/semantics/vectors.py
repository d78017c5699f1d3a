"""Keeps the vectors of works right: finds what has none of the encoder's for its text of now, and encodes it.

As with the words of a search (`synergy/search/indexing.py`), nothing else has to know; what is late is ranked by its
words until then.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from synergy.graph.meaning import encode
from synergy.graph.statements import load_sections

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from synergy.graph.meaning import TextEncoder

_SAYS = {name: part.text for name, part in load_sections(Path(__file__).with_name("vectors.cypher")).items()}
_DEADLINE = 120.0


async def refresh(database: Database, encoder: TextEncoder) -> int:
    """Encode what is new or has changed, or was encoded by another one; return how many works that were."""
    told = {"encoder": encoder.name}
    done = 0
    while rows := (await database.read(_SAYS["stale"], told, deadline=_DEADLINE))["rows"]:
        texts = [meant.removeprefix(encoder.name) for _, meant in rows]
        vectors = await asyncio.to_thread(encode, encoder, texts)
        written = [[key, meant, vector] for (key, meant), vector in zip(rows, vectors, strict=True)]
        await database.write(_SAYS["write"], told | {"rows": written}, deadline=_DEADLINE)
        done += len(rows)
    return done
