"""Which customers are one: questions that wait for a data steward, merges that were done, branches and subsidiaries."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.graph.mapping import Connection, edge, extends, many, node, one, stored
from synergy.graph.model import ID
from synergy.model.customers import Customer
from synergy.model.node import Dated, Entity

if TYPE_CHECKING:
    from synergy.model.organisation import Subsidiary, User


class CandidateKind(Enum):
    """What a data steward is asked."""

    DUPLICATE = "DUPLICATE"
    """Whether two customers are one."""
    DISPUTE = "DISPUTE"
    """Whether one customer is several, as a subsidiary that serves it says."""


class CandidateStanding(Enum):
    """How far the question is."""

    OPEN = "OPEN"
    """Waits for a data steward."""
    CONFIRMED = "CONFIRMED"
    """So it was: the two were merged, or the disputed customer was taken apart."""
    REJECTED = "REJECTED"
    """It was not so. It is remembered, and not asked again."""
    OVERTAKEN = "OVERTAKEN"
    """Another question took its place when a customer of it was merged."""


class MergeStanding(Enum):
    """Whether a merge stands."""

    DONE = "DONE"
    """The absorbed customer is part of the survivor."""
    UNDONE = "UNDONE"
    """Everything went back to where it was."""


@edge("COMPARES", "MatchCandidate", "Customer")
class Compares:
    """A customer that a question is about."""


@edge("RAISED_BY", "MatchCandidate", "Subsidiary")
class RaisedBy:
    """The subsidiary that disputes a customer."""


@edge("JUDGED_BY", "MatchCandidate", "User")
class JudgedBy:
    """The data steward who answered a question."""


@edge("KEEPS", "Merge", "Customer")
class Keeps:
    """The customer that a merge made larger; where that was merged in turn, the one it is part of."""


@edge("ABSORBS", "Merge", "Customer")
class Absorbs:
    """The customer that a merge took in; while the merge stands it is no customer, and leads nowhere."""


@edge("MERGED_BY", "Merge", "User")
class MergedBy:
    """The data steward who merged."""


@edge("UNDONE_BY", "Merge", "User")
class UndoneBy:
    """The data steward who undid a merge."""


@edge("BRANCH_OF", "Customer", "Customer")
class BranchOf:
    """A branch without legal personality (分公司, 分行, 支行), and the company it is part of."""


@edge("SUBSIDIARY_OF", "Customer", "Customer", dated=True)
class SubsidiaryOf(Dated):
    """A company, and the company that controls it."""


@node("MatchCandidate", prefix="mc", orders=("score", "created_at"))
class MatchCandidate(Entity):
    """A question to the data stewards: whether two customers are one, or one is several."""

    kind: CandidateKind = stored("What is asked.")
    standing: CandidateStanding = stored("How far the question is.")
    score: float | None = stored(
        "How likely the two are one, from 0 to 1; disputes have none, and count as more than any.",
        sentinel="scoreOrder",
    )
    weight: float | None = stored("The match weight: the logarithm to base 2 of the Bayes factor, without the prior.")
    method: str | None = stored("How the question came up; `DISPUTE` where a subsidiary raised it.")
    claim: str | None = stored("What the subsidiary says that disputes the customer.")
    reason: str | None = stored("Why it was answered so, in the steward's words.")
    decided_at: datetime | None = stored("When it was answered.")
    decided_by: User | None = one("Who answered it.", "(this)-[:JUDGED_BY]->(that)")
    raised_by: Subsidiary | None = one("Who disputes the customer.", "(this)-[:RAISED_BY]->(that)")
    customers: Connection[Customer] = many(
        "The customers in question; one of them only, once they are merged.", "(this)-[:COMPARES]->(that)"
    )


@node("Merge", prefix="mrg", orders=("created_at",))
class Merge(Entity):
    """Two customers were made one, in a way that can be undone."""

    standing: MergeStanding = stored("Whether it stands.")
    reason: str = stored("Why they are one, in the steward's words.")
    absorbed: ID = stored("The id of the customer that was absorbed; it leads to the survivor while the merge stands.")
    absorbed_name: str = stored("What that customer was called.")
    undone_at: datetime | None = stored("When it was undone.")
    undone_reason: str | None = stored("Why it was undone.")
    survivor: Customer | None = one("The customer that stayed, or what that is part of now.", "(this)-[:KEEPS]->(that)")
    merged_by: User | None = one("Who merged them.", "(this)-[:MERGED_BY]->(that)")
    undone_by: User | None = one("Who undid it.", "(this)-[:UNDONE_BY]->(that)")


@extends(Customer)
class Identity:
    """What a customer is part of, and what is asked about it."""

    branch_of: Customer | None = one("The company it is a branch of.", "(this)-[:BRANCH_OF]->(that)")
    branches: Connection[Customer] = many("Its branches, which are no companies.", "(this)<-[:BRANCH_OF]-(that)")
    parent: Customer | None = one("The company that controls it.", "(this)-[:SUBSIDIARY_OF]->(that)")
    subsidiaries: Connection[Customer] = many(
        "The companies it controls.", "(this)<-[edge:SUBSIDIARY_OF]-(that)", edge=SubsidiaryOf
    )
    match_candidates: Connection[MatchCandidate] = many(
        "What is asked about it, for data stewards only.", "(this)<-[:COMPARES]-(that)"
    )
    merges: Connection[Merge] = many("The merges that made it, for data stewards only.", "(this)<-[:KEEPS]-(that)")


def pair_of(one: str, other: str) -> str:
    """Return the key of the question whether two customers are one: each pair has one, whichever comes first.

    It is the unique property `pair` of a MatchCandidate, so that who asks again finds what was answered.
    """
    return "|".join(sorted((one, other)))


def candidate_id(one: str, other: str) -> str:
    """Return the id of the question about a pair, as it is asked first; it stays when a merge changes the pair."""
    return f"mc_{sha256(pair_of(one, other).encode()).hexdigest()[:24]}"
