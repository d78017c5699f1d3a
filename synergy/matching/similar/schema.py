"""What matching adds to the API about work like a project's, and the mutation that records its reuse."""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING, Any

from synergy.graph import mutations
from synergy.graph.mapping import Argument, extends, record, statement, stored
from synergy.graph.model import ID
from synergy.graph.mutations import Done, Mutation, RefusedError
from synergy.graph.statements import Fragment
from synergy.matching.schema import FIRST, Reason
from synergy.model.knowledge import Case, Report
from synergy.model.projects import Project

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField

    from synergy.graph.transactions import Transaction
    from synergy.graph.types import Types

_FILE = "record_reuse.cypher"
RECORD = Fragment(_FILE, importlib.resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


@record
class SimilarProject:
    """A project like another one."""

    project: Project = stored("The project.")
    score: float = stored("How like it is; 0 to 1.")
    reasons: list[Reason] = stored("What they have in common.")


@record
class RelatedCase:
    """A case that would help a project."""

    case: Case = stored("The case.")
    score: float = stored("How much of what the project is about it is about, old ones less; 0 to 1.")
    reasons: list[Reason] = stored("What it is about.")


@record
class RelatedReport:
    """A report that would help a project."""

    report: Report = stored("The report.")
    score: float = stored("How much of what the project is about it is about, old ones less; 0 to 1.")
    reasons: list[Reason] = stored("What it is about.")


@extends(Project)
class WorkLikeProject:
    """Work like a project's."""

    similar_projects: list[SimilarProject] = statement(
        "Projects about the same, with the same products, in the same region.", "similar_projects.cypher", first=FIRST
    )
    related_cases: list[RelatedCase] = statement(
        "Cases of other projects that would help this one.", "related_cases.cypher", first=FIRST
    )
    related_reports: list[RelatedReport] = statement(
        "Reports that would help the project.", "related_reports.cypher", first=FIRST
    )


async def record_reuse(tx: Transaction, context: Any, given: Any) -> Done:
    """Record that a project of the viewer's subsidiary built on a case or report; twice is once."""
    told = context.given | {"project": str(given.project), "work": str(given.work), "user": context.viewer.user}
    if not await tx.run(context.say(RECORD), told):
        raise RefusedError(
            "NOT_YOURS",
            "贵公司没有参与这样的项目，或没有您可见的这个案例或报告。",
            "Your subsidiary takes part in no such project, or there is no such case or report that you see.",
        )
    return Done([str(given.project)])


RECORD_REUSE = Mutation(
    "recordReuse",
    "Record that a project of your subsidiary made use of a case or report. It counts in `achievements`.",
    "Project",
    record_reuse,
    {
        "project": Argument(ID, "The id of the project."),
        "work": Argument(ID, "The id of the case or report."),
    },
)


def mutation_fields(types: Types) -> list[StrawberryField]:
    """Return the fields that similar work adds to Mutation."""
    return mutations.mutation_fields(types, [RECORD_REUSE])
