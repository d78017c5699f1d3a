"""The demonstration: loads the data of 2022, serves the API, and asks it, as its users would, the three questions."""

from __future__ import annotations

import asyncio
import secrets
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
from rich.console import Console
from rich.table import Table

from seed.figures import Size
from seed.load import ROWS, load, loaded
from synergy import app as composition
from synergy.access.audit.log import AuditLog
from synergy.access.tokens import DevelopmentKey, issue
from synergy.days import today
from synergy.errors import DeadlineExceeded, SynergyError
from synergy.progress import Progress
from synergy.search.indexing import count_searched, refresh
from synergy.web.serving import listen, served

if TYPE_CHECKING:
    from synergy.access.audit.recorder import Recorder
    from synergy.graph.database import Database
    from synergy.settings import Settings

TRIES = 6

OFFICER, MANAGER = "usr_demo_officer", "usr_demo_rm_bank"

ACHIEVEMENTS = """query Achievements {
  achievements(year: 2022) {
    sharedCustomers collaborativeProjects sharedProducts experts
    excellentCases researchReports activatedUsers logins
  }
}"""

CROSS_SELL = """query WhatElse {
  customers(first: 5, orderBy: EMPLOYEES_DESC) {
    edges { node {
      name nameEn kind industry { name nameEn } region { name } servedByCount
      servedBy(first: 5) { edges { stage node { shortName } } }
      crossSell(first: 3) {
        score reasons { text textEn }
        product { name nameEn } subsidiary { shortName } unit { name }
      }
    } }
  }
}"""

EXPERTS = """query WhoFits {
  projects(first: 5, orderBy: STARTED_ON_DESC) {
    edges { node {
      name nameEn startedOn customer { name }
      participants(first: 5) { edges { role lead node { shortName } } }
      expertMatches(first: 3) {
        score reasons { text textEn }
        expert { name headline user { unit { name } } }
        evidence { __typename ... on Report { title } ... on Case { title } ... on Project { name } }
      }
    } }
  }
}"""

MEASURES = (
    ("sharedCustomers", "共享客户", "shared customers"),
    ("collaborativeProjects", "协同项目", "collaborative projects"),
    ("sharedProducts", "共享产品", "shared products"),
    ("experts", "专家", "experts"),
    ("excellentCases", "优秀协同案例", "excellent collaborative cases"),
    ("researchReports", "研究报告", "research reports"),
    ("activatedUsers", "激活用户", "activated users"),
    ("logins", "登录次数", "logins"),
)


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the served API over HTTP, as somebody."""

    url: str
    key: DevelopmentKey

    def token(self, user: str) -> str:
        """Return a development token that holds for a working day."""
        return issue(self.key, user=user, ttl=timedelta(hours=8), now=datetime.now(UTC), token_id=secrets.token_hex(8))

    async def ask(self, user: str, query: str) -> dict[str, Any]:
        """Return the answer's data; raises SynergyError with the first error's message.

        A server that has just started plans slowly: what is not answered in time is asked again.
        """
        async with httpx.AsyncClient(timeout=60) as http:
            headers = {"authorization": f"Bearer {self.token(user)}"}
            for _ in range(TRIES):
                response = await http.post(f"{self.url}/graphql", json={"query": query}, headers=headers)
                answer: dict[str, Any] = response.json()
                codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
                if DeadlineExceeded.code not in codes:
                    break
        if codes:
            raise SynergyError(f"The API refused: {answer['errors'][0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data


async def demonstrate(settings: Settings, size: str, *, once: bool) -> None:
    """Do it all; return after printing when `once`, else serve until interrupted."""
    console = Console() if sys.stdout.isatty() else Console(width=110)
    listener = listen(settings)
    with listener, AuditLog.open(settings) as audit, ExitStack() as hold:
        with Progress(console) as progress:
            loop = asyncio.get_running_loop()
            starting = loop.run_in_executor(None, composition.address_of, settings, hold, progress.step)
            api = composition.create_api(settings)
            database = composition.open_database(settings, await starting)
            await database.open()
            recorder = composition.create_recorder(audit)
            await composition.migrate(database, recorder)
            await _prepare(database, Size(size), progress, recorder)
        try:
            url = f"http://{settings.host}:{listener.getsockname()[1]}"
            async with served(composition.create_app(settings, database, audit, api=api), listener) as finished:
                client = Client(url, DevelopmentKey.open(settings))
                await _show(console, client)
                async with recorder.change("token", [MANAGER]):
                    _show_way(console, client)
                if not once:
                    console.print("Serving; [bold]Ctrl-C[/] ends it.")
                    await finished
        finally:
            await database.close()


async def _prepare(database: Database, size: Size, progress: Progress, recorder: Recorder) -> None:
    if await loaded(database) != size.value:
        await load(database, size, progress.rows("Loading the data of 2022", ROWS[size]))
        await refresh(database, today(), progress.rows("Indexing what is searched", await count_searched(database)))
    await composition.ensure_trained(database, recorder)


async def _show(console: Console, client: Client) -> None:
    """Ask for the quickest answer first: a server that has just started plans for seconds."""
    customers = (await client.ask(MANAGER, CROSS_SELL))["customers"]["edges"]
    _show_customer(console, next((e["node"] for e in customers if e["node"]["crossSell"]), customers[0]["node"]))
    projects = (await client.ask(OFFICER, EXPERTS))["projects"]["edges"]
    _show_project(console, next((e["node"] for e in projects if e["node"]["expertMatches"]), projects[0]["node"]))
    (year,) = (await client.ask(OFFICER, ACHIEVEMENTS))["achievements"]
    _show_year(console, year)


def _show_year(console: Console, year: dict[str, Any]) -> None:
    table = Table(title="2022 年协同成果 · What collaboration achieved in 2022", title_justify="left")
    table.add_column("指标")
    table.add_column("measure")
    table.add_column("count", justify="right")
    for name, chinese, english in MEASURES:
        table.add_row(chinese, english, f"{year[name]:,}")
    console.print()
    console.print(table)


def _show_customer(console: Console, customer: dict[str, Any]) -> None:
    served = "、".join(edge["node"]["shortName"] for edge in customer["servedBy"]["edges"])
    table = Table(title=f"还能提供什么 · What else could we offer: {customer['name']}", title_justify="left")
    for column in ("product", "offered by · whom to call", "chance", "why"):
        table.add_column(column, overflow="fold")
    for match in customer["crossSell"]:
        product = match["product"]
        offering, unit = match["subsidiary"]["shortName"], (match["unit"] or {}).get("name", "")
        reasons = "\n".join(f"{reason['text']}\n{reason['textEn']}" for reason in match["reasons"])
        name = f"{product['name']}\n{product['nameEn']}"
        table.add_row(name, f"{offering}\n{unit}", f"{match['score']:.1%}", reasons)
    industry = customer["industry"] or {"name": "", "nameEn": ""}
    console.print(f"\n{industry['name']} · {industry['nameEn']}，{customer['servedByCount']} 家子公司服务：{served}")
    console.print(table)


def _show_project(console: Console, project: dict[str, Any]) -> None:
    parties = "、".join(edge["node"]["shortName"] for edge in project["participants"]["edges"])
    table = Table(title=f"谁能帮忙 · Which expert fits: {project['name']}", title_justify="left")
    for column in ("expert", "score", "why", "proof"):
        table.add_column(column, overflow="fold")
    for match in project["expertMatches"]:
        expert = match["expert"]
        unit = ((expert["user"] or {}).get("unit") or {}).get("name", "")
        reasons = "\n".join(f"{reason['text']}\n{reason['textEn']}" for reason in match["reasons"])
        proof = "\n".join(work.get("title") or work["name"] for work in match["evidence"])
        table.add_row(f"{expert['name']}（{unit}）\n{expert['headline']}", f"{match['score']:.2f}", reasons, proof)
    console.print(f"\n{project['nameEn']}，{project['startedOn']}，参与方：{parties}")
    console.print(table)


def _show_way(console: Console, client: Client) -> None:
    token = client.token(MANAGER)
    console.print("\n[bold]接下来 · Where to go next[/]")
    console.print(f"GraphQL   {client.url}/graphql")
    console.print(f"Explorer  {client.url}/#token={token}", soft_wrap=True)
    console.print(f"Token     for {MANAGER}, 8 hours; others: synergy token --user {OFFICER}")
    query = "{ customers(first: 3) { totalCount edges { node { name servedByCount } } } }"
    console.print("Try")
    console.print(
        f"curl -s {client.url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer {token}' "
        f'-d \'{{"query": "{query}"}}\'',
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
