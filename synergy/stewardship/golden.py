"""Golden records of a merge: the survivor's values stay, and what it lacks is filled from the absorbed customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from synergy.model.customers import SizeBand
from synergy.model.provenance import GivenField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Properties: TypeAlias = "Mapping[str, Any]"

FILLED = {"nameEn": "nameEn", "employees": "employees", "employeesOrder": "employees"}
"""C1 properties that may be absent, each with the one whose absence says so: an order's twin goes with its field."""
MASKED = ("uscc", "phone")
"""C2 properties; beside each stands who supplied it."""

_PROPERTIES = {
    GivenField.NAME: "name",
    GivenField.NAME_EN: "nameEn",
    GivenField.KIND: "kind",
    GivenField.EMPLOYEES: "employees",
    GivenField.PHONE: "phone",
}


def suppliers_of(name: str) -> str:
    """Return the property that lists the subsidiaries whose records carry a C2 value; absent means all that serve."""
    return f"{name}Suppliers"


def fill(survivor: Properties, absorbed: Properties, served: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what the survivor's golden record takes over; `served` says who serves the one and the other.

    A value that one side had is read in clear by that side's subsidiaries only: a merge tells it to nobody else.
    """
    taken = {
        name: absorbed[name]
        for name, says in FILLED.items()
        if survivor.get(says) is None and absorbed.get(says) is not None
    }
    if survivor["sizeBand"] == SizeBand.UNKNOWN.name:
        taken["sizeBand"] = absorbed["sizeBand"]
    for name in MASKED:
        own, other = survivor.get(name), absorbed.get(name)
        ours, theirs = (
            list(those if side.get(suppliers_of(name)) is None else side[suppliers_of(name)])
            for side, those in zip((survivor, absorbed), served, strict=True)
        )
        if own is not None:
            taken[suppliers_of(name)] = ours + [one for one in theirs if own == other and one not in ours]
        elif other is not None:
            taken |= {name: other, suppliers_of(name): theirs}
    return taken


def given(taken: Properties) -> list[str]:
    """Return which of the fields that records give the survivor takes over."""
    return sorted(field.name for field in GivenField if _PROPERTIES[field] in taken)


def kept(survivor: Properties, taken: Properties) -> dict[str, Any]:
    """Return what is kept of a golden record for the way back, as JSON can hold it; never a C2 value.

    Those are taken over only where there was none, so that what was there is known.
    """
    return {
        "was": {name: survivor.get(name) for name in taken},
        "suppliers": {name: value for name, value in taken.items() if name.endswith("Suppliers")},
    }


def restored(survivor: Properties, absorbed: Properties, before: Properties, served: Sequence[str]) -> dict[str, Any]:
    """Return what the survivor's golden record becomes again; what was changed since the merge stays as it is.

    `served` says who serves it. Whoever came to serve it since was not among everybody who read its values in clear.
    """
    taken = {name: before["suppliers"].get(name, absorbed.get(name)) for name in before["was"]}
    back = {name: value for name, value in before["was"].items() if survivor.get(name) == taken[name]}
    for value in MASKED:
        name = suppliers_of(value)
        readers = before["suppliers"].get(name, [])
        stays_clear = name in back and back[name] is None and value not in back
        if stays_clear and not set(served) <= set(readers):
            back[name] = [one for one in readers if one in served]
    return back
