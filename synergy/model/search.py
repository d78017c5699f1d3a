"""What can be searched."""

from __future__ import annotations

from enum import Enum

from synergy.graph.mapping import union

SEARCHED = ("Subsidiary", "Product", "Project", "Expert", "Case", "Report", "Customer")


class SearchType(Enum):
    """What is searched."""

    CUSTOMER = "CUSTOMER"
    """Customers."""
    PRODUCT = "PRODUCT"
    """Products."""
    PROJECT = "PROJECT"
    """Projects."""
    EXPERT = "EXPERT"
    """Experts."""
    CASE = "CASE"
    """Cases."""
    REPORT = "REPORT"
    """Reports."""
    SUBSIDIARY = "SUBSIDIARY"
    """Subsidiaries."""


@union(*SEARCHED)
class Found:
    """What a search finds."""
