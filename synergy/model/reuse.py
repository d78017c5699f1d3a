"""Reuse: a project built on what a case or report told."""

from __future__ import annotations

from datetime import date

from synergy.graph.mapping import Connection, edge, extends, many, stored
from synergy.model.knowledge import Case, Report
from synergy.model.projects import Project


@edge("REUSED", "Project", ("Case", "Report"))
class Reused:
    """A project made use of a case or a report."""

    reused_on: date = stored("When it did, or when that was said.")


@extends(Case)
class ReuseOfCase:
    """The way back from a case to what it helped."""

    reused_by: Connection[Project] = many("The projects that it helped.", "(this)<-[edge:REUSED]-(that)", edge=Reused)


@extends(Report)
class ReuseOfReport:
    """The way back from a report to what it helped."""

    reused_by: Connection[Project] = many("The projects that it helped.", "(this)<-[edge:REUSED]-(that)", edge=Reused)
