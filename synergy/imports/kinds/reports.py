"""Reports: research that a subsidiary published, or is drafting."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Key, Prose, Row
from synergy.imports.kinds.works import Authors, PublishedOn, Topics
from synergy.imports.rows import Name


class ReportRow(Row):
    """A report."""

    key: Annotated[Key, Column("id report_id report_no 编号 报告编号", "the report's key in the subsidiary's system")]
    title: Annotated[Name, Column("report report_title report_name 标题 报告 报告标题 报告名称")]
    title_en: Annotated[Name | None, Column("english_title 英文标题")] = None
    summary: Annotated[Prose, Column("abstract 摘要 报告摘要", "what it finds")]
    summary_en: Annotated[Prose | None, Column("english_summary 英文摘要")] = None
    published_on: PublishedOn = None
    authors: Authors = ()
    topics: Topics = ()


KIND = Kind("reports", ReportRow, "rep")
