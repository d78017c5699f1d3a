"""What the rows of the declared kinds share: texts, days, amounts and words, each validated once."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationInfo

from synergy.imports.dates import read_date
from synergy.imports.kinds.kind import Column
from synergy.imports.rows import Text, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_BETWEEN = re.compile(r"[;；,，、\n]+")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_AMOUNT = re.compile(r"(?:\d{1,16}|\d{1,3}(?:,\d{3}){1,5})(?:\.\d{1,4})?")


def _day(text: str, info: ValidationInfo) -> date:
    return read_date(text, (info.context or {}).get("dates"))


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError("is not a mail address")
    return text


def _amount(text: str) -> Decimal:
    value = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not _AMOUNT.fullmatch(value):
        raise ValueError("is not an amount; write it in whole units, as 1234567.89, and the currency beside it")
    return Decimal(value.replace(",", ""))


def parts(text: str) -> tuple[str, ...]:
    """Return the parts of a list in one cell, which semicolons, commas or 、 stand between."""
    return tuple(part for one in _BETWEEN.split(text) if (part := one_line(one)))


def words(**meant: str) -> BeforeValidator:
    """Read one of a few words: those of the model, blanks and case aside, or one in Chinese that is named here."""
    return BeforeValidator(lambda text: meant.get(text, text.upper().replace(" ", "_")))


def after(start: str) -> AfterValidator:
    """Refuse a day that is not after the one in another field, or stands without it."""

    def check(end: date, info: ValidationInfo) -> date:
        if start not in info.data:  # it was refused itself
            return end
        begins = info.data[start]
        if begins is None:
            raise ValueError(f"stands without the day on which it begins ({start})")
        if end <= begins:
            raise ValueError("is not after the day on which it begins; it is the first day on which it holds no more")
        return end

    return AfterValidator(check)


Key = Annotated[str, StringConstraints(max_length=200), BeforeValidator(one_line)]
Prose = Annotated[str, StringConstraints(max_length=10_000, strip_whitespace=True)]
Day = Annotated[date, BeforeValidator(_day)]
Mail = Annotated[str, StringConstraints(max_length=300), BeforeValidator(_mail)]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
Several = Annotated[tuple[str, ...], BeforeValidator(parts)]


class Row(BaseModel):
    """A row in the model's terms; an empty cell is None, or an empty list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    subsidiary: Annotated[
        Text | None,
        Column(
            "subsidiary_code 子公司 子公司代码 所属子公司",
            "id, code or name of the subsidiary; a row that names another one is refused (`OTHER_SUBSIDIARY`)",
        ),
    ] = None

    @property
    def label(self) -> str:
        """What the row's record is called; it says whom a contact's row is about, too."""
        return str(getattr(self, "name", None) or getattr(self, "title", None) or self.key)

    def said(self) -> Mapping[str, Any]:
        """Return what the row says, as the statement reads it: decimals and the model's words as text."""
        return {field: _plain(value) for field, value in self.model_dump().items()}

    def named(self, field: str) -> tuple[str, ...]:
        """Return the texts of a field that name something."""
        value = getattr(self, field)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    return getattr(value, "value", value)
