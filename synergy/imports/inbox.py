"""The inbox: a folder whose files may be imported by the API, by whoever has a token for one of them."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jwt
from filelock import FileLock

from synergy.errors import BadInput, SetupError

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from synergy.settings import Settings

_AUDIENCE = "synergy-import"
_ALGORITHM = "HS256"
_KEY_BYTES = 32
_REFUSED = "This token opens no file of the inbox: it is damaged, expired, or the file is another one."
LONGEST_TOKEN = 4_096


@dataclass(frozen=True, slots=True)
class Laid:
    """A file of the inbox: its path below the folder, and the SHA-256 that it had when the token was made."""

    path: str
    digest: str


@dataclass(frozen=True)
class Inbox:
    """The folder and the secret with which its tokens are signed.

    A token names path, content and subsidiary: another file under that name, or another subsidiary, is refused.
    """

    folder: Path
    secret: bytes = field(repr=False)

    @classmethod
    def open(cls, settings: Settings) -> Inbox:
        """Open the inbox of the settings; SetupError when there is none or its secret is not fit to be used."""
        if settings.import_inbox is None or not settings.import_inbox.is_dir():
            raise SetupError(
                "SYNERGY_IMPORT_INBOX has to name an existing folder; files are imported by the API from there."
            )
        return cls(settings.import_inbox.resolve(), _open_secret(settings.data_dir / "import-key"))

    def presign(self, file: Path, subsidiary: str, life: timedelta, now: datetime) -> tuple[str, str]:
        """Return a token for a file of the inbox, and the file's SHA-256; SetupError when it is none."""
        named = file if file.is_absolute() else Path.cwd() / file
        path = Path(os.path.normpath(named.parent.resolve() / named.name))
        if not path.is_relative_to(self.folder) or self._find(path.relative_to(self.folder).as_posix()) is None:
            raise SetupError(f"{file} is no file in {self.folder}, or a link; lay the file itself there.")
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        claims = {
            "aud": _AUDIENCE,
            "exp": now + life,
            "path": path.relative_to(self.folder).as_posix(),
            "digest": digest,
            "subsidiary": subsidiary,
        }
        return jwt.encode(claims, self.secret, _ALGORITHM), digest

    def read(self, token: str, subsidiary: str, now: datetime) -> Laid:
        """Return the file that a token opens for a subsidiary; BadInput otherwise, for whatever reason."""
        if len(token) > LONGEST_TOKEN:
            raise BadInput(_REFUSED)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self.secret,
                [_ALGORITHM],
                audience=_AUDIENCE,
                # The request's own clock judges the time, below.
                options={"require": ["exp", "aud", "path", "digest", "subsidiary"], "verify_exp": False},
            )
        except jwt.InvalidTokenError as error:
            raise BadInput(_REFUSED) from error
        path, digest = str(claims["path"]), str(claims["digest"])
        if claims["exp"] <= now.timestamp() or claims["subsidiary"] != subsidiary or self._find(path) is None:
            raise BadInput(_REFUSED)
        return Laid(path, digest)

    def _find(self, path: str) -> Path | None:
        return find(self.folder, path)


def find(folder: Path, path: str) -> Path | None:
    """Return a regular file below the folder that no symbolic link leads to; None when there is none."""
    root = folder.resolve()
    named = root / path
    try:
        return named if named.resolve(strict=True) == named and named.is_relative_to(root) and named.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _open_secret(file: Path) -> bytes:
    """Read the secret, having made it the first time; processes that start at once agree on one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock"), thread_local=False):
            if not file.exists():
                partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
                partial.unlink(missing_ok=True)
                with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as content:
                    content.write(secrets.token_bytes(_KEY_BYTES))
                    content.flush()
                    os.fsync(content.fileno())
                partial.replace(file)
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise SetupError(f"{file} can be read by others: remove it, and make the tokens anew.")
        secret = file.read_bytes()
    except OSError as error:
        raise SetupError(f"{file} cannot be used ({error.strerror}).") from error
    if len(secret) != _KEY_BYTES:
        raise SetupError(f"{file} is damaged: remove it, and make the tokens anew.")
    return secret
