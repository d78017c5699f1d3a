"""Everything that can be configured, read once from the environment (`SYNERGY_…`)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    """Development accepts tokens signed with the local development key; production refuses them."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """One frozen object, made by the command line; times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="SYNERGY_", frozen=True, extra="ignore")

    mode: Mode = Mode.DEVELOPMENT
    data_dir: Path = Field(default_factory=lambda: user_data_path("synergy"))
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("synergy"), description="the jars of Neo4j, shared by all data folders"
    )

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

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    audit_dir: Path | None = Field(default=None, description="unset means the folder audit of the data folder")
    audit_key: Path | None = Field(default=None, description="unset means audit-key.pem of the data folder")
    audit_ship_dir: Path | None = Field(
        default=None, description="an existing folder elsewhere that takes a copy of every checkpoint"
    )
    audit_retention_days: int = Field(default=366, ge=183, description="what is younger is never pruned")
