"""Websites, of which the host tells whose they are."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def hosts(websites: Iterable[str | None]) -> frozenset[str]:
    """Return the host of each website, without `www.`; what has no dot (`-`, `none`) is no website."""
    found = set()
    for website in filter(None, websites):
        address = unicodedata.normalize("NFKC", website).casefold().strip().partition("://")
        host = (address[2] or address[0]).partition("/")[0].partition(":")[0].removeprefix("www.")
        if "." in host.strip("."):
            found.add(host)
    return frozenset(found)
