"""The header of a customers file: which column is which, by the names that people give them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from synergy.imports.problems import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a column may be called, blanks, hyphens and case aside; docs/importing.md tells users.
_CALLED = {
    "key": "key id customer_id customer_no customer_key 编号 客户编号 客户号",
    "name": "name customer_name company_name 名称 客户名称 公司名称 企业名称",
    "name_en": "name_en english_name 英文名 英文名称",
    "kind": "kind customer_kind 类型 客户类型",
    "uscc": "uscc unified_social_credit_code 统一社会信用代码 社会信用代码",
    "lei": "lei 法人识别编码 全球法人识别编码",
    "isin": "isin isin_code isin代码",
    "stock": "stock stock_code symbol ticker 股票代码 证券代码",
    "website": "website url 网址 网站 官网",
    "industry": "industry 行业 所属行业",
    "region": "region province 地区 省份",
    "state": "state",
    "city": "city 城市",
    "country": "country 国家",
    "employees": "employees number_of_employees 员工人数 员工数",
    "phone": "phone telephone 电话 联系电话",
}
_FIELD = {called.replace("_", ""): field for field, names in _CALLED.items() for called in names.split()}
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True)
class Columns:
    """The header as it came, and the place of each known field in it."""

    header: tuple[str, ...]
    places: dict[str, int]

    @cached_property
    def named(self) -> tuple[tuple[str, int], ...]:
        """Each field with the place of its cell; the stock code is the key where no column is."""
        if "key" in self.places:
            return tuple(self.places.items())
        return (*self.places.items(), ("key", self.places["stock"]))

    def title(self, field: str) -> str:
        """Return what the file calls a field."""
        place = self.places.get(field, self.places.get("stock") if field == "key" else None)
        return field if place is None else self.header[place]


def read_header(cells: Sequence[str]) -> Columns:
    """Find the known columns; raise UnreadableFile when one is missing, twice there, or without a name."""
    header = tuple(cell.strip() for cell in cells)
    _refuse_separator(header)
    if "" in header:
        raise UnreadableFile(f"Column {header.index('') + 1} of the header has no name; name it or remove it.")
    twice = [title for title, count in Counter(header).items() if count > 1]
    if twice:
        raise UnreadableFile(f"The header has the column “{twice[0]}” twice.")
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        field = field_of(title)
        if field in places:
            raise UnreadableFile(f"The columns “{header[places[field]]}” and “{title}” both mean {field}; keep one.")
        if field is not None:
            places[field] = place
    missing = []
    if not {"key", "stock"} & places.keys():
        missing.append("key (or symbol)")
    if "name" not in places:
        missing.append("name")
    if missing:
        raise UnreadableFile(
            f"The header lacks {' and '.join(missing)}; it has {', '.join(header)[:300]}. See docs/importing.md."
        )
    return Columns(header, places)


def field_of(title: str) -> str | None:
    """Return the field that a column of this title holds; None when it is none that is known."""
    return _FIELD.get(_normal(title))


def _refuse_separator(header: tuple[str, ...]) -> None:
    if len(header) == 1:
        for mark, name in _SEPARATORS.items():
            if mark in header[0]:
                raise UnreadableFile(f"The cells of the file are separated by {name}; save it with commas.")


def _normal(title: str) -> str:
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", title).strip().casefold())
