"""Which customer each record is about: by exact identifier, else by how likely name, place and the rest make it.

A wrong link shows one subsidiary's customer to another, which is far worse than a link that is missing: wherever the
identifiers contradict each other or the graph, the row is refused for a person to decide, and where a customer is only
likely, a data steward is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from synergy.identity.verdicts import Verdict, branch_of
from synergy.identity.websites import hosts
from synergy.imports.names import plain_names
from synergy.imports.problems import Fault, Problem
from synergy.model.customers import CustomerKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from synergy.identity.companies import Company
    from synergy.identity.single import Candidate, Matcher
    from synergy.imports.records import Record
    from synergy.imports.rows import CustomerRow

_LEGAL_ENTITY = ("USCC", "LEI")
"""Schemes under which a legal entity has one identifier; it may have many securities."""
_USCC = "idn_uscc_"


@dataclass
class Before:
    """What a record said before, and what other records of its customer state."""

    record: str
    row: CustomerRow | None
    others: dict[str, CustomerRow | None]

    @property
    def identifiers(self) -> set[str]:
        """The ids of the identifiers that the record stated."""
        return _ids(self.row)

    @property
    def stated_by_others(self) -> set[str]:
        """The ids of the identifiers that other records state."""
        return {one for other in self.others.values() for one in _ids(other)}


@dataclass
class Held:
    """A record that the graph has: `own` says that its customer was made from it; `before` is read when it changed."""

    content_hash: str
    customer: str | None
    own: bool
    before: Before | None = None
    gone: bool = False
    """Whether a snapshot of its source lacked it."""


@dataclass
class Profile:
    """What is known of a customer: the ids of its identifiers, and the names and websites it was made with.

    What other records say of it does not count here, so that a row refused today is not accepted tomorrow only because
    the rest of its file has come in since.
    """

    identifiers: set[str] = field(default_factory=set)
    names: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()

    @property
    def uscc(self) -> str | None:
        """Its unified social credit code, which no customer has two of."""
        return next((one.removeprefix(_USCC) for one in self.identifiers if one.startswith(_USCC)), None)

    def take(self, names: Iterable[str | None], websites: Iterable[str | None]) -> None:
        """Take over what the customer's own record says."""
        self.names = plain_names(names)
        self.hosts = hosts(websites)

    def agrees(self, row: CustomerRow, placeholders: frozenset[str]) -> bool:
        """Whether name or website says, too, that the row is about this customer; a website that many give does not."""
        return bool(row.plain_names & self.names or (hosts((row.website,)) & self.hosts) - placeholders)


@dataclass
class Known:
    """What the graph holds about a batch, and then about what the batch itself adds."""

    held: dict[str, Held] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=dict)
    customers: dict[str, Profile] = field(default_factory=dict)
    matcher: Matcher | None = None
    """What judges likeness; without it only identifiers link."""
    companies: dict[str, Company] = field(default_factory=dict)
    """What is compared of the customers that no record of this source is about."""
    alike: dict[str, list[str]] = field(default_factory=dict)
    """For a record, the customers that share some of its keys."""
    placeholders: frozenset[str] = frozenset()
    """Websites that are nobody's own."""
    withheld: set[str] = field(default_factory=set)
    """Persons whom only others serve, and who have not agreed that the subsidiary learns who they are.

    A row about one of them makes a customer of its own: it would tell by a link, and by a refusal just as well.
    """

    def owning(self, record: Record) -> dict[str, set[str]]:
        """Return whom each identifier of the record belongs to, as far as the subsidiary may be told, by its id."""
        found = {one.id: self.owners.get(one.id, set()) - self.withheld for one in record.identifiers}
        return {one: owners for one, owners in found.items() if owners}

    def candidates(self, record: Record) -> list[Candidate]:
        """Judge the customers that may be the record's, the strongest first.

        Two records of one source are two customers, so whoever has one by now is none of them: what comes of a file
        does not depend on how it is cut into batches.
        """
        if self.matcher is None or record.company is None:
            return []
        open_ = {one: self.companies[one] for one in self.alike.get(record.id, ()) if one in self.companies}
        return self.matcher.judge(record.company, open_, self.placeholders) if open_ else []

    @cached_property
    def changing(self) -> dict[str, list[Before]]:
        """What is known from before of the changed records of each customer."""
        found: dict[str, list[Before]] = {}
        for held in self.held.values():
            if held.customer is not None and held.before is not None:
                found.setdefault(held.customer, []).append(held.before)
        return found


@dataclass(frozen=True)
class Link:
    """A new record of a known customer; `likely` says how it was recognised where no identifier did that."""

    record: Record
    customer: str
    likely: Candidate | None = None


@dataclass(frozen=True)
class Question:
    """A customer that a record of another may be about; or one of the two is a branch of the other."""

    record: Record
    candidate: Candidate
    branch: tuple[str, str] | None
    """The ids of the branch and of its company."""


@dataclass(frozen=True)
class Change:
    """A record that came with other content: the identifiers it gives up, and whether its own customer moves."""

    record: Record
    customer: str
    drop: tuple[str, ...]
    moved: bool
    retraded: bool


@dataclass
class Decisions:
    """What to write for a batch, in the order of the file."""

    created: list[Record] = field(default_factory=list)
    linked: list[Link] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    usccs: dict[str, str | None] = field(default_factory=dict)
    """What the credit code of a known customer is now, where records brought or gave up one."""
    questions: list[Question] = field(default_factory=list)
    """What to ask a data steward."""
    problems: list[Problem] = field(default_factory=list)

    def encode(self, customer: str, known: Known, touched: set[str]) -> None:
        """Note a customer's credit code once identifiers of it have come or gone."""
        if any(one.startswith(_USCC) for one in touched):
            self.usccs[customer] = known.customers[customer].uscc


class _Contradiction(Exception):
    """Why a record must not be linked."""


def decide(records: Sequence[Record], known: Known) -> Decisions:
    """Decide for each record in turn; `known` learns from each, as the graph would if rows came one by one."""
    decisions = Decisions()
    for record in records:
        held = known.held.get(record.id)
        try:
            if held is None:
                _place(record, known, decisions)
            elif held.content_hash == record.content_hash:
                decisions.unchanged += 1
            else:
                change = _change(record, held, known)
                decisions.changed.append(change)
                decisions.encode(change.customer, known, {one.id for one in record.identifiers}.union(change.drop))
        except _Contradiction as error:
            decisions.problems.append(Problem(record.line, "", Fault.CONFLICT, str(error)))
    return decisions


def _place(record: Record, known: Known, decisions: Decisions) -> None:
    owning = known.owning(record)
    found = {customer for owners in owning.values() for customer in owners}
    if len(found) > 1:
        raise _Contradiction(f"its identifiers ({_schemes(record)}) belong to different customers")
    if not found:
        _place_by_likeness(record, known, decisions)
        return
    [customer] = found
    schemes = [one.scheme for one in record.identifiers if one.id in owning]
    _refuse_contradiction(record, known.customers[customer])
    # Securities numbers are public, mistyped, and copied from one company to the next.
    if not set(schemes) & set(_LEGAL_ENTITY) and not known.customers[customer].agrees(record.row, known.placeholders):
        raise _Contradiction(
            f"its {' and '.join(schemes)} belongs to a customer, but neither its name nor its website does"
        )
    decisions.linked.append(Link(record, customer))
    _learn(record, customer, known, own=False)
    decisions.encode(customer, known, {one.id for one in record.identifiers})


def _place_by_likeness(record: Record, known: Known, decisions: Decisions) -> None:
    candidates = known.candidates(record)
    link = next((one for one in candidates if one.judgement.verdict is Verdict.LINK), None)
    if link is None:
        decisions.created.append(record)
        decisions.questions += [Question(record, one, _branch(record, one, known)) for one in candidates]
        _learn(record, record.customer_id, known, own=True)
        return
    _refuse_contradiction(record, known.customers[link.id])
    decisions.linked.append(Link(record, link.id, link))
    _learn(record, link.id, known, own=False)
    decisions.encode(link.id, known, {one.id for one in record.identifiers})


def _branch(record: Record, candidate: Candidate, known: Known) -> tuple[str, str] | None:
    if candidate.judgement.verdict is not Verdict.BRANCH_OF or record.company is None:
        return None
    if branch_of(record.company, known.companies[candidate.id]):
        return record.customer_id, candidate.id
    return candidate.id, record.customer_id


def _change(record: Record, held: Held, known: Known) -> Change:
    customer, before = held.customer, held.before
    if customer is None or before is None:
        raise _Contradiction("its earlier record is linked to no customer")
    now = {one.id for one in record.identifiers}
    if {found for owners in known.owning(record).values() for found in owners} - {customer}:
        raise _Contradiction(f"it changed, and its identifiers ({_schemes(record)}) now belong to another customer")
    profile = known.customers[customer]
    gone = before.identifiers - now - before.stated_by_others if held.own else set()
    _refuse_contradiction(record, Profile(profile.identifiers - gone))
    alone = held.own and not before.others
    if not alone and not now & profile.identifiers:
        _refuse_stranger(record, before, profile)
    if alone and before.row is not None:
        _refuse_another(record, before.row)
    drop = gone & profile.identifiers
    profile.identifiers -= drop
    for one in drop:
        known.owners.get(one, set()).discard(customer)
    _learn(record, customer, known, own=held.own)
    was, row = before.row, record.row
    return Change(
        record,
        customer,
        tuple(sorted(drop)),
        moved=held.own and (was is None or was.place != row.place),
        retraded=held.own and (was is None or was.industry != row.industry),
    )


def _refuse_stranger(record: Record, before: Before, profile: Profile) -> None:
    """Refuse a changed record that no identifier holds to its customer, unless it only lost those that it had."""
    if record.identifiers and profile.identifiers:
        raise _Contradiction(f"it changed, and none of its identifiers ({_schemes(record)}) is one of its customer's")
    if before.row is None or not record.row.plain_names <= before.row.plain_names:
        raise _Contradiction("it changed, and came without an identifier and with another name")


def _refuse_another(record: Record, before: CustomerRow) -> None:
    """Refuse a key that is used for somebody else: consents and grants were given for the one that it named."""
    if record.row.plain_names & before.plain_names:
        return
    if record.row.kind is CustomerKind.PERSON or before.kind is CustomerKind.PERSON:
        raise _Contradiction("it changed, and names another person: another customer needs a key of its own")
    was = {one.scheme: one.id for one in before.identifiers if one.scheme in _LEGAL_ENTITY}
    for one in record.identifiers:
        if was.get(one.scheme, one.id) != one.id:
            raise _Contradiction(
                f"it changed, and has another name and another {one.scheme}: another customer needs a key of its own"
            )


def _refuse_contradiction(record: Record, profile: Profile) -> None:
    for one in record.identifiers:
        same_scheme = f"idn_{one.scheme.lower()}_"
        if (
            one.scheme in _LEGAL_ENTITY
            and one.id not in profile.identifiers
            and any(other.startswith(same_scheme) for other in profile.identifiers)
        ):
            raise _Contradiction(f"the customer it is linked to has another {one.scheme}")


def _learn(record: Record, customer: str, known: Known, *, own: bool) -> None:
    profile = known.customers.setdefault(customer, Profile())
    known.companies.pop(customer, None)
    if own:
        profile.take((record.row.name, record.row.english_name), (record.row.website,))
    for one in record.identifiers:
        profile.identifiers.add(one.id)
        known.owners.setdefault(one.id, set()).add(customer)
    for before in known.changing.get(customer, ()):
        if before.record != record.id:
            before.others[record.id] = record.row


def _ids(row: CustomerRow | None) -> set[str]:
    return {one.id for one in row.identifiers} if row else set()


def _schemes(record: Record) -> str:
    return ", ".join(one.scheme for one in record.identifiers)
