"""Everything that can be configured, read once from the environment (`SYNERGY_…`)."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Algorithm = Literal["EdDSA", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512"]
"""How a token may be signed: always by a private key that only its issuer has."""


MOST_SHOWN = 8
"""Of the characters of a masked value."""


class Mode(StrEnum):
    """Development accepts tokens signed with the local development key; production refuses them."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def is_loopback(host: str | None) -> bool:
    """Whether a host of an address is this very machine."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_safe_address(address: str) -> bool:
    """Whether an address is https, or http on this machine, and holds nothing that another reader could miss."""
    if not (address.isascii() and address.isprintable()) or set(address) & set(" \\?#"):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return (
        bool(host)
        and "@" not in parts.netloc
        and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
    )


def _safe(address: str) -> str:
    if not is_safe_address(address):
        raise ValueError("an https address is needed (http on 127.0.0.1 only), without user, query or fragment")
    return address


def _separated(value: Any) -> Any:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


SafeAddress = Annotated[str, AfterValidator(_safe)]
Algorithms = Annotated[frozenset[Algorithm], BeforeValidator(_separated), Field(min_length=1)]


class Ends(BaseModel):
    """How many characters of a masked value stay at its head and at its tail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head: int = Field(ge=0)
    tail: int = Field(ge=0)

    @model_validator(mode="after")
    def _few(self) -> Self:
        if self.head + self.tail > MOST_SHOWN:
            raise ValueError(f"head and tail together may show at most {MOST_SHOWN} characters")
        return self


class Masks(BaseModel):
    """What stays of each kind of masked value (`graph/mapping.Mask`) of which anything may stay."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity_number: Ends = Ends(head=2, tail=2)
    phone: Ends = Ends(head=3, tail=2)
    bank_account: Ends = Ends(head=0, tail=4)
    mail: Ends = Ends(head=1, tail=0)

    def of(self, kind: str) -> Ends:
        """Return what stays of a kind."""
        ends: Ends = getattr(self, kind)
        return ends


class Settings(BaseSettings):
    """One frozen object, made by the command line; times are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="SYNERGY_",
        env_nested_delimiter="__",
        # One end of one mask is set by itself: the other ends and masks stay as they are.
        nested_model_default_partial_update=True,
        enable_decoding=False,
        frozen=True,
        extra="ignore",
    )

    mode: Mode = Mode.DEVELOPMENT
    data_dir: Path = Field(default_factory=lambda: user_data_path("synergy"))
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("synergy"), description="the jars of Neo4j, shared by all data folders"
    )

    oidc_issuer: SafeAddress | None = Field(default=None, description="exactly as it stands in the tokens' `iss`")
    oidc_audience: str = Field(default="synergy", min_length=1, description="what the tokens' `aud` calls us")
    oidc_jwks_uri: SafeAddress | None = Field(default=None, description="unset means what the issuer's discovery says")
    oidc_algorithms: Algorithms = Field(default=frozenset({"ES256", "RS256", "EdDSA"}), description="comma-separated")

    neo4j_uri: str | None = Field(
        default=None, pattern=r"^(bolt|neo4j)(\+s|\+ssc)?://.+", description="unset means the embedded server"
    )
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("neo4j")
    neo4j_database: str = "neo4j"
    neo4j_heap: str = Field(default="512m", pattern=r"^\d+[mg]$", description="heap of the embedded server")
    neo4j_port: int = Field(default=0, ge=0, le=65535, description="of the embedded server; 0 takes a free one")
    read_sessions: int = Field(default=16, ge=1, le=100, description="statements in flight at once")
    read_deadline: float = Field(default=10.0, gt=0)
    write_deadline: float = Field(default=15.0, gt=0)

    masks: Masks = Masks()

    text_encoder: str | None = Field(
        default=None,
        min_length=1,
        description="what compares meanings in `expertsFor`: wordllama, or package.module:function",
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    audit_dir: Path | None = Field(default=None, description="unset means the folder audit of the data folder")
    audit_key: Path | None = Field(default=None, description="unset means audit-key.pem of the data folder")
    audit_ship_dir: Path | None = Field(
        default=None, description="an existing folder elsewhere that takes a copy of every checkpoint"
    )
    audit_retention_days: int = Field(default=366, ge=183, description="what is younger is never pruned")

    import_inbox: Path | None = Field(
        default=None, description="an existing folder from which files may be imported by the API"
    )
    import_closing_share: float = Field(
        default=0.2, ge=0, le=1, description="of a source's records: more are not ended by one snapshot unasked"
    )
