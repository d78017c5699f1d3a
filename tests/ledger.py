"""What was decided, kept by hand beside the application: who decided what and when, and what follows from it.

The oracle in `world.py` believes what stands in the graph. This ledger believes only what was done: an end that the
application forgot to write down, or a confirmation that it should have refused, shows against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from datetime import date

Refusal: TypeAlias = str | None
"""The code that a decision has to be refused with; None when it has to be done."""


@dataclass(frozen=True)
class Person:
    """Somebody who decides or looks."""

    user: str
    organisation: str
    unit: str
    private: bool
    """Whether the unit is on the private side."""
    complies: bool
    """Whether it is compliance at headquarters."""
    roles: frozenset[str]


@dataclass(frozen=True)
class Subject:
    """A customer with who serves it, or a project with who takes part; a project's `kind` is PROJECT."""

    id: str
    kind: str
    parties: frozenset[str]

    @property
    def shared_as(self) -> str:
        """The kind of customers whose policies open it."""
        return "COMPANY" if self.kind == "PROJECT" else self.kind


@dataclass(kw_only=True, eq=False)
class Decision:
    """What all have in common; `standing` of a consent is always ACTIVE."""

    id: str
    start: date
    end: date
    standing: str = "DRAFT"
    drafter: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is in force."""
        return self.standing == "ACTIVE" and self.start <= day < self.end


@dataclass(kw_only=True, eq=False)
class Policy(Decision):
    """A share policy; `kinds` is never empty."""

    owner: str
    receiver: str
    level: str
    kinds: frozenset[str]


@dataclass(kw_only=True, eq=False)
class Consent(Decision):
    """A person's consent."""

    customer: str
    holder: str
    receiver: str
    purpose: str
    categories: frozenset[str]


@dataclass(kw_only=True, eq=False)
class Entry(Decision):
    """A restricted entry."""

    about: str
    kind: str
    inside: frozenset[str]


@dataclass(kw_only=True, eq=False)
class Crossing(Decision):
    """A crossing of an entry for a user."""

    entry: Entry
    user: str


@dataclass
class Ledger:
    """Every decision, and what follows from all of them today. Grants will be one more list, read in `sees`."""

    today: date
    policies: list[Policy] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)

    def of(self, decision: Decision) -> list[Any]:
        """Return the list in which such decisions are kept."""
        kept: dict[type, list[Any]] = {
            Policy: self.policies, Consent: self.consents, Entry: self.entries, Crossing: self.crossings,
        }  # fmt: skip
        return kept[type(decision)]

    def all(self) -> list[Decision]:
        """Return every decision."""
        return [*self.policies, *self.consents, *self.entries, *self.crossings]

    def finish(self, decision: Decision) -> None:
        """End a decision for good; an entry with its crossings, since there is nothing left to cross."""
        with_it = [crossing for crossing in self.crossings if crossing.entry is decision]
        for ended in (decision, *with_it):
            ended.standing, ended.end = "ENDED", min(ended.end, self.today)

    # -- what follows ---------------------------------------------------------------------------------------------

    def sees(self, person: Person, subject: Subject) -> bool:
        """Whether the person knows of the customer or project."""
        own = person.organisation in subject.parties
        if own and subject.kind != "PROJECT":
            return True
        route = own or self._shared(person.organisation, subject)
        return route and self._unbarred(person, subject) and self._consented(person.organisation, subject)

    def _shared(self, receiver: str, subject: Subject) -> bool:
        for owner in subject.parties:
            levels = {
                policy.level
                for policy in self.policies
                if (policy.owner, policy.receiver) == (owner, receiver)
                and subject.shared_as in policy.kinds
                and policy.holds(self.today)
            }
            if "ALL" in levels and "HIDDEN" not in levels:
                return True
        return False

    def _consented(self, receiver: str, subject: Subject) -> bool:
        return subject.kind != "PERSON" or any(
            (consent.customer, consent.receiver) == (subject.id, receiver)
            and "IDENTITY" in consent.categories
            and consent.holds(self.today)
            for consent in self.consents
        )

    def _unbarred(self, person: Person, subject: Subject) -> bool:
        return person.complies or not any(
            entry.about == subject.id
            and entry.kind == "RESTRICTED"
            and entry.holds(self.today)
            and not self._inside(person, entry)
            for entry in self.entries
        )

    def _inside(self, person: Person, entry: Entry) -> bool:
        return (person.private and person.unit in entry.inside) or any(
            crossing.entry is entry and crossing.user == person.user and crossing.holds(self.today)
            for crossing in self.crossings
        )

    def knows(self, person: Person, entry: Entry) -> bool:
        """Whether the person knows of the entry."""
        if entry.standing == "DRAFT":
            return person.complies or person.user == entry.drafter
        return person.complies or self._inside(person, entry)

    # -- what has to be refused -----------------------------------------------------------------------------------

    def period(self, decision: Decision) -> Refusal:
        """Refuse what is over, or never begins."""
        if decision.end <= self.today:
            return "IN_THE_PAST"
        return "NO_PERIOD" if decision.end <= decision.start else None

    def second(self, decision: Decision, who: Person) -> Refusal:
        """Refuse to put into force what is no draft, what one wrote oneself or is meant by, and what is over."""
        over = isinstance(decision, Crossing) and decision.entry.standing == "ENDED"
        if decision.standing != "DRAFT" or over:
            return "WRONG_STANDING"
        if who.user in {decision.drafter, getattr(decision, "user", None)}:
            return "SECOND_PERSON"
        return "IN_THE_PAST" if decision.end <= self.today else None

    def opens_alone(self, decision: Decision, who: Person) -> Refusal:
        """Refuse to end a prohibition in force that one wrote oneself: what it hid would be open again."""
        prohibits = isinstance(decision, Policy) and decision.level == "HIDDEN" and decision.standing == "ACTIVE"
        return "SECOND_PERSON" if prohibits and who.user == decision.drafter else None

    def overlaps(self, new: Consent) -> bool:
        """Whether the holder has a consent to the same receiver for the same purpose at the same time."""
        same = (new.customer, new.holder, new.receiver, new.purpose)
        return any(
            (old.customer, old.holder, old.receiver, old.purpose) == same
            and max(old.start, new.start) < min(old.end, new.end)
            for old in self.consents
        )
