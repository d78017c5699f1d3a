"""Settings that are refused, in the words of whoever set them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from synergy.access.tokens import TokenVerifier
from synergy.errors import SetupError
from synergy.settings import Ends, Masks, Mode, Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "address",
    [
        "https://login.example",
        "https://login.example/realms/group/",
        "https://login.example:8443/a",
        "http://127.0.0.1:8080",
        "http://localhost/realms/a",
        "http://[::1]:80",
    ],
)
def test_an_issuer_is_an_https_address_or_on_this_machine(address: str) -> None:
    assert Settings(oidc_issuer=address, oidc_jwks_uri=address).oidc_issuer == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "login.example",
        "http://login.example",
        "http://127.0.0.1.login.example",
        "http://localhost.example",
        "ftp://127.0.0.1",
        "https://",
        "https://user@login.example",
        "https://login.example?realm=a",
        "https://login.example#a",
        "https://login.example/a b",
        "https://login.example\\@elsewhere.example",
        "https://login.example:port",
        "https://login.example\n",
        "https://lógin.example",
        "synergy-development",
    ],
)
def test_no_other_address_is_taken(address: str) -> None:
    with pytest.raises(ValidationError, match="https address"):
        Settings(oidc_issuer=address)
    with pytest.raises(ValidationError, match="https address"):
        Settings(oidc_jwks_uri=address)


def test_algorithms_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().oidc_algorithms == {"ES256", "RS256", "EdDSA"}
    monkeypatch.setenv("SYNERGY_OIDC_ALGORITHMS", "ES384, RS512")
    assert Settings().oidc_algorithms == {"ES384", "RS512"}


@pytest.mark.parametrize("algorithms", ["", "HS256", "none", "ES256,none", "ES256;RS256", "PS256"])
def test_only_signatures_by_a_private_key_are_taken(algorithms: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNERGY_OIDC_ALGORITHMS", algorithms)
    with pytest.raises(ValidationError):
        Settings()


def test_one_end_of_a_mask_is_set_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNERGY_MASKS__PHONE__HEAD", "0")
    monkeypatch.setenv("SYNERGY_MASKS__BANK_ACCOUNT__TAIL", "6")
    assert Settings().masks == Masks(phone=Ends(head=0, tail=2), bank_account=Ends(head=0, tail=6))


def test_production_needs_an_issuer(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="SYNERGY_OIDC_ISSUER"):
        TokenVerifier.of(Settings(mode=Mode.PRODUCTION, data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []
    TokenVerifier.of(Settings(mode=Mode.PRODUCTION, data_dir=tmp_path, oidc_issuer="https://login.example"))


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "Production needs an identity provider: set SYNERGY_OIDC_ISSUER to its address."),
        ({"SYNERGY_OIDC_ISSUER": "http://login.example"}, "SYNERGY_OIDC_ISSUER: Value error, an https address"),
        ({"SYNERGY_OIDC_ALGORITHMS": "ES256,none"}, "SYNERGY_OIDC_ALGORITHMS: Input should be 'EdDSA',"),
        (
            {"SYNERGY_MASKS__PHONE__HEAD": "-1"},
            "SYNERGY_MASKS__PHONE__HEAD: Input should be greater than or equal to 0.",
        ),
        (
            {"SYNERGY_MASKS__PHONE__HEAD": "7"},
            "SYNERGY_MASKS__PHONE: Value error, head and tail together may show at most",
        ),
        ({"SYNERGY_MASKS__PHONE__TAIL": ""}, "SYNERGY_MASKS__PHONE__TAIL: Input should be a valid integer"),
        ({"SYNERGY_MASKS__PHONE__TALE": "1"}, "SYNERGY_MASKS__PHONE__TALE: Extra inputs are not permitted."),
        ({"SYNERGY_MASKS__FAX__TAIL": "1"}, "SYNERGY_MASKS__FAX: Extra inputs are not permitted."),
        ({"SYNERGY_MASKS": "none"}, "SYNERGY_MASKS: Input should be a valid dictionary"),
    ],
)
def test_serving_in_production_ends_at_once_with_one_sentence(
    tmp_path: Path, environment: dict[str, Any], says: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "synergy", "serve"],
        env={"SYNERGY_DATA_DIR": str(tmp_path), "SYNERGY_MODE": "production", "PATH": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert says in " ".join(ended.stderr.split())
    assert list(tmp_path.iterdir()) == []
