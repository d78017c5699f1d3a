"""What an import has come to, in rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from synergy.imports.problems import Problem


@dataclass(frozen=True)
class Landed:
    """What became of the records of a batch; `created` made `new` things or were linked to things there were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    new: int = 0


@dataclass
class ImportReport:
    """What an import did, in rows; `created`, `changed`, `unchanged` and `refused` add up to `rows`.

    `created` rows either made `new_customers` or were `linked` to customers there were: these two are of this run only,
    the others of all runs of the job. `problems` counts what was told of rows by kind, warnings included. `form` is
    what the file was read as, `notes` what was left out of it. `closed` are the serving relationships that a snapshot
    ended. After a dry run the figures are those of an import that did not happen.
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    closed: int = 0
    linked: int = 0
    new_customers: int = 0
    line: int = 0
    lines: int | None = None
    problem_bytes: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    job: str = ""
    form: str = ""
    notes: list[str] = field(default_factory=list)
    is_dry: bool = False

    @property
    def exit_status(self) -> int:
        """0 when every row landed, 1 when some were refused; what stops an import altogether is raised."""
        return 1 if self.refused else 0

    def figures(self) -> dict[str, int]:
        """Return what became of the rows; nobody may read from it whose customers were known before."""
        figures = {
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }
        return figures | {"closed": self.closed} if self.closed else figures

    def after(self, rows: int, refused: int, line: int, landed: Landed, problems: Iterable[Problem]) -> ImportReport:
        """Return the report with one batch more."""
        return replace(
            self,
            rows=self.rows + rows,
            line=line,
            created=self.created + landed.created,
            changed=self.changed + landed.changed,
            unchanged=self.unchanged + landed.unchanged,
            refused=self.refused + refused + len(landed.problems),
            linked=self.linked + landed.created - landed.new,
            new_customers=self.new_customers + landed.new,
            problems=self.problems + Counter(problem.fault.value for problem in problems),
        )

    def properties(self) -> dict[str, Any]:
        """Return what the job's node tells of a batch; what a snapshot ended is counted there."""
        kinds = sorted(self.problems)
        return {
            "rows": self.rows,
            "line": self.line,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "problemKinds": kinds,
            "problemCounts": [self.problems[kind] for kind in kinds],
            "problemBytes": self.problem_bytes,
        }

    def resume(self, job: Mapping[str, Any]) -> None:
        """Take over what the job's node tells of earlier runs."""
        self.rows, self.line, self.closed = job["rows"], job["line"], job["closed"]
        self.created, self.changed, self.unchanged = job["created"], job["changed"], job["unchanged"]
        self.refused, self.problem_bytes = job["refused"], job["problemBytes"]
        self.problems = Counter(dict(zip(job["problemKinds"], job["problemCounts"], strict=True)))
