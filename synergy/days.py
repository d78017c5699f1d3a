"""The day of business, on which periods begin and end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

BUSINESS_TIME = timezone(timedelta(hours=8), "China")
"""The day begins when it begins in Beijing; China keeps no summer time."""


def business_day(now: datetime) -> date:
    """Return the day that it is in Beijing at a moment, which has a time zone."""
    return now.astimezone(BUSINESS_TIME).date()


def today() -> date:
    """Return the day that it is in Beijing now."""
    return business_day(datetime.now(UTC))
