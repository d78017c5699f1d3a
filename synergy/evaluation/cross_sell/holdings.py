"""Who holds what, from a folder of two files, and what else is known of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from synergy.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

_MANY = 30
"""From so many different numbers on, an attribute is cut into ten parts with equally many customers."""


@dataclass
class HoldingSet:
    """Holdings by customer, and traits as `name=value`; everything in the order of the files."""

    name: str
    held: dict[str, list[str]]
    products: list[str]
    traits: dict[str, list[str]] = field(default_factory=dict)

    @property
    def interactions(self) -> int:
        """How many holdings there are."""
        return sum(map(len, self.held.values()))

    def without_traits(self) -> HoldingSet:
        """Return the holdings alone."""
        return HoldingSet(self.name, self.held, self.products)


def read_folder(folder: Path) -> HoldingSet:
    """Read `holdings.csv` (`customer,product`) and, where there is one, `customers.csv` (`customer`, attributes)."""
    held: dict[str, dict[str, None]] = {}
    products: dict[str, None] = {}
    for row in _rows(folder / "holdings.csv", ("customer", "product")):
        held.setdefault(row["customer"], {})[row["product"]] = None
        products[row["product"]] = None
    if not held:
        raise SetupError(f"{folder / 'holdings.csv'} holds no rows.")
    found = HoldingSet(folder.name, {customer: list(some) for customer, some in held.items()}, list(products))
    if (folder / "customers.csv").is_file():
        rows = _rows(folder / "customers.csv", ("customer",))
        found.traits = _traits([row for row in rows if row["customer"]])
        for customer in found.traits:
            found.held.setdefault(customer, [])
    return found


def _rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [
                {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if name}
                for row in reader
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{path} cannot be read: {error}.") from error
    if missing := [name for name in needed if rows and name not in rows[0]]:
        raise SetupError(f"{path} has no column {missing[0]}.")
    return [row for row in rows if all(row[name] for name in needed)]


def _traits(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    names = [name for name in (rows[0] if rows else {}) if name not in {"customer", ""}]
    found: dict[str, list[str]] = {row["customer"]: [] for row in rows}
    for name in names:
        values = _cut([row.get(name, "") for row in rows])
        for row, value in zip(rows, values, strict=True):
            if value:
                clean = value.translate(_INERT)
                found[row["customer"]].append(f"{name.translate(_INERT)}={clean}")
    return found


_INERT = str.maketrans(dict.fromkeys(";；,，、\n=", " "))
"""What stands between traits in a file."""


def _cut(values: list[str]) -> list[str]:
    """Return values as categories: many different numbers become tenths."""
    said = {value for value in values if value}
    try:
        numbers = {value: float(value) for value in said}
    except ValueError:
        return values
    if len(said) <= _MANY:
        return values
    edges = np.unique(np.quantile([numbers[value] for value in values if value], np.linspace(0.1, 0.9, 9)))
    return [f"part {int(np.searchsorted(edges, numbers[value]))}" if value else "" for value in values]
