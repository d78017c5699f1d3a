"""What the import of a declared kind decides from the graph, and writes into it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synergy.days import business_day
from synergy.graph.statements import load_sections
from synergy.imports.jobs import BATCH_DEADLINE
from synergy.imports.kinds.reading import KindRecord
from synergy.imports.ledger import IMPORT, OPEN_END
from synergy.imports.problems import Fault, Problem
from synergy.imports.records import exact
from synergy.imports.references import find
from synergy.imports.report import Landed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from synergy.graph.database import Database
    from synergy.graph.transactions import Transaction
    from synergy.imports.kinds.reading import KindReading
    from synergy.imports.rehearsal import Rehearsal

_SAY = {name: part.text for name, part in load_sections(Path(__file__).with_name("kinds.cypher")).items()}


@dataclass(frozen=True)
class Held:
    """A record that the graph has, and the id of the node that was made from it."""

    content_hash: str
    made: str | None
    name: str


@dataclass(frozen=True)
class Known:
    """What the graph holds about a batch: its records, and the id of what each text of a field names."""

    held: Mapping[str, Held]
    named: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Placed:
    """A row to write: the ids that it refers to, by field, and the id of its node, now and before."""

    record: KindRecord
    refers: dict[str, Any]
    id: str
    was: str | None


@dataclass
class Outcome:
    """What to write for a batch, in the order of the file; no row of a declared kind is linked to what there was."""

    created: list[Placed] = field(default_factory=list)
    changed: list[Placed] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def landed(self) -> Landed:
        """What becomes of the batch's records."""
        new = len(self.created)
        return Landed(new, len(self.changed), self.unchanged, tuple(self.problems), new)


def decide(records: Sequence[KindRecord], known: Known, reading: KindReading) -> Outcome:
    """Decide for each record by itself: no row of a file depends on another one of it."""
    outcome = Outcome()
    for record in records:
        held = known.held.get(record.id)
        if held is not None and held.content_hash == record.content_hash:
            outcome.unchanged += 1
        elif problem := _find_unknown(record, known, reading):
            outcome.problems.append(problem)
        else:
            (outcome.created if held is None else outcome.changed).append(_place(record, held, known, reading))
    return outcome


def _find_unknown(record: KindRecord, known: Known, reading: KindReading) -> Problem | None:
    for name, reference in reading.kind.references.items():
        texts, named, title = record.row.named(name), known.named[name], reading.columns.title(name)
        unknown = [text for text in texts if text not in named]
        if unknown:
            which = f" ({', '.join(unknown)[:200]})" if len(texts) > 1 else ""
            reason = f"names no {reference.what.format(code=reading.target.code)}{which}"
            return Problem(record.line, title, Fault.UNKNOWN, reason)
        twice = [one for one, count in Counter(named[text] for text in texts).items() if count > 1]
        if twice:
            texts = tuple(text for text in texts if named[text] == twice[0])
            return Problem(record.line, title, Fault.BAD_VALUE, f"names one thing twice ({', '.join(texts)[:200]})")
    return None


def _place(record: KindRecord, held: Held | None, known: Known, reading: KindReading) -> Placed:
    refers: dict[str, Any] = {}
    for name in reading.kind.references:
        ids = [known.named[name][text] for text in record.row.named(name)]
        is_list = isinstance(getattr(record.row, name), tuple)
        refers[name] = ids if is_list else next(iter(ids), None)
    was = held.made if held else None
    stays = was is not None and (not reading.kind.is_person or _same_name(held, record))
    new = f"{reading.kind.prefix}_{record.own_id}" if reading.kind.prefix else record.id
    return Placed(record, refers, was if was is not None and stays else new, was)


def _same_name(held: Held | None, record: KindRecord) -> bool:
    return held is not None and exact(held.name) == exact(record.row.label)


@dataclass(frozen=True)
class DeclaredLedger:
    """Writes batches of a declared kind; `now` and `importer` are what it records."""

    database: Database
    reading: KindReading
    now: datetime
    importer: str

    async def foresee(self, records: Sequence[KindRecord], _rehearsal: Rehearsal) -> Landed:
        """Decide about a batch as `write` would, and write nothing; the batches before it make no difference."""
        known = await self.database.transact(partial(self._known, records), deadline=BATCH_DEADLINE)
        return decide(records, known, self.reading).landed

    async def write(self, records: Sequence[KindRecord], tx: Transaction) -> Landed:
        """Decide about a batch and write it. Doing it again changes nothing."""
        outcome = decide(records, await self._known(records, tx), self.reading)
        rows = [self._row(placed, is_new=True) for placed in outcome.created]
        rows += [self._row(placed, is_new=False) for placed in outcome.changed]
        if rows:
            given = {
                "subsidiary": self.reading.target.id,
                "today": business_day(self.now),
                "open": OPEN_END,
                "at": self.now,
                "importer": self.importer,
                "fresh": {"createdAt": self.now, "updatedAt": self.now, "version": 1},
                "made": {"sourceSystem": IMPORT},
                "rows": rows,
            }
            await tx.run(_SAY["keep"], given)
            await tx.run(self.reading.kind.write, given)
        return outcome.landed

    def _row(self, placed: Placed, *, is_new: bool) -> dict[str, Any]:
        record = placed.record
        return {
            "record": record.id,
            "kept": record.properties(self.reading.target.system),
            "said": record.row.said(),
            "refers": placed.refers,
            "id": placed.id,
            "was": placed.was,
            "isNew": is_new,
        }

    async def _known(self, records: Sequence[KindRecord], tx: Transaction) -> Known:
        read = await tx.run(_SAY["known"], {"records": [record.id for record in records]})
        held = {row["id"]: Held(row["contentHash"], row["made"], row["name"]) for row in read}
        same = {
            record.id for record in records if record.id in held and held[record.id].content_hash == record.content_hash
        }
        new = [record for record in records if record.id not in same]
        today = business_day(self.now)
        named = {}
        for name, reference in self.reading.kind.references.items():
            texts = {text for record in new for text in record.row.named(name)}
            named[name] = await find(tx, self.reading.target, today, reference, texts)
        return Known(held, named)
