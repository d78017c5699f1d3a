"""What the parts of matching have in common: what a reason is, and how many suggestions come by default."""

from __future__ import annotations

from synergy.graph.mapping import Argument, record, stored

FIRST = Argument(int, "How many, at most 100; the best first.", default=5)


@record
class Reason:
    """Why something is suggested, in words a user may repeat."""

    text: str = stored("The reason in Chinese.")
    text_en: str = stored("The reason in English.")
