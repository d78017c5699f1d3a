"""For each kind of file a row that lands, what it becomes, a change of it, and cells that it cannot have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from synergy.imports.problems import Fault
from tests.import_graph import USCC

Row: TypeAlias = "dict[str, str]"
Bad: TypeAlias = "tuple[Row, str, Fault, str]"
"""Cells in place of the first row's, the column that is told of, the kind of fault, and words of the reason."""

COMMON: tuple[Bad, ...] = (
    ({"key": ""}, "key", Fault.MISSING, "is empty"),
    ({"key": "=A1"}, "key", Fault.BAD_VALUE, "holds a formula"),
    ({"key": "9.1350E+17"}, "key", Fault.LOST_DIGITS, "format the column as text"),
    ({"subsidiary": "imp_b"}, "subsidiary", Fault.OTHER_SUBSIDIARY, "another subsidiary than imp_a"),
)
"""What no row of any kind may have; `key` and `subsidiary` stand for the titles of the file."""


@dataclass(frozen=True)
class Sample:
    """What a row is answered as to the importing subsidiary, `own`, and to another, `theirs`; and after the change."""

    kind: str
    key: str
    first: Row
    changed: Row
    bad: tuple[Bad, ...]
    asks: str
    own: Any
    own_changed: Any
    theirs: Any
    theirs_changed: Any
    needs: tuple[str, ...] = ()
    foreign: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By title, texts that name something of another subsidiary; nothing there is called must be told the same."""


def nodes(*found: Any) -> Any:
    """Return what a page of these nodes looks like."""
    return {"edges": [{"node": one} for one in found]}


NONE = nodes()
OPEN = "9999-12-31"
IMPOSSIBLE = "2024-02 has 29 days"

_CONTACT = {"name": "陈一", "phone": "+86 138 0013 8000", "email": "chen@a.example", "language": "CHINESE"}
_PRODUCT = {"name": "绿色贷款", "nameEn": "绿色贷款", "description": "为绿色项目", "category": {"name": "测试类"}}
_PROJECT = {"name": "联合项目", "summary": "一同做", "startedOn": "2024-03-05", "region": {"name": "测试省"}}
_REPORT = {"title": "行业展望", "titleEn": "Outlook", "publishedOn": "2024-03-05"}
_CASE = {"title": "一个案例", "project": {"name": "联合项目"}, "award": "一等奖", "awardedOn": "2024-06-01"}

CONTACTS = Sample(
    "contacts",
    "联系人编号",
    {
        "联系人编号": "c1", "客户编号": "1", "姓名": "陈一", "职务": "财务总监", "手机": "+86 138 0013 8000",
        "邮箱": "chen@a.example", "语言": "中文", "任职日期": "2024年3月5日", "离职日期": "",
    },
    {"客户编号": USCC[1], "职务": "董事", "手机": ""},
    (
        ({"客户编号": ""}, "客户编号", Fault.MISSING, "is empty"),
        ({"客户编号": "1.2E+11"}, "客户编号", Fault.LOST_DIGITS, "format the column as text"),
        ({"姓名": "13800138000"}, "姓名", Fault.MISPLACED, "looks like a phone number"),
        ({"职务": USCC[0]}, "职务", Fault.MISPLACED, "looks like a unified social credit code"),
        ({"职务": ""}, "职务", Fault.MISSING, "is empty"),
        ({"邮箱": "chen at a"}, "邮箱", Fault.BAD_VALUE, "is not a mail address"),
        ({"手机": "1.38E+10"}, "手机", Fault.LOST_DIGITS, "format the column as text"),
        ({"语言": "法语"}, "语言", Fault.BAD_VALUE, "is none of CHINESE and ENGLISH"),
        ({"任职日期": "2024-02-30"}, "任职日期", Fault.BAD_VALUE, IMPOSSIBLE),
        ({"任职日期": "03/04/2024"}, "任职日期", Fault.BAD_VALUE, "may mean two days"),
        ({"离职日期": "2024-03-05"}, "离职日期", Fault.BAD_VALUE, "is not after the day on which it begins"),
        ({"任职日期": "", "离职日期": "2024-03-05"}, "离职日期", Fault.BAD_VALUE, "stands without the day"),
    ),
    """{ contacts(where: {email: {eq: "chen@a.example"}}) { edges { node { name phone email language
      customers { edges { title validFrom validTo node { name } } } } } } }""",
    {"contacts": nodes(_CONTACT | {"customers": {"edges": [
        {"title": "财务总监", "validFrom": "2024-03-05", "validTo": OPEN, "node": {"name": "甲公司"}}]}})},
    {"contacts": nodes(_CONTACT | {"phone": None, "customers": {"edges": [
        {"title": "董事", "validFrom": "2024-03-05", "validTo": OPEN, "node": {"name": "乙公司"}}]}})},
    {"contacts": NONE},
    {"contacts": NONE},
    foreign={"客户编号": ("b2", "91999900MA0000003F")},
)  # fmt: skip

TRAITS = Sample(
    "traits",
    "特征编号",
    {"特征编号": "t1", "客户编号": USCC[0], "客户特征": "上市=是；出口=高"},
    {"客户特征": "上市=否"},
    (
        ({"客户编号": ""}, "客户编号", Fault.MISSING, "is empty"),
        ({"客户特征": "上市"}, "客户特征", Fault.BAD_VALUE, "is not written as name=value"),
        ({"客户特征": "=是"}, "客户特征", Fault.BAD_VALUE, "is not written as name=value"),
    ),
    """{ customers(where: {name: {eq: "甲公司"}}) { edges { node { traits } } } }""",
    {"customers": nodes({"traits": ["上市=是", "出口=高"]})},
    {"customers": nodes({"traits": ["上市=否"]})},
    {"customers": nodes({"traits": ["上市=是", "出口=高"]})},
    {"customers": nodes({"traits": ["上市=否"]})},
    foreign={"客户编号": ("b2", "91999900MA0000003F")},
)

HOLDINGS = Sample(
    "holdings",
    "合同编号",
    {
        "合同编号": "h1", "客户编号": USCC[0], "产品代码": "p1", "持有规模": "大", "购买日期": "5 Mar 2024",
        "到期日": "", "持有金额": "1,000",
    },
    {"持有规模": "small", "到期日": "20270101"},
    (
        ({"产品代码": ""}, "产品代码", Fault.MISSING, "is empty"),
        ({"产品代码": "1.2E+11"}, "产品代码", Fault.LOST_DIGITS, "format the column as text"),
        ({"持有规模": "1000"}, "持有规模", Fault.BAD_VALUE, "is none of SMALL, MEDIUM and LARGE"),
        ({"购买日期": "45356"}, "购买日期", Fault.BAD_VALUE, "is Excel's number of a day"),
        ({"购买日期": "2024-13-01"}, "购买日期", Fault.BAD_VALUE, "there is no month 13"),
        ({"到期日": "2024-03-04"}, "到期日", Fault.BAD_VALUE, "is not after the day on which it begins"),
    ),
    """{ customers(where: {name: {eq: "甲公司"}}) { edges { node {
      holdings { edges { band validFrom validTo bookedBy node { name } } } } } } }""",
    {"customers": nodes({"holdings": {"edges": [{
        "band": "LARGE", "validFrom": "2024-03-05", "validTo": OPEN, "bookedBy": "sub_imp_a",
        "node": {"name": "绿色贷款"}}]}})},
    {"customers": nodes({"holdings": {"edges": [{
        "band": "SMALL", "validFrom": "2024-03-05", "validTo": "2027-01-01", "bookedBy": "sub_imp_a",
        "node": {"name": "绿色贷款"}}]}})},
    {"customers": nodes({"holdings": NONE})},
    {"customers": nodes({"holdings": NONE})},
    needs=("products",),
    foreign={"客户编号": ("b2", "91999900MA0000003F"), "产品代码": ("pb",)},
)  # fmt: skip

PRODUCTS = Sample(
    "products",
    "产品代码",
    {
        "产品代码": "p1", "产品名称": "绿色贷款", "产品简介": "为绿色项目", "产品类别": "测试类", "部门": "融资部",
        "主题": "碳中和；T-ESG", "起售日期": "2024/3/5", "停售日期": "", "上架日期": "2024-03-05", "下架日期": "",
    },
    {"主题": "碳中和", "部门": "", "上架日期": ""},
    (
        ({"产品名称": "https://a.example"}, "产品名称", Fault.MISPLACED, "looks like a website"),
        ({"产品简介": ""}, "产品简介", Fault.MISSING, "is empty"),
        ({"产品类别": "没有"}, "产品类别", Fault.UNKNOWN, "names no product category"),
        ({"主题": "碳中和,没有"}, "主题", Fault.UNKNOWN, r"names no topic.*\(没有\)"),
        ({"主题": "碳中和、T-CO2"}, "主题", Fault.BAD_VALUE, r"names one thing twice \(碳中和, T-CO2\)"),
        ({"停售日期": "2023-01-01"}, "停售日期", Fault.BAD_VALUE, "is not after"),
        ({"上架日期": "", "下架日期": "2025-01-01"}, "下架日期", Fault.BAD_VALUE, "stands without the day"),
    ),
    """{ products(where: {name: {eq: "绿色贷款"}}) { edges { node { name nameEn description onShelfUntil
      category { name } unit { name } topics { edges { node { code } } } offeredBy { edges { validFrom node { name } } }
      } } } }""",
    {"products": nodes(_PRODUCT | {
        "onShelfUntil": OPEN, "unit": {"name": "融资部"}, "topics": nodes({"code": "T-CO2"}, {"code": "T-ESG"}),
        "offeredBy": {"edges": [{"validFrom": "2024-03-05", "node": {"name": "imp_a"}}]}})},
    {"products": nodes(_PRODUCT | {
        "onShelfUntil": None, "unit": None, "topics": nodes({"code": "T-CO2"}),
        "offeredBy": {"edges": [{"validFrom": "2024-03-05", "node": {"name": "imp_a"}}]}})},
    {"products": nodes(_PRODUCT | {
        "onShelfUntil": OPEN, "unit": {"name": "融资部"}, "topics": nodes({"code": "T-CO2"}, {"code": "T-ESG"}),
        "offeredBy": {"edges": [{"validFrom": "2024-03-05", "node": {"name": "imp_a"}}]}})},
    {"products": NONE},
    foreign={"部门": ("交易部",)},
)  # fmt: skip

_PERSON = {"name": "李二", "email": "li@a.example"}
PEOPLE = Sample(
    "people",
    "工号",
    {
        "工号": "007", "姓名": "李二", "部门": "融资部", "职务": "经理", "邮箱": "li@a.example", "手机": "",
        "入职日期": "2024-03-05", "离职日期": "",
    },
    {"部门": "Research Unit", "职务": "总监", "入职日期": "2026-11-24"},
    (
        ({"姓名": "li@a.example"}, "姓名", Fault.MISPLACED, "looks like an e-mail address"),
        ({"部门": ""}, "部门", Fault.MISSING, "is empty"),
        ({"邮箱": "@"}, "邮箱", Fault.BAD_VALUE, "is not a mail address"),
        ({"入职日期": "soon"}, "入职日期", Fault.BAD_VALUE, "is not a date"),
        ({"离职日期": "2024-03-01"}, "离职日期", Fault.BAD_VALUE, "is not after"),
    ),
    """{ users(where: {name: {eq: "李二"}}) { edges { node { name email disabled unit { name } roles { totalCount }
      } } } }""",
    {"users": nodes(_PERSON | {"disabled": False, "unit": {"name": "融资部"}, "roles": {"totalCount": 0}})},
    {"users": nodes(_PERSON | {"disabled": False, "unit": {"name": "研究部"}, "roles": {"totalCount": 0}})},
    {"users": nodes(_PERSON | {
        "disabled": False, "email": "l****", "unit": {"name": "融资部"}, "roles": {"totalCount": 0}})},
    {"users": nodes(_PERSON | {
        "disabled": False, "email": "l****", "unit": {"name": "研究部"}, "roles": {"totalCount": 0}})},
    foreign={"部门": ("交易部",)},
)  # fmt: skip

_EXPERT = {"name": "李二", "headline": "绿色金融", "headlineEn": "Green finance", "user": {"name": "李二"}}
EXPERTS = Sample(
    "experts",
    "工号",
    {
        "工号": "007", "专长": "绿色金融", "英文专长": "Green finance", "研究领域": "碳中和; T-ESG", "年度上限": "6",
        "聘任日期": "2024-03-05", "解聘日期": "",
    },
    {"研究领域": "T-ESG", "年度上限": "8", "解聘日期": "2027-01-01"},
    (
        ({"专长": ""}, "专长", Fault.MISSING, "is empty"),
        ({"年度上限": "many"}, "年度上限", Fault.BAD_VALUE, "is not a whole number between"),
        ({"年度上限": "1e3"}, "年度上限", Fault.BAD_VALUE, "is not a whole number between"),
        ({"研究领域": "没有"}, "研究领域", Fault.UNKNOWN, "names no topic"),
        ({"工号": "008"}, "工号", Fault.UNKNOWN, "names no person of imp_a: import people first"),
    ),
    """{ experts(where: {name: {eq: "李二"}}) { edges { node { name headline headlineEn activeUntil yearlyCap
      user { name } topics { edges { score validTo node { code } } } } } } }""",
    {"experts": nodes(_EXPERT | {"activeUntil": OPEN, "yearlyCap": 6, "topics": {"edges": [
        {"score": 0.25, "validTo": OPEN, "node": {"code": "T-CO2"}},
        {"score": 0.25, "validTo": OPEN, "node": {"code": "T-ESG"}}]}})},
    expert_changed := {"experts": nodes(_EXPERT | {"activeUntil": "2027-01-01", "yearlyCap": 8, "topics": {"edges": [
        {"score": 0.25, "validTo": "2027-01-01", "node": {"code": "T-ESG"}}]}})},
    {"experts": nodes(_EXPERT | {"activeUntil": OPEN, "yearlyCap": 6, "topics": {"edges": [
        {"score": 0.25, "validTo": OPEN, "node": {"code": "T-CO2"}},
        {"score": 0.25, "validTo": OPEN, "node": {"code": "T-ESG"}}]}})},
    expert_changed,
    needs=("people",),
    foreign={"工号": ("b07",)},
)  # fmt: skip

_ASK_PROJECT = """{ projects(where: {name: {eq: "联合项目"}}) { edges { node { name summary stage startedOn endedOn
  amount currency region { name } customer { name } products { edges { node { name } } }
  topics { edges { node { code } } } participants { edges { role lead validFrom node { name } } } } } } }"""
_TAKE = [
    {"role": "PARTNER", "lead": False, "validFrom": "2024-03-05", "node": {"name": "imp_a"}},
    {"role": "ORIGINATOR", "lead": True, "validFrom": "2024-03-05", "node": {"name": "imp_b"}},
    {"role": "FINANCIER", "lead": False, "validFrom": "2024-03-05", "node": {"name": "imp_c"}},
]
_BEGUN = _PROJECT | {"stage": "UNDERWAY", "endedOn": None, "amount": "1234567.80", "currency": "CNY"}
_DONE = _PROJECT | {"stage": "CLOSED", "endedOn": "2025-01-01", "amount": "1234567.80", "currency": "HKD"}
PROJECTS = Sample(
    "projects",
    "项目编号",
    {
        "项目编号": "j1", "项目名称": "联合项目", "摘要": "一同做", "阶段": "进行中", "立项日期": "2024-03-05",
        "结束日期": "", "合同金额": "1,234,567.80", "币种": "人民币", "参与单位": "imp_c:financier；imp_b",
        "牵头单位": "imp_b", "客户编号": "1", "产品": "p1", "主题": "碳中和", "地区": "测试省",
    },
    {"阶段": "closed", "结束日期": "2025.1.1", "币种": "HKD", "参与单位": "", "牵头单位": "", "产品": "",
     "主题": "T-ESG"},
    (
        ({"阶段": "later"}, "阶段", Fault.BAD_VALUE, "is none of PROPOSED, UNDERWAY, DELIVERED and CLOSED"),
        ({"立项日期": ""}, "立项日期", Fault.MISSING, "is empty"),
        ({"结束日期": "2024-01-01"}, "结束日期", Fault.BAD_VALUE, "is not after"),
        ({"合同金额": "1.2亿"}, "合同金额", Fault.BAD_VALUE, "is not an amount"),
        ({"合同金额": "1.2E+08"}, "合同金额", Fault.LOST_DIGITS, "format the column as text"),
        ({"合同金额": "12,34"}, "合同金额", Fault.BAD_VALUE, "is not an amount"),
        ({"币种": ""}, "币种", Fault.BAD_VALUE, "is empty beside an amount"),
        ({"币种": "XYZ"}, "币种", Fault.BAD_VALUE, "is no currency"),
        ({"参与单位": "imp_b:KING"}, "参与单位", Fault.BAD_VALUE, "names a role that there is not: KING"),
        ({"参与单位": "imp_b;imp_z"}, "参与单位", Fault.UNKNOWN, r"names no subsidiary.*\(imp_z\)"),
        ({"参与单位": "imp_b;sub_imp_b"}, "参与单位", Fault.BAD_VALUE, "names one thing twice"),
        ({"牵头单位": "imp_z"}, "牵头单位", Fault.UNKNOWN, "names no subsidiary"),
        ({"地区": "火星"}, "地区", Fault.UNKNOWN, "names no region"),
    ),
    _ASK_PROJECT,
    {"projects": nodes(_BEGUN | {
        "customer": {"name": "甲公司"}, "products": nodes({"name": "绿色贷款"}), "topics": nodes({"code": "T-CO2"}),
        "participants": {"edges": _TAKE}})},
    {"projects": nodes(_DONE | {
        "customer": {"name": "甲公司"}, "products": NONE, "topics": nodes({"code": "T-ESG"}),
        "participants": {"edges": [_TAKE[0] | {"role": "ORIGINATOR", "lead": True}]}})},
    # It serves the customer, too, and the product is on the shelf.
    {"projects": nodes(_BEGUN | {
        "customer": {"name": "甲公司"}, "products": nodes({"name": "绿色贷款"}), "topics": nodes({"code": "T-CO2"}),
        "participants": {"edges": _TAKE}})},
    {"projects": NONE},
    needs=("products",),
    foreign={"客户编号": ("b2", "91999900MA0000003F"), "产品": ("pb",)},
)  # fmt: skip

_BY_LI = {"topics": nodes({"code": "T-CO2"}), "authors": nodes({"name": "李二"}), "publisher": {"name": "imp_a"}}
REPORTS = Sample(
    "reports",
    "报告编号",
    {
        "报告编号": "r1", "报告标题": "行业展望", "英文标题": "Outlook", "摘要": "向上", "发布日期": "2024-03-05",
        "作者": "007", "主题": "碳中和",
    },
    {"摘要": "向下", "发布日期": "", "作者": "", "主题": "碳中和;T-ESG"},
    (
        ({"报告标题": ""}, "报告标题", Fault.MISSING, "is empty"),
        ({"摘要": "x" * 10_001}, "摘要", Fault.BAD_VALUE, "is longer than 10000 characters"),
        ({"发布日期": "2023-02-29"}, "发布日期", Fault.BAD_VALUE, "2023-02 has 28 days"),
        ({"作者": "007;008"}, "作者", Fault.UNKNOWN, r"names no expert of imp_a: import experts first.*\(008\)"),
        ({"主题": "没有"}, "主题", Fault.UNKNOWN, "names no topic"),
    ),
    """{ reports(where: {title: {eq: "行业展望"}}) { edges { node { title titleEn summary publishedOn
      topics { edges { node { code } } } authors { edges { node { name } } } publisher { name } } } } }""",
    {"reports": nodes(_REPORT | {"summary": "向上"} | _BY_LI)},
    {"reports": nodes(_REPORT | {"summary": "向下", "publishedOn": None} | _BY_LI | {
        "topics": nodes({"code": "T-CO2"}, {"code": "T-ESG"}), "authors": NONE})},
    {"reports": nodes(_REPORT | {"summary": "向上"} | _BY_LI)},
    {"reports": NONE},
    needs=("people", "experts"),
    foreign={"作者": ("b07",)},
)  # fmt: skip

CASES = Sample(
    "cases",
    "案例编号",
    {
        "案例编号": "s1", "案例标题": "一个案例", "摘要": "做成了", "项目编号": "j1", "发布日期": "2024-06-01",
        "获奖日期": "2024-06-01", "奖项": "一等奖", "作者": "007", "主题": "碳中和",
    },
    {"项目编号": "", "奖项": "二等奖", "发布日期": ""},
    (
        ({"案例标题": ""}, "案例标题", Fault.MISSING, "is empty"),
        ({"获奖日期": "00000000"}, "获奖日期", Fault.BAD_VALUE, "there is no month 0"),
        ({"项目编号": "j2"}, "项目编号", Fault.UNKNOWN, "names no project of imp_a: import projects first"),
        ({"作者": "nobody"}, "作者", Fault.UNKNOWN, "names no expert of imp_a"),
    ),
    """{ cases(where: {title: {eq: "一个案例"}}) { edges { node { title award awardedOn project { name }
      topics { edges { node { code } } } authors { edges { node { name } } } publisher { name } } } } }""",
    {"cases": nodes(_CASE | _BY_LI)},
    {"cases": nodes(_CASE | {"award": "二等奖", "project": None} | _BY_LI)},
    {"cases": nodes(_CASE | _BY_LI)},
    {"cases": NONE},
    needs=("people", "experts", "products", "projects"),
    foreign={"项目编号": ("jb",), "作者": ("b07",)},
)  # fmt: skip

SAMPLES = (CONTACTS, TRAITS, HOLDINGS, PRODUCTS, PEOPLE, EXPERTS, PROJECTS, REPORTS, CASES)
BY_KIND = {sample.kind: sample for sample in SAMPLES}

THEIRS: dict[str, list[Row]] = {
    "products": [{"产品代码": "pb", "产品名称": "别家产品", "产品简介": "别家"}],
    "people": [{"工号": "b07", "姓名": "王三", "部门": "交易部", "职务": "经理"}],
    "experts": [{"工号": "b07", "专长": "别家", "年度上限": "1"}],
    "projects": [
        {"项目编号": "jb", "项目名称": "别家项目", "摘要": "别家", "阶段": "进行中", "立项日期": "2024-01-01"}
    ],
}
"""What the other subsidiary has; its product is internal."""
