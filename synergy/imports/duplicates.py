"""Whether a customer that somebody is about to create is there already, as far as that person may know of it.

It is judged like a row of an import that no identifier settles (`likeness.py`), by what the viewer reads of the
customers that it sees: neither a record of others nor a masked value has a part in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.graph.statements import load_sections
from synergy.identity.blocking import match_keys
from synergy.identity.companies import read_company
from synergy.identity.verdicts import Verdict
from synergy.imports.likeness import open_matcher, read_known

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from synergy.identity.party import Party
    from synergy.identity.single import Candidate, Matcher

MOST_ALIKE = 40
"""How many nodes that share keys are looked at: more than an import does, since most may be hidden from the viewer."""
_SAYS = load_sections(Path(__file__).with_suffix(".cypher"))


class Likeness(Enum):
    """What a known customer is to the one that is about to be created."""

    SAME = "SAME"
    """An import would link them."""
    LIKELY = "LIKELY"
    """An import would ask a data steward."""
    BRANCH = "BRANCH"
    """One is a branch of the other: a customer of its own."""


_LIKENESS = {Verdict.LINK: Likeness.SAME, Verdict.REVIEW: Likeness.LIKELY, Verdict.BRANCH_OF: Likeness.BRANCH}


@dataclass(frozen=True)
class Duplicates:
    """Candidates, the strongest first; `ready` is false before the graph's customers were first counted."""

    ready: bool
    candidates: list[Candidate] = field(default_factory=list)


def likeness_of(candidate: Candidate) -> Likeness:
    """Return what a candidate is."""
    return _LIKENESS[candidate.judgement.verdict]


@dataclass
class DuplicateFinder:
    """Keeps what is usual among the graph's customers from one question to the next, until they are counted anew."""

    _size: int | None = field(default=None, init=False)
    _matcher: Matcher | None = field(default=None, init=False)

    async def find(self, context: Any, party: Party) -> Duplicates:
        """Find the customers that a company may be: one flight, and another one after they were counted anew."""
        company = read_company(party)
        stated = [one.id for one in party.identifiers]
        if stated:
            context.probed("findDuplicates", ("Identifier.value",))
        p = {"keys": match_keys(company), "most": MOST_ALIKE, "identifiers": stated}
        found = await context.read(context.say(_SAYS["alike"]), {**context.given, **p})
        if found["size"] is None:
            return Duplicates(ready=False)
        known = {one: read_known(one, *rest) for one, *rest in found["companies"]}
        matcher = await self._matcher_of(context.database, found["size"])
        return Duplicates(ready=True, candidates=matcher.judge(company, known) if known else [])

    async def _matcher_of(self, database: Database, size: int) -> Matcher:
        if self._matcher is None or size != self._size:
            self._matcher, self._size = await open_matcher(database), size
        return self._matcher
