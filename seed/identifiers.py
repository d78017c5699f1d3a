"""Identifiers that pass their own check digits and still cannot be real."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SPREAD = 31**6
_STEP = 524_287  # shares no factor with 31, so different numbers stay different


def uscc_check(body: str) -> str:
    """Return the eighteenth character of a unified social credit code (GB 32100-2015)."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def uscc(number: int, registrar: str, region: str) -> str:
    """Return the code of the n-th customer: `registrar` is two characters, `region` the two digits of a province.

    The district part `9900` is assigned to nobody, which keeps every code apart from the real ones.
    """
    rest = number * _STEP % _SPREAD
    characters = []
    for _ in range(6):
        rest, digit = divmod(rest, 31)
        characters.append(ALPHABET[digit])
    organisation = "MA" + "".join(characters)
    body = f"{registrar}{region}9900{organisation}{_organisation_check(organisation)}"
    return body + uscc_check(body)


def _organisation_check(organisation: str) -> str:
    """Return the ninth character of an organisation code (GB 11714-1997)."""
    total = sum(int(character, 36) * weight for character, weight in zip(organisation, _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def lei(number: int) -> str:
    """Return a legal entity identifier (ISO 17442) under a prefix that no issuer has."""
    body = f"SYN000{number:012d}"
    digits = "".join(str(int(character, 36)) for character in body + "00")
    return f"{body}{98 - int(digits) % 97:02d}"
