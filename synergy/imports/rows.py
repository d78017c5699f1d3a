"""One row of a customers file, validated: parsed once here, trusted everywhere after."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from synergy.identity.identifiers import CHECKS, Identifier, read_isin, read_lei, read_stock, read_uscc
from synergy.identity.party import Kind, Party
from synergy.imports.misplaced import is_rounded, looks_like, looks_like_identifier
from synergy.imports.names import plain_names
from synergy.imports.problems import Fault, Problem
from synergy.model.customers import CustomerKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from synergy.imports.columns import Columns

KINDS = {"企业": "COMPANY", "公司": "COMPANY", "机构": "INSTITUTION", "政府": "PUBLIC_BODY", "个人": "PERSON"}
"""What kinds of customers are called in Chinese."""
_PHONE = re.compile(r"[0-9+()*#,;/ext. \-]{3,60}", re.IGNORECASE)
LOST = "has lost digits in Excel (15 at most): format the column as text and enter it again"
FORMULA = "holds a formula; kept as text, not evaluated: put its value in its place"
FORMULA_AS_KEY = "holds a formula; put its value in its place"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FUND = re.compile(
    r"\b(?:funds?|fds?|etfs?|lof|fof|qdii\w*|mmkt|money market|tracker|ishares)\b|基金|交易型开放式", re.IGNORECASE
)
_COMPANY_FORM = re.compile(
    r"(?:\b(?:co|company|corp|corporation|inc|incorporated|ltd?|limited|llc|plc|ag|s\.p\.a)|公司)[\s.)]*$",
    re.IGNORECASE,
)


def one_line(text: str) -> str:
    """Return a text with single blanks for whatever stands between its words."""
    return " ".join(text.split())


def whole_number(text: str) -> str:
    """Return a number as it is counted: half-width, without what separates thousands."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


def _kind(text: str) -> str:
    return KINDS.get(text, text.upper().replace(" ", "_"))


def _phone(text: str) -> str:
    value = unicodedata.normalize("NFKC", text)
    # 1.38E+10 is what Excel leaves of a telephone number; every character of it may stand in one.
    if is_rounded(value) or not _PHONE.fullmatch(value):
        raise ValueError("is not a phone number")
    return value


Name = Annotated[str, StringConstraints(max_length=300), BeforeValidator(one_line)]
Text = Annotated[str, StringConstraints(max_length=300), BeforeValidator(one_line)]


Phone = Annotated[str, BeforeValidator(_phone)]


class CustomerRow(BaseModel):
    """A row in the model's terms; an empty cell is None. Identifiers are in normal form, right or wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    key: Annotated[str, StringConstraints(max_length=200), BeforeValidator(one_line)]
    name: Name
    name_en: Name | None = None
    kind: Annotated[CustomerKind, BeforeValidator(_kind)] | None = None
    uscc: Annotated[str, BeforeValidator(read_uscc)] | None = None
    lei: Annotated[str, BeforeValidator(read_lei)] | None = None
    isin: Annotated[str, BeforeValidator(read_isin)] | None = None
    stock: Annotated[str, StringConstraints(max_length=30), BeforeValidator(read_stock)] | None = None
    website: Text | None = None
    industry: Text | None = None
    region: Text | None = None
    state: Text | None = None
    city: Text | None = None
    country: Text | None = None
    employees: Annotated[int, Field(ge=0, le=10_000_000), BeforeValidator(whole_number)] | None = None
    phone: Phone | None = None
    subsidiary: Text | None = None

    @property
    def english_name(self) -> str | None:
        """The English name, which is the name itself where that has only Latin letters."""
        return self.name_en or (self.name if self.name.isascii() else None)

    @property
    def place(self) -> str | None:
        """Where the customer is, as the row words it."""
        return self.region or ", ".join(part for part in (self.city, self.state, self.country) if part) or None

    @property
    def plain_names(self) -> frozenset[str]:
        """Its names as they are compared."""
        return plain_names((self.name, self.name_en))

    @property
    def stated(self) -> tuple[Identifier, ...]:
        """Every identifier that it states, right or wrong."""
        stated = (("USCC", self.uscc), ("LEI", self.lei), ("ISIN", self.isin), ("STOCK", self.stock))
        return tuple(Identifier(scheme, value) for scheme, value in stated if value)

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """What the customer can be recognised by: only identifiers that pass their own check."""
        return tuple(one for one in self.stated if CHECKS[one.scheme](one.value))

    def party(self, of: str, source: str) -> Party:
        """Return what the row tells of its company or person, for comparison with others; `of` names the record."""
        return Party(
            id=of,
            source=source,
            kind=Kind.PERSON if self.kind is CustomerKind.PERSON else Kind.COMPANY,
            names=tuple(dict.fromkeys(filter(None, (self.name, self.name_en)))),
            identifiers=self.stated,
            websites=(self.website,) if self.website else (),
            phone=self.phone or "",
            region=self.region or self.state or "",
            city=self.city or "",
            country=self.country or "",
            industry=self.industry or "",
        )


def read_row(columns: Columns, cells: Sequence[str]) -> CustomerRow:
    """Read a row that has as many cells as the header; raise pydantic's ValidationError."""
    return CustomerRow.model_validate(columns.texts(cells))


def find_control_character(columns: Columns, cells: Sequence[str], line: int) -> Problem | None:
    """Find a character that text does not have, which hides in files of another kind."""
    if not _CONTROL.search("\t".join(cells)):
        return None
    for title, cell in zip(columns.header, cells, strict=True):
        if found := _CONTROL.search(cell):
            return Problem(line, title, Fault.BAD_VALUE, f"holds the control character U+{ord(found[0]):04X}")
    return None


def explain(columns: Columns, cells: Sequence[str], line: int, error: ValidationError) -> list[Problem]:
    """Say in plain words what is wrong with a row, and what its cell looks like instead."""
    problems, texts = [], columns.texts(cells)
    for detail in error.errors(include_url=False, include_input=False):
        field = str(detail["loc"][0])
        fault = Fault.MISSING if detail["type"] == "missing" else Fault.BAD_VALUE
        if field == "key" and "key" not in columns.places and fault is Fault.BAD_VALUE:
            continue  # the same cell is told of as the stock code
        reason = reason_of(detail)
        if is_rounded(texts.get(field, "")):
            fault, reason = Fault.LOST_DIGITS, LOST
        elif instead := looks_like(texts.get(field, "")):
            reason += f"; it looks like {instead}; is the column right?"
        problems.append(Problem(line, columns.title(field), fault, reason))
    return problems


_WORDS = {
    "missing": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "int_parsing_size": "is not between 0 and 10,000,000",
    "greater_than_equal": "is not between 0 and 10,000,000",
    "less_than_equal": "is not between 0 and 10,000,000",
    "enum": "is none of {expected}",
    "value_error": "{error}",
}


def reason_of(detail: ErrorDetails) -> str:
    """Say in plain words what is wrong with a value, as what follows its name."""
    said = _WORDS.get(detail["type"], detail["msg"]).format(**detail.get("ctx", {}))
    return said.replace("'", "").replace(" or ", " and ") if detail["type"] == "enum" else said


def find_misplaced(columns: Columns, line: int, row: CustomerRow) -> Problem | None:
    """Find a value that belongs into another column, or is no value."""
    for field in ("key", "stock"):
        text = getattr(row, field)
        if text is not None and is_rounded(text):
            return Problem(line, columns.title(field), Fault.LOST_DIGITS, LOST)
    if row.key.startswith("="):
        return Problem(line, columns.title("key"), Fault.BAD_VALUE, FORMULA_AS_KEY)
    for field, finds in _FINDS.items():
        text = getattr(row, field)
        if text is not None and (instead := finds(text)):
            return Problem(line, columns.title(field), Fault.MISPLACED, f"looks like {instead}; is the column right?")
    return None


_FINDS = {
    "name": looks_like,
    "name_en": looks_like,
    **dict.fromkeys(("industry", "region", "state", "city", "country", "phone", "website"), looks_like_identifier),
}


def looks_like_fund(row: CustomerRow, columns: Columns) -> bool:
    """Whether a listed row without an industry has the name of a fund; a company that manages funds is none."""
    return (
        row.stock is not None
        and row.industry is None
        and row.kind is None
        and "industry" in columns.places
        and _FUND.search(row.name) is not None
        and _COMPANY_FORM.search(row.name) is None
    )


def warnings(columns: Columns, line: int, row: CustomerRow) -> list[Problem]:
    """Tell of identifiers that link nothing because they cannot be trusted, and of formulas; the row lands."""
    found = []
    for scheme, value in row.stated:
        if CHECKS[scheme](value):
            continue
        fault, reason = Fault.CHECK_DIGIT, "fails its check digit; kept, but not used to link"
        if scheme == "STOCK":
            fault, reason = Fault.NO_EXCHANGE, "does not name its exchange (600000.SS); kept, but not used to link"
        found.append(Problem(line, columns.title(scheme.lower()), fault, reason))
    found += [
        Problem(line, columns.title(field), Fault.FORMULA, FORMULA)
        for field in _FINDS
        if (getattr(row, field) or "").startswith("=")
    ]
    return found
