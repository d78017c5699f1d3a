"""Noninterference: two graphs that differ only in what a viewer may not know of give it the same answers, byte by byte.

Left out, because they may differ: the order of search (`search`, `expertsFor` in words), which rests on how frequent
words are; and what a training learns from group statistics, which obey the smallest cell. Nothing is trained meanwhile.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from synergy import schema
from synergy.access.viewer import Viewers
from tests.client import BANK, NARROW, NOW, OFFICER_TRUST, SECURITIES
from tests.hidden import Hidden
from tests.world import Sight, read_world

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from tests.client import Client

TODAY = date(2026, 11, 24)
VIEWERS = (BANK, NARROW, SECURITIES, OFFICER_TRUST, "usr_demo_admin")
PAIRS, LONG_PAIRS = 200, 5_000
ASKED = 4
"""Of the documents, so many are asked of each pair."""

DOCUMENTS = tuple(file.read_text("utf-8") for file in sorted(Path(__file__).with_name("looks").glob("*.graphql")))


async def answer(client: Client, user: str, document: str) -> bytes:
    headers = {"authorization": f"Bearer {client.token(user)}"}
    response = await client.http.post("/graphql", json={"query": document}, headers=headers)
    assert b'"errors"' not in response.content, response.content[:300]
    return response.content


async def differing(client: Client, seeded: Database, pairs: int) -> tuple[Counter[str], list[str]]:
    """Make so many pairs; return how many there were of each kind, and which answers differ."""
    world = await read_world(seeded, schema.build().model)
    rng = Random(2022)  # noqa: S311 (it guards nothing)
    made: Counter[str] = Counter()
    told: list[str] = []
    for user in VIEWERS:
        sight = Sight(world, await Viewers(seeded).find(user, NOW, TODAY), TODAY)
        hidden = Hidden(sight, rng)
        before = [await answer(client, user, document) for document in DOCUMENTS]
        for _ in range(pairs // len(VIEWERS)):
            change = hidden.any()
            asked = rng.sample(range(len(DOCUMENTS)), ASKED)
            await change.make(seeded)
            try:
                after = {number: await answer(client, user, DOCUMENTS[number]) for number in asked}
            finally:
                await change.undo(seeded)
            told += [f"{user} learns of {change} by look {n}" for n in asked if after[n] != before[n]]
            made[change.name] += 1
    return made, told


async def test_what_is_hidden_changes_no_answer(client: Client, seeded: Database, capsys: Any) -> None:
    made, told = await differing(client, seeded, PAIRS)
    with capsys.disabled():
        print(f"\n{made.total()} pairs: {', '.join(f'{name} {count}' for name, count in sorted(made.items()))}")  # noqa: T201
    assert told == []
    assert len(made) >= 12


@pytest.mark.long
async def test_what_is_hidden_changes_no_answer_in_thousands_of_pairs(client: Client, seeded: Database) -> None:
    made, told = await differing(client, seeded, LONG_PAIRS)
    assert told == []
    assert made.total() == LONG_PAIRS
