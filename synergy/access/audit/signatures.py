"""Signed lines: compact JSON whose last member is the Ed25519 signature, in hexadecimal, of the bytes without it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.exceptions import InvalidSignature

from synergy.access.signing_key import key_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_SIGNATURE = b',"signature":"'
_RECENT = 256
_TAIL = len(_SIGNATURE) + 128 + len(b'"}')


class UnsignedError(Exception):
    """A line is not what one of the known keys has signed; the message says why."""


class Signer:
    """Signs the statements of the audit."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key()
        self._key = key_id(self.public)

    def sign(self, statement: str, members: Mapping[str, Any]) -> bytes:
        """Return the line that states the members; the name of the statement keeps one kind from passing as another."""
        body = orjson.dumps({"statement": statement, "key": self._key, **members}, option=orjson.OPT_UTC_Z)
        signature = self._private.sign(body).hex()
        return b"".join((body[:-1], _SIGNATURE, signature.encode(), b'"}\n'))


class Signatures:
    """Checks signed lines against the public keys that are trusted."""

    def __init__(self, keys: Iterable[Ed25519PublicKey]) -> None:
        self._keys = {key_id(key): key for key in keys}
        # The shipped copy of a checkpoint is read right after the one beside the log: its signature costs no more.
        self._recently = lru_cache(_RECENT)(self._check)

    def read(self, statement: str, line: bytes) -> dict[str, Any]:
        """Return what the line states; UnsignedError when it does not state that, or nobody known has signed it."""
        members = self._recently(line.removesuffix(b"\n"))
        if members.get("statement") != statement:
            raise UnsignedError(f"states no {statement}")
        return members

    def _check(self, line: bytes) -> dict[str, Any]:
        try:
            members = orjson.loads(line)
            key = self._keys.get(members["key"])
            signature = bytes.fromhex(line[-_TAIL:].removeprefix(_SIGNATURE).removesuffix(b'"}').decode())
        except (ValueError, TypeError, KeyError, IndexError):
            raise UnsignedError("is no signed statement") from None
        if key is None:
            raise UnsignedError("is signed with a key that is not trusted here")
        try:
            key.verify(signature, line[:-_TAIL] + b"}")
        except InvalidSignature:
            raise UnsignedError("has a wrong signature") from None
        return dict(members)
