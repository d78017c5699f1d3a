"""Former names: what a name tells in brackets of what the company was called before."""

from __future__ import annotations

import re

_CHINESE = r"(?:公司)?(?:原名称?|原称|曾用名称?|前称|前身为?|旧称|旧名|更名前)(?:为|是)?"
_ENGLISH = (
    r"(?:formerly(?: known as| called| named)?|f/?k/?a\.?|f\.k\.a\.?|previously(?: known as)?|(?:ex|née)[:\s]|old name)"
)
_SIGN = r"\s*[::]?\s*"
_IN_BRACKETS = re.compile(
    rf"\s*[(（\[【〔]\s*(?:(?:{_CHINESE}|原(?=[:：])|原(?=[^\W\da-z]{{3,}}(?:公司|厂|银行|社)))|{_ENGLISH}){_SIGN}".replace(
        "[::]", "[:：]"
    )
    + r"(?P<names>(?:[^()（）\[\]【】〔〕]|[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕])+)[)）\]】〕]\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"[\s,，;；]+(?:{_CHINESE}{_SIGN}|(?:formerly(?: known as)?|f/k/a|f\.k\.a\.|fka|previously known as)\b\.?{_SIGN})(?P<names>\S.*)$".replace(
        "[::]", "[:：]"
    ),
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"\s*[;；、|]\s*|\s*[,，]\s*(?=[^\W\da-z_]{4})", re.IGNORECASE)


def split_former(text: str) -> tuple[str, tuple[str, ...]]:
    """The current name in `text` and the former ones it tells of, each as spelled there; without any, all of `text`.

    Reads 新名（原名：旧名）, 新名(曾用名 旧名一、旧名二), "New Name (formerly Old Name)", "New Name f/k/a Old Name".
    """
    former: list[str] = []
    current = text
    for pattern in (_IN_BRACKETS, _BEHIND):
        while found := pattern.search(current):
            rest = f"{current[: found.start()]} {current[found.end() :]}".strip()
            if not rest:
                break
            former.extend(name for part in _BETWEEN.split(found["names"]) if (name := part.strip(" \t\"'“”‘’")))
            current = rest
    return (current, tuple(former)) if former else (text, ())
