"""What a text means, as a vector: of a text encoder, where the settings name one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 4_000
"""Characters of a text that an encoder is given."""


class TextEncoder(Protocol):
    """Turns texts into vectors that lie close where texts mean the like.

    It runs in the server's process, between one question and the next: it has to answer for one text in a few
    milliseconds, from what is on this machine.
    """

    @property
    def name(self) -> str:
        """What tells it, and the weights it was made with, from every other one: vectors of two never meet."""

    def encode(self, texts: Sequence[str]) -> list[list[float] | None]:
        """Return a vector of any length for each text, all of one length; None for what it cannot read."""


def encode(encoder: TextEncoder, texts: Sequence[str]) -> list[list[float] | None]:
    """Encode the beginnings of texts; nothing in them is half a character."""
    return encoder.encode([text[:LONGEST_TEXT].encode("utf-8", "ignore").decode() for text in texts])


def meaning(encoder: TextEncoder | None, text: str | None) -> list[dict[str, Any]]:
    """Return what a statement reads as `$meaning`: one vector and whose it is, or nothing."""
    (vector,) = encode(encoder, [text]) if encoder and text else (None,)
    return [{"by": encoder.name, "vector": vector}] if encoder and vector else []
