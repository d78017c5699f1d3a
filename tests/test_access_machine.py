"""No sequence of decisions opens what it must not: random ones over the API, with a clock that moves on.

Each rule is one mutation by somebody; whether it is refused, and with which code, is foretold from the ledger. After
each change everybody looks at everything (`stage.py`).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.client import BANK, BANKER, COMPLIANCE, COMPLIANCE_BANK, COMPLIANCE_TRUST, NARROW, NOW, OFFICER_TRUST
from tests.client import SECURITIES as PUBLIC
from tests.decisions import NOUNS, decide
from tests.ledger import Consent, Crossing, Decision, Entry, Person, Policy
from tests.stage import PRIVATE_UNITS, RECEIVERS, TRUST, Look, Stage
from tests.world import KINDS

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from synergy.schema import Api
    from tests.client import Client, Clock

SEED = 2022
BEGINS, LASTS = st.sampled_from([-3, 0, 0, 0, 5]), st.sampled_from([0, 4, 20, 60, 90])
OWNERS = (OFFICER_TRUST, COMPLIANCE_TRUST)
KEEPERS = (COMPLIANCE, "second")
PURPOSES = ("CROSS_SELL", "SERVICE")
OWNING = {"SYNERGY_OFFICER", "COMPLIANCE"}


def some(*values: Any) -> st.SearchStrategy[Any]:
    """Draw one of the values."""
    return st.sampled_from(values)


@seed(SEED)
class Machine(RuleBasedStateMachine):
    """Everything that may be decided. Requests and grants (`sharing`) join as rules with a bundle of their own."""

    stage: ClassVar[Stage]

    policies: Bundle[Policy] = Bundle("policies")
    consents: Bundle[Consent] = Bundle("consents")
    entries: Bundle[Entry] = Bundle("entries")
    crossings: Bundle[Crossing] = Bundle("crossings")

    def __init__(self) -> None:
        super().__init__()
        self.stage.clock.now = NOW
        self.stage.wait(self.stage.clear())
        self.ledger = self.stage.ledger()

    # -- how a rule decides and looks -----------------------------------------------------------------------------

    def who(self, name: str) -> Person:
        """Return somebody by name."""
        return self.stage.people[name]

    def done(self, who: str, name: str, refusal: str | None, **given: Any) -> str | None:
        """Decide; return the id of the node, or None when it was refused as foretold."""
        decided = self.stage.wait(decide(self.stage.client, self.who(who).user, name, **given))
        self.stage.tally[f"{name} {refusal or 'done'}"] += 1
        assert decided.codes == [refusal] * bool(refusal), f"{name} by {who}: {decided.codes}, foretold {refusal}"
        return None if refusal else str(decided.made)

    def made(self, key: str | None, decision: Decision) -> Any:
        """Keep what was made in the ledger, and look."""
        if key is None:
            return multiple()
        decision.id = key
        self.ledger.of(decision).append(decision)
        self.look()
        return decision

    def look(self) -> None:
        """Let everybody look."""
        self.stage.wait(Look(self.stage, self.ledger).take())

    def days(self, begins: int, lasts: int) -> dict[str, Any]:
        """Return a period from today's distance and a length."""
        start = self.ledger.today + timedelta(days=begins)
        return {"start": start, "end": start + timedelta(days=lasts)}

    # -- time -----------------------------------------------------------------------------------------------------

    @rule(days=some(1, 3, 7, 30))
    def step(self, days: int) -> None:
        """Let days pass: what has a last day ends by itself."""
        self.stage.clock.step(days)
        self.ledger.today = self.stage.clock.today
        self.look()

    # -- share policies -------------------------------------------------------------------------------------------

    @initialize(target=policies, level=some("ALL", "ALL", "OVERLAP"), receiver=some(*RECEIVERS))
    def begin_with_a_policy(self, level: str, receiver: str) -> Any:
        """Most sequences begin with something open."""
        policy = self.draft_policy_as(OFFICER_TRUST, receiver, level, [], 0, 90)
        self.activate_policy_as(COMPLIANCE_TRUST, policy)
        return policy

    @rule(
        target=policies,
        who=some(*OWNERS, BANK),
        receiver=some(*RECEIVERS),
        level=some("ALL", "ALL", "OVERLAP", "HIDDEN"),
        kinds=some([], ["COMPANY"], ["PERSON", "INSTITUTION"]),
        begins=BEGINS,
        lasts=LASTS,
    )
    def draft_policy(self, **given: Any) -> Any:
        """Somebody of CITIC Trust, or of CITIC Bank without the role, writes a policy down."""
        return self.draft_policy_as(**given)

    def draft_policy_as(  # noqa: PLR0913, PLR0917 (what a policy says)
        self, who: str, receiver: str, level: str, kinds: list[str], begins: int, lasts: int
    ) -> Any:
        """Draft it."""
        policy = Policy(
            id="", drafter=self.who(who).user, owner=TRUST, receiver=receiver, level=level,
            kinds=frozenset(kinds or KINDS), **self.days(begins, lasts),
        )  # fmt: skip
        role = self.who(who).roles & OWNING
        refusal = self.ledger.period(policy.start, policy.end) if role else "FORBIDDEN"
        key = self.done(
            who, "draftSharePolicy", refusal, receiver=receiver, level=level, kinds=kinds, **written(policy)
        )
        return self.made(key, policy)

    @rule(policy=policies, who=some(*OWNERS, COMPLIANCE_BANK))
    def activate_policy(self, policy: Policy, who: str) -> None:
        """Somebody puts a policy into force."""
        self.activate_policy_as(who, policy)

    def activate_policy_as(self, who: str, policy: Policy) -> None:
        """Activate it."""
        own = self.who(who).organisation == policy.owner
        refusal = self.ledger.second(policy, who=self.who(who)) if own else "NOT_FOUND"
        if self.done(who, "activateSharePolicy", refusal, policy=policy.id):
            policy.standing = "ACTIVE"
            self.look()

    @rule(policy=policies, who=some(*OWNERS, COMPLIANCE_BANK))
    def end_policy(self, policy: Policy, who: str) -> None:
        """Somebody ends a policy."""
        own = self.who(who).organisation == policy.owner
        refusal = "NOT_FOUND" if not own else "WRONG_STANDING" if policy.standing == "ENDED" else None
        if self.done(who, "endSharePolicy", refusal, policy=policy.id):
            policy.finish(self.ledger.today)
            self.look()

    # -- consents -------------------------------------------------------------------------------------------------

    @rule(
        target=consents,
        who=some(OFFICER_TRUST, COMPLIANCE_TRUST, BANK),
        about=some("PERSON", "PERSON", "PERSON", "COMPANY"),
        receiver=some(*RECEIVERS),
        purpose=some(*PURPOSES),
        categories=some(["IDENTITY"], ["IDENTITY", "CONTACT"], ["HOLDINGS"]),
        begins=BEGINS,
        lasts=LASTS,
    )
    def record_consent(  # noqa: PLR0913 (what a consent says)
        self, *, who: str, about: str, receiver: str, purpose: str, categories: list[str], begins: int, lasts: int
    ) -> Any:
        """Somebody of CITIC Trust, or of CITIC Bank, which does not serve the person, records a consent."""
        customer = self.stage.subjects[about]
        consent = Consent(
            id="", standing="ACTIVE", customer=customer.id, holder=TRUST, receiver=receiver, purpose=purpose,
            categories=frozenset(categories), **self.days(begins, lasts),
        )  # fmt: skip
        refusal = self.ledger.period(consent.start, consent.end)
        if refusal is None and self.who(who).organisation not in customer.parties:
            refusal = "NOT_FOUND"
        elif refusal is None and about != "PERSON":
            refusal = "NOT_A_PERSON"
        elif refusal is None and self.ledger.overlaps(consent):
            refusal = "ALREADY_CONSENTED"
        told = {"customer": customer.id, "receiver": receiver, "purpose": purpose, "categories": categories}
        key = self.done(who, "recordConsent", refusal, method="SIGNED", evidence="trust/1", **told, **written(consent))
        return self.made(key, consent)

    @rule(consent=consents, who=some(OFFICER_TRUST, BANK, NARROW))
    def withdraw_consent(self, consent: Consent, who: str) -> None:
        """Let the holder, the receiver or somebody else withdraw a consent."""
        party = self.who(who).organisation in {consent.holder, consent.receiver}
        refusal = "NOT_FOUND" if not party else "WRONG_STANDING" if consent.end <= self.ledger.today else None
        if self.done(who, "withdrawConsent", refusal, consent=consent.id):
            consent.end = self.ledger.today
            self.look()

    # -- restricted entries ---------------------------------------------------------------------------------------

    @rule(
        target=entries,
        who=some(BANKER, BANKER, "banker", *KEEPERS, PUBLIC),
        about=some("COMPANY", "PERSON", "PROJECT"),
        kind=some("RESTRICTED", "RESTRICTED", "RESTRICTED", "WATCH"),
        inside=some(PRIVATE_UNITS, PRIVATE_UNITS[:1], PRIVATE_UNITS[1:]),
        begins=BEGINS,
        lasts=LASTS,
    )
    def draft_entry(  # noqa: PLR0913 (what an entry says)
        self, *, who: str, about: str, kind: str, inside: tuple[str, ...], begins: int, lasts: int
    ) -> Any:
        """Somebody on either side, or compliance at headquarters, writes an entry down."""
        person, subject = self.who(who), self.stage.subjects[about]
        entry = Entry(
            id="",
            drafter=person.user,
            about=subject.id,
            kind=kind,
            inside=frozenset(inside),
            **self.days(begins, lasts),
        )
        refusal = self.ledger.period(entry.start, entry.end)
        if not (person.complies or person.private):
            refusal = "FORBIDDEN"
        elif refusal is None and not (person.complies or self.ledger.sees(person, subject)):
            refusal = "NOT_FOUND"
        elif refusal is None and not (person.complies or person.unit in inside):
            refusal = "OWN_UNIT"
        key = self.done(
            who, "draftRestrictedEntry", refusal, about=subject.id, kind=kind, reason="拟议交易", inside=list(inside),
            **written(entry),
        )  # fmt: skip
        return self.made(key, entry)

    @rule(entry=entries, who=some(*KEEPERS, *KEEPERS, BANKER))
    def activate_entry(self, entry: Entry, who: str) -> None:
        """Somebody puts an entry into force."""
        keeps = self.who(who).complies
        refusal = self.ledger.second(entry, who=self.who(who)) if keeps else "FORBIDDEN"
        if self.done(who, "activateRestrictedEntry", refusal, entry=entry.id):
            entry.standing = "ACTIVE"
            self.look()

    @rule(entry=entries, who=some(*KEEPERS, BANKER, COMPLIANCE_BANK))
    def end_entry(self, entry: Entry, who: str) -> None:
        """Somebody ends an entry, and its crossings with it."""
        ended = "WRONG_STANDING" if entry.standing == "ENDED" else None
        if self.done(who, "endRestrictedEntry", ended if self.who(who).complies else "FORBIDDEN", entry=entry.id):
            for decision in (entry, *(each for each in self.ledger.crossings if each.entry is entry)):
                decision.finish(self.ledger.today)
            self.look()

    # -- crossings ------------------------------------------------------------------------------------------------

    @rule(
        target=crossings,
        entry=entries,
        who=some(BANKER, BANKER, "banker", COMPLIANCE, PUBLIC, NARROW),
        user=some(NARROW, BANK, BANKER, "second"),
        lasts=LASTS,
    )
    def draft_crossing(self, entry: Entry, who: str, user: str, lasts: int) -> Any:
        """Somebody inside or outside asks for somebody to be brought over."""
        person, other = self.who(who), self.who(user).user
        crossing = Crossing(id="", drafter=person.user, entry=entry, user=other, **self.days(0, lasts))
        refusal = "IN_THE_PAST" if crossing.end <= self.ledger.today else None
        if refusal is None and person.user == other:
            refusal = "SECOND_PERSON"
        elif refusal is None and not self.ledger.knows(person, entry):
            refusal = "NOT_FOUND"
        elif refusal is None and entry.standing == "ENDED":
            refusal = "WRONG_STANDING"
        until = written(crossing)["activeUntil"]
        key = self.done(who, "draftCrossing", refusal, entry=entry.id, user=other, reason="协助估值", activeUntil=until)
        return self.made(key, crossing)

    @rule(crossing=crossings, who=some(*KEEPERS, *KEEPERS, BANKER))
    def confirm_crossing(self, crossing: Crossing, who: str) -> None:
        """Somebody brings the person over."""
        refusal = self.ledger.second(crossing, crossing.user, who=self.who(who))
        refusal = "WRONG_STANDING" if crossing.entry.standing == "ENDED" else refusal
        refusal = refusal if self.who(who).complies else "FORBIDDEN"
        if self.done(who, "confirmCrossing", refusal, crossing=crossing.id):
            crossing.standing, crossing.start = "ACTIVE", self.ledger.today
            self.look()

    @rule(crossing=crossings, who=some(BANKER, BANK, NARROW, COMPLIANCE))
    def end_crossing(self, crossing: Crossing, who: str) -> None:
        """Somebody ends a crossing."""
        knows = self.ledger.knows(self.who(who), crossing.entry)
        refusal = "NOT_FOUND" if not knows else "WRONG_STANDING" if crossing.standing == "ENDED" else None
        if self.done(who, "endCrossing", refusal, crossing=crossing.id):
            crossing.finish(self.ledger.today)
            self.look()


def written(decision: Decision) -> dict[str, str]:
    """Return a period as the API takes it."""
    return {"activeFrom": decision.start.isoformat(), "activeUntil": decision.end.isoformat()}


pytestmark = pytest.mark.usefixtures("undone")


@pytest_asyncio.fixture
async def stage(moving: Client, clock: Clock, seeded: Database, api: Api) -> Stage:
    made = Stage(moving, clock, seeded, api, asyncio.get_running_loop())
    await made.set()
    return made


async def run(stage: Stage, examples: int, steps: int) -> None:
    """Run the machine beside the loop that the application runs on."""
    Machine.stage = stage
    how = settings(
        max_examples=examples, stateful_step_count=steps, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, Machine, settings=how)


async def test_no_sequence_of_decisions_opens_what_it_must_not(stage: Stage) -> None:
    await run(stage, 8, 30)
    done = {what.split()[0] for what in stage.tally if what.endswith(" done")}
    assert done == set(NOUNS), f"never done: {set(NOUNS) - done}"


@pytest.mark.long
async def test_no_long_sequence_does(stage: Stage) -> None:
    await run(stage, 200, 60)
