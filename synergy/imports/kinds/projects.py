"""Projects: what subsidiaries do for a customer together, as one of them tells of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from synergy.imports.kinds.currencies import read_currency
from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Amount, Day, Key, Prose, Row, Several, after, parts, words
from synergy.imports.kinds.works import Topics
from synergy.imports.references import CUSTOMER, PRODUCT, REGION, SUBSIDIARY
from synergy.imports.rows import Name, Text
from synergy.model.projects import ParticipantRole, ProjectStage

_ROLES = {"发起": "ORIGINATOR", "参与": "PARTNER", "顾问": "ADVISER", "融资": "FINANCIER", "承建": "CONTRACTOR"}


class Participant(BaseModel):
    """A subsidiary and what it does in a project, where the row says so."""

    model_config = ConfigDict(frozen=True)

    subsidiary: str
    role: ParticipantRole | None = None

    def __str__(self) -> str:
        return self.subsidiary


def _participants(text: str) -> tuple[Participant, ...]:
    found = []
    for part in parts(text):
        subsidiary, _, role = part.replace("：", ":").partition(":")
        word = _ROLES.get(role.strip(), role.strip().upper())
        if word and word not in ParticipantRole.__members__:
            raise ValueError(
                f"names a role that there is not: {role.strip()}; {', '.join(ParticipantRole.__members__)}"
            )
        found.append(Participant(subsidiary=subsidiary.strip(), role=ParticipantRole[word] if word else None))
    return tuple(found)


class ProjectRow(Row):
    """A project."""

    key: Annotated[
        Key, Column("id project_id project_no project_code 编号 项目编号 项目代码", "the project's key; cases name it")
    ]
    name: Annotated[Name, Column("project project_name 名称 项目 项目名称")]
    name_en: Annotated[Name | None, Column("english_name 英文名称 项目英文名称")] = None
    summary: Annotated[Prose, Column("abstract description 摘要 项目概况 项目简介", "what it is about")]
    summary_en: Annotated[Prose | None, Column("english_summary 英文摘要 英文简介")] = None
    stage: Annotated[
        ProjectStage,
        words(
            筹备="PROPOSED", 拟议="PROPOSED", 进行中="UNDERWAY", 实施中="UNDERWAY",
            已交付="DELIVERED", 已完成="DELIVERED", 已结项="CLOSED", 已关闭="CLOSED",
        ),
        Column("status project_stage 阶段 状态 项目阶段", "`PROPOSED`, `UNDERWAY`, `DELIVERED` or `CLOSED`"),
    ]  # fmt: skip
    started_on: Annotated[Day, Column("start_date from 立项日期 开始日期 启动日期", "when work began")]
    ended_on: Annotated[Day | None, after("started_on"), Column("end_date to 完成日期 结束日期", "when work ended")] = (
        None
    )
    amount: Annotated[
        Amount | None, Column("contract_amount 金额 合同金额", "the contract amount in whole units: `1234567.89`")
    ] = None
    currency: Annotated[
        Annotated[str, BeforeValidator(read_currency)] | None,
        Field(validate_default=True),
        Column("contract_currency 币种 货币", "ISO 4217, `CNY`; needed beside an amount"),
    ] = None
    participants: Annotated[
        tuple[Participant, ...],
        BeforeValidator(_participants),
        Column(
            "participant partners 参与单位 合作单位",
            "the subsidiaries that take part, with semicolons between; `code:ROLE` says what one does there "
            "(`ORIGINATOR`, `PARTNER`, `ADVISER`, `FINANCIER`, `CONTRACTOR`). The one that imports always does",
            refers=SUBSIDIARY,
        ),
    ] = ()
    lead: Annotated[
        Text | None,
        Column(
            "lead_unit leader 牵头单位",
            "the subsidiary that leads; without it, the one that imports",
            refers=SUBSIDIARY,
        ),
    ] = None
    customer: Annotated[
        Key | None,
        Column(
            "customer_id customer_no 客户编号 客户号",
            "a customer that the subsidiary serves: its key in an import, or its USCC, LEI, ISIN or stock code",
            near="customer_name uscc 客户 客户名称 统一社会信用代码",
            refers=CUSTOMER,
        ),
    ] = None
    products: Annotated[
        Several,
        Column("product product_codes 产品 使用产品", "products' codes, with semicolons between", refers=PRODUCT),
    ] = ()
    topics: Topics = ()
    region: Annotated[Text | None, Column("province 地区 省份", "a region's code or name", refers=REGION)] = None

    @field_validator("currency")
    @classmethod
    def _beside_an_amount(cls, currency: str | None, info: ValidationInfo) -> str | None:
        if currency is None and info.data.get("amount") is not None:
            raise ValueError("is empty beside an amount; write CNY, or give it in a profile (constants)")
        return currency


KIND = Kind("projects", ProjectRow, "prj")
