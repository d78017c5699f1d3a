"""What works have in common: when a case or report was published and by whom, and what anything is about."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column
from synergy.imports.kinds.row import Day, Several
from synergy.imports.references import EXPERT, TOPIC

PublishedOn = Annotated[
    Day | None,
    Column("published publication_date 发布日期 发表日期", "empty for drafts, which stay the subsidiary's own"),
]
Authors = Annotated[
    Several,
    Column(
        "author 作者 撰写人",
        "the employee numbers of experts whom the subsidiary imported, with semicolons between",
        refers=EXPERT,
    ),
]
Topics = Annotated[
    Several, Column("topic tags 主题 标签", "topics' codes or names, with semicolons between", refers=TOPIC)
]
