"""Verdicts: what becomes of a scored pair. Identifiers decide first, vetoes forbid, a score decides the rest.

The thresholds are chosen for precision: a wrong link shows one subsidiary's customer to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from synergy.identity.across_levels import AcrossLevel
from synergy.identity.companies import compare_across, compare_codes, compare_names, compare_phones, compare_places
from synergy.identity.name_levels import NameLevel, name_level
from synergy.identity.names import read_name
from synergy.identity.romanisation import is_pinyin
from synergy.identity.similarity import edits
from synergy.identity.spelling import is_chinese

if TYPE_CHECKING:
    from synergy.identity.companies import Company
    from synergy.identity.names import CompanyName
    from synergy.identity.score import Score

LINK = 0.94
"""From this probability on a score links by itself."""
ALONE = 0.5
"""From this probability on it links where a name is short or in another language, nothing speaks against it, and no
other record fits: a name alone says no more, however sure a reader is."""
REVIEW = 0.05
"""From this probability on a steward is asked."""
RIVAL = 6.0
"""Bits: a link by score needs to be this much better than the next candidate that is not the same party."""
MOST_OWN = 3
"""A website that more companies of one source give than this is nobody's own."""
_SLIPS = 2
_TELLING = 3
_LETTERS = 4
_LONG_BRAND = 5


class Verdict(StrEnum):
    """What two records are to each other."""

    LINK = "LINK"
    REVIEW = "REVIEW"
    BRANCH_OF = "BRANCH_OF"
    """The first is a branch of the second, or the other way round; never merged."""
    NONE = "NONE"


class Ground(StrEnum):
    """Why a verdict is what it is."""

    CREDIT_CODE = "CREDIT_CODE"
    LEI = "LEI"
    SECURITY = "SECURITY"
    WEBSITE = "WEBSITE"
    NAME_AND_REGION = "NAME_AND_REGION"
    SCORE = "SCORE"
    BRAND = "BRAND"
    """Nothing but the brand is told by one of them, and it is one that few share."""
    BRANCH = "BRANCH"
    OTHER_IDENTIFIER = "OTHER_IDENTIFIER"
    """Veto: each has a valid identifier of a scheme of which a company has one."""
    OTHER_WEBSITE = "OTHER_WEBSITE"
    """Veto of a link: each has a website of its own."""
    RIVAL = "RIVAL"
    """Another record fits nearly as well."""
    CLUSTER = "CLUSTER"
    """A link would join records that may not be one."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its ground."""

    verdict: Verdict
    ground: Ground


_ONE_EACH = {"USCC": Ground.CREDIT_CODE, "LEI": Ground.LEI}
"""Schemes under which a company has one identifier."""


def contradict(one: Company, other: Company) -> bool:
    """Whether valid identifiers say that two companies are two."""
    return any((a := one.valid.get(scheme)) and (b := other.valid.get(scheme)) and not a & b for scheme in _ONE_EACH)


def is_branch(one: Company, other: Company) -> bool:
    """Whether one of two is a branch of the other."""
    return branch_of(one, other) or branch_of(other, one)


def branch_of(branch: Company, parent: Company) -> bool:
    """Whether a name of the first says that it is a branch of the second."""
    for name in branch.names:
        if name.branch and name.parent:
            above = read_name(name.parent)
            for opposite in parent.names:
                if not opposite.branch and name_level(above, opposite) >= NameLevel.SHORT:
                    return True
    return False


def judge_companies(one: Company, other: Company, score: Score) -> Judgement:
    """Judge two companies: vetoes and identifiers first, then what the score says."""
    if is_branch(one, other):
        return Judgement(Verdict.BRANCH_OF, Ground.BRANCH)
    if contradict(one, other):
        return Judgement(Verdict.NONE, Ground.OTHER_IDENTIFIER)
    for scheme, ground in _ONE_EACH.items():
        if _share(one, other, scheme):
            return Judgement(Verdict.LINK, ground)
    if one.hosts and other.hosts and not one.hosts & other.hosts:
        return Judgement(_asked_about(one, other, score), Ground.OTHER_WEBSITE)
    if _share(one, other, "STOCK") or _share(one, other, "ISIN"):
        return Judgement(Verdict.LINK, Ground.SECURITY)
    return _by_evidence(one, other, score)


def _by_evidence(one: Company, other: Company, score: Score) -> Judgement:
    names = compare_names(one, other).level
    likely = score.probability >= LINK
    if one.hosts & other.hosts:
        # A group's companies share its website, and so do strangers in a careless list: something else has to tell.
        own = names >= NameLevel.SHORT or score.without("website").probability >= LINK
        return Judgement(Verdict.LINK if own else Verdict.REVIEW, Ground.WEBSITE)
    # A group's companies share brand, place and trade, too.
    told = names >= NameLevel.ONLY_BRAND or one.phone == other.phone != "" or bool(one.codes & other.codes)
    told = told or (names == NameLevel.ABBREVIATION and _abbreviates(one, other)) or _agrees_across(one, other)
    # One other letter in a brand is as often another company as a slip: nothing else may speak against it.
    doubtful = names in {NameLevel.BRAND_SLIP, NameLevel.SPELLING} and (
        _differs_besides(one, other) or not _is_borne_out(one, other)
    )
    if likely and told and not doubtful:
        exact = names >= NameLevel.CORE and compare_places(one, other) > 0
        return Judgement(Verdict.LINK, Ground.NAME_AND_REGION if exact else Ground.SCORE)
    if score.probability >= ALONE and _is_told_alone(one, other, names) and min(it.weight for it in score.evidence) > 0:
        return Judgement(Verdict.LINK, Ground.SCORE)
    if names == NameLevel.ONLY_BRAND and compare_places(one, other) != 0 and _is_telling(one) and _is_telling(other):
        return Judgement(Verdict.REVIEW, Ground.BRAND)
    return Judgement(_asked_about(one, other, score), Ground.SCORE)


def _is_told_alone(one: Company, other: Company, names: int) -> bool:
    """Whether two names say enough of one company by themselves, unless they fit another one, too."""
    branded = all(any(name.brand for name in it.names) for it in (one, other))  # 中国卫星 may shorten many names
    if names == NameLevel.ABBREVIATION:
        return branded and _abbreviates(one, other)
    if names == NameLevel.ONLY_BRAND:
        return (_is_telling(one) and _is_telling(other)) or _are_placed(one, other)
    return names == NameLevel.CORE or (names == NameLevel.SHORT and branded) or _agrees_across(one, other)


def _are_placed(one: Company, other: Company) -> bool:
    """Whether names tell one place, too: 宁德时代, 四川长虹."""
    return any(a.place == b.place not in {"", "中国"} for a in one.names for b in other.names)


def _is_telling(company: Company) -> bool:
    """Whether a brand is so long that few share it by chance."""
    return any(len(name.brand or name.core) >= _TELLING for name in company.names)


def _differs_besides(one: Company, other: Company) -> bool:
    """Whether the place is another, or the trade and more of the name than a slip would change."""
    if compare_places(one, other) == 0:
        return True
    if one.trade == other.trade or "" in {one.trade, other.trade}:
        return False
    return all(edits(a.plain, b.plain, _SLIPS) > _SLIPS for a in one.names for b in other.names)


def _abbreviates(one: Company, other: Company) -> bool:
    """Whether the letters are so many that few names hold them by chance."""
    return all(len(name.place + name.brand + name.trade) >= _LETTERS for it in (one, other) for name in it.names)


def _agrees_across(one: Company, other: Company) -> bool:
    """Whether a Chinese and an English name agree in the brand and besides in trade or place, or in every word."""
    level = compare_across(one, other)
    return level >= AcrossLevel.TRANSLATED or (level == AcrossLevel.BRAND and compare_places(one, other) > 1)


def _is_borne_out(one: Company, other: Company) -> bool:
    """Whether something else says that two brands, one letter apart, are one.

    Two words of pinyin are two brands as often as one mistyped, and the first letter is seldom the wrong one (Pollock
    and Zamora 1984); other words of which one is a letter off are hardly two brands.
    """
    if one.phone == other.phone != "" or compare_codes(one, other) > 0:
        return True
    agreeing = (bool(one.places and other.places) and compare_places(one, other) > 0) + (one.trade == other.trade != "")
    if agreeing:
        return True
    return any(_is_slip(a, b) for a in one.names for b in other.names)


def _is_slip(one: CompanyName, other: CompanyName) -> bool:
    a, b = ("".join(name.brand.split()) for name in (one, other))
    if is_chinese(one.plain) or is_chinese(other.plain) or min(len(a), len(b)) < _LONG_BRAND or a[0] != b[0]:
        return False
    return edits(a, b, _SLIPS) <= _SLIPS and not (is_pinyin(a) and is_pinyin(b))


def _asked(score: Score) -> Verdict:
    return Verdict.REVIEW if score.probability >= REVIEW else Verdict.NONE


def _asked_about(one: Company, other: Company, score: Score) -> Verdict:
    """Ask about companies only if names, telephone or numbers are alike: many share a place and a trade."""
    named = compare_names(one, other).level > NameLevel.DIFFERS or compare_across(one, other) > AcrossLevel.DIFFERS
    return _asked(score) if named or compare_phones(one, other) > 0 or compare_codes(one, other) > 0 else Verdict.NONE


def _share(one: Company, other: Company, scheme: str) -> bool:
    return bool(one.valid.get(scheme, frozenset()) & other.valid.get(scheme, frozenset()))


def judge_persons(score: Score) -> Judgement:
    """Judge two persons."""
    if score.probability >= LINK:
        return Judgement(Verdict.LINK, Ground.SCORE)
    return Judgement(_asked(score), Ground.SCORE)
