"""Products: what a subsidiary offers, and what of it stands on the shelf for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Prose, Row, Several, after, words
from synergy.imports.kinds.works import Topics
from synergy.imports.references import CATEGORY, UNIT
from synergy.imports.rows import KINDS, Name, Text
from synergy.model.customers import CustomerKind, SizeBand
from synergy.model.organisation import Licence

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum

_SIZES = {"大型": "LARGE", "中型": "MEDIUM", "小型": "SMALL", "微型": "MICRO"}


def _members(of: type[Enum], chinese: dict[str, str]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Read several words of the model in one cell, or what they are called in Chinese."""

    def read(texts: tuple[str, ...]) -> tuple[str, ...]:
        found = tuple(chinese.get(text, text.upper().replace(" ", "_")) for text in texts)
        if unknown := [text for text, name in zip(texts, found, strict=True) if name not in of.__members__]:
            raise ValueError(f"“{unknown[0]}” is none of {', '.join(of.__members__)}")
        return found

    return read


class ProductRow(Row):
    """A product or service."""

    key: Annotated[
        Key,
        Column(
            "id product_id product_code code 编号 产品代码 产品编号",
            "the product's code; holdings and projects name it",
        ),
    ]
    name: Annotated[Name, Column("product_name 名称 产品名称")]
    name_en: Annotated[Name | None, Column("english_name 英文名称 产品英文名称")] = None
    description: Annotated[Prose, Column("product_description 产品简介 产品描述 描述", "what it is")]
    description_en: Annotated[Prose | None, Column("english_description 英文简介 英文描述")] = None
    category: Annotated[
        Text | None,
        Column("product_category product_type 产品类别 产品类型", "a product category's code or name", refers=CATEGORY),
    ] = None
    unit: Annotated[
        Text | None, Column("department 负责部门 部门", "the subsidiary's unit to speak to, by name", refers=UNIT)
    ] = None
    topics: Topics = ()
    valid_from: Annotated[
        Day | None, Column("offered_from from start_date 起售日期 开始日期", "first day on which it is offered")
    ] = None
    valid_to: Annotated[
        Day | None, after("valid_from"), Column("offered_until until end_date 停售日期 结束日期", "first day no more")
    ] = None
    on_shelf_from: Annotated[
        Day | None,
        Column("shelf_from 上架日期", "first day on the shelf for other subsidiaries; empty for internal products"),
    ] = None
    on_shelf_until: Annotated[
        Day | None, after("on_shelf_from"), Column("shelf_until 下架日期", "first day off the shelf again")
    ] = None
    suits_kinds: Annotated[
        Several,
        AfterValidator(_members(CustomerKind, KINDS)),
        Column("customer_kinds 适用客户类型 适用客户", "kinds of customers that it suits; all when empty"),
    ] = ()
    suits_sizes: Annotated[
        Several,
        AfterValidator(_members(SizeBand, _SIZES)),
        Column("customer_sizes 适用客户规模 适用规模", "sizes of customers that it suits; all when empty"),
    ] = ()
    licence: Annotated[
        Licence | None,
        words(银行="BANKING", 证券="SECURITIES", 信托="TRUST", 保险="INSURANCE"),
        Column("licence_needed 所需牌照 牌照", "the licence that whoever sells it needs"),
    ] = None


KIND = Kind("products", ProductRow, "prd", also="risk_level term_months 风险等级 期限")
