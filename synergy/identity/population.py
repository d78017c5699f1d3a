"""The population: how many companies there are, and how often parts of their names occur, for scoring one at a time."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synergy.identity.companies import count_companies
from synergy.identity.model import Frequencies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synergy.identity.companies import Company

FEWEST = 1_000
"""A population that is smaller says too little: one company in so many is taken to be the one looked for."""


class _Seen(Counter[str]):
    """Counts of values, of which those that occur once are left out."""

    def __missing__(self, value: str) -> int:
        return 1


@dataclass(frozen=True)
class Population:
    """What was counted; `size` is the number of companies."""

    size: int
    frequencies: Frequencies

    @property
    def prior(self) -> float:
        """The probability that a company taken at random is the one looked for."""
        return 1 / max(self.size, FEWEST)

    def to_json(self) -> str:
        """Write down what `read` reads: of names, only those that occur more than once."""
        told = self.frequencies
        counts = {
            term: {value: count for value, count in counter.items() if count > 1 or term not in told.others}
            for term, counter in told.counts.items()
        }
        return json.dumps({"counts": counts, "totals": told.totals, "others": told.others}, ensure_ascii=False)

    @classmethod
    def read(cls, size: int, written: str) -> Population:
        """Read what `to_json` wrote.

        A name that was not counted is one company's; a place or trade that was not is worded in another way than all
        that were, and so not rare.
        """
        told = json.loads(written)
        counts = {
            term: _Seen(values) if term in told["others"] else Counter(values)
            for term, values in told["counts"].items()
        }
        totals = {term: max(total, FEWEST) for term, total in told["totals"].items()}
        return cls(size, Frequencies(counts, totals, told["others"]))


def count(companies: Sequence[Company]) -> Population:
    """Count companies, each once."""
    return Population(len(companies), count_companies(companies))
