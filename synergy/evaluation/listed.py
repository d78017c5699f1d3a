"""Listed companies as a labelled set: Hong Kong against Shanghai and Shenzhen, and the same rows mistyped."""

from __future__ import annotations

import csv
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from synergy.evaluation.records import LabelledSet, to_party
from synergy.evaluation.variants import Labelled, english_set
from synergy.identity.verdicts import MOST_OWN
from synergy.identity.websites import hosts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = ("HKG", "SHH", "SHZ")
_USED = ("name", "city", "country", "industry")
"""What the matcher is given; ISIN, website and symbol are withheld."""


def half(key: str) -> int:
    """Return 0 for the half of records to develop on, 1 for the half to report."""
    return sha256(key.encode()).digest()[0] & 1


def read_listed(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Read the companies of each exchange: rows with an industry, since funds have none."""
    found = {}
    for name in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = [row for row in csv.DictReader(file) if row["name"] and row["industry"]]
    return found


def hong_kong_and_mainland(folder: Path) -> LabelledSet:
    """Return the truth by equal ISIN, or by a website that exactly one company on each side has."""
    listed = read_listed(folder)
    one, other = listed["HKG"], [*listed["SHH"], *listed["SHZ"]]
    truth = set()
    for field in ("isin", "host"):
        sides = [_by_key(rows, field) for rows in (one, other)]
        truth |= {
            (min(a, b), max(a, b))
            for key, (a,) in ((key, ids) for key, ids in sides[0].items() if len(ids) == 1)
            for b in sides[1].get(key, [])
            if len(sides[1][key]) == 1
        }
    parties = [to_party(_cells(row, source)) for source, rows in (("HK", one), ("SH and SZ", other)) for row in rows]
    site = {row["symbol"]: next(iter(hosts([row["website"]])), "") for rows in listed.values() for row in rows}
    counts = Counter((name, site[row["symbol"]]) for name, rows in listed.items() for row in rows)
    shared = {host for (_, host), count in counts.items() if count > MOST_OWN}
    partners = {one: other for pair in truth for one, other in (pair, pair[::-1])}

    def different(a: str, b: str) -> bool:
        if partners.get(a, b) != b or partners.get(b, a) != a:
            return True
        return site[a] != site[b] and not {site[a], site[b]} & {"", *shared}

    return LabelledSet("listed: Hong Kong and mainland", parties, truth, different=different)


def _by_key(rows: list[dict[str, str]], field: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        keys = [row["isin"]] if field == "isin" else sorted(hosts([row["website"]]))
        for key in keys:
            if key:
                found.setdefault(key, []).append(row["symbol"])
    return found


def _cells(row: dict[str, str], source: str) -> dict[str, str]:
    return {"key": row["symbol"], "source": source} | {field: row[field] for field in _USED if row[field]}


def mistyped(folder: Path, seed: int = 2022, only: int | None = None) -> LabelledSet:
    """Return the companies of Shanghai and Shenzhen with a mistyped record each; `only` one half of them."""
    made = mistyped_rows(folder, seed, only)
    parties = [to_party({"key": row["id"]} | row) for row in made.rows]
    return LabelledSet("listed: mistyped", parties, made.truth)


def mistyped_rows(folder: Path, seed: int, only: int | None = None, phone: Callable[[], str] | None = None) -> Labelled:
    """Return the same as rows, with a phone number where one is made for each."""
    listed = read_listed(folder)
    rows = [
        {"id": row["symbol"]}
        | {field: row[field] for field in _USED if row[field]}
        | ({"phone": phone()} if phone else {})
        for name in FILES[1:]
        for row in _once(listed[name])
        if only is None or half(row["symbol"]) == only
    ]
    return english_set(rows, seed)


def _once(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Leave out a company's second class of shares: the same name or the same website."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        marks = {"".join(filter(str.isalnum, row["name"].casefold())), *hosts([row["website"]])}
        if not marks & seen:
            kept.append(row)
        seen |= marks
    return kept
