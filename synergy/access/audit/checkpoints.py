"""What is signed: how far a log has come (Checkpoint), and which file of it was removed when its time was over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from synergy.access.audit.signatures import UnsignedError

if TYPE_CHECKING:
    from synergy.access.audit.signatures import Signatures, Signer


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The writer's log had the hash `head` at `sequence`, which is record number `count` of the file.

    `previous` is the hash of the writer's checkpoint before this one; after a `final` one the writer wrote nothing.
    """

    writer: str
    file: str
    sequence: int
    head: str
    count: int
    at: datetime
    previous: str
    final: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """A whole file was removed, with the records from `first` to `last`.

    `previous` is the hash before the first record, `head` that of the last, `checkpoint` that of the last checkpoint of
    this file or the ones before it; `newest` is the time of its last record or checkpoint, `at` that of the removal.
    """

    writer: str
    file: str
    first: int
    last: int
    previous: str
    head: str
    checkpoint: str
    newest: datetime
    at: datetime


_Statement = TypeVar("_Statement")
_CHECKPOINTS = TypeAdapter(Checkpoint)
_REMOVALS = TypeAdapter(Removal)


def hash_of(line: bytes) -> str:
    """Return the hash by which the next checkpoint names this line."""
    return sha256(line.removesuffix(b"\n")).hexdigest()


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Return the signed line."""
    return signer.sign("checkpoint", asdict(checkpoint))


def read_checkpoint(line: bytes, signatures: Signatures) -> Checkpoint:
    """Return what the line states; UnsignedError when it is not a checkpoint signed by a trusted key."""
    return _parse(_CHECKPOINTS, "checkpoint", line, signatures)


def sign_removal(removal: Removal, signer: Signer) -> bytes:
    """Return the signed line."""
    return signer.sign("removal", asdict(removal))


def read_removal(line: bytes, signatures: Signatures) -> Removal:
    """Return what the line states; UnsignedError when it is not a removal signed by a trusted key."""
    return _parse(_REMOVALS, "removal", line, signatures)


def _parse(adapter: TypeAdapter[_Statement], statement: str, line: bytes, signatures: Signatures) -> _Statement:
    members = signatures.read(statement, line)
    try:
        return adapter.validate_python(members)
    except ValidationError:
        raise UnsignedError(f"is no {statement} of this version") from None
