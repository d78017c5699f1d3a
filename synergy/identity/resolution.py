"""Resolution of a batch: candidates, scores, verdicts, clusters."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from synergy.identity.across_levels import AcrossLevel
from synergy.identity.blocking import company_keys, person_keys
from synergy.identity.candidates import Candidates
from synergy.identity.clusters import Clusters
from synergy.identity.companies import (
    COMPANY,
    Company,
    compare_across,
    compare_names,
    compare_places,
    count_companies,
    read_company,
)
from synergy.identity.comparison import UNKNOWN
from synergy.identity.model import committed, count_terms
from synergy.identity.name_levels import NameLevel
from synergy.identity.party import Kind
from synergy.identity.persons import PERSON, Person, read_person
from synergy.identity.score import Scorer
from synergy.identity.verdicts import (
    MOST_OWN,
    RIVAL,
    Ground,
    Judgement,
    Verdict,
    contradict,
    is_branch,
    judge_companies,
    judge_persons,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from synergy.identity.comparison import Comparison, Terms
    from synergy.identity.model import Frequencies, Weights
    from synergy.identity.party import Party
    from synergy.identity.score import Score


class Compared(Protocol):
    """A party in comparable form."""

    @property
    def terms(self) -> Terms:
        """What is counted."""


P = TypeVar("P", bound=Compared)


@dataclass(frozen=True)
class Subject(Generic[P]):
    """How one kind of party is resolved."""

    weights: str
    comparisons: Sequence[Comparison[P]]
    read: Callable[[Party], P]
    keys: Callable[[P], frozenset[str]]
    judge: Callable[[P, P, Score], Judgement]
    apart: Callable[[P, P], bool]
    count: Callable[[Sequence[P]], Frequencies]
    unsure: Callable[[P, P], bool]
    """Whether a link by score holds only if no other record fits nearly as well."""
    fits: Callable[[P, P], bool]
    """Whether all that is told agrees in a usual way, without a slip: what fits so has no rival in what does not."""
    alike: Callable[[P, P], bool]
    """Whether two that both fit a third may be one party."""


def _companies_apart(one: Company, other: Company) -> bool:
    return contradict(one, other) or is_branch(one, other)


def _names_unsure(one: Company, other: Company) -> bool:
    return compare_names(one, other).level < NameLevel.CORE


def _names_fit(one: Company, other: Company) -> bool:
    return compare_names(one, other).level in _FITTING or compare_across(one, other) >= AcrossLevel.BRAND


def _names_alike(one: Company, other: Company) -> bool:
    found = compare_names(one, other)
    if found.level == UNKNOWN:  # a company has a Chinese name and an English one
        return compare_places(one, other) != 0
    return found.level >= NameLevel.CORE or (found.short and found.level in _FITTING)


_FITTING = {NameLevel.ABBREVIATION, NameLevel.ONLY_BRAND, NameLevel.SHORT, NameLevel.CORE, NameLevel.LEGAL}


COMPANIES = Subject(
    "company",
    COMPANY,
    read_company,
    company_keys,
    judge_companies,
    _companies_apart,
    count_companies,
    _names_unsure,
    _names_fit,
    _names_alike,
)
PERSONS: Subject[Person] = Subject(
    "person",
    PERSON,
    read_person,
    person_keys,
    lambda _one, _other, score: judge_persons(score),
    lambda _one, _other: False,
    lambda people: count_terms(person.terms for person in people),
    lambda _one, _other: False,
    lambda _one, _other: False,
    lambda _one, _other: False,
)


@dataclass(frozen=True, slots=True)
class Match:
    """Two records, what they are to each other, and why."""

    one: str
    other: str
    judgement: Judgement
    score: Score


@dataclass(frozen=True)
class Resolution:
    """What became of a batch: links, reviews and branches, each the strongest first, and clusters of record ids."""

    links: tuple[Match, ...]
    reviews: tuple[Match, ...]
    branches: tuple[Match, ...]
    clusters: tuple[tuple[str, ...], ...]
    compared_pairs: int


def resolve(
    parties: Sequence[Party],
    *,
    weights: Mapping[Kind, Weights] | None = None,
    deduplicated: frozenset[str] = frozenset(),
    on_pair: Callable[[str, str], None] | None = None,
) -> Resolution:
    """Find which records tell of one party; ids must be unique.

    Of a source in `deduplicated` no two records are one party. Memory grows with the records, not with the pairs
    that are compared; `on_pair` is told of each of these.
    """
    results = [
        batch.resolve(on_pair)
        for batch in (
            _batch(parties, Kind.COMPANY, COMPANIES, weights, deduplicated),
            _batch(parties, Kind.PERSON, PERSONS, weights, deduplicated),
        )
    ]
    return Resolution(
        tuple(link for result in results for link in result.links),
        tuple(one for result in results for one in result.reviews),
        tuple(one for result in results for one in result.branches),
        tuple(cluster for result in results for cluster in result.clusters),
        sum(result.compared_pairs for result in results),
    )


def _batch(
    parties: Sequence[Party],
    kind: Kind,
    subject: Subject[P],
    weights: Mapping[Kind, Weights] | None,
    deduplicated: frozenset[str],
) -> _Batch[P]:
    own = [party for party in parties if party.kind is kind]
    return _Batch(own, subject, weights[kind] if weights else committed(subject.weights), deduplicated)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A pair of records by their numbers, and what it was judged to be before others were looked at."""

    weight: float
    one: int
    other: int
    judgement: Judgement


class _Batch(Generic[P]):
    def __init__(
        self, parties: Sequence[Party], subject: Subject[P], weights: Weights, deduplicated: frozenset[str]
    ) -> None:
        self._parties = parties
        self._subject = subject
        self._deduplicated = deduplicated
        self._profiles = _without_placeholders(parties, [subject.read(party) for party in parties])
        frequencies = subject.count(self._profiles)
        self._scorer = Scorer(subject.comparisons, weights, frequencies, 1 / max(len(parties), 2))

    def resolve(self, on_pair: Callable[[str, str], None] | None) -> Resolution:
        compared = 0
        found: list[_Scored] = []
        for one, other in self._pairs():
            compared += 1
            if on_pair:
                on_pair(self._parties[one].id, self._parties[other].id)
            score = self._score(one, other)
            judgement = self._subject.judge(self._profiles[one], self._profiles[other], score)
            if judgement.verdict is not Verdict.NONE:
                found.append(_Scored(score.weight, one, other, judgement))
        # Identifiers before scores, and the strongest first: what comes later may not contradict what came before.
        found.sort(key=lambda it: (it.judgement.ground is Ground.SCORE, -it.weight, it.one, it.other))
        return self._cluster(found, compared)

    def _pairs(self) -> Iterable[tuple[int, int]]:
        candidates = Candidates()
        numbers = {source: number for number, source in enumerate(sorted({it.source for it in self._parties}))}
        for number, (party, profile) in enumerate(zip(self._parties, self._profiles, strict=True)):
            candidates.add(number, numbers[party.source], self._subject.keys(profile))
        return candidates.pairs(within=not numbers.keys() <= self._deduplicated)

    def _score(self, one: int, other: int) -> Score:
        first, second = self._profiles[one], self._profiles[other]
        return self._scorer.score(first, second, first.terms, second.terms)

    def _cluster(self, found: Sequence[_Scored], compared: int) -> Resolution:
        clusters, rivals = Clusters(self._apart), _Rivals(found, self._fits, self._alike)
        by_verdict: dict[Verdict, list[Match]] = {verdict: [] for verdict in Verdict}
        for pair in found:
            judgement = pair.judgement
            if judgement.verdict is Verdict.LINK and self._is_unsure(pair) and rivals.of(pair):
                judgement = Judgement(Verdict.REVIEW, Ground.RIVAL)
            elif judgement.verdict is Verdict.LINK and not clusters.join(pair.one, pair.other):
                judgement = Judgement(Verdict.REVIEW, Ground.CLUSTER)
            match = Match(
                self._parties[pair.one].id,
                self._parties[pair.other].id,
                judgement,
                self._score(pair.one, pair.other),
            )
            by_verdict[judgement.verdict].append(match)
        return Resolution(
            tuple(by_verdict[Verdict.LINK]),
            tuple(by_verdict[Verdict.REVIEW]),
            tuple(by_verdict[Verdict.BRANCH_OF]),
            tuple(tuple(self._parties[one].id for one in cluster) for cluster in clusters.all()),
            compared,
        )

    def _fits(self, one: int, other: int) -> bool:
        return self._subject.fits(self._profiles[one], self._profiles[other])

    def _alike(self, one: int, other: int) -> bool:
        return self._subject.alike(self._profiles[one], self._profiles[other])

    def _is_unsure(self, pair: _Scored) -> bool:
        by_score = pair.judgement.ground is Ground.SCORE
        return by_score and self._subject.unsure(self._profiles[pair.one], self._profiles[pair.other])

    def _apart(self, one: int, other: int) -> bool:
        source = self._parties[one].source
        if source == self._parties[other].source and source in self._deduplicated:
            return True
        return self._subject.apart(self._profiles[one], self._profiles[other])


class _Rivals:
    """Who else fits a record."""

    def __init__(
        self, found: Sequence[_Scored], fits: Callable[[int, int], bool], alike: Callable[[int, int], bool]
    ) -> None:
        self._fits, self._alike = fits, alike
        self._links = {(it.one, it.other) for it in found if it.judgement.verdict is Verdict.LINK}
        self._of: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for it in found:
            if it.judgement.verdict is not Verdict.BRANCH_OF:
                self._of[it.one].append((it.weight, it.other))
                self._of[it.other].append((it.weight, it.one))

    def of(self, pair: _Scored) -> bool:
        """Whether another record fits one of the pair nearly as well, and is not the same party as the other of it."""
        fits = self._fits(pair.one, pair.other)
        return any(
            rival != there
            and weight >= pair.weight - RIVAL
            and (min(rival, there), max(rival, there)) not in self._links
            and not (fits and not self._fits(here, rival))
            and not self._alike(there, rival)
            for here, there in ((pair.one, pair.other), (pair.other, pair.one))
            for weight, rival in self._of[here]
        )


def _without_placeholders(parties: Sequence[Party], profiles: list[P]) -> list[P]:
    """Take away the websites that many companies of one source give."""
    counts: Counter[tuple[str, str]] = Counter()
    for party, profile in zip(parties, profiles, strict=True):
        if isinstance(profile, Company):
            counts.update((party.source, host) for host in profile.hosts)
    shared = frozenset(host for (_, host), count in counts.items() if count > MOST_OWN)
    if not shared:
        return profiles
    return [
        replace(profile, hosts=profile.hosts - shared) if isinstance(profile, Company) else profile
        for profile in profiles
    ]
