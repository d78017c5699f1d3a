"""Contacts: the persons to speak with at the customers that a subsidiary serves."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Mail, Row, after, words
from synergy.imports.references import CUSTOMER
from synergy.imports.rows import Name, Phone, Text
from synergy.model.contacts import Language


class ContactRow(Row):
    """A person at a customer."""

    key: Annotated[
        Key, Column("id contact_id contact_no 编号 联系人编号", "the person's key in the subsidiary's system")
    ]
    customer: Annotated[
        Key,
        Column(
            "customer_id customer_no 客户编号 客户号",
            "a customer that the subsidiary serves: its key in an import, or its USCC, LEI, ISIN or stock code",
            near="customer_name company company_name uscc 客户 客户名称 公司名称 统一社会信用代码",
            refers=CUSTOMER,
        ),
    ]
    name: Annotated[
        Name,
        Column(
            "contact contact_name full_name 姓名 联系人 联系人姓名", "another name under the same key is another person"
        ),
    ]
    name_en: Annotated[Name | None, Column("english_name 英文名 英文姓名")] = None
    title: Annotated[
        Text, Column("job_title position 职务 职位", "the position; `constants` may give one for all rows")
    ]
    title_en: Annotated[Text | None, Column("english_title position_en 英文职务")] = None
    phone: Annotated[Phone | None, Column("mobile telephone 手机 手机号 电话 联系电话")] = None
    email: Annotated[Mail | None, Column("mail email_address 邮箱 电子邮件 电子邮箱")] = None
    language: Annotated[
        Language | None,
        words(中文="CHINESE", 汉语="CHINESE", 英文="ENGLISH", 英语="ENGLISH"),
        Column("preferred_language 语言", "`CHINESE` or `ENGLISH`"),
    ] = None
    valid_from: Annotated[
        Day | None, Column("from since start_date 任职日期 开始日期", "first day in the position")
    ] = None
    valid_to: Annotated[
        Day | None, after("valid_from"), Column("to until end_date 离职日期 结束日期", "first day no longer in it")
    ] = None


KIND = Kind(
    "contacts",
    ContactRow,
    "ctc",
    also="first_name last_name gender birthday id_number 性别 生日 身份证号",
    is_person=True,
)
