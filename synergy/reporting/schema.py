"""What reporting adds to the API: the achievements of collaboration, counted from the graph."""

from __future__ import annotations

from datetime import date
from enum import Enum

from synergy.graph.mapping import Argument, record, root, statement, stored
from synergy.model.organisation import Region, Segment, Subsidiary


class AchievementGroup(Enum):
    """By what achievements are grouped."""

    SUBSIDIARY = "SUBSIDIARY"
    """By the subsidiary concerned."""
    SEGMENT = "SEGMENT"
    """By the segment of the subsidiary concerned."""
    REGION = "REGION"
    """By the region of the subsidiary's head office."""
    YEAR = "YEAR"
    """By year: the year asked for and the four before it."""


@record
class Achievement:
    """The measures of one group in one year. Rows of a grouping do not add up: what is shared counts for each."""

    year: int = stored("The year.")
    as_of: date = stored("The day on which what stands is counted, and up to which what happened is.")
    subsidiary: Subsidiary | None = stored(
        "The subsidiary, when grouped by it; null for headquarters, for one not named, and for customers, projects or "
        "people that the viewer does not see, where fewer than five of them would count for one subsidiary."
    )
    segment: Segment | None = stored("The segment, when grouped by it; null where the subsidiary would be.")
    region: Region | None = stored("The region, when grouped by it; null for what counts for nobody in particular.")
    shared_customers: int = stored("Customers that two or more subsidiaries serve on the day.")
    collaborative_projects: int = stored("Projects under way in the year with two or more participating subsidiaries.")
    shared_products: int = stored("Products on the shelf for other subsidiaries on the day.")
    experts: int = stored("Experts active on the day.")
    excellent_cases: int = stored("Cases that got an award in the year.")
    research_reports: int = stored("Research reports published in the year.")
    reuses: int = stored("How often projects made use of a case or report in the year; for who published that.")
    activated_users: int = stored("Users who had signed in by the day.")
    logins: int = stored("Sign-ins in the year.")


@root
class Reporting:
    """The counts of the group."""

    achievements: list[Achievement] = statement(
        "What collaboration achieved in a year. Without a counting role only the customers, projects and products that "
        "the viewer sees are counted.",
        "achievements.cypher",
        year=Argument(int, "The year.", least=1900, most=9999),
        as_of=Argument(
            date | None, "Count up to this day of the year; by default its last day, or today.", default=None
        ),
        group_by=Argument(list[AchievementGroup], "Count for each of these; the whole when empty.", default=[]),
    )
