"""Traits: what else a subsidiary knows of its customers, for suggestions to learn from."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from synergy.imports.kinds.kind import Column, Kind
from synergy.imports.kinds.row import Key, Row, Several
from synergy.imports.references import CUSTOMER

MOST = 100


def _pairs(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise ValueError(f"“{text}” is not written as name=value")
    if len(texts) > MOST:
        raise ValueError(f"has more than {MOST} traits")
    return tuple(sorted(set(texts)))


class TraitsRow(Row):
    """What a subsidiary knows of a customer that is no person: its new row takes the place of what it had said."""

    key: Annotated[Key, Column("id traits_id 编号 特征编号", "the key of the row in the subsidiary's system")]
    customer: Annotated[
        Key,
        Column(
            "customer_id customer_no 客户编号 客户号",
            "a customer that the subsidiary serves: its key in an import, or its USCC, LEI, ISIN or stock code",
            near="customer_name company 客户 客户名称",
            refers=CUSTOMER,
        ),
    ]
    traits: Annotated[
        Several,
        AfterValidator(_pairs),
        Column("attributes 特征 客户特征", "what is known, each as `name=value`, with semicolons between"),
    ]


KIND = Kind("traits", TraitsRow)
