"""Questions that a matcher has about pairs of customers, put to the data stewards within the matcher's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.graph.statements import load_sections
from synergy.identity.words import in_chinese
from synergy.model.identity import CandidateKind, CandidateStanding, candidate_id, pair_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from synergy.graph.transactions import Transaction
    from synergy.identity.score import Evidence

_PROPOSE = load_sections(Path(__file__).with_name("candidates.cypher"))["propose"].text


@dataclass(frozen=True)
class Proposal:
    """Two customers, by their ids, that may be one.

    `score` is the probability that they are, `weight` the match weight in bits, `method` the matcher's own word for how
    they were found, and `evidence` the bars of its waterfall: they hold words and weights, and never a value.
    """

    one: str
    other: str
    score: float
    weight: float
    method: str
    evidence: Sequence[Evidence] = ()

    def row(self) -> dict[str, Any]:
        """Return it as the statement takes it."""
        an_id = candidate_id(self.one, self.other)
        return {
            "one": self.one,
            "other": self.other,
            "pair": pair_of(self.one, self.other),
            "candidate": {
                "id": an_id,
                "version": 1,
                "sourceSystem": "synergy",
                "sourceKey": an_id,
                "kind": CandidateKind.DUPLICATE.name,
                "standing": CandidateStanding.OPEN.name,
                "score": self.score,
                "scoreOrder": self.score,
                "weight": self.weight,
                "method": self.method,
                "fieldsEn": [bar.comparison for bar in self.evidence],
                "fields": [in_chinese(bar.comparison) for bar in self.evidence],
                "levelsEn": [bar.words for bar in self.evidence],
                "levels": [in_chinese(bar.words) for bar in self.evidence],
                "weights": [bar.weight for bar in self.evidence],
            },
        }


async def propose(tx: Transaction, proposals: Iterable[Proposal]) -> list[str]:
    """Ask about each pair that was never asked about; return the ids of the new questions.

    Doing it again asks nothing new. A pair that was rejected stays rejected, also when its customers have been merged
    with others since; a pair with an id that is no customer's (any more) is left out. The caller holds the lock under
    which customers change (`ImportLock {id: 'batch'}`).
    """
    rows = {row["pair"]: row for row in (each.row() for each in proposals) if row["one"] != row["other"]}
    found = await tx.run(_PROPOSE, {"rows": list(rows.values()), "now": tx.now}) if rows else []
    return [row["id"] for row in found]
