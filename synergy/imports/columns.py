"""The header of a file: which column is which, by the names that people give them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from synergy.imports.headings import plain
from synergy.imports.kinds import other_kind
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.problems import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from synergy.imports.headings import Headings
    from synergy.imports.profile import Profile

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True)
class Columns:
    """The header as it came, the place of each known field in it, and what a profile says of the others."""

    header: tuple[str, ...]
    places: dict[str, int]
    mapped: Mapping[str, str] = dataclasses.field(default_factory=dict)
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    headings: Headings = CUSTOMERS

    @cached_property
    def named(self) -> tuple[tuple[str, int], ...]:
        """Each field with the place of its cell; what stands in for the key is the key where no column is."""
        place = self.places.get(self.headings.key_else or "")
        if "key" in self.places or place is None:
            return tuple(self.places.items())
        return (*self.places.items(), ("key", place))

    @cached_property
    def read_places(self) -> frozenset[int]:
        """The places of the cells that are read, as against those that are only kept."""
        return frozenset(self.places.values())

    def title(self, field: str) -> str:
        """Return what the file calls a field."""
        place = self.places.get(field, self.places.get(self.headings.key_else or "") if field == "key" else None)
        return field if place is None else self.header[place]

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the text of each field of a row that has one, constants among them."""
        return {**self.constants, **{field: text for field, place in self.named if (text := cells[place].strip())}}

    def keep(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return a row as it is kept: by the file's titles, and with what it takes to read it again."""
        pairs = zip(self.header, cells, strict=True)
        as_it_came = {title: cell for title, cell in pairs if title not in self.ignored}
        if not self.mapped and not self.constants:
            return as_it_came
        return {"cells": as_it_came, "columns": dict(self.mapped), "constants": dict(self.constants)}

    def suggest(self) -> dict[str, str]:
        """Return the titles that nothing is read from, and that may mean a field which has no column."""
        open_fields = set(self.headings.fields) - self.places.keys() - self.constants.keys()
        found = {}
        for place, title in enumerate(self.header):
            if place not in self.read_places and title not in self.ignored:
                field = self.headings.suggest(title)
                if field in open_fields:
                    found[title] = field
                    open_fields.discard(field)
        return found


def find_columns(cells: Sequence[str], profile: Profile | None = None, headings: Headings = CUSTOMERS) -> Columns:
    """Find the known columns, whether or not all that are needed are there.

    Raises UnreadableFile when a column is twice there, has no name, or is not the one that the profile names.
    """
    header = tuple(cell.strip() for cell in cells)
    _refuse_separator(header)
    if "" in header:
        raise UnreadableFile(f"Column {header.index('') + 1} of the header has no name; name it or remove it.")
    twice = [title for title, count in Counter(header).items() if count > 1]
    if twice:
        raise UnreadableFile(f"The header has the column “{twice[0]}” twice.")
    mapped, ignored, constants = _told_by(profile, header)
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        field = None if title in ignored else mapped.get(title, headings.field_of(title))
        if field in places:
            raise UnreadableFile(
                f"The columns “{header[places[field]]}” and “{title}” both mean {field}; keep one, or ignore one in "
                "a profile."
            )
        if field is not None:
            places[field] = place
    for field in constants.keys() & places.keys():
        raise UnreadableFile(
            f"The profile gives {field} as a constant, and the column “{header[places[field]]}” has it."
        )
    return Columns(header, places, mapped, constants, ignored, headings)


def read_header(cells: Sequence[str], profile: Profile | None = None, headings: Headings = CUSTOMERS) -> Columns:
    """Find the known columns; raise UnreadableFile as find_columns does, and when one that is needed is missing.

    Without a profile a header that plainly belongs to another kind of file is refused, too.
    """
    columns = find_columns(cells, profile, headings)
    if profile is None and (kind := other_kind(columns.header, headings)):
        raise UnreadableFile(
            f"The header looks like one of {kind}, not of {headings.kind}: {', '.join(columns.header)[:300]}. If these "
            f"are {headings.kind}, say which column is which in a profile; `synergy import profile FILE` prints one to "
            "start from."
        )
    # What tells the rows apart cannot be the same in all of them.
    told = columns.places.keys() | columns.constants.keys() - {"key", "name", headings.key_else}
    missing = [_called(group) for group in headings.needed if not told & set(group)]
    if missing:
        may_mean = [f"“{title}” may be {field}" for title, field in columns.suggest().items()]
        hint = f" {'; '.join(may_mean)[:300]}: say so in a profile, or rename it." if may_mean else ""
        raise UnreadableFile(
            f"The header lacks {' and '.join(missing)}; it has {', '.join(columns.header)[:300]}.{hint} "
            "`synergy import profile FILE` prints a profile to start from; see docs/importing.md."
        )
    return columns


def _called(group: Sequence[str]) -> str:
    """Name the fields of which one is needed; the key's stand-in by the word that listings use."""
    first, *others = ["symbol" if field == "stock" else field for field in group]
    return f"{first} (or {' or '.join(others)})" if others else first


def _told_by(
    profile: Profile | None, header: tuple[str, ...]
) -> tuple[Mapping[str, str], frozenset[str], Mapping[str, str]]:
    """Return what a profile maps, ignores and sets, in the titles of this header."""
    if profile is None:
        return {}, frozenset(), {}
    titles = {plain(title): title for title in header}
    mapped = {}
    for called, field in profile.columns.items():
        title = titles.get(plain(called))
        if title is None:
            raise UnreadableFile(
                f"The profile names the column “{called}”, which the file does not have; it has "
                f"{', '.join(header)[:300]}."
            )
        mapped[title] = field
    ignored = {titles[plain(called)] for called in profile.ignore if plain(called) in titles}
    return mapped, frozenset(ignored), profile.constants


def _refuse_separator(header: tuple[str, ...]) -> None:
    if len(header) == 1:
        for mark, name in _SEPARATORS.items():
            if mark in header[0]:
                raise UnreadableFile(f"The cells of the file are separated by {name}; save it with commas.")
