"""Holdings: what the customers of a subsidiary hold of its products and of those on the shelf."""

from __future__ import annotations

from typing import Annotated

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Day, Key, Row, after, words
from synergy.imports.references import CUSTOMER, PRODUCT
from synergy.model.customers import Band


class HoldingRow(Row):
    """One period in which a customer holds a product, booked by the subsidiary."""

    key: Annotated[
        Key,
        Column(
            "id holding_id contract_no account_no 编号 持仓编号 合同编号 合同号 账号",
            "the key of the holding in the subsidiary's system: a contract, an account",
        ),
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
    product: Annotated[
        Key,
        Column(
            "product_id product_code 产品代码 产品编号",
            "the code with which the subsidiary imported the product, or the platform's id of one on the shelf",
            near="product_name 产品 产品名称",
            refers=PRODUCT,
        ),
    ]
    band: Annotated[
        Band,
        words(小="SMALL", 少="SMALL", 中="MEDIUM", 大="LARGE", 多="LARGE"),
        Column(
            "size_band holding_band 规模 持有规模",
            "how much of it, for the customer's size: `SMALL`, `MEDIUM`, `LARGE`",
        ),
    ]
    valid_from: Annotated[
        Day, Column("from since start_date holding_from purchase_date 起始日期 开始日期 购买日期 持有日期", "first day")
    ]
    valid_to: Annotated[
        Day | None,
        after("valid_from"),
        Column("to until end_date maturity_date 结束日期 到期日 赎回日期", "first day on which it is held no more"),
    ] = None


KIND = Kind("holdings", HoldingRow, also="product_name amount balance shares 产品 产品名称 持有金额 持有份额 余额 份额")
