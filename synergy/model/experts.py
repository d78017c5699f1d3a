"""Experts and what proves their knowledge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, many, node, one, stored, union
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.organisation import User
    from synergy.model.products import Topic


@edge("IS", "User", "Expert")
class Is:
    """The person an expert is."""


@edge("EXPERT_IN", "Expert", "Topic", dated=True)
class ExpertIn(Dated):
    """An expert knows about a topic."""

    orders = ("score",)

    score: float = stored("How strong the evidence is, from 0 to 1.")


@edge("AUTHORED", "Expert", ("Report", "Case"))
class Authored:
    """An expert wrote a document."""


@edge("WORKED_ON", "Expert", "Project")
class WorkedOn:
    """An expert worked on a project."""


@union("Report", "Case", "Project")
class Evidence:
    """What proves that an expert knows something."""


@node("Expert", prefix="exp", orders=("name", "name_en"))
class Expert(Entity):
    """A person whom the other subsidiaries may ask."""

    name: str = stored("The expert's name in Chinese.")
    name_en: str = stored("The expert's name in Latin letters.")
    headline: str = stored("What the expert is known for, in Chinese.")
    headline_en: str = stored("What the expert is known for, in English.")
    active_from: date = stored("First day as an expert.")
    active_until: date = stored("First day no longer an expert; 9999-12-31 while active.")
    yearly_cap: int = stored("How many engagements a year the expert takes.")
    user: User | None = one("The person.", "(this)<-[:IS]-(that)")
    topics: Connection[Topic] = many("What the expert knows about.", "(this)-[edge:EXPERT_IN]->(that)", edge=ExpertIn)
    evidence: Connection[Evidence] = many("What proves it.", "(this)-[:AUTHORED|WORKED_ON]->(that)")
