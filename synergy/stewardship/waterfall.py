"""The waterfall of a question: two customers side by side, and what speaks for and against their being one."""

from __future__ import annotations

from synergy.graph.mapping import extends, record, statement, stored
from synergy.model.customers import Customer
from synergy.model.identity import MatchCandidate


@record
class MatchEvidence:
    """One bar of the waterfall: what was compared, and what came of it."""

    field: str = stored("What was compared, in Chinese.")
    field_en: str = stored("What was compared, in English.")
    ours: str | None = stored("The value of the one customer today; `****` for a masked one.")
    theirs: str | None = stored("The value of the other customer today; `****` for a masked one.")
    level: str = stored("How far the two agreed when the question came up, in Chinese.")
    level_en: str = stored("How far the two agreed when the question came up, in English.")
    weight: float = stored("Match weight in bits: above 0 it speaks for, below 0 against.")


@record
class Waterfall:
    """Two customers side by side."""

    ours: Customer = stored("The one customer: the first by id.")
    theirs: Customer = stored("The other customer.")
    evidence: list[MatchEvidence] = stored("What speaks for and against; nothing when a person asked.")


@extends(MatchCandidate)
class Evidence:
    """Why a question is asked."""

    waterfall: Waterfall | None = statement(
        "The two customers with the evidence, field by field; null for a dispute, and once they are one.",
        "waterfall.cypher",
    )
