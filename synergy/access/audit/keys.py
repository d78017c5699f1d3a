"""The key that signs checkpoints, and the public keys that they are checked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from synergy.access.signing_key import open_signing_key
from synergy.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from synergy.settings import Settings


def key_file(settings: Settings) -> Path:
    """Return where the private key is, or will be."""
    return settings.audit_key or settings.data_dir / "audit-key.pem"


def open_audit_key(settings: Settings) -> Ed25519PrivateKey:
    """Read the installation's audit key, having made it the first time; SetupError when it cannot be used."""
    return open_signing_key(
        key_file(settings),
        elsewhere="set SYNERGY_AUDIT_KEY to a file of your own.",
        mend="replace it by its backup, or move it away, and the next start makes a new one.",
    )


def public_pem(public: Ed25519PublicKey) -> str:
    """Return the public key as text."""
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_public_key(file: Path) -> Ed25519PublicKey:
    """Read a public key; SetupError when the file holds none."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise SetupError(f"{file} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SetupError(f"{file} holds no Ed25519 public key: give what `synergy audit key` printed.")
    return key
