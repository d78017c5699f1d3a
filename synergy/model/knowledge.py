"""Excellent collaborative cases and research reports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored
from synergy.model.node import Entity

if TYPE_CHECKING:
    from synergy.model.experts import Expert
    from synergy.model.organisation import Subsidiary
    from synergy.model.products import Topic
    from synergy.model.projects import Project


@edge("PUBLISHED", "Subsidiary", ("Report", "Case"))
class Published:
    """A subsidiary published a document."""


@edge("ABOUT", "Case", "Project")
class About:
    """The project a case tells of."""


@node("Case", prefix="cas", orders=("title", "title_en"))
class Case(Entity):
    """The story of a collaboration, for others to learn from; excellent once it has an award."""

    title: str = stored("The title in Chinese.")
    title_en: str = stored("The title in English.")
    summary: str = stored("What happened, in Chinese.")
    summary_en: str = stored("What happened, in English.")
    published_on: date | None = stored("When it was published; absent for drafts.")
    awarded_on: date | None = stored("When it got its award.")
    award: str | None = stored("The award.")
    publisher: Subsidiary | None = one("Who published it.", "(this)<-[:PUBLISHED]-(that)")
    project: Project | None = one("The project it tells of.", "(this)-[:ABOUT]->(that)")
    topics: Connection[Topic] = many("What it is about.", "(this)-[:HAS_TOPIC]->(that)")
    authors: Connection[Expert] = many("Who wrote it.", "(this)<-[:AUTHORED]-(that)")


@node("Report", prefix="rep", orders=("title", "title_en"))
class Report(Entity):
    """A piece of research."""

    title: str = stored("The title in Chinese.")
    title_en: str = stored("The title in English.")
    summary: str = stored("What it finds, in Chinese.")
    summary_en: str = stored("What it finds, in English.")
    published_on: date | None = stored("When it was published; absent for drafts.")
    publisher: Subsidiary | None = one("Who published it.", "(this)<-[:PUBLISHED]-(that)")
    topics: Connection[Topic] = many("What it is about.", "(this)-[:HAS_TOPIC]->(that)")
    authors: Connection[Expert] = many("Who wrote it.", "(this)<-[:AUTHORED]-(that)")
