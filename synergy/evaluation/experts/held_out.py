"""The graph's own experts as a set: some of their works are held out, and their titles are the queries."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from synergy.evaluation.experts.folder import Document, ExpertSet

if TYPE_CHECKING:
    from synergy.graph.database import Database

MOST_QUERIES = 500
_TEXT = Path(__file__).with_suffix(".cypher").read_text(encoding="utf-8")


async def read_held_out(database: Database) -> ExpertSet | None:
    """Hold out every tenth work, by the hash of its id; the truth is who wrote it or worked on it.

    Titles are asked in Chinese and English by turns, and only those of experts who have other works. None for a graph
    that has too few works to tell anything.
    """
    works = (await database.read(_TEXT, {}))["works"]
    held = [work for work in works if sha256(work["key"].encode()).digest()[0] % 10 == 0]
    keys = {work["key"] for work in held}
    documents = {
        work["key"]: Document(
            work["key"], work["titles"][0], f"{work['titles'][1]}. {work['text']}", work["date"] or "", work["experts"]
        )
        for work in works
        if work["key"] not in keys
    }
    known = {expert for document in documents.values() for expert in document.experts}
    asked = [work for work in held if known.intersection(work["experts"])][:MOST_QUERIES]
    if len(asked) < len(known) ** 0.5:
        return None
    queries = {work["key"]: work["titles"][number % 2] for number, work in enumerate(asked)}
    grades = {work["key"]: {expert: 1 for expert in work["experts"] if expert in known} for work in asked}
    return ExpertSet("the graph's own experts, titles of held-out works", documents, queries, grades)
