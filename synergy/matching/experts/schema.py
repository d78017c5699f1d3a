"""What matching adds to the API about experts: who could help a project, or with a need."""

from __future__ import annotations

from synergy.graph.mapping import Argument, extends, record, root, statement, stored
from synergy.matching.experts.need import NEED, TOPICS, prepare
from synergy.matching.schema import FIRST, Reason
from synergy.model.experts import Evidence, Expert
from synergy.model.products import Topic
from synergy.model.projects import Project

PASSED_OVER = Argument(
    bool,
    "Instead of those who may be asked, those who would have fitted among the best and may not be, with the obstacles.",
    default=False,
)


@record
class ExpertMatch:
    """An expert who fits."""

    expert: Expert = stored("The expert.")
    score: float = stored(
        "How well the best pieces of work prove it: the best one counts most, old ones less, and a busy expert's up "
        "to a fifth less; 0 to 1."
    )
    reasons: list[Reason] = stored("Why.")
    evidence: list[Evidence] = stored("Up to three documents and projects that prove it, the strongest first.")
    load: int = stored(
        "Projects under way that the expert works on. Those that the viewer does not see count from five on, or not "
        "at all."
    )
    obstacles: list[Reason] = stored("Why the expert may not be asked; empty for those who may.")


@record
class ExpertAnswer:
    """The experts for a need, and what was understood of it."""

    matches: list[ExpertMatch] = stored("Those who may be asked, the best first.")
    passed_over: list[ExpertMatch] = stored("Those who would have been among the best and may not be asked.")
    topics: list[Topic] = stored("The topics that the need names, in its text or by themselves.")
    note: Reason | None = stored("Why there is nobody, where there is nobody.")


@extends(Project)
class ProjectExperts:
    """Who could help a project."""

    expert_matches: list[ExpertMatch] = statement(
        "Experts in the project's topics, proven by what they wrote and worked on.",
        "project_experts.cypher",
        first=FIRST,
        passed_over=PASSED_OVER,
    )


@root
class Experts:
    """Who could help with a need."""

    experts_for: ExpertAnswer = statement(
        "Experts for a need in words or topics, proven by what they wrote and worked on.",
        "experts_for.cypher",
        prepare=prepare,
        meaning_of="need",
        need=NEED,
        topics=TOPICS,
        first=FIRST,
    )
