"""Moves of the access machine: each is one mutation by somebody, its outcome foretold from the ledger, then a look.

A move names what it is about by a number among what was made so far, so that any sequence of moves can be played.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.client import (
    BANK,
    BANKER,
    COMPLIANCE,
    COMPLIANCE_BANK,
    COMPLIANCE_TRUST,
    NARROW,
    OFFICER_TRUST,
)
from tests.decisions import decide
from tests.ledger import Consent, Crossing, Decision, Entry, Ledger, Person, Policy, Refusal
from tests.stage import TRUST, Look, Stage
from tests.world import KINDS

OWNING = {"SYNERGY_OFFICER", "COMPLIANCE"}
CONFIRM: dict[type, tuple[str, str, tuple[str, ...]]] = {
    Policy: ("activateSharePolicy", "policy", (COMPLIANCE_TRUST, OFFICER_TRUST, COMPLIANCE_BANK)),
    Entry: ("activateRestrictedEntry", "entry", (COMPLIANCE, "second", BANKER)),
    Crossing: ("confirmCrossing", "crossing", (COMPLIANCE, "second", BANKER)),
}
"""How each is put into force, and who tries. Approving a request joins here."""
FINISH: dict[type, tuple[str, str, tuple[str, ...]]] = {
    Policy: ("endSharePolicy", "policy", (OFFICER_TRUST, COMPLIANCE_TRUST, COMPLIANCE_BANK)),
    Consent: ("withdrawConsent", "consent", (OFFICER_TRUST, BANK, NARROW)),
    Entry: ("endRestrictedEntry", "entry", (COMPLIANCE, "second", BANKER)),
    Crossing: ("endCrossing", "crossing", (BANKER, NARROW, COMPLIANCE)),
}
"""How each ends, and who tries. Revoking a grant joins here."""


@dataclass
class Run:
    """One sequence of moves, from the demonstration data on."""

    stage: Stage
    ledger: Ledger
    made: list[Decision] = field(default_factory=list)

    async def done(self, who: str, name: str, refusal: Refusal, **given: Any) -> str | None:
        """Decide; return the id of the node, or None when it was refused as foretold."""
        decided = await decide(self.stage.client, self.stage.people[who].user, name, **given)
        self.stage.tally[f"{name} {refusal or 'done'}"] += 1
        assert decided.codes == [refusal] * bool(refusal), f"{name} by {who}: {decided.codes}, foretold {refusal}"
        return None if refusal else decided.made

    async def keep(self, key: str | None, decision: Decision) -> None:
        """Keep what was made, if it was, and look."""
        if key is not None:
            decision.id = key
            self.made.append(decision)
            self.ledger.of(decision).append(decision)
            await self.look()

    async def look(self) -> None:
        """Let everybody look."""
        await Look(self.stage, self.ledger).take()

    def pick(self, number: int, *types: type) -> Any:
        """Return the numbered one of what was made, of some types, the latest first."""
        found = [decision for decision in reversed(self.made) if isinstance(decision, types)]
        return found[number % len(found)]

    def days(self, begins: int, lasts: int) -> dict[str, Any]:
        """Return a period from today's distance and a length."""
        start = self.ledger.today + timedelta(days=begins)
        return {"start": start, "end": start + timedelta(days=lasts)}


def first(*refusals: Refusal) -> Refusal:
    """Return the first refusal that applies."""
    return next((refusal for refusal in refusals if refusal), None)


def written(decision: Decision) -> dict[str, str]:
    """Return a period as the API takes it."""
    return {"activeFrom": decision.start.isoformat(), "activeUntil": decision.end.isoformat()}


@dataclass(frozen=True)
class Wait:
    """Days pass: what has a last day ends by itself."""

    days: int

    async def play(self, run: Run) -> None:
        """Move the clock."""
        run.stage.clock.step(self.days)
        run.ledger.today = run.stage.clock.today
        await run.look()


@dataclass(frozen=True)
class DraftPolicy:
    """Somebody of CITIC Trust, or without the role, writes a policy down."""

    who: str
    receiver: str
    level: str
    kinds: tuple[str, ...]
    begins: int
    lasts: int

    async def play(self, run: Run) -> None:
        """Draft it."""
        person = run.stage.people[self.who]
        policy = Policy(
            id="", drafter=person.user, owner=TRUST, receiver=self.receiver, level=self.level,
            kinds=frozenset(self.kinds or KINDS), **run.days(self.begins, self.lasts),
        )  # fmt: skip
        refusal = first(
            None if person.roles & OWNING else "FORBIDDEN",
            run.ledger.period(policy),
        )
        told = {"receiver": self.receiver, "level": self.level, "kinds": list(self.kinds), **written(policy)}
        await run.keep(await run.done(self.who, "draftSharePolicy", refusal, **told), policy)


@dataclass(frozen=True)
class RecordConsent:
    """Somebody of CITIC Trust, or of CITIC Bank, which does not serve the person, records a consent."""

    who: str
    about: str
    receiver: str
    purpose: str
    categories: tuple[str, ...]
    begins: int
    lasts: int

    async def play(self, run: Run) -> None:
        """Record it."""
        customer = run.stage.subjects[self.about]
        consent = Consent(
            id="", standing="ACTIVE", customer=customer.id, holder=TRUST, receiver=self.receiver, purpose=self.purpose,
            categories=frozenset(self.categories), **run.days(self.begins, self.lasts),
        )  # fmt: skip
        refusal = first(
            run.ledger.period(consent),
            None if run.stage.people[self.who].organisation == TRUST else "NOT_FOUND",
            None if self.about == "PERSON" else "NOT_A_PERSON",
            "ALREADY_CONSENTED" if run.ledger.overlaps(consent) else None,
        )
        told = {"person": customer.id, "receiver": self.receiver, "purpose": self.purpose}
        told |= {"method": "SIGNED", "evidence": "trust/1", **written(consent)}
        key = await run.done(self.who, "recordConsent", refusal, categories=list(self.categories), **told)
        await run.keep(key, consent)


@dataclass(frozen=True)
class DraftEntry:
    """Somebody on either side, or compliance at headquarters, writes an entry down."""

    who: str
    about: str
    kind: str
    inside: tuple[str, ...]
    begins: int
    lasts: int

    async def play(self, run: Run) -> None:
        """Draft it."""
        person, subject = run.stage.people[self.who], run.stage.subjects[self.about]
        entry = Entry(
            id="", drafter=person.user, about=subject.id, kind=self.kind, inside=frozenset(self.inside),
            **run.days(self.begins, self.lasts),
        )  # fmt: skip
        refusal = first(
            None if person.complies or person.private else "FORBIDDEN",
            run.ledger.period(entry),
            None if person.complies or run.ledger.sees(person, subject) else "NOT_FOUND",
            None if person.complies or person.unit in self.inside else "OWN_UNIT",
        )
        told = {"about": subject.id, "kind": self.kind, "reason": "拟议交易", **written(entry)}
        key = await run.done(self.who, "draftRestrictedEntry", refusal, inside=list(self.inside), **told)
        await run.keep(key, entry)


@dataclass(frozen=True)
class DraftCrossing:
    """Somebody inside or outside asks for somebody to be brought over."""

    entry: int
    who: str
    user: str
    lasts: int

    async def play(self, run: Run) -> None:
        """Draft it."""
        entry = run.pick(self.entry, Entry)
        person, other = run.stage.people[self.who], run.stage.people[self.user].user
        crossing = Crossing(id="", drafter=person.user, entry=entry, user=other, **run.days(0, self.lasts))
        refusal = first(
            "IN_THE_PAST" if crossing.end <= run.ledger.today else None,
            "SECOND_PERSON" if person.user == other else None,
            None if run.ledger.knows(person, entry) else "NOT_FOUND",
            "WRONG_STANDING" if entry.standing == "ENDED" else None,
        )
        told = {"entry": entry.id, "user": other, "reason": "协助估值", "activeUntil": crossing.end.isoformat()}
        await run.keep(await run.done(self.who, "draftCrossing", refusal, **told), crossing)


@dataclass(frozen=True)
class Confirm:
    """Somebody puts a draft into force."""

    number: int
    who: int

    async def play(self, run: Run) -> None:
        """Put it into force."""
        decision = run.pick(self.number, *CONFIRM)
        name, argument, people = CONFIRM[type(decision)]
        person = run.stage.people[people[self.who]]
        refusal = first(_out_of_place(person, decision), run.ledger.second(decision, person))
        if await run.done(people[self.who], name, refusal, **{argument: decision.id}):
            decision.standing = "ACTIVE"
            if isinstance(decision, Crossing):
                decision.start = run.ledger.today
            await run.look()


def _out_of_place(person: Person, decision: Decision) -> Refusal:
    if isinstance(decision, Policy):
        return None if person.organisation == decision.owner else "NOT_FOUND"
    return None if person.complies else "FORBIDDEN"


@dataclass(frozen=True)
class Finish:
    """Somebody ends what was decided, a draft as well."""

    number: int
    who: int

    async def play(self, run: Run) -> None:
        """End it."""
        decision = run.pick(self.number, *FINISH)
        name, argument, people = FINISH[type(decision)]
        person = run.stage.people[people[self.who]]
        over = decision.end <= run.ledger.today if isinstance(decision, Consent) else decision.standing == "ENDED"
        refusal = first(
            _not_theirs(run, person, decision),
            "WRONG_STANDING" if over else None,
            run.ledger.opens_alone(decision, person),
        )
        if await run.done(people[self.who], name, refusal, **{argument: decision.id}):
            run.ledger.finish(decision)
            await run.look()


def _not_theirs(run: Run, person: Person, decision: Decision) -> Refusal:
    if isinstance(decision, Entry):
        return None if person.complies else "FORBIDDEN"
    if isinstance(decision, Crossing):
        return None if run.ledger.knows(person, decision.entry) else "NOT_FOUND"
    if isinstance(decision, Consent):
        return None if person.organisation in {decision.holder, decision.receiver} else "NOT_FOUND"
    return _out_of_place(person, decision)
