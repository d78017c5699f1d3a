"""An Ed25519 private key in a file: made once, read by its owner only."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from filelock import FileLock

from synergy.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path


def open_signing_key(file: Path, *, elsewhere: str, mend: str) -> Ed25519PrivateKey:
    """Read the key, having made it the first time; processes that start at once agree on one.

    SetupError says what to do: `elsewhere` when nothing can be read or written there, `mend` when the file is not fit
    to be used.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock"), thread_local=False):
            if not file.exists():
                _write(file)
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise SetupError(f"{file} can be read by others: {mend}")
        private = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise SetupError(f"{file} cannot be used ({error.strerror}): {elsewhere}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise SetupError(f"{file} is damaged: {mend}")
    return private


def key_id(public: Ed25519PublicKey) -> str:
    """Return 16 hexadecimal digits that tell the key from others."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _write(file: Path) -> None:
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Closed to others from its first moment: a mode set afterwards would leave a gap.
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as content:
        content.write(pem)
        content.flush()
        os.fsync(content.fileno())
    partial.replace(file)
