"""Former names: what a name tells of what the company was called before."""

from __future__ import annotations

import re

_CHINESE = r"(?:公司)?(?:原名称?|原称|曾用名称?|前称|前身|旧称|旧名|更名前)(?:为|是)?"
_ENGLISH = r"(?:formerly|previously)(?:\s+(?:known\s+as|called|named))?|f[/.]?k[/.]?a\b\.?|old\s+name\b|née\b"
# 原 alone is also part of names, so it needs its colon.
_SIGN = rf"(?:(?:{_CHINESE}|{_ENGLISH})\s*[:：]?|原\s*[:：])\s*"
_OPEN, _CLOSE = "(（[【〔", ")）\\]】〕"
_NO_BRACKET = f"[^{_OPEN}{_CLOSE}]".replace("[^([", "[^(\\[")
_IN_BRACKETS = re.compile(
    f"[{_OPEN}]\\s*{_SIGN}(?P<names>(?:{_NO_BRACKET}|[{_OPEN}]{_NO_BRACKET}{{0,200}}[{_CLOSE}]){{1,500}})[{_CLOSE}]".replace(
        "[(（[", "[(（\\["
    ),
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"[\s,，;；](?:{_CHINESE}\s*[:：]|formerly\s+(?:known\s+as\s)?|previously\s+known\s+as\s|f[/.]?k[/.]?a\b\.?)\s*(?P<names>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"[;；、|]|[,，](?=\s*[\u3400-\u9fff]{4})")
_AROUND = " \t\r\n,，;；\"'“”‘’"


def split_former(text: str) -> tuple[str, tuple[str, ...]]:
    """Part the current name in `text` from the former ones it tells of, each as spelled; without any, all is current.

    Reads 新名（原名：旧名）, 新名(曾用名 旧名一、旧名二), "New Name (formerly Old Name)", "New Name f/k/a Old Name".
    """
    former: list[str] = []
    current = text
    for pattern in (_IN_BRACKETS, _BEHIND):
        while found := pattern.search(current):
            rest = f"{current[: found.start()].rstrip(_AROUND)} {current[found.end() :].lstrip(_AROUND)}".strip(_AROUND)
            if not rest:
                break
            former.extend(name for part in _BETWEEN.split(found["names"]) if (name := part.strip(_AROUND)))
            current = rest
    return (current, tuple(former)) if former else (text, ())
