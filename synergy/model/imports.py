"""Imports: the jobs that bring a subsidiary's files in, and how far they are."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from synergy.graph.mapping import edge, node, one, stored
from synergy.model.node import Entity

if TYPE_CHECKING:
    from synergy.model.organisation import Subsidiary, User


class JobState(Enum):
    """How far an import is."""

    QUEUED = "QUEUED"
    """Waits for its turn, or for the server to come back."""
    RUNNING = "RUNNING"
    """Batches land; after `aliveUntil` without a sign of life it was killed, and goes on when it is started again."""
    DONE = "DONE"
    """Every row was read; those that were refused are in its problems."""
    FAILED = "FAILED"
    """Stopped by what `reason` says; what had landed stays."""
    CANCELLED = "CANCELLED"
    """Stopped by a person; what had landed stays."""


class FileKind(Enum):
    """What the rows of a file are about."""

    CUSTOMERS = "CUSTOMERS"
    """A subsidiary's customers."""
    CONTACTS = "CONTACTS"
    """The persons to speak with at them."""
    TRAITS = "TRAITS"
    """What else is known of them."""
    HOLDINGS = "HOLDINGS"
    """What they hold."""
    PRODUCTS = "PRODUCTS"
    """What the subsidiary offers."""
    PEOPLE = "PEOPLE"
    """Who works for it."""
    EXPERTS = "EXPERTS"
    """Whom of them the others may ask."""
    PROJECTS = "PROJECTS"
    """What it does for customers with others."""
    REPORTS = "REPORTS"
    """Its research."""
    CASES = "CASES"
    """Its stories of collaboration."""


@edge("IMPORTED_FOR", "ImportJob", "Subsidiary")
class ImportedFor:
    """The subsidiary whose file it is."""


@edge("STARTED_BY", "ImportJob", "User")
class StartedBy:
    """Who asked for the import by the API."""


@node("ImportJob", prefix="job", orders=("created_at",), plural="importJobs")
class ImportJob(Entity):
    """One file of a subsidiary on its way into the graph.

    Its figures do not tell which customers others knew before.
    """

    state: JobState = stored("How far it is.")
    kind: FileKind = stored("What its rows are about.")
    system: str = stored("The subsidiary's system from which the file comes: keys are unique within it.")
    file_name: str = stored("The file's name.")
    file_digest: str = stored("The SHA-256 of the file.")
    importer: str = stored("Who runs it.")
    snapshot: bool = stored("Whether the file holds all of the source, so that what it lacks is served no more.")
    started_at: datetime | None = stored("When it last began or went on.")
    ended_at: datetime | None = stored("When it ended.")
    alive_until: datetime | None = stored("Until when it counts as running without a sign of life.")
    reason: str | None = stored("Why it failed.")
    rows: int = stored("Rows read so far.")
    line: int = stored("The line of the file up to which it is done.")
    lines: int | None = stored("How many lines the file has, where that is known.")
    created: int = stored("Records that are new.")
    changed: int = stored("Records that came with other content.")
    unchanged: int = stored("Records that are as they were.")
    refused: int = stored("Rows that did not land.")
    closed: int = stored("Serving relationships that a snapshot ended.")
    problem_kinds: list[str] = stored("The kinds of problems, those of rows that landed all the same included.")
    problem_counts: list[int] = stored("How many problems there are of each of the kinds.")
    problem_bytes: int = stored("How much is written down about them, in bytes.")
    subsidiary: Subsidiary | None = one("Whose file it is.", "(this)-[:IMPORTED_FOR]->(that)")
    started_by: User | None = one("Who asked for it; null when a command did.", "(this)-[:STARTED_BY]->(that)")
