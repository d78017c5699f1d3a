"""One company against those that are known: judged as in a batch, and more careful where a batch would know more."""

from __future__ import annotations

from synergy.identity.companies import Company, read_company
from synergy.identity.party import Kind, Party
from synergy.identity.population import Population, count
from synergy.identity.single import Matcher
from synergy.identity.verdicts import Ground, Verdict

SITE = "http://www.list.example"


def company(name: str, region: str = "", industry: str = "", website: str = "") -> Company:
    websites = (website,) if website else ()
    return read_company(Party("x", "s", Kind.COMPANY, (name,), region=region, industry=industry, websites=websites))


HERE = [
    company(f"湖北{first}{second}钢铁有限公司", "湖北省", "钢铁")
    for first in "甲乙丙丁戊己庚辛"
    for second in "天地玄黄宇宙洪荒"
]
COUNTED = count(HERE)
MATCHER = Matcher.of(Population.read(COUNTED.size, COUNTED.to_json()))


def weights(one: Company, other: Company) -> dict[str, float]:
    score = MATCHER.scorer.score(one, other, one.terms, other.terms)
    return {bar.comparison: bar.weight for bar in score.evidence}


def test_a_place_and_a_trade_that_nobody_was_counted_with_are_not_rare() -> None:
    usual = weights(company("某甲", "湖北省", "钢铁"), company("某乙", "湖北省", "钢铁"))
    other = weights(company("某甲", "Hubei", "Steel"), company("某乙", "Hubei", "Steel"))
    level = {comparison.name: bits[-1] for comparison, bits, _ in MATCHER.scorer._tables}  # noqa: SLF001 (the weights)
    assert (other["place"], other["industry"]) == (level["place"], level["industry"])
    assert usual["place"] < other["place"]


def test_names_that_were_not_counted_are_as_rare_as_those_that_were_counted_once() -> None:
    once, never = company("湖北甲天钢铁有限公司"), company("湖北子丑钢铁有限公司")
    assert weights(once, once)["Chinese name"] == weights(never, never)["Chinese name"]


def test_a_website_does_not_vouch_for_itself() -> None:
    one = company("Tibet Rhodiola Pharmaceutical Holding Co.", "Beijing", "Trade", SITE)
    other = company("Times Neighborhood Holdings Limited", "Beijing", "Trade", SITE)
    (asked,) = MATCHER.judge(one, {"other": other})
    assert (asked.judgement.verdict, asked.judgement.ground) == (Verdict.REVIEW, Ground.WEBSITE)
    assert MATCHER.judge(one, {"other": other}, frozenset({"list.example"})) == []


def test_nobody_is_asked_about_companies_that_share_place_and_trade_only() -> None:
    assert (
        MATCHER.judge(
            company("湖北青山钢铁有限公司", "湖北省", "钢铁"), {str(at): one for at, one in enumerate(HERE[:9])}
        )
        == []
    )
