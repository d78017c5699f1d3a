"""Comparing meanings: an encoder that the settings name, what it changes, and what it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from synergy.errors import SetupError
from synergy.graph.meaning import encode, meaning
from synergy.semantics.loading import load_encoder
from synergy.semantics.vectors import refresh
from synergy.settings import Settings
from tests.client import NOW, Client, application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from synergy.graph.database import Database
    from synergy.graph.meaning import TextEncoder

pytestmark = pytest.mark.usefixtures("undone")

ASK = """query ($need: String!) { expertsFor(need: $need, first: 10) {
  matches { score expert { id } evidence { ... on Node { id } } } } }"""
MADE = """MATCH (subsidiary:Subsidiary {id: 'sub_citic_bank'})
UNWIND $p.works AS work
CREATE (expert:Expert {id: 'exp_made_' + work[0], name: work[0], nameEn: work[0], headline: 'x', headlineEn: 'x',
  yearlyCap: 9, activeFrom: date('2020-01-01'), activeUntil: date('9999-12-31'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: work[0]})
CREATE (report:Report {id: 'rep_made_' + work[0], title: work[1], titleEn: work[1], summary: work[1],
  publishedOn: date('2026-11-01'),
  createdAt: datetime(), updatedAt: datetime(), version: 1, sourceSystem: 'synergy', sourceKey: work[0]})
CREATE (expert)-[:AUTHORED]->(report)<-[:PUBLISHED]-(subsidiary)"""
WORKS = [["carnivore", "quokkas and tigers"], ["vehicle", "quokkas and lorries"]]
OF = ["animals", "lions", "tigers"]


class Concepts:
    """An encoder that knows of animals and of engines, and cannot read anything else."""

    def __init__(self, name: str = "concepts 1") -> None:
        self.name = name
        self.heard: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[list[float] | None]:
        """Count words of either kind."""
        self.heard += texts
        return [self._vector(text.lower().split()) for text in texts]

    def _vector(self, words: list[str]) -> list[float] | None:
        animals, engines = sum(word in OF for word in words), sum(word in {"lorries", "trucks"} for word in words)
        return [float(animals), float(engines)] if animals or engines else None


def concepts() -> TextEncoder:
    """Return the encoder, as a setting names it."""
    return Concepts()


@pytest_asyncio.fixture
async def meant(seeded: Database, statements: list[str], tmp_path: Path) -> AsyncIterator[Client]:
    """Give an application that compares meanings, over two works that differ in one word which a need does not have."""
    await seeded.write(MADE, {"works": WORKS})
    settings = Settings(data_dir=tmp_path, text_encoder="tests.test_meaning:concepts")
    async with Client(application(settings, seeded, clock=lambda: NOW), settings, statements) as opened:
        yield opened
    await seeded.write("MATCH (w:Report|Case|Project) REMOVE w.meaning, w.meaningBy, w.meantAs", {})


async def found(client: Client, need: str) -> list[tuple[str, float]]:
    answer = await client.ask(ASK, need=need)
    assert answer.spent == 1, "one statement, whatever it compares"
    matches = answer.data["expertsFor"]["matches"]
    return [(match["expert"]["id"].removeprefix("exp_made_"), match["score"]) for match in matches]


async def test_what_is_near_in_meaning_comes_first(seeded: Database, client: Client, meant: Client) -> None:
    await refresh(seeded, Concepts())
    bare = await found(client, "quokkas, lions")
    assert len({score for _, score in bare}) == 1, "by words alone they fit alike"
    assert [name for name, _ in await found(meant, "quokkas, lions")] == ["carnivore", "vehicle"]
    assert [name for name, _ in await found(meant, "quokkas trucks")] == ["vehicle", "carnivore"]
    assert await found(client, "quokkas, lions") == bare, "who names no encoder gets what he got"
    assert await found(meant, "quokkas") == await found(client, "quokkas"), "a need that it cannot read goes by words"


async def test_vectors_of_another_encoder_and_missing_ones_are_not_compared(
    seeded: Database, client: Client, meant: Client
) -> None:
    bare = await found(client, "quokkas, lions")
    assert await found(meant, "quokkas, lions") == bare, "nothing is encoded yet"
    await refresh(seeded, Concepts("concepts 2"))
    assert await found(meant, "quokkas, lions") == bare


async def test_vectors_follow_the_text_and_the_encoder(seeded: Database, meant: Client) -> None:
    encoder = Concepts()
    works = await refresh(seeded, encoder)
    assert works == len(encoder.heard) > len(WORKS)
    assert await refresh(seeded, encoder) == 0
    await seeded.write("MATCH (r:Report {id: 'rep_made_vehicle'}) SET r.titleEn = 'lions', r.summary = 'lions'", {})
    assert await refresh(seeded, encoder) == 1
    assert "lions" in encoder.heard[-1]
    assert [name for name, _ in await found(meant, "quokkas, lions")] == ["vehicle", "carnivore"]
    assert await refresh(seeded, Concepts("concepts 2")) == works


async def test_a_hidden_work_moves_nobody(seeded: Database, meant: Client) -> None:
    """It is nearer to the need than any that is seen: what it is compared with would shrink by it."""
    await refresh(seeded, Concepts())
    before = await found(meant, "quokkas, lions trucks")
    hidden = [["hidden", "lions trucks"]]
    await seeded.write(MADE, {"works": hidden})
    await seeded.write("MATCH (r:Report {id: 'rep_made_hidden'})<-[p:PUBLISHED]-() DELETE p SET r.publishedOn = "
                       "date('9999-01-01')", {})  # fmt: skip
    await refresh(seeded, Concepts())
    assert await found(meant, "quokkas, lions trucks") == before


def test_the_encoder_that_comes_along_reads_english_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_args: Any, **_more: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.socket.connect", unreachable)
    encoder = load_encoder("wordllama")
    assert encoder
    near, far, other = (
        one or [] for one in encode(encoder, ["loans for farmers", "agricultural credit", "jet engines"])
    )
    assert len(near) == 256
    dot = [sum(a * b for a, b in zip(near, one, strict=True)) for one in (far, other)]
    assert dot[0] > 2 * dot[1]
    assert encode(encoder, ["中信证券", "", "\ud83d"]) == [None, None, None]
    assert encode(encoder, []) == []
    assert meaning(encoder, "中信 CITIC")[0]["by"].startswith("wordllama 0.")
    assert meaning(encoder, None) == meaning(None, "loans") == []


@pytest.mark.parametrize("named", ["nothing", "no.such.module:encoder", "synergy.semantics.loading:nothing", ": :"])
def test_an_encoder_that_cannot_be_loaded_is_told_in_a_sentence(named: str) -> None:
    with pytest.raises(SetupError, match=r"SYNERGY_TEXT_ENCODER is .*, which cannot be loaded"):
        load_encoder(named)
    assert load_encoder(None) is None
