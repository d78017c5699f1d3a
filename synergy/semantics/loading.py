"""Which text encoder the settings name."""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING

from synergy.errors import SetupError

if TYPE_CHECKING:
    from synergy.graph.meaning import TextEncoder

KNOWN = {"wordllama": "synergy.semantics.static:encoder"}
"""Encoders that come along, by what the setting calls them."""


def load_encoder(named: str | None) -> TextEncoder | None:
    """Return the encoder that a setting names; None where it names none. Raises SetupError when it is not to be had."""
    if named is None:
        return None
    try:
        make = pkgutil.resolve_name(KNOWN.get(named, named))
    except (ValueError, ImportError, AttributeError) as error:
        raise SetupError(
            f"SYNERGY_TEXT_ENCODER is {named!r}, which cannot be loaded: {error}. "
            f"Name one of {', '.join(KNOWN)} (pip install 'synergy[semantic]'), or package.module:function."
        ) from error
    encoder: TextEncoder = make()
    return encoder
