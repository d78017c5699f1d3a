"""A folder of three files: what experts wrote, what was asked, and who was right.

`documents.csv` has `expert,document,title,text,date` (a row for each expert of a document; text and date may be empty),
`queries.csv` has `id,text`, and `judgements.csv` has `query,expert,grade` (a whole number; 0 and what is not judged are
wrong).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synergy.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST_TITLE, _LONGEST_TEXT = 300, 10_000


@dataclass(slots=True)
class Document:
    """Something that experts wrote or worked on."""

    key: str
    title: str
    text: str
    date: str
    experts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExpertSet:
    """Documents by key, queries by id, and the grades of experts by query."""

    name: str
    documents: dict[str, Document]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]

    @property
    def experts(self) -> list[str]:
        """Everybody who has a document."""
        return sorted({expert for document in self.documents.values() for expert in document.experts})


def read_folder(folder: Path) -> ExpertSet:
    """Read the three files; raise SetupError naming the file, the line and what is wrong there."""
    documents: dict[str, Document] = {}
    for row in _rows(folder / "documents.csv", ("expert", "document", "title")):
        title, text = row["title"].strip(), (row.get("text") or "").strip()
        if len(title) > _LONGEST_TITLE:
            title, text = title[: _LONGEST_TITLE - 1] + "…", f"{title} {text}"
        made = Document(row["document"], title, text[:_LONGEST_TEXT], (row.get("date") or "").strip())
        known = documents.setdefault(row["document"], made)
        if row["expert"] not in known.experts:
            known.experts.append(row["expert"])
    queries = {row["id"]: row["text"] for row in _rows(folder / "queries.csv", ("id", "text"))}
    grades: dict[str, dict[str, int]] = {}
    for row in _rows(folder / "judgements.csv", ("query", "expert", "grade")):
        if row["query"] not in queries:
            raise SetupError(f"judgements.csv names a query that queries.csv does not have: {row['query']}")
        if not row["grade"].strip().isdecimal():
            raise SetupError(f"judgements.csv: the grade “{row['grade']}” is no whole number")
        if grade := int(row["grade"]):
            grades.setdefault(row["query"], {})[row["expert"]] = grade
    judged = {query: text for query, text in queries.items() if query in grades}
    if not documents or not judged:
        raise SetupError(f"{folder} has nothing to evaluate: it needs documents, and queries with a grade above 0.")
    return ExpertSet(folder.name, documents, judged, grades)


def _rows(file: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            if missing := set(needed) - set(reader.fieldnames or ()):
                raise SetupError(f"{file.name} lacks the column {min(missing)}; its columns are {', '.join(needed)}.")
            for row in reader:
                if any(not (row[name] or "").strip() for name in needed):
                    raise SetupError(f"{file.name}, line {reader.line_num}: {', '.join(needed)} may not be empty.")
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{file} cannot be read: {error}") from error
