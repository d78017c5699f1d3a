"""Cases: stories of collaboration that a subsidiary tells, and their awards."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Prose, Row
from synergy.imports.kinds.works import Authors, PublishedOn, Topics
from synergy.imports.references import PROJECT
from synergy.imports.rows import Name, Text


class CaseRow(Row):
    """A case."""

    key: Annotated[Key, Column("id case_id case_no 编号 案例编号", "the case's key in the subsidiary's system")]
    title: Annotated[Name, Column("case case_title case_name 标题 案例 案例标题 案例名称")]
    title_en: Annotated[Name | None, Column("english_title 英文标题")] = None
    summary: Annotated[
        Prose, Column("abstract 摘要 案例摘要", "what happened; name no customer whom not every reader may know")
    ]
    summary_en: Annotated[Prose | None, Column("english_summary 英文摘要")] = None
    project: Annotated[
        Key | None,
        Column(
            "project_id project_no project_code 项目编号 项目代码",
            "the project it tells of: its key in an import, or the platform's id where the subsidiary takes part",
            near="project_name 项目 项目名称",
            refers=PROJECT,
        ),
    ] = None
    published_on: PublishedOn = None
    awarded_on: Annotated[Day | None, Column("awarded award_date 获奖日期", "when it got its award")] = None
    award: Annotated[Text | None, Column("award_name 奖项 获奖 获奖名称")] = None
    authors: Authors = ()
    topics: Topics = ()


KIND = Kind("cases", CaseRow, "cas")
