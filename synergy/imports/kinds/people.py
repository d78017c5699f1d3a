"""People: who works for a subsidiary, in which of its units."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Mail, Row, after
from synergy.imports.references import UNIT
from synergy.imports.rows import Name, Phone, Text


class PersonRow(Row):
    """A person in a unit."""

    key: Annotated[
        Key,
        Column(
            "id employee_no employee_id 编号 工号 员工编号", "the employee number; experts and authors are named by it"
        ),
    ]
    name: Annotated[Name, Column("full_name employee_name 姓名 员工姓名")]
    name_en: Annotated[Name | None, Column("english_name 英文名 英文姓名")] = None
    unit: Annotated[
        Text,
        Column("department org_unit 部门 所在部门", "a unit of the subsidiary that there is, by name", refers=UNIT),
    ]
    title: Annotated[Text, Column("job_title position 职务 职位 岗位", "the position in the unit")]
    title_en: Annotated[Text | None, Column("english_title position_en 英文职务")] = None
    email: Annotated[Mail | None, Column("mail email_address 邮箱 电子邮件 电子邮箱")] = None
    phone: Annotated[Phone | None, Column("mobile telephone 手机 手机号 电话 办公电话")] = None
    valid_from: Annotated[
        Day | None, Column("from since start_date 入职日期 到岗日期 开始日期", "first day in the unit")
    ] = None
    valid_to: Annotated[
        Day | None, after("valid_from"), Column("to until end_date 离职日期 结束日期", "first day no longer in it")
    ] = None


KIND = Kind("people", PersonRow, "usr", also="gender birthday id_number 职称 性别 生日 身份证号")
