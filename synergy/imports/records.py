"""Source records: a row as it came, its identity, and what it says of a customer."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import ValidationError

from synergy.identity.blocking import match_keys
from synergy.identity.companies import read_company
from synergy.identity.identifiers import uscc_checks
from synergy.identity.party import Kind
from synergy.imports.columns import read_header
from synergy.imports.problems import UnreadableFile
from synergy.imports.profile import Profile
from synergy.imports.rows import CustomerRow, read_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from synergy.identity.companies import Company
    from synergy.identity.identifiers import Identifier
    from synergy.imports.columns import Columns

DIGITS = 24
"""How many hexadecimal digits an id ends in."""
_HOME = frozenset({"", "china", "中国", "pr china", "people's republic of china"})


@dataclass(frozen=True)
class Target:
    """For whom a file is imported, and from which of its systems: keys are unique within that system."""

    id: str
    code: str
    system: str
    names: tuple[str | None, ...] = ()

    @cached_property
    def called(self) -> frozenset[str]:
        """What a row may call the subsidiary: its id, code or name."""
        return frozenset(exact(one) for one in (self.id, self.code, *self.names) if one)

    def record_id(self, key: str) -> str:
        """Return the id of the record with this key, the same in every import."""
        return f"src_{self.code}_{_digest(self.system, key)}"


@dataclass(frozen=True)
class Vocabulary:
    """Ids of the regions and industries of the graph by their names, `exact` ones only."""

    regions: Mapping[str, str]
    industries: Mapping[str, str]

    def region(self, row: CustomerRow) -> str | None:
        """Return the region that the row names: its region, else its state or city in China, else its country."""
        if row.region:
            return self.regions.get(exact(row.region))
        at_home = exact(row.country or "") in _HOME
        for name in (row.state, row.city) if at_home else ():
            if name and (found := self.regions.get(exact(name))):
                return found
        return self.regions.get(exact(row.country)) if row.country else None

    def industry(self, row: CustomerRow) -> str | None:
        """Return the industry that the row names."""
        return self.industries.get(exact(row.industry)) if row.industry else None


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:DIGITS]


def former_id(*parts: str) -> str:
    """Return the id of a value that a golden record had."""
    return f"fva_{_digest(*parts)}"


def exact(name: str) -> str:
    """Return a name without what no reader would see or mind: width, case and blanks at its ends."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclass(frozen=True)
class Record:
    """A row on its way into the graph; `payload` is the row as it came, as JSON in the file's order.

    Where a profile says what the file does not, the payload holds that beside the row.
    """

    line: int
    id: str
    system: str
    row: CustomerRow
    payload: str
    content_hash: str
    region: str | None
    industry: str | None

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """What the row can be linked by."""
        return self.row.identifiers

    @property
    def of(self) -> str | None:
        """The subsidiary that the row names, if it names one."""
        return self.row.subsidiary

    @cached_property
    def company(self) -> Company | None:
        """The company as it is compared with others; None for a person, whom a name does not tell from another."""
        party = self.row.party(self.id, self.system)
        return read_company(party) if party.kind is Kind.COMPANY else None

    @property
    def match_keys(self) -> str | None:
        """The keys under which others find the record, as words of the full-text index."""
        return None if self.company is None else match_keys(self.company)

    @cached_property
    def customer_id(self) -> str:
        """The id of the customer that this row makes when it is the first to tell of it.

        It is the same in every run of the same file, and nobody without the row can compute it: an id that told
        which subsidiary knew the customer first would tell who serves it.
        """
        return f"cus_{_digest(self.id, self.content_hash)}"

    def match(self) -> dict[str, Any]:
        """Return how the record's customer was found, as properties of RESOLVES_TO.

        They are what the record itself carries, whether it made its customer or the customer was there: a difference
        would tell that somebody else knew it first.
        """
        if not self.identifiers:
            return {"score": 1.0, "method": "NONE", "evidence": "carries no identifier"}
        schemes = " and ".join([one.scheme for one in self.identifiers])
        return {"score": 1.0, "method": "IDENTIFIER", "evidence": f"carries {schemes}"}

    def properties(self) -> dict[str, Any]:
        """Return the properties of the SourceRecord node, None for those that are absent."""
        return {
            "id": self.id,
            "sourceSystem": self.system,
            "sourceKey": self.row.key,
            "name": self.row.name,
            "nameEn": self.row.english_name,
            "industryText": self.row.industry,
            "regionText": self.row.place,
            "website": self.row.website,
            "payload": self.payload,
            "contentHash": self.content_hash,
            "matchKeys": self.match_keys,
            "states": [one.value for one in self.row.stated] + ([self.row.phone] if self.row.phone else []),
            "places": [place for place in (self.row.city, self.row.region or self.row.state) if place],
        }


def make_record(target: Target, words: Vocabulary, columns: Columns, cells: Sequence[str], line: int) -> Record:
    """Make the record of a row; raise pydantic's ValidationError when the row is wrong.

    The hash does not depend on the order of the columns.
    """
    row = read_row(columns, cells)
    kept = columns.keep(cells)
    return Record(
        line=line,
        id=target.record_id(row.key),
        system=target.system,
        row=row,
        payload=orjson.dumps(kept).decode(),
        content_hash=sha256(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        region=words.region(row),
        industry=words.industry(row),
    )


def reread(payload: str) -> CustomerRow | None:
    """Read a kept row again; None when it came in another form than this importer's."""
    try:
        kept: dict[str, Any] = orjson.loads(payload)
        if not isinstance(kept.get("cells"), dict):
            return read_row(read_header(list(kept), Profile()), list(kept.values()))
        profile = Profile(columns=kept["columns"], constants=kept["constants"])
        return read_row(read_header(list(kept["cells"]), profile), list(kept["cells"].values()))
    except (ValueError, TypeError, AttributeError, ValidationError, UnreadableFile):
        return None


def golden(row: CustomerRow) -> dict[str, Any]:
    """Return what a row says of its customer, as properties of the Customer node.

    The size band stays unknown: market value says nothing of turnover or staff, and the official bands by staff differ
    from industry to industry.
    """
    return {
        "name": row.name,
        "nameEn": row.english_name,
        "kind": row.kind.value if row.kind else "COMPANY",
        "sizeBand": "UNKNOWN",
        "employees": row.employees,
        "employeesOrder": -1 if row.employees is None else row.employees,
        "uscc": row.uscc if row.uscc and uscc_checks(row.uscc) else None,
        "phone": row.phone,
    }
