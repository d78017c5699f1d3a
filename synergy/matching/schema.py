"""What matching adds to projects: experts. What it adds to customers stands in `cross_sell`."""

from __future__ import annotations

from synergy.graph.mapping import Argument, extends, record, statement, stored
from synergy.model.experts import Evidence, Expert
from synergy.model.projects import Project

FIRST = Argument(int, "How many, at most 100; the best first.", default=5)


@record
class Reason:
    """Why something is suggested, in words a user may repeat."""

    text: str = stored("The reason in Chinese.")
    text_en: str = stored("The reason in English.")


@record
class ExpertMatch:
    """An expert who fits a project."""

    expert: Expert = stored("The expert.")
    score: float = stored("The strongest matching topic, raised by each further one; 0 to 1.")
    reasons: list[Reason] = stored("Why.")
    evidence: list[Evidence] = stored("Up to three documents and projects that prove it, the newest first.")


@extends(Project)
class ProjectMatches:
    """Who could help a project."""

    expert_matches: list[ExpertMatch] = statement(
        "Active experts in the project's topics who do not work on it yet.", "expert_matches.cypher", first=FIRST
    )
