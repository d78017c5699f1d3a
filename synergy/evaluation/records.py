"""A folder of labelled records: `records.csv` read as the importer reads files, `truth.csv` with pairs of ids."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from synergy.identity.party import Address, Kind, Party
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.problems import Problem, UnreadableFile
from synergy.imports.readers.survey import survey
from synergy.imports.readers.tables import Row
from synergy.imports.rows import CustomerRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_SOURCES = frozenset({"source", "source_id", "来源"})
_NAMES = {
    "short_name": "short_name name_short abbreviation 简称 股票简称 证券简称 企业简称",
    "former_name": "former_name old_name 曾用名 原名",
    "full_name": "full_name name_zh chinese_name name_cn 全称 公司全称 中文名称 中文名",
}
_PERSONS = {
    "given_name": "given_name first_name 名",
    "surname": "surname last_name family_name 姓",
    "date_of_birth": "date_of_birth birth_date dob birthday 出生日期",
    "street_number": "street_number house_number",
    "address_1": "address_1 address street 地址",
    "address_2": "address_2",
    "suburb": "suburb",
    "postcode": "postcode zipcode zip 邮编",
    "soc_sec_id": "soc_sec_id national_id 身份证号",
}
_EXTRA = {
    re.sub(r"[\s_\-]+", "", called): name
    for table in (_NAMES, _PERSONS)
    for name, words in table.items()
    for called in words.split()
}
_FLOAT = re.compile(r"(\d+)\.0+")
_YEAR_LAST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./\- 年](\d{1,2})[./\- 月](\d{1,2})日?")


@dataclass
class LabelledSet:
    """Parties and the pairs of their ids that are one party; `told` are things to say about the reading."""

    name: str
    parties: list[Party]
    truth: set[tuple[str, str]]
    told: list[str] = field(default_factory=list)
    branches: Mapping[str, str] = field(default_factory=dict)
    """The ids of branches with those of their parents."""
    different: Callable[[str, str], bool] | None = None
    """Whether two parties are known to be two; None where every pair outside the truth is."""


def read_folder(folder: Path) -> LabelledSet:
    """Read a folder; raise UnreadableFile when a file is missing or cannot be read as a whole."""
    parties, told = _read_records(folder / "records.csv")
    known = {party.id for party in parties}
    truth: set[tuple[str, str]] = set()
    lost = 0
    for row in _rows(folder / "truth.csv"):
        one, other = (cell.strip() for cell in (*row.cells, "", "")[:2])
        if one in known and other in known:
            truth.add((min(one, other), max(one, other)))
        else:
            lost += row.line > 1
    if lost:
        told.append(f"{lost:,} pairs of truth.csv name an id that records.csv does not have.")
    return LabelledSet(folder.name, parties, closed(truth), told)


def closed(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs with all that follow: who is one with one is one with the other."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = groups.get(one, {one}) | groups.get(other, {other})
        for member in merged:
            groups[member] = merged
    return {
        (min(a, b), max(a, b))
        for group in {id(it): it for it in groups.values()}.values()
        for a in group
        for b in group
        if a < b
    }


def _rows(file: Path) -> list[Row]:
    with survey(file).open() as rows:
        return [row for row in rows if isinstance(row, Row)]


def _read_records(file: Path) -> tuple[list[Party], list[str]]:
    told: list[str] = []
    parties: list[Party] = []
    faults: Counter[str] = Counter()
    with survey(file).open() as rows:
        lines = iter(rows)
        header = next(lines, None)
        if not isinstance(header, Row):
            raise UnreadableFile(f"{file.name} has no header.")
        fields = [_field(title) for title in header.cells]
        unknown = [title for title, name in zip(header.cells, fields, strict=True) if name is None]
        if unknown:
            told.append(f"Columns not used: {', '.join(unknown)}.")
        if "key" not in fields:
            raise UnreadableFile(f"{file.name} has no column id; it has {', '.join(header.cells)}.")
        for row in lines:
            if isinstance(row, Problem) or len(row.cells) != len(fields):
                faults["row not readable"] += 1
                continue
            cells = {name: cell.strip() for name, cell in zip(fields, row.cells, strict=True) if name and cell.strip()}
            parties.append(to_party(cells, faults))
    told.extend(f"{count:,} × {fault}." for fault, count in faults.most_common(10))
    return parties, told


def _field(title: str) -> str | None:
    plain = re.sub(r"[\s_\-]+", "", title.strip().casefold())
    if plain in _SOURCES:
        return "source"
    return CUSTOMERS.field_of(title) or _EXTRA.get(plain)


def to_party(cells: Mapping[str, str], faults: Counter[str] | None = None) -> Party:
    """Turn a row's cells, by field, into a party; a cell that the importer would refuse is left out and counted."""
    names = [cells[name] for name in ("name", "full_name", "name_en", "short_name", "former_name") if cells.get(name)]
    row = _customer({"name": "-"} | {name: cells[name] for name in CustomerRow.model_fields if name in cells}, faults)
    is_person = (row.kind is not None and row.kind.value == "PERSON") or (
        row.kind is None and bool(cells.get("surname") or cells.get("given_name"))
    )
    return replace(
        row.party(row.key, cells.get("source", "")),
        kind=Kind.PERSON if is_person else Kind.COMPANY,
        names=tuple(dict.fromkeys(names)),
        given_name=cells.get("given_name", ""),
        surname=cells.get("surname", ""),
        birth_date=_day(cells.get("date_of_birth", "")),
        address=Address(
            _number(cells.get("street_number", "")),
            cells.get("address_1", ""),
            cells.get("address_2", ""),
            cells.get("suburb", ""),
            _number(cells.get("postcode", "")),
            cells.get("state", ""),
        ),
        national_id=_number(cells.get("soc_sec_id", "")),
    )


def _customer(cells: dict[str, str], faults: Counter[str] | None) -> CustomerRow:
    while True:
        try:
            return CustomerRow.model_validate(cells)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                name = str(detail["loc"][0])
                if name not in cells or name == "key":
                    raise UnreadableFile(f"A row has no usable {name}: {detail['msg']}.") from error
                cells = {other: cell for other, cell in cells.items() if other != name} | (
                    {"name": "-"} if name == "name" else {}
                )
                if faults is not None:
                    faults[f"{name} not usable"] += 1


def _number(text: str) -> str:
    """Undo what a table program did to a number: `2011.0` is 2011."""
    match = _FLOAT.fullmatch(text)
    return match[1] if match else text


def _day(text: str) -> str:
    text = _number(text)
    if match := _YEAR_FIRST.match(text):
        return f"{match[1]}{match[2]:0>2}{match[3]:0>2}"
    if match := _YEAR_LAST.match(text):
        return f"{match[3]}{match[2]:0>2}{match[1]:0>2}"
    return text
