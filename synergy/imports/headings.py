"""What the columns of one kind of file may be called, in Chinese and English, and which of them must be there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def plain(title: str) -> str:
    """Return a title without what does not count in it: width, case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", title).strip().casefold())


def _by_title(called: Mapping[str, str]) -> dict[str, str]:
    return {plain(title): field for field, titles in called.items() for title in titles.split()}


@dataclass(frozen=True)
class Headings:
    """The titles of each field of a kind of file, blanks, hyphens and case aside.

    `called` are taken for the field, `may_mean` only suggested. Of each group in `needed` one field must be there;
    `key_else` is the one that stands in for the key. `own` are fields that files of other kinds do not have, `also`
    titles that files of this kind have though nothing is read from them.
    """

    kind: str
    called: Mapping[str, str]
    may_mean: Mapping[str, str]
    needed: tuple[tuple[str, ...], ...]
    own: frozenset[str]
    also: str = ""
    key_else: str | None = None

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields in the order of docs/importing.md."""
        return tuple(self.called)

    @cached_property
    def _field(self) -> dict[str, str]:
        return _by_title(self.called)

    @cached_property
    def _near(self) -> dict[str, str]:
        return _by_title(self.may_mean) | self._field

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles that files of this kind have, as `plain` writes them."""
        return frozenset(self._field) | {plain(title) for title in self.also.split()}

    def field_of(self, title: str) -> str | None:
        """Return the field that a column of this title holds; None when it is none that is known."""
        return self._field.get(plain(title))

    def suggest(self, title: str) -> str | None:
        """Return the field that a title may mean: a synonym, one inside a longer title, or a near spelling."""
        wanted = plain(title)
        if wanted in self._near:
            return self._near[wanted]
        inside = [called for called in self._field if not called.isascii() and called in wanted]
        near = [max(inside, key=len)] if inside else get_close_matches(wanted, self._near, n=1, cutoff=0.75)
        return self._near[near[0]] if near else None
