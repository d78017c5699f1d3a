"""Legal forms and branches: what a company name ends in, in one code for both languages."""

from __future__ import annotations

import re
from typing import NamedTuple

_CHINESE = (
    (
        "partnership",
        r"(?:特殊)?(?:普通|有限)?合伙企业(?:\(?(?:特殊)?(?:普通|有限)合伙\)?)?|\(?(?:特殊)?(?:普通|有限)合伙\)?",
    ),
    ("joint stock", r"股份有限(?:责任)?公司|股份公司|(?<=.)股份"),
    ("co ltd", r"有限(?:责任)?(?:总)?公司"),
    ("company", r"总?公司"),
    ("sole proprietorship", r"\(?个人独资(?:企业)?\)?|\(?个体(?:工商户|经营|户)?\)?"),
    ("cooperative", r"(?:农民)?(?:专业)?合作(?:联)?社"),
    ("firm", r"(?:律师|会计师|税务师|审计|评估师|专利代理|商标|建筑师|设计师)?事务所"),
    (
        "shop",
        r"商行|商店|门店|经营部|门市部|服务部|工作室|(?<![酒饭书])店|坊|摊|铺|(?<=[贸品术具料材器装])行|(?<=活|术|子|身|发|容)馆",
    ),
    ("factory", r"(?:总|分)?厂"),
)
_CHINESE_FORM = re.compile(
    "(?:" + "|".join(f"(?P<{code.replace(' ', '_')}>{words})" for code, words in _CHINESE) + ")$"
)
# What may stand in brackets behind the form and tells of it nothing that the form does not.
_NOTE = re.compile(
    r"\((?:筹|筹建|筹备|已注销|注销|已吊销|吊销|存续|自然人独资|法人独资|国有独资|国有控股|外商独资|外商投资|台港澳法人独资|中外合资|上市|非上市)\)$"
)
_CHINESE_BRANCHES = (
    "中心支公司",
    "支公司",
    "分公司",
    "分行",
    "支行",
    "分理处",
    "储蓄所",
    "分所",
    "分社",
    "分店",
    "分厂",
    "分部",
    "分院",
    "分校",
    "分支机构",
    "办事处",
    "代表处",
    "联络处",
    "营业部",
    "营业厅",
    "营业所",
    "项目部",
)
_PARENT_END = (
    re.compile(r"^.{2,}?公司\)?"),
    re.compile(r"^.{2,}?(?:银行|信用合作联社|信用社|事务所(?:\([^()]*合伙\))?|研究院|设计院|(?:控股|集团|股份)\)?)"),
)

_JOINT_STOCK = frozenset(
    {"plc", "ag", "sa", "nv", "bhd", "berhad", "spa", "kk", "asa", "oyj", "stock", "share", "shares"}
)
_PARTNERSHIP = frozenset({"lp", "llp", "partnership"})
_LIMITED = frozenset(
    {"ltd", "limited", "lt", "llc", "gmbh", "bv", "srl", "sarl", "pte", "pty", "pvt", "private", "sdn"}
)
_CORPORATION = frozenset({"inc", "incorporated", "corp", "corporation"})
_COMPANY = frozenset({"co", "company", "coltd"})
_ENDINGS = _JOINT_STOCK | _PARTNERSHIP | _LIMITED | _CORPORATION | _COMPANY | {"joint", "by"}
_ONLY_BEFORE_OTHERS = frozenset({"stock", "share", "shares", "joint", "by", "private", "lt"})
_OFFICES = (("branch",), ("representative", "office"), ("rep", "office"), ("liaison", "office"), ("branch", "office"))


class Ending(NamedTuple):
    """A name without its ending, and what the ending was."""

    rest: str
    ending: str


def take_chinese_form(text: str) -> Ending:
    """`text`, evened and with its brackets, without its legal form, and the form's code."""
    if text.endswith(")"):
        text = _NOTE.sub("", text)
    form = ""
    while match := _CHINESE_FORM.search(text):
        code = (match.lastgroup or "").replace("_", " ")
        if form and not (form == "sole proprietorship" or (form == "partnership" and code == "firm")):
            break
        if not text[: match.start()].strip("()"):
            break
        form = form or code
        text = text[: match.start()]
        if form not in {"sole proprietorship", "partnership"}:
            break
    return Ending(text, form)


def take_chinese_branch(text: str) -> Ending:
    """`text`, evened and with its brackets, without the part that makes it a branch, and that part.

    The part begins behind the parent's legal form, else behind the word for what the parent is; a caller who knows
    places may find it further on. Without either the whole is the branch, and the parent "".
    """
    bare = text.rstrip(")")
    if not bare.endswith(_CHINESE_BRANCHES):
        return Ending(text, "")
    for end in _PARENT_END:
        match = end.match(bare)
        if match and match.end() < len(bare) and not match[0].rstrip(")").endswith(("分公司", "支公司")):
            return Ending(match[0], bare[match.end() :])
    return Ending("", bare)


def take_english_form(words: list[str]) -> tuple[list[str], str]:
    """`words` without the legal form they end in, and its code; a form alone stays a name."""
    end = len(words)
    while end > 1 and words[end - 1] in _ENDINGS:
        if end == len(words) and words[end - 1] in _ONLY_BEFORE_OTHERS:
            break
        end -= 1
    found = set(words[end:])
    while end > 1 and found and words[end - 1] in {"and", "of"}:
        end -= 1
    for code, these in (
        ("joint stock", _JOINT_STOCK - ({"bhd"} if "sdn" in found else set())),
        ("partnership", _PARTNERSHIP),
        ("co ltd", _LIMITED),
        ("corporation", _CORPORATION),
        ("company", _COMPANY),
    ):
        if found & these:
            return words[:end], code
    return words[:end], ""


def office_at_end(words: list[str]) -> int:
    """How many words at the end say that the name is a branch or an office; 0 when none do."""
    for office in _OFFICES:
        size = len(office)
        if len(words) > size and tuple(words[-size:]) == office:
            extra = 1 if words[-size - 1] in {"sub", "sales"} else 0
            return size + extra
    return 0


def last_form(words: list[str]) -> int:
    """Where the last legal form within `words` ends; 0 when there is none."""
    for at in range(len(words), 1, -1):
        if words[at - 1] in _ENDINGS - _ONLY_BEFORE_OTHERS:
            return at
    return 0
