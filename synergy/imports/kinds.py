"""What kind of file a header belongs to: one of holdings or contacts must not come in as customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Titles that only files of that kind have, as columns.plain writes them.
_SIGNS = {
    "holdings": (
        "product productid productcode productname band amount balance shares holdingfrom purchasedate maturitydate "
        "产品 产品代码 产品编号 产品名称 持有金额 持有份额 余额 份额 购买日期 持有日期 到期日"
    ),
    "contacts": (
        "contact contactname contactid firstname lastname jobtitle position mobile email gender birthday idnumber "
        "联系人 联系人姓名 姓名 职务 职位 手机 手机号 邮箱 电子邮件 性别 生日 身份证号"
    ),
    "products": (
        "productcode productname productcategory producttype risklevel onshelffrom onshelfuntil termmonths "
        "产品代码 产品名称 产品类别 产品类型 风险等级 上架日期 下架日期 期限"
    ),
    "people or experts": (
        "employeeno employeeid jobtitle department expertise skills title email mobile "
        "工号 员工编号 姓名 部门 职称 专长 擅长领域 研究领域"
    ),
    "projects": (
        "project projectid projectname projectcode participants leadunit startdate enddate "
        "项目 项目编号 项目名称 参与单位 牵头单位 合作单位 立项日期"
    ),
    "reports": "report reportid reporttitle author authors published abstract "
    "报告 报告标题 报告名称 作者 发布日期 摘要",
    "cases": "case caseid casetitle casename award awarded 案例 案例名称 案例标题 获奖 奖项 获奖日期",
}
_TITLES = {kind: frozenset(titles.split()) for kind, titles in _SIGNS.items()}
_ENOUGH = 2


def other_kind(titles: Iterable[str], known: int) -> str | None:
    """Return the kind that titles in plain form point to, where more of them do than are `known` of customers only."""
    have = frozenset(titles)
    kind = max(_TITLES, key=lambda one: len(_TITLES[one] & have))
    signs = len(_TITLES[kind] & have)
    return kind if signs >= max(_ENOUGH, known + 1) else None
