"""Identifiers of companies: one normal form each, and whether the check digit agrees.

USCC by GB 32100-2015, LEI by ISO 17442, ISIN by ISO 6166. A stock code is the code and the exchange: `0001.HK`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from stdnum import isin, lei

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {character: value for value, character in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_USCC = re.compile(rf"[{_USCC_ALPHABET}]{{18}}")
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_ISIN = re.compile(r"[A-Z]{2}[0-9A-Z]{9}[0-9]")
_STOCK = re.compile(r"([0-9A-Z]{1,12})\.([A-Z]{1,6})")
_GAPS = re.compile(r"[\s\-\u2010-\u2015]+")
_SAME_EXCHANGE = {"SH": "SS", "SHA": "SS", "XSHG": "SS", "SHE": "SZ", "XSHE": "SZ", "XHKG": "HK", "HKG": "HK"}
_HONG_KONG_DIGITS = 4


class Identifier(NamedTuple):
    """A value in normal form under a scheme of the model."""

    scheme: str
    value: str

    @property
    def id(self) -> str:
        """The node's id."""
        return f"idn_{self.scheme.lower()}_{self.value}"


def compact(text: str) -> str:
    """Return the text in half-width capitals, without blanks and hyphens."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()


def read_uscc(text: str) -> str:
    """Return a unified social credit code in normal form; raise ValueError when it does not look like one."""
    return _shaped(text, _USCC, "a unified social credit code: 18 digits and capitals, without I, O, S, V and Z")


def read_lei(text: str) -> str:
    """Return a legal entity identifier in normal form; raise ValueError when it does not look like one."""
    return _shaped(text, _LEI, "a legal entity identifier: 18 digits or letters and two check digits")


def read_isin(text: str) -> str:
    """Return a securities number in normal form; raise ValueError when it does not look like one."""
    return _shaped(text, _ISIN, "an ISIN: two letters, nine digits or letters and a check digit")


def read_stock(text: str) -> str:
    """Return a stock code in normal form, `CODE.EXCHANGE` where the exchange is given.

    Zeros before a Hong Kong code do not count: `1.HK` is `0001.HK`.
    """
    value = _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()
    match = _STOCK.fullmatch(value)
    if not match:
        return value
    code, exchange = match[1], _SAME_EXCHANGE.get(match[2], match[2])
    if exchange == "HK" and code.isdecimal():
        code = code.lstrip("0").rjust(_HONG_KONG_DIGITS, "0")
    return f"{code}.{exchange}"


def names_exchange(stock: str) -> bool:
    """Whether a stock code says where it is listed; without that it names nothing."""
    return _STOCK.fullmatch(stock) is not None


def uscc_checks(value: str) -> bool:
    """Whether the last character of a unified social credit code agrees with the others."""
    # python-stdnum's cn.uscc demands eight leading digits, so it refuses authorities such as A1, N1 and Y1.
    total = sum(_USCC_VALUES[character] * weight for character, weight in zip(value, _USCC_WEIGHTS, strict=False))
    return _USCC_VALUES[value[17]] == (31 - total % 31) % 31


def lei_checks(value: str) -> bool:
    """Whether the check digits of a legal entity identifier agree (ISO 7064, modulo 97)."""
    return bool(lei.is_valid(value))


def isin_checks(value: str) -> bool:
    """Whether a securities number has a prefix in use and its check digit agrees (Luhn over letters as 10 to 35)."""
    return bool(isin.is_valid(value))


CHECKS = {"USCC": uscc_checks, "LEI": lei_checks, "ISIN": isin_checks, "STOCK": names_exchange}
"""For each scheme, whether a value in normal form passes its own check."""


def _shaped(text: str, shape: re.Pattern[str], what: str) -> str:
    value = compact(text)
    if not shape.fullmatch(value):
        raise ValueError(f"is not {what}")
    return value
