"""Survivorship: which record gives each field of a golden record, decided from what the customer's records say.

The record that the customer was made from comes first: a row of another subsidiary does not rename a customer. What it
leaves open the others fill: who gives a field goes on to, as long as it states one; then records with an identifier
that passes its check come before those without, and earlier ones before later ones.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synergy.imports.records import golden, reread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from synergy.imports.rows import CustomerRow

FILLED = ("nameEn", "employees", "phone")
"""What a golden record may take from other records than the one it was made from."""
FIELDS = {"name": "NAME", "nameEn": "NAME_EN", "kind": "KIND", "employees": "EMPLOYEES", "phone": "PHONE"}
"""The properties of a golden record that records give, with the name that clients know the field by."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a record says: `own` that the customer was made from it, `gives` what it gives so far."""

    record: str
    supplier: str
    row: CustomerRow | None
    own: bool
    gives: tuple[str, ...]
    since: Any

    @classmethod
    def read(cls, told: Sequence[Any]) -> Claim:
        """Read what the statement returns of a record."""
        record, supplier, payload, own, gives, since = told
        return cls(record, supplier, reread(payload), bool(own), tuple(gives or ()), since)


@dataclass
class Survival:
    """What changes of a golden record: its fields, who gives them, and the values that it had, with who gave those."""

    golden: dict[str, Any] = dataclasses.field(default_factory=dict)
    gives: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    former: list[tuple[str, Any, str]] = dataclasses.field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.golden or self.gives)


def gives_all(row: CustomerRow) -> list[str]:
    """Return the fields that a record gives to the customer that is made from it."""
    said = golden(row)
    return [field for name, field in FIELDS.items() if said[name] is not None]


def survive(now: Mapping[str, Any], claims: Sequence[Claim]) -> Survival:
    """Return what has to change of a golden record, whose fields are `now`, for these claims.

    What no record gave, such as a name that was there before any record, stays unless the customer's own record tells.
    """
    said = {one.record: golden(one.row) for one in claims if one.row is not None}
    ranked = sorted(claims, key=lambda one: (not one.own, not _identified(one), one.since, one.record))
    giving: dict[str, list[str]] = {one.record: [] for one in claims}
    found = Survival()
    for name, field in FIELDS.items():
        giver = next((one for one in ranked if field in one.gives), None)
        stating = [one for one in ranked if said.get(one.record, {}).get(name) is not None]
        first = next((one for one in stating if one.own or (name in FILLED and one is giver)), None)
        first = first or next((one for one in stating if name in FILLED), None)
        unread = giver is not None and giver.row is None
        if unread or (giver is None and (first is None or (now[name] is not None and not first.own))):
            first = giver if unread else None
        elif (value := said[first.record][name] if first else None) != now[name]:
            found.golden[name] = value
            if giver is not None and now[name] is not None:
                found.former.append((field, now[name], giver.record))
        if first is not None:
            giving[first.record].append(field)
    found.gives = {one.record: giving[one.record] for one in claims if giving[one.record] != list(one.gives)}
    _tell(found, claims, said)
    return found


def _identified(claim: Claim) -> bool:
    return claim.row is not None and bool(claim.row.identifiers)


def _tell(found: Survival, claims: Sequence[Claim], said: Mapping[str, Mapping[str, Any]]) -> None:
    """Add what goes with a field: the twin that orders by it, and for a phone number who may read it."""
    if "employees" in found.golden:
        number = found.golden["employees"]
        found.golden["employeesOrder"] = -1 if number is None else number
    if found.golden.get("phone") is not None:
        number = found.golden["phone"]
        found.golden["phoneSuppliers"] = sorted(
            {one.supplier for one in claims if said.get(one.record, {}).get("phone") == number}
        )
    elif "phone" in found.golden:
        found.golden["phoneSuppliers"] = None
