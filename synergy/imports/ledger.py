"""What the import of customers reads from the graph and writes into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.days import business_day
from synergy.graph.statements import load_sections
from synergy.imports.jobs import BATCH_DEADLINE
from synergy.imports.likeness import find_alike, find_placeholders
from synergy.imports.problems import UnknownSubsidiary
from synergy.imports.records import Target, Vocabulary, exact, former_id, golden, reread
from synergy.imports.report import Landed
from synergy.imports.resolve import Before, Decisions, Held, Known, Profile, decide
from synergy.imports.survivorship import Claim, gives_all, survive
from synergy.stewardship.proposals import Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction
    from synergy.identity.identifiers import Identifier
    from synergy.identity.single import Candidate, Matcher
    from synergy.imports.records import Record
    from synergy.imports.rehearsal import Rehearsal
    from synergy.imports.resolve import Change, Question

IMPORT = "import"
"""Source system of what an import makes besides records: it must not tell which subsidiary supplied it."""

OPEN_END = date(9999, 12, 31)
_NO_CONTACT = date(1, 1, 1)
_SAY = {name: part.text for name, part in load_sections(Path(__file__).with_name("customers.cypher")).items()}


async def find_target(database: Database, subsidiary: str, system: str) -> tuple[Target, Vocabulary]:
    """Find the subsidiary by id or code, and the names that rows may use; raise UnknownSubsidiary."""
    answer = await database.read(_SAY["subsidiary"], {"subsidiary": subsidiary})
    if len(answer["found"]) != 1:
        raise UnknownSubsidiary(f"No subsidiary has the id or code “{subsidiary}”; e.g. citic_bank is one.")
    [found] = answer["found"]
    words = Vocabulary(_by_name(answer["regions"]), _by_name(answer["industries"]))
    return Target(found["id"], found["code"], system, tuple(found["names"])), words


def _by_name(rows: Iterable[Sequence[str | None]]) -> dict[str, str]:
    """Return the id of each name; a name that two have names neither."""
    found: dict[str, str | None] = {}
    for node, *names in rows:
        for name in {exact(one) for one in names if one}:
            found[name] = node if found.get(name, node) == node else None
    return {name: node for name, node in found.items() if node is not None}


@dataclass(frozen=True)
class Ledger:
    """Writes batches of customers for a target; `now` and `importer` are what it records."""

    database: Database
    target: Target
    matcher: Matcher
    now: datetime
    importer: str

    async def write(self, records: Sequence[Record], tx: Transaction) -> Landed:
        """Decide and write a batch. Doing it again changes nothing."""
        known = await self._known(records, tx)
        returned = {record.line: record for record in records if record.id in known.held and known.held[record.id].gone}
        decisions = decide(records, known)
        # What a changed row gives up must be gone before a later row of the batch claims it.
        await self._change(decisions.changed, tx)
        await self._create(decisions, tx)
        await self._link(decisions, tx)
        await self._encode(decisions, tx)
        await self._ask(decisions, tx)
        await self._survive(decisions, tx)
        for problem in decisions.problems:
            returned.pop(problem.line, None)
        await self._return([record.id for record in returned.values()], tx)
        return _landed(decisions)

    async def foresee(self, records: Sequence[Record], rehearsal: Rehearsal) -> Landed:
        """Decide about a batch as `write` would after those that were foreseen before, and write nothing."""
        known = await self.database.transact(partial(self._known, records), deadline=BATCH_DEADLINE)
        return _landed(rehearsal.decide(records, known))

    async def _known(self, records: Sequence[Record], tx: Transaction) -> Known:
        hashes = {record.id: record.content_hash for record in records}
        identifiers = {one.id for record in records for one in record.identifiers}
        [answer] = await tx.run(_SAY["known"], {"records": list(hashes), "identifiers": sorted(identifiers)})
        known = Known()
        for record, content_hash, customer, own, gone in answer["records"]:
            known.held[record] = Held(content_hash, customer, own=bool(own), gone=gone)
        for identifier, customer in answer["owners"]:
            known.owners.setdefault(identifier, set()).add(customer)
        changed = {one: held for one, held in known.held.items() if held.content_hash != hashes[one]}
        customers = {customer for owners in known.owners.values() for customer in owners}
        customers |= {held.customer for held in changed.values() if held.customer}
        await self._find_alike(records, known, tx)
        customers |= known.companies.keys()
        if customers:
            # The day on which the batch is written: a consent withdrawn since the import began is none any more.
            about = {"customers": sorted(customers), "subsidiary": self.target.id, "today": business_day(tx.now)}
            [answer] = await tx.run(_SAY["profiles"], about)
            known.customers = {customer: _profile(*rest) for customer, _, *rest in answer["profiles"]}
            known.withheld = {customer for customer, is_withheld, *_ in answer["profiles"] if is_withheld}
        if changed:
            [answer] = await tx.run(_SAY["before"], {"records": sorted(changed)})
            for record, payload, others in answer["records"]:
                known.held[record].before = Before(
                    record, reread(payload), {other: reread(kept) for other, kept in others}
                )
        return known

    async def _find_alike(self, records: Sequence[Record], known: Known, tx: Transaction) -> None:
        """Read which websites are nobody's own, and whom new records may be about that no identifier leads to."""
        new = [one for one in records if one.company and one.id not in known.held]
        rows = [[one.id, one.match_keys] for one in new if not any(it.id in known.owners for it in one.identifiers)]
        if new:
            known.placeholders = await find_placeholders(tx, [one.company for one in new if one.company])
        if rows:
            known.alike, known.companies = await find_alike(tx, self.target.id, self.target.system, rows)
            known.matcher = self.matcher

    async def _create(self, decisions: Decisions, tx: Transaction) -> None:
        if not decisions.created:
            return
        rows = [
            {
                "record": record.properties(),
                "resolved": record.match() | {"recordedAt": self.now, "gives": gives_all(record.row)},
                "customer": golden(record.row)
                | {"id": record.customer_id, "sourceSystem": IMPORT, "sourceKey": record.customer_id},
                "region": record.region,
                "industry": record.industry,
                "identifiers": _identifiers(record.identifiers),
            }
            for record in decisions.created
        ]
        await tx.run(_SAY["create"], self._given | {"rows": rows, "serves": self._serves()})

    async def _link(self, decisions: Decisions, tx: Transaction) -> None:
        if not decisions.linked:
            return
        rows = [
            {
                "record": link.record.properties(),
                "resolved": link.record.match() | {"recordedAt": self.now} | _likely(link.likely),
                "customer": link.customer,
                "phone": link.record.row.phone,
                "identifiers": _identifiers(link.record.identifiers),
            }
            for link in decisions.linked
        ]
        customers = list(dict.fromkeys(link.customer for link in decisions.linked))
        await tx.run(_SAY["disclose"], self._given | {"customers": customers})
        await tx.run(_SAY["link"], self._given | {"rows": rows})
        await tx.run(_SAY["serve"], self._given | {"customers": customers, "serves": self._serves()})

    async def _return(self, records: Sequence[str], tx: Transaction) -> None:
        if records:
            [answer] = await tx.run(_SAY["return"], {"records": records})
            await tx.run(_SAY["serve"], self._given | {"customers": answer["customers"], "serves": self._serves()})

    async def _encode(self, decisions: Decisions, tx: Transaction) -> None:
        if decisions.usccs:
            rows = [{"customer": customer, "uscc": uscc} for customer, uscc in decisions.usccs.items()]
            await tx.run(_SAY["encode"], {"rows": rows})

    async def _ask(self, decisions: Decisions, tx: Transaction) -> None:
        """Note branches, and put to the data stewards what is likely and not sure."""
        branches = [list(one.branch) for one in decisions.questions if one.branch]
        if branches:
            await tx.run(_SAY["branch"], {"rows": branches})
        await propose(tx, [_proposal(one) for one in decisions.questions if not one.branch])

    async def _survive(self, decisions: Decisions, tx: Transaction) -> None:
        """Let the records that came give the golden records what they have to give, and remember what was there."""
        touched = dict.fromkeys(
            [*(one.customer for one in decisions.changed), *(one.customer for one in decisions.linked)]
        )
        if not touched:
            return
        [answer] = await tx.run(_SAY["claims"], {"customers": list(touched)})
        found = {
            customer: survived
            for customer, now, claims in answer["customers"]
            if (survived := survive(now, [Claim.read(claim) for claim in claims]))
        }
        renew = [{"customer": one, "golden": it.golden} for one, it in found.items() if it.golden]
        former = [self._former(one, *told) for one, it in found.items() for told in it.former]
        for name, rows in (
            ("renew", renew),
            ("give", [list(given) for it in found.values() for given in it.gives.items()]),
            ("remember", former),
        ):
            if rows:
                await tx.run(_SAY[name], self._given | {"rows": rows})

    def _former(self, customer: str, field: str, value: Any, record: str) -> dict[str, Any]:
        told = {"customer": customer, "field": field, "value": str(value), "record": record}
        return told | {"id": former_id(*told.values(), self.now.isoformat())}

    async def _change(self, changed: Sequence[Change], tx: Transaction) -> None:
        rows = [
            {
                "record": change.record.properties(),
                "resolved": change.record.match(),
                "customer": change.customer,
                "identifiers": _identifiers(change.record.identifiers),
                "drop": list(change.drop),
                "region": change.record.region,
                "industry": change.record.industry,
            }
            for change in changed
        ]
        for name, chosen in (
            ("drop", [bool(change.drop) for change in changed]),
            ("change", [True] * len(changed)),
            ("move", [change.moved for change in changed]),
            ("retrade", [change.retraded for change in changed]),
        ):
            some = [row for row, is_chosen in zip(rows, chosen, strict=True) if is_chosen]
            if some:
                await tx.run(_SAY[name], self._given | {"rows": some})

    @property
    def _given(self) -> dict[str, Any]:
        return {
            "subsidiary": self.target.id,
            "at": self.now,
            "fresh": {"createdAt": self.now, "updatedAt": self.now, "version": 1},
        }

    def _serves(self) -> dict[str, Any]:
        return {
            "stage": "ACTIVE",
            "validFrom": business_day(self.now),
            "validTo": OPEN_END,
            "recordedAt": self.now,
            "recordedBy": self.importer,
            "lastContactOrder": _NO_CONTACT,
        }


def _identifiers(found: Iterable[Identifier]) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "scheme": one.scheme, "value": one.value, "sourceSystem": IMPORT, "sourceKey": one.id}
        for one in found
    ]


def _proposal(question: Question) -> Proposal:
    score, ground = question.candidate.score, question.candidate.judgement.ground
    ends = question.record.customer_id, question.candidate.id
    return Proposal(*ends, score.probability, score.weight, ground, score.evidence)


def _likely(candidate: Candidate | None) -> dict[str, Any]:
    """Return how a record was recognised without an identifier, as properties of RESOLVES_TO that no client reads.

    Its supplier would learn from them that somebody else knew the customer.
    """
    return (
        {} if candidate is None else {"ground": candidate.judgement.ground, "probability": candidate.score.probability}
    )


def _landed(decisions: Decisions) -> Landed:
    new, linked = len(decisions.created), len(decisions.linked)
    changed, problems = len(decisions.changed), tuple(decisions.problems)
    return Landed(new + linked, changed, decisions.unchanged, problems, new)


def _profile(identifiers: Sequence[str], names: Sequence[str | None], websites: Sequence[str | None]) -> Profile:
    profile = Profile(set(identifiers))
    profile.take(names, websites)
    return profile
