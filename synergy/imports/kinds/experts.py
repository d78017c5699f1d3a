"""Experts: the people of a subsidiary whom the others may ask, and what they know about."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Row, Several, after
from synergy.imports.references import PERSON, TOPIC
from synergy.imports.rows import Text, whole_number

_MOST_ENGAGEMENTS = 366


def _cap(text: str) -> int:
    number = whole_number(text)
    if not number.isdecimal() or int(number) > _MOST_ENGAGEMENTS:
        raise ValueError(f"is not a whole number between 0 and {_MOST_ENGAGEMENTS}")
    return int(number)


class ExpertRow(Row):
    """A person as an expert."""

    key: Annotated[
        Key,
        Column(
            "id employee_no employee_id expert_id 编号 工号 员工编号 专家编号",
            "the employee number of a person whom the subsidiary imported, whose name the expert has",
            refers=PERSON,
        ),
    ]
    headline: Annotated[Text, Column("expertise 专长 简介 专家简介", "what the expert is known for")]
    headline_en: Annotated[Text | None, Column("english_headline 英文专长 英文简介")] = None
    topics: Annotated[
        Several,
        Column(
            "topic skills 主题 擅长领域 研究领域",
            "topics' codes or names, with semicolons between; each counts as one piece of evidence (0.25)",
            refers=TOPIC,
        ),
    ] = ()
    yearly_cap: Annotated[
        int,
        BeforeValidator(_cap),
        Column(
            "cap engagements_per_year 年度上限 每年次数", "how many engagements a year; `constants` may say it for all"
        ),
    ]
    valid_from: Annotated[
        Day | None, Column("from active_from start_date 聘任日期 开始日期", "first day as an expert")
    ] = None
    valid_to: Annotated[
        Day | None,
        after("valid_from"),
        Column("to until active_until end_date 解聘日期 结束日期", "first day no longer an expert"),
    ] = None


KIND = Kind("experts", ExpertRow, "exp", also="expert 专家 专家姓名")
