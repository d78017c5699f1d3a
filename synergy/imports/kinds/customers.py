"""The columns of a customers file."""

from __future__ import annotations

from synergy.imports.headings import Headings

# What a column may be called, blanks, hyphens and case aside; docs/importing.md tells users.
_CALLED = {
    "key": "key id customer_id customer_no customer_key 编号 客户编号 客户号",
    "name": "name customer_name company_name 名称 客户名称 公司名称 企业名称",
    "name_en": "name_en english_name 英文名 英文名称",
    "kind": "kind customer_kind 类型 客户类型",
    "uscc": "uscc unified_social_credit_code 统一社会信用代码 社会信用代码",
    "lei": "lei 法人识别编码 全球法人识别编码",
    "isin": "isin isin_code isin代码",
    "stock": "stock stock_code symbol ticker 股票代码 证券代码",
    "website": "website url 网址 网站 官网",
    "industry": "industry 行业 所属行业",
    "region": "region province 地区 省份",
    "state": "state",
    "city": "city 城市",
    "country": "country 国家",
    "employees": "employees number_of_employees 员工人数 员工数",
    "phone": "phone telephone 电话 联系电话",
    "subsidiary": "subsidiary subsidiary_code 子公司 子公司代码 所属子公司",
}
# What may mean a field and is suggested, never taken for it.
_MAY_MEAN = {
    "key": "number no code account_id client_id customer_code client_no 代码 客户代码 客户id",
    "name": "customer client company firm legal_name full_name account_name "
    "全称 客户 企业 公司 单位名称 机构名称 客户全称 户名",
    "name_en": "english en_name name_english 英文 英文全称 外文名称",
    "kind": "type category customer_type 客户类别 客户性质",
    "uscc": "credit_code tax_id tax_number taxpayer_id business_licence 信用代码 税号 纳税人识别号",
    "stock": "securities_code listed_code 股票 证券",
    "website": "web homepage site domain 主页 域名",
    "industry": "sector trade industry_name 行业名称 行业分类",
    "region": "area location place 区域 所在地 注册地 省",
    "city": "town 所在城市 市",
    "country": "nation country_name 国别 国家地区",
    "employees": "staff headcount employee_count 人数 员工 从业人数",
    "phone": "tel phone_number contact_number 固定电话 联系方式",
}

CUSTOMERS = Headings(
    kind="customers",
    called=_CALLED,
    may_mean=_MAY_MEAN,
    needed=(("key", "stock"), ("name",)),
    own=frozenset({"name_en", "uscc", "lei", "isin", "stock", "website", "industry", "employees"}),
    key_else="stock",
)
