"""The baseline: BM25 of every document, added up for each expert.

BM25 as in S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.2 and
b = 0.75; words in lower case, ideographs in pairs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synergy.evaluation.experts.folder import ExpertSet
    from synergy.evaluation.experts.ranking import Ranked

_K1, _B = 1.2, 0.75
_TOKEN = re.compile("[\u3400-\u9fff]+|[^\\W\u3400-\u9fff_]+")


def tokens(text: str) -> list[str]:
    """Return words, and the pairs of neighbours in runs of ideographs; a lone ideograph is a word."""
    found = []
    for token in _TOKEN.findall(text.lower()):
        if "\u3400" <= token[0] <= "\u9fff" and len(token) > 1:
            found += [token[place : place + 2] for place in range(len(token) - 1)]
        else:
            found.append(token)
    return found


class SumOfDocuments:
    """Ranks experts by the sum of BM25 over their documents."""

    def __init__(self, judged: ExpertSet) -> None:
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self._experts = {key: document.experts for key, document in judged.documents.items()}
        counts = {key: Counter(tokens(f"{one.title} {one.text}")) for key, one in judged.documents.items()}
        mean = sum(count.total() for count in counts.values()) / len(counts)
        for key, count in counts.items():
            around = _K1 * (1 - _B + _B * count.total() / mean)
            for term, times in count.items():
                self._postings[term].append((key, times * (_K1 + 1) / (times + around)))

    def rank(self, query: str) -> Ranked:
        """Return every expert with a document that has a word of the query."""
        scores: dict[str, float] = defaultdict(float)
        total = len(self._experts)
        for term in set(tokens(query)):
            postings = self._postings.get(term, [])
            rarity = log(1 + (total - len(postings) + 0.5) / (len(postings) + 0.5))
            for key, weight in postings:
                for expert in self._experts[key]:
                    scores[expert] += rarity * weight
        return list(scores.items())
