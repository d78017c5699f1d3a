"""The header of a customers file: which column is which, by the names that people give them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from synergy.imports.kinds import other_kind
from synergy.imports.problems import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from synergy.imports.profile import Profile

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
    "subsidiary": "subsidiary subsidiary_code 子公司 子公司代码 所属子公司",
}
# What may mean a field and is suggested, never taken for it.
_MAY_MEAN = {
    "key": "number no code account_id client_id customer_code client_no 代码 客户代码 客户id",
    "name": "customer client company firm legal_name full_name account_name "
    "全称 客户 企业 公司 单位名称 机构名称 客户全称 户名",
    "name_en": "english en_name name_english 英文 英文全称 外文名称",
    "kind": "type category customer_type 客户类别 客户性质",
    "uscc": "credit_code tax_id tax_number taxpayer_id business_licence 信用代码 税号 纳税人识别号",
    "stock": "securities_code listed_code 股票 证券",
    "website": "web homepage site domain 主页 域名",
    "industry": "sector trade industry_name 行业名称 行业分类",
    "region": "area location place 区域 所在地 注册地 省",
    "city": "town 所在城市 市",
    "country": "nation country_name 国别 国家地区",
    "employees": "staff headcount employee_count 人数 员工 从业人数",
    "phone": "tel phone_number contact_number 固定电话 联系方式",
}
FIELDS = tuple(_CALLED)
"""The columns of a customers file, in the order of docs/importing.md."""
_CUSTOMERS_ONLY = frozenset({"name_en", "uscc", "lei", "isin", "stock", "website", "industry", "employees"})


def plain(title: str) -> str:
    """Return a title without what does not count in it: width, case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", title).strip().casefold())


_FIELD = {plain(called): field for field, names in _CALLED.items() for called in names.split()}
_NEAR = {plain(called): field for field, names in _MAY_MEAN.items() for called in names.split()} | _FIELD
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True)
class Columns:
    """The header as it came, the place of each known field in it, and what a profile says of the others."""

    header: tuple[str, ...]
    places: dict[str, int]
    mapped: Mapping[str, str] = dataclasses.field(default_factory=dict)
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    @cached_property
    def named(self) -> tuple[tuple[str, int], ...]:
        """Each field with the place of its cell; the stock code is the key where no column is."""
        if "key" in self.places:
            return tuple(self.places.items())
        return (*self.places.items(), ("key", self.places["stock"]))

    @cached_property
    def read_places(self) -> frozenset[int]:
        """The places of the cells that are read, as against those that are only kept."""
        return frozenset(self.places.values())

    def title(self, field: str) -> str:
        """Return what the file calls a field."""
        place = self.places.get(field, self.places.get("stock") if field == "key" else None)
        return field if place is None else self.header[place]

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the text of each field of a row that has one, constants among them."""
        return {**self.constants, **{field: text for field, place in self.named if (text := cells[place].strip())}}

    def keep(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return a row as it is kept: by the file's titles, and with what it takes to read it again."""
        pairs = zip(self.header, cells, strict=True)
        as_it_came = {title: cell for title, cell in pairs if title not in self.ignored}
        if not self.mapped and not self.constants:
            return as_it_came
        return {"cells": as_it_came, "columns": dict(self.mapped), "constants": dict(self.constants)}

    def suggest(self) -> dict[str, str]:
        """Return the titles that nothing is read from, and that may mean a field which has no column."""
        open_fields = set(FIELDS) - self.places.keys() - self.constants.keys()
        found = {}
        for place, title in enumerate(self.header):
            if place not in self.read_places and title not in self.ignored:
                field = suggest(title)
                if field in open_fields:
                    found[title] = field
                    open_fields.discard(field)
        return found


def suggest(title: str) -> str | None:
    """Return the field that a title may mean: a synonym, one inside a longer title, or a near spelling."""
    wanted = plain(title)
    if wanted in _NEAR:
        return _NEAR[wanted]
    inside = [called for called in _FIELD if not called.isascii() and called in wanted]
    near = [max(inside, key=len)] if inside else get_close_matches(wanted, _NEAR, n=1, cutoff=0.75)
    return _NEAR[near[0]] if near else None


def find_columns(cells: Sequence[str], profile: Profile | None = None) -> Columns:
    """Find the known columns, whether or not all that are needed are there.

    Raises UnreadableFile when a column is twice there, has no name, or is not the one that the profile names.
    """
    header = tuple(cell.strip() for cell in cells)
    _refuse_separator(header)
    if "" in header:
        raise UnreadableFile(f"Column {header.index('') + 1} of the header has no name; name it or remove it.")
    twice = [title for title, count in Counter(header).items() if count > 1]
    if twice:
        raise UnreadableFile(f"The header has the column “{twice[0]}” twice.")
    mapped, ignored, constants = _told_by(profile, header)
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        field = None if title in ignored else mapped.get(title, field_of(title))
        if field in places:
            raise UnreadableFile(
                f"The columns “{header[places[field]]}” and “{title}” both mean {field}; keep one, or ignore one in "
                "a profile."
            )
        if field is not None:
            places[field] = place
    for field in constants.keys() & places.keys():
        raise UnreadableFile(
            f"The profile gives {field} as a constant, and the column “{header[places[field]]}” has it."
        )
    return Columns(header, places, mapped, constants, ignored)


def read_header(cells: Sequence[str], profile: Profile | None = None) -> Columns:
    """Find the known columns; raise UnreadableFile as find_columns does, and when one that is needed is missing.

    Without a profile a header that plainly belongs to another kind of file is refused, too.
    """
    columns = find_columns(cells, profile)
    if profile is None and (
        kind := other_kind(map(plain, columns.header), len(_CUSTOMERS_ONLY & columns.places.keys()))
    ):
        raise UnreadableFile(
            f"The header looks like one of {kind}, not of customers: {', '.join(columns.header)[:300]}. If these are "
            "customers, say which column is which in a profile; `synergy import profile FILE` prints one to start from."
        )
    missing = []
    if not {"key", "stock"} & columns.places.keys():
        missing.append("key (or symbol)")
    if "name" not in columns.places:
        missing.append("name")
    if missing:
        may_mean = [f"“{title}” may be {field}" for title, field in columns.suggest().items()]
        hint = f" {'; '.join(may_mean)[:300]}: say so in a profile, or rename it." if may_mean else ""
        raise UnreadableFile(
            f"The header lacks {' and '.join(missing)}; it has {', '.join(columns.header)[:300]}.{hint} "
            "`synergy import profile FILE` prints a profile to start from; see docs/importing.md."
        )
    return columns


def _told_by(
    profile: Profile | None, header: tuple[str, ...]
) -> tuple[Mapping[str, str], frozenset[str], Mapping[str, str]]:
    """Return what a profile maps, ignores and sets, in the titles of this header."""
    if profile is None:
        return {}, frozenset(), {}
    titles = {plain(title): title for title in header}
    mapped = {}
    for called, field in profile.columns.items():
        title = titles.get(plain(called))
        if title is None:
            raise UnreadableFile(
                f"The profile names the column “{called}”, which the file does not have; it has "
                f"{', '.join(header)[:300]}."
            )
        mapped[title] = field
    ignored = {titles[plain(called)] for called in profile.ignore if plain(called) in titles}
    return mapped, frozenset(ignored), profile.constants


def field_of(title: str) -> str | None:
    """Return the field that a column of this title holds; None when it is none that is known."""
    return _FIELD.get(plain(title))


def _refuse_separator(header: tuple[str, ...]) -> None:
    if len(header) == 1:
        for mark, name in _SEPARATORS.items():
            if mark in header[0]:
                raise UnreadableFile(f"The cells of the file are separated by {name}; save it with commas.")
