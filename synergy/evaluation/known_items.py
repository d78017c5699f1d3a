"""Known-item search: names of the configured graph, written in every way that people write them, must find their owner.

What an asker types is made here, apart from `synergy/search`, so that it cannot be right by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin
from rich.table import Table

from synergy.errors import SetupError
from synergy.evaluation.intervals import intervals
from synergy.evaluation.variants import mistype

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from synergy.evaluation.places import Ask

ASKED = 60
"""Nodes of each type; of fewer, all."""
FIRST = 10
TYPES = {
    "CUSTOMER": "customers", "PRODUCT": "products", "PROJECT": "projects", "EXPERT": "experts", "CASE": "cases",
    "REPORT": "reports", "SUBSIDIARY": "subsidiaries",
}  # fmt: skip
_TITLED = frozenset({"CASE", "REPORT"})
_PAGE = 100
_SEED = 2022
_SEARCH = """query ($query: String!) { search(query: $query, first: 10) {
  hits { node { ... on Node { id } } } } }"""
_SUGGEST = "query ($query: String!) { suggest(query: $query, first: 10) { id } }"
_TO_TRADITIONAL = OpenCC("s2t")


@dataclass(frozen=True)
class Item:
    """Something with a name in Chinese and, perhaps, in English."""

    id: str
    name: str
    name_en: str


def _slip(rng: Random, name: str) -> str:
    """Leave a character out, not the first."""
    at = rng.randrange(1, len(name))
    return name[:at] + name[at + 1 :]


WRITTEN: dict[str, Callable[[Random, Item], str]] = {
    "the name": lambda _, item: item.name,
    "in traditional characters": lambda _, item: str(_TO_TRADITIONAL.convert(item.name)),
    "its first half": lambda _, item: item.name[: max(2, len(item.name) // 2)],
    "a character left out": lambda rng, item: _slip(rng, item.name),
    "in pinyin": lambda _, item: "".join(lazy_pinyin(item.name)),
    "its initials": lambda _, item: "".join(lazy_pinyin(item.name, style=Style.FIRST_LETTER)),
    "in English": lambda _, item: item.name_en,
    "in English, a slip in a word": lambda rng, item: mistype(rng, item.name_en),
}


@dataclass
class Found:
    """Of one way to write names: the reciprocal rank of each, and how long its answer took."""

    ranks: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


async def search_known_items(console: Console, ask: Ask) -> None:
    """Ask for items that the asker sees, and print how high each stands by the way its name is written."""
    rng = Random(_SEED)  # noqa: S311 (it guards nothing)
    items = [item for type_ in TYPES for item in await _items(ask, rng, type_)]
    if not items:
        raise SetupError("The asker sees nothing to search for.")
    table = Table(title=f"search: {len(items)} known items of {len(TYPES)} types", title_justify="left")
    for column in ("written", "asked", "hit@1", "hit@10", "MRR", "p50 ms", "p95 ms"):
        table.add_column(column, justify="left" if column == "written" else "right")
    for title, write in WRITTEN.items():
        found = await _ask_all(ask, _SEARCH, _written(rng, items, write))
        table.add_row(title, *_cells(found))
    typed = [(item, item.name[: 2 + place % 4]) for place, item in enumerate(items)]
    table.add_section()
    table.add_row("suggest: its first letters", *_cells(await _ask_all(ask, _SUGGEST, typed)))
    console.print(table)
    console.print(
        "in brackets: 95 % bootstrap intervals; where several things have one name, the others count against it."
    )


def _written(rng: Random, items: list[Item], write: Callable[[Random, Item], str]) -> list[tuple[Item, str]]:
    return [(item, query) for item in items if len(item.name) > 1 and (query := write(rng, item))]


async def _items(ask: Ask, rng: Random, type_: str) -> list[Item]:
    name, name_en = ("title", "titleEn") if type_ in _TITLED else ("name", "nameEn")
    document = f"""query ($after: String) {{ {TYPES[type_]}(first: {_PAGE}, after: $after) {{
      edges {{ node {{ id name: {name} nameEn: {name_en} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    found: list[Item] = []
    after = None
    while len(found) < 10 * ASKED:
        page = (await ask(document, {"after": after}))[TYPES[type_]]
        found += [Item(e["node"]["id"], e["node"]["name"], e["node"]["nameEn"] or "") for e in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    return rng.sample(found, min(ASKED, len(found)))


async def _ask_all(ask: Ask, document: str, queries: list[tuple[Item, str]]) -> Found:
    found = Found()
    for item, query in queries:
        begun = perf_counter()
        answer = await ask(document, {"query": query})
        found.seconds.append(perf_counter() - begun)
        ids = list(_ids(answer))
        found.ranks.append(1 / (ids.index(item.id) + 1) if item.id in ids else 0.0)
    return found


def _ids(answer: dict[str, Any]) -> Iterator[str]:
    (told,) = answer.values()
    for row in told["hits"] if isinstance(told, dict) else told:
        yield row["node"]["id"] if "node" in row else row["id"]


def _cells(found: Found) -> tuple[str, ...]:
    shares = intervals([(rank == 1, rank > 0, rank) for rank in found.ranks])
    times = (median(found.seconds), quantiles(found.seconds, n=20)[-1] if len(found.seconds) > 1 else 0.0)
    return (
        f"{len(found.ranks):,}",
        *(rf"{one.mean:.3f} \[{one.low:.3f}, {one.high:.3f}]" for one in shares),
        *(f"{1000 * seconds:.1f}" for seconds in times),
    )
