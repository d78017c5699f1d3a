"""One company against those that are known: the online side of resolution, judged as in a batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from synergy.identity.companies import COMPANY, compare_names, compare_places
from synergy.identity.comparison import UNKNOWN
from synergy.identity.model import committed
from synergy.identity.name_levels import NameLevel
from synergy.identity.score import Scorer
from synergy.identity.verdicts import LINK, RIVAL, Ground, Judgement, Verdict, judge_companies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synergy.identity.companies import Company
    from synergy.identity.population import Population
    from synergy.identity.score import Score


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known company, by its id, and what it was judged to be to the one that was looked for."""

    id: str
    judgement: Judgement
    score: Score


@dataclass(frozen=True)
class Matcher:
    """Judges companies within a population; `most` are the candidates that are told, the strongest."""

    scorer: Scorer[Company]
    most: int = 5

    @classmethod
    def of(cls, population: Population) -> Matcher:
        """Return a matcher with the weights that come with the program."""
        return cls(Scorer(COMPANY, committed("company"), population.frequencies, population.prior))

    def judge(
        self, company: Company, known: Mapping[str, Company], placeholders: frozenset[str] = frozenset()
    ) -> list[Candidate]:
        """Return the candidates that are not simply others, the strongest first; at most one of them is a link.

        A link by score needs to be clearly better than the next candidate; of two that identifiers point to, neither
        is one. A name without a place, and what links from a lower probability on in a batch, since nothing else there
        fits, is asked about here: the company that is meant may be one that nobody has told of yet. `placeholders` are
        websites that are nobody's own.
        """
        company = replace(company, hosts=company.hosts - placeholders)
        known = {one: replace(other, hosts=other.hosts - placeholders) for one, other in known.items()}
        found = []
        for one, other in known.items():
            score = self.scorer.score(company, other, company.terms, other.terms)
            judgement = judge_companies(company, other, score)
            if judgement == Judgement(Verdict.LINK, Ground.SCORE) and not _is_sure(company, other, score):
                judgement = Judgement(Verdict.REVIEW, Ground.SCORE)
            if judgement.verdict is not Verdict.NONE:
                found.append(Candidate(one, judgement, score))
        found.sort(key=lambda it: (it.judgement.ground is Ground.SCORE, -it.score.weight, it.id))
        links = [it for it in found if it.judgement.verdict is Verdict.LINK]
        sure = len(links) == 1 and not _has_rival(company, links[0], known, found)
        told = found if sure else [_asked(it) if it in links else it for it in found]
        return told[: self.most]


def _is_sure(company: Company, other: Company, score: Score) -> bool:
    return score.probability >= LINK and compare_places(company, other) != UNKNOWN


def _asked(candidate: Candidate) -> Candidate:
    return replace(candidate, judgement=Judgement(Verdict.REVIEW, Ground.RIVAL))


def _has_rival(company: Company, link: Candidate, known: Mapping[str, Company], found: list[Candidate]) -> bool:
    if link.judgement.ground is not Ground.SCORE or compare_names(company, known[link.id]).level >= NameLevel.CORE:
        return False
    return any(
        other is not link
        and other.judgement.verdict is not Verdict.BRANCH_OF
        and other.score.weight >= link.score.weight - RIVAL
        for other in found
    )
