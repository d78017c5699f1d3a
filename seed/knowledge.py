"""Invented reports and cases, who wrote them, and who worked on the projects: the evidence for the experts."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from seed.draw import Weighted, chance, stream
from seed.experts import Bench, Evidence, expertise
from seed.organisation import BY_CODE as SUBSIDIARY
from seed.organisation import KNOWN_SINCE, opened
from seed.profiles import PROFILES
from seed.rows import LAST_DAY, Edges, Nodes, Properties, edge, node
from seed.themes import AWARDS, CASE_ANGLES, REPORT_ANGLES
from seed.topics import BY_CODE as TOPIC
from seed.topics import TOPICS, under
from seed.vocabulary import PLACES, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from seed.experts import Expert
    from seed.figures import Figures
    from seed.projects import Project

_WRITERS = Weighted(
    tuple(PROFILES),
    [profile.people**0.5 * (5 if profile.style == "securities" else 1) for profile in PROFILES.values()],
)
_AWARD = Weighted(AWARDS, (8, 17, 30, 45))


@dataclass(frozen=True, slots=True)
class Work:
    """A report or a case; without `published` it is a draft. `project` is what a case is about."""

    id: str
    code: str
    title: Word
    summary: Word
    topics: tuple[str, ...]
    authors: tuple[Expert, ...]
    published: date | None
    awarded: date | None = None
    award: str | None = None
    project: str | None = None


def _within(rng: Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


def reports(wanted: Figures, bench: Bench, seed: int) -> list[Work]:
    """Invent the reports of three years and the drafts."""
    rng = stream(seed, "reports")
    years: list[int | None] = [
        *[2022] * wanted.published_reports_2022,
        *[2021] * wanted.reports_2021,
        *[2020] * wanted.reports_2020,
        *[None] * wanted.draft_reports,
    ]
    titles: set[str] = set()
    found = []
    for number, year in enumerate(years, start=1):
        code, published = _writer(rng, year)
        main = rng.choice(under(rng.choice(PROFILES[code].fields))).code
        topics = (main,) if chance(rng, 0.55) else (main, _another(rng, main))
        title = _report_title(rng, main, year or LAST_DAY.year, titles)
        authors = bench.pick(rng, (code,), topics, rng.choice((1, 1, 2, 3)))
        found.append(
            Work(f"rep_{number:05d}", code, title, _report_summary(code, topics), topics, tuple(authors), published)
        )
    return found


def _writer(rng: Random, year: int | None) -> tuple[str, date | None]:
    """Draw who publishes and when: only a house that was already there."""
    while True:
        code, published = _WRITERS.pick(rng), _within(rng, year) if year else None
        if published is None or published >= opened(code):
            return code, published


def _another(rng: Random, main: str) -> str:
    root = main.split(".", maxsplit=1)[0]
    leaves = [topic.code for topic in under(root) if topic.code != main]
    return rng.choice(leaves)


def _report_title(rng: Random, topic: str, year: int, titles: set[str]) -> Word:
    name = TOPIC[topic].name
    for attempt in range(1_000):
        angle = rng.choice(REPORT_ANGLES)
        place = rng.choice(PLACES) if attempt > 1 or chance(rng, 0.2) else None
        zh = f"{place.zh if place else ''}{name.zh}：{angle.zh.format(year=year)}"
        en = f"{name.en}{f' in {place.en}' if place else ''}: {angle.en.format(year=year)}"
        if zh not in titles:
            break
    titles.add(zh)
    return Word(zh, en)


def _report_summary(code: str, topics: Sequence[str]) -> Word:
    names = [TOPIC[topic].name for topic in topics]
    short = SUBSIDIARY[code].short
    return Word(
        f"{short.zh}研究团队就{'与'.join(name.zh for name in names)}梳理现状、测算空间，并给出集团内可协同的方向。",
        f"{short.en} surveys {' and '.join(name.inline for name in names)}, sizes the market and names where "
        "the group could act together.",
    )


def cases(wanted: Figures, projects: Sequence[Project], bench: Bench, seed: int) -> list[Work]:
    """Invent the cases, each about a project that had begun before."""
    rng = stream(seed, "cases")
    kinds = ["2022"] * wanted.awarded_cases_2022 + ["2021"] * wanted.awarded_cases_2021
    kinds += ["2020"] * wanted.awarded_cases_2020 + ["PLAIN"] * wanted.plain_cases + ["DRAFT"] * wanted.draft_cases
    told = [item for item in projects if item.stage != "PROPOSED" and len(item.parts) > 1]
    begun = sorted(told, key=lambda item: (item.started, item.number))
    days = [item.started for item in begun]
    titles: set[str] = set()
    found = []
    for number, kind in enumerate(kinds, start=1):
        year = int(kind) if kind.isdigit() else 2022
        published, awarded = _case_dates(rng, kind, days[0])
        project = begun[rng.randrange(bisect(days, published or LAST_DAY))]
        authors = bench.pick(rng, project.codes, project.theme.topics, rng.choice((1, 1, 2)))
        award = _AWARD.pick(rng) if awarded else None
        found.append(
            Work(
                f"cas_{number:05d}",
                project.codes[0],
                _case_title(rng, project, year, titles),
                _case_summary(project),
                project.theme.topics,
                tuple(authors),
                published,
                awarded,
                f"{year}年度协同优秀案例{award.zh} / {award.en}, {year}" if award else None,
                project.id,
            )
        )
    return found


def _case_dates(rng: Random, kind: str, first: date) -> tuple[date | None, date | None]:
    if kind == "DRAFT":
        return None, None
    if kind == "PLAIN":
        return max(first, _within(rng, rng.choice((2020, 2021, 2022, 2022)))), None
    awarded = date(int(kind), 1, 20) + timedelta(days=rng.randrange(340))
    return max(awarded - timedelta(days=10 + rng.randrange(150)), first), awarded


def _case_title(rng: Random, project: Project, year: int, titles: set[str]) -> Word:
    """Make a title of what was done; a published case names no customer, whom not every reader may know."""
    theme = project.theme.name
    angle = rng.choice(CASE_ANGLES)
    word = Word(f"{angle.zh}：{theme.zh}（{year}）", f"{angle.en}: {theme.en} ({year})")
    number = 1
    while word.zh in titles:
        number += 1
        word = Word(f"{angle.zh}：{theme.zh}（{year}之{number}）", f"{angle.en}: {theme.en} ({year}, no. {number})")
    titles.add(word.zh)
    return word


def _case_summary(project: Project) -> Word:
    short = SUBSIDIARY[project.codes[0]].short
    industry = project.customers[0].industry
    trade = Word(f"一家{industry.name.zh}企业", f"a customer in {industry.name.inline}") if industry else _SOME_CUSTOMER
    return Word(
        f"{short.zh}与集团内伙伴围绕{trade.zh}的需求形成联合方案，总结分工、节奏与收益分享的经验。",
        f"How {short.en} and its partners in the group answered {trade.en}: the division of work, the pace and the "
        "sharing of income.",
    )


_SOME_CUSTOMER = Word("一家客户", "a customer")


def workers(projects: Sequence[Project], bench: Bench, seed: int) -> list[tuple[Expert, Project]]:
    """Hand the projects to experts of the participants."""
    rng = stream(seed, "project experts")
    return [
        (expert, project)
        for project in projects
        for expert in bench.pick(rng, project.codes, project.theme.topics, rng.choice((1, 2, 2, 3, 4)))
    ]


def involve(works: list[Work], idle: Sequence[Expert], seed: int) -> None:
    """Make those with nothing to show yet co-authors of something published in their field, or in their house."""
    rng = stream(seed, "idle experts")
    for expert in idle:
        fitting = [i for i, work in enumerate(works) if work.published and any(map(expert.knows, work.topics))]
        house = [i for i, work in enumerate(works) if work.published and work.code == expert.user.code]
        chosen = rng.choice(fitting or house or range(1))
        works[chosen] = replace(works[chosen], authors=(*works[chosen].authors, expert))
        expert.works += 1


def evidence(works: Sequence[Work], worked: Sequence[tuple[Expert, Project]]) -> list[Evidence]:
    """Return what proves an expert's topics: published reports and cases, and projects that began."""
    pieces = [
        Evidence(author, work.published, work.topics) for work in works if work.published for author in work.authors
    ]
    pieces += [
        Evidence(expert, project.started, project.theme.topics)
        for expert, project in worked
        if project.stage != "PROPOSED"
    ]
    return pieces


def topic_nodes() -> Iterator[Nodes | Edges]:
    """Yield the topics and their hierarchy."""
    yield Nodes(
        "Topic",
        [node(item.id, KNOWN_SINCE, name=item.name.zh, nameEn=item.name.en, code=item.code) for item in TOPICS],
    )
    broader = [edge(item.id, TOPIC[item.parent].id) for item in TOPICS if item.parent]
    yield Edges("BROADER", "Topic", "Topic", broader)


def knowledge_nodes(
    written: Sequence[Work], told: Sequence[Work], worked: Sequence[tuple[Expert, Project]]
) -> Iterator[Nodes | Edges]:
    """Yield reports, cases, their authors and topics, and the experts' evidence."""
    for label, works in (("Report", written), ("Case", told)):
        yield Nodes(label, [_row(work) for work in works])
        yield Edges("PUBLISHED", "Subsidiary", label, [edge(f"sub_{work.code}", work.id) for work in works])
        authored = [edge(author.id, work.id) for work in works for author in work.authors]
        yield Edges("AUTHORED", "Expert", label, authored)
        topics = [edge(work.id, TOPIC[topic].id) for work in works for topic in work.topics]
        yield Edges("HAS_TOPIC", label, "Topic", topics)
    yield Edges("ABOUT", "Case", "Project", [edge(work.id, work.project) for work in told if work.project])
    yield Edges("WORKED_ON", "Expert", "Project", [edge(expert.id, project.id) for expert, project in worked])
    yield expertise(evidence([*written, *told], worked))


def _row(work: Work) -> Properties:
    return node(
        work.id,
        work.published or LAST_DAY,
        title=work.title.zh,
        titleEn=work.title.en,
        summary=work.summary.zh,
        summaryEn=work.summary.en,
        publishedOn=work.published,
        awardedOn=work.awarded,
        award=work.award,
    )
