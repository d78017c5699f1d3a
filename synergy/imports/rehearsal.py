"""A dry run: decisions about one batch after the other, as if those before had been written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from synergy.imports.resolve import decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synergy.imports.records import Record
    from synergy.imports.resolve import Decisions, Known, Profile
    from synergy.imports.rows import CustomerRow


@dataclass
class Rehearsal:
    """What the batches so far would have left in the graph, which is read without them.

    `settled` are the identifiers whose `owners` are known here, none included. `said` holds what rows say of customers
    that the graph has, by record. It grows with the rows that would change something, by one or two KB each.
    """

    settled: set[str] = field(default_factory=set)
    owners: dict[str, set[str]] = field(default_factory=dict)
    customers: dict[str, Profile] = field(default_factory=dict)
    said: dict[str, dict[str, CustomerRow | None]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Customers that have got a record of this source."""

    def decide(self, records: Sequence[Record], read: Known) -> Decisions:
        """Decide about a batch; `read` is what the graph holds about it."""
        for held in read.held.values():
            if held.customer is not None and held.before is not None:
                said = self.said.get(held.customer, {})
                held.before.others.update({one: row for one, row in said.items() if one != held.before.record})
        for identifier in {one.id for record in records for one in record.identifiers} - self.settled:
            self.settled.add(identifier)
            if identifier in read.owners:
                self.owners[identifier] = read.owners[identifier]
        companies = {one: company for one, company in read.companies.items() if one not in self.taken}
        known = replace(read, owners=self.owners, customers=read.customers | self.customers, companies=companies)
        decisions = decide(records, known)
        self.customers = known.customers
        self._remember(decisions)
        return decisions

    def _remember(self, decisions: Decisions) -> None:
        for link in decisions.linked:
            self.taken.add(link.customer)
            self.said.setdefault(link.customer, {})[link.record.id] = link.record.row
        for change in decisions.changed:
            self.said.setdefault(change.customer, {})[change.record.id] = change.record.row
            # What a record gives up, nobody has, though the graph still says so.
            self.settled.update(change.drop)
        for record in decisions.created:
            if not record.identifiers:  # no later row can be linked to it
                self.customers.pop(record.customer_id, None)
