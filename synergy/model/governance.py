"""What decisions have in common that two people make: how far one is, what it is for, who made it."""

from __future__ import annotations

from enum import Enum

from synergy.graph.mapping import edge


class Standing(Enum):
    """How far a decision is that two people have to make."""

    DRAFT = "DRAFT"
    """Written by one person; has no effect."""
    ACTIVE = "ACTIVE"
    """Confirmed by a second person; in force over its period."""
    ENDED = "ENDED"
    """Ended before its time."""


class Purpose(Enum):
    """What access is for: nobody may use it for anything else."""

    CROSS_SELL = "CROSS_SELL"
    """Offering the customer what another subsidiary has."""
    JOINT_PROJECT = "JOINT_PROJECT"
    """Working for the customer together."""
    RISK_CONTROL = "RISK_CONTROL"
    """Judging the customer's risk across the group."""
    SERVICE = "SERVICE"
    """Serving the customer better where it asked for it."""


@edge("DRAFTED_BY", ("SharePolicy", "RestrictedEntry", "Crossing"), "User")
class DraftedBy:
    """Who wrote a decision down."""


@edge("CONFIRMED_BY", ("SharePolicy", "RestrictedEntry", "Crossing"), "User")
class ConfirmedBy:
    """The second person, who put a decision into force."""
