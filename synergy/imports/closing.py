"""Snapshots: a file that holds all of its source ends the service of customers that it has no record of any more.

Nothing is erased: the record stays, with the day on which it was missed, and the serving relationship ends on that day
unless another record of the subsidiary still stands for it. A record that comes back opens a new period.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.days import business_day
from synergy.graph.statements import load_sections
from synergy.imports.jobs import BATCH_DEADLINE
from synergy.imports.problems import ClosingRefused
from synergy.imports.records import DIGITS
from synergy.stewardship.service import end_grants

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from datetime import datetime

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction
    from synergy.imports.batches import Keys
    from synergy.imports.jobs import Job
    from synergy.imports.records import Target

CLOSING_SHARE = 0.2
"""Of the records of a source: more are not ended at once, unless somebody said how many may be."""
PAGE = 2_000

_SAY = {name: part.text for name, part in load_sections(Path(__file__).with_name("closing.cypher")).items()}


@dataclass(frozen=True)
class Allowance:
    """How many serving relationships a snapshot may end: a share of its source's records, or a larger number."""

    share: float = CLOSING_SHARE
    number: int = 0

    def check(self, closing: int, records: int) -> None:
        """Raise ClosingRefused when it would end more."""
        if closing > max(self.share * records, self.number):
            raise ClosingRefused(
                f"The file lacks so many of the source's {records:,} records that {closing:,} customers would be "
                f"served no more, above {self.share:.0%}. Nothing was ended. If the file is complete, allow it: "
                f"--allow-closing {closing} (allowClosing: {closing})."
            )


@dataclass(frozen=True)
class Snapshot:
    """The records of a source in the graph, against the keys of the file that is all of it."""

    database: Database
    target: Target
    keys: Keys
    now: datetime

    async def foresee(self, added: int, linked: Collection[str]) -> tuple[int, int]:
        """Return how many serving relationships would end, and how many records the source would have.

        `added` are the new records of the file, which have not landed, `linked` the known customers of some of them.
        Raises ClosingRefused when keys could not be read.
        """
        self._require_all_keys()
        closing, records = await self._count(linked, is_dry=True)
        return closing, records + added

    async def close(self, job: Job, allowance: Allowance) -> None:
        """End what the file no longer supports, page by page, each with its checkpoint.

        Raises ClosingRefused, before anything was ended, when that is more than the allowance. What was ended before a
        kill counts no more afterwards, so that an allowance which was enough stays enough.
        """
        self._require_all_keys()
        allowance.check(*await self._count((), is_dry=False, job=job))
        async for absent, _ in self._pages():
            if absent:
                job.report.closed = await self.database.transact(
                    partial(self._close, job, absent), deadline=BATCH_DEADLINE, repeat_unknown_commit=True
                )

    def _require_all_keys(self) -> None:
        if self.keys.unread:
            raise ClosingRefused(
                f"{self.keys.unread:,} rows have no key that can be read, so nobody can say which records the file "
                "lacks. Its other rows have landed, and nothing was ended; mend these rows and import the file again."
            )

    async def _close(self, job: Job, absent: list[str], tx: Transaction) -> int:
        await job.hold(tx)
        told = {"records": absent, "job": job.id, "at": self.now}
        [answer] = await tx.run(_SAY["close"], self._given | told)
        await end_grants(tx, answer["customers"], business_day(self.now))
        return int(answer["closed"])

    async def _count(self, linked: Collection[str], *, is_dry: bool, job: Job | None = None) -> tuple[int, int]:
        """Return how many serving relationships would end, and how many records the source has."""
        closing = records = 0
        async for absent, size in self._pages():
            records += size
            if job is not None:
                await job.renew()
            if not absent:
                continue
            given = self._given | {"records": absent}
            answer = await self.database.read(_SAY["supports"], given, deadline=BATCH_DEADLINE)
            for record, customer, others in answer["found"]:
                gone, supported = self._judge(others, is_dry=is_dry)
                # Of several records that go, the first speaks for the customer.
                closing += not supported and record == min(gone) and customer not in linked
        return closing, records

    def _judge(self, others: list[tuple[str, bool, bool]], *, is_dry: bool) -> tuple[list[str], bool]:
        """Return the present records that go, and whether any record stays; a dry run has those stay that come back."""
        own = [record for record, is_own, _ in others if is_own]
        absent = set(self.keys.absent(own))
        stays = any(
            (is_present or (is_dry and is_own)) and record not in absent for record, is_own, is_present in others
        )
        return [record for record, is_own, is_present in others if is_own and is_present and record in absent], stays

    async def _pages(self) -> AsyncIterator[tuple[list[str], int]]:
        """Yield, for the source's records page by page, those that the file lacks, and how many the page has."""
        prefix = f"src_{self.target.code}_"
        after = prefix
        while True:
            given = self._given | {"after": after, "end": f"{prefix}g", "size": len(prefix) + DIGITS, "limit": PAGE}
            ids = (await self.database.read(_SAY["present"], given, deadline=BATCH_DEADLINE))["ids"]
            if not ids:
                return
            after = ids[-1]
            yield self.keys.absent(ids), len(ids)

    @property
    def _given(self) -> dict[str, Any]:
        return {
            "subsidiary": self.target.id,
            "system": self.target.system,
            "today": business_day(self.now),
        }
