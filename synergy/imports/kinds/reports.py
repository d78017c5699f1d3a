"""Reports: research that a subsidiary published, or is drafting."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Prose, Row, Several
from synergy.imports.references import EXPERT, TOPIC
from synergy.imports.rows import Name


class ReportRow(Row):
    """A report."""

    key: Annotated[Key, Column("id report_id report_no 编号 报告编号", "the report's key in the subsidiary's system")]
    title: Annotated[Name, Column("report report_title report_name 标题 报告 报告标题 报告名称")]
    title_en: Annotated[Name | None, Column("english_title 英文标题")] = None
    summary: Annotated[Prose, Column("abstract 摘要 报告摘要", "what it finds")]
    summary_en: Annotated[Prose | None, Column("english_summary 英文摘要")] = None
    published_on: Annotated[
        Day | None,
        Column("published publication_date 发布日期 发表日期", "empty for drafts, which stay the subsidiary's own"),
    ] = None
    authors: Annotated[
        Several,
        Column(
            "author 作者 撰写人",
            "the employee numbers of experts whom the subsidiary imported, with semicolons between",
            refers=EXPERT,
        ),
    ] = ()
    topics: Annotated[
        Several, Column("topic tags 主题 标签", "topics' codes or names, with semicolons between", refers=TOPIC)
    ] = ()


KIND = Kind("reports", ReportRow, "rep")
