"""When two names are one company's without a doubt: only what spelling, legal form and class of shares may vary."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDING = re.compile(r"(?:[\W_]+(?:class [ah]|co|company|corp|corporation|inc|incorporated|limited|ltd))+[\W_]*$")


def plain_names(names: Iterable[str | None]) -> frozenset[str]:
    """Return each name without case, width, punctuation and an English ending such as `Co., Ltd. Class H`."""
    return frozenset(_plain(_fold(name)) for name in names if name)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, _ENDING.sub("", name))) or name
