"""What a text looks like, for saying that it may stand in the wrong column."""

from __future__ import annotations

import re

from synergy.identity.identifiers import compact, isin_checks, lei_checks, read_isin, read_lei, read_uscc, uscc_checks

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{6,18}")
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_STOCK = re.compile(r"[0-9]{1,6}\.(?:SS|SH|SZ|BJ|HK)", re.IGNORECASE)
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2}", re.IGNORECASE)
_IDENTIFIERS = (
    ("a unified social credit code", read_uscc, uscc_checks),
    ("a legal entity identifier", read_lei, lei_checks),
    ("an ISIN", read_isin, isin_checks),
)
_LENGTHS = frozenset({12, 18, 20})
_SHAPES = (
    ("an e-mail address", _MAIL),
    ("a website", _SITE),
    ("a date", _DAY),
    ("a phone number", _PHONE),
    ("a stock code", _STOCK),
)


def looks_like(text: str) -> str | None:
    """Return what a text looks like, if it is plainly no name: an identifier whose check digit agrees, or a shape."""
    if identifier := looks_like_identifier(text):
        return identifier
    return next((what for what, shape in _SHAPES if shape.fullmatch(text.strip())), None)


def looks_like_identifier(text: str) -> str | None:
    """Return which identifier a text is, check digit and all."""
    if len(compact(text)) not in _LENGTHS:  # every cell of every row comes here
        return None
    for what, read, checks in _IDENTIFIERS:
        try:
            if checks(read(text)):
                return what
        except ValueError:
            continue
    return None


_CLASSES = {
    "a unified social credit code": "USCC",
    "a legal entity identifier": "LEI",
    "an ISIN": "ISIN",
    "an e-mail address": "MAIL",
    "a website": "WEBSITE",
    "a date": "DATE",
    "a phone number": "PHONE",
    "a stock code": "STOCK",
}
_CHINESE = re.compile("[\u3400-\u9fff]")


def value_class(text: str) -> str:
    """Return what class of value a cell holds, which is all that a problem tells of it."""
    value = text.strip()
    if not value:
        return "EMPTY"
    if value.startswith("="):
        return "FORMULA"
    if what := looks_like(value):
        return _CLASSES[what]
    if is_rounded(value) or value.replace(",", "").replace(".", "", 1).isdecimal():
        return "NUMBER"
    return "CHINESE" if _CHINESE.search(value) else "TEXT"


def is_rounded(text: str) -> bool:
    """Whether a text is how Excel shows a long number, 9.1350E+17, which has lost its digits."""
    return _ROUNDED.fullmatch(compact(text)) is not None
