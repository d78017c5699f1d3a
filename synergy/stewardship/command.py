"""`synergy steward`: the queue of questions, and their answers, in the name of a data steward."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer
from rich.markup import escape
from rich.table import Table

from synergy.errors import SetupError
from synergy.stewardship.candidates import MOST_AT_ONCE, Answer
from synergy.terminal import output, print_table, run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from synergy.settings import Settings

    Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]
    """Asks the API as somebody; raises SynergyError."""
    Asking: TypeAlias = Callable[[Settings, str], AbstractAsyncContextManager[Ask]]
    Work: TypeAlias = Callable[[Ask], Awaitable[int]]
    Change: TypeAlias = tuple[str, str]
    """A mutation, and the noun it answers with."""

app = typer.Typer(help="The queue of questions about customers, and their answers.", no_args_is_help=True)
"""Its context's object opens the API for a user (`Asking`): the composition root gives it."""
_QUEUE = """query ($first: Int!, $after: String) {
  matchCandidates(first: $first, after: $after, orderBy: SCORE_DESC, where: {standing: {eq: OPEN}}) {
    totalCount pageInfo { endCursor hasNextPage }
    edges { node { id kind score method claim customers(first: 2) { edges { node { id name } } } } } } }"""
_SHOW = """query ($id: ID!) { matchCandidate(id: $id) {
  kind standing score weight method claim reason decidedBy { name }
  customers(first: 2) { edges { node { id name nameEn corporateGroup { name } branchOf { name }
    branches(first: 5) { edges { node { name } } } servedBy(first: 20) { edges { node { shortName } } }
    records(first: 20) { edges { node { id name subsidiary { shortName } } } }
    merges(first: 10) { edges { node { id absorbedName } } } } } }
  waterfall { evidence { field fieldEn ours theirs level levelEn weight } } } }"""
_PREVIEW = """query ($survivor: ID!, $absorbed: ID!) { mergePreview(survivor: $survivor, absorbed: $absorbed) {
  possible conflicts { code text textEn } moves { name count } fields { field before after other } } }"""
_COLUMNS = ("candidate", "decision", "survivor", "reason")

As = Annotated[str, typer.Option("--as", help="The data steward's user id, such as usr_demo_steward.")]
Because = Annotated[str, typer.Option("--because", help="Why, for those who come after.")]
Candidate = Annotated[str, typer.Argument(help="The question's id.")]
Kept = Annotated[str, typer.Argument(help="The id of the customer that stays.")]
Absorbed = Annotated[str, typer.Argument(help="The id of the customer that becomes part of it.")]
Survivor = Annotated[str | None, typer.Option(help="The customer that stays; the first by id when none is given.")]


def _work(context: typer.Context, user: str, each: Work) -> None:
    asking: Asking = context.obj

    async def ask(settings: Settings) -> int:
        async with asking(settings, user) as api:
            return await each(api)

    run(ask)


def _send(context: typer.Context, user: str, change: Change, **given: Any) -> None:
    _work(context, user, lambda ask: _change(ask, change, given))


@app.command(name="list")
def list_open(
    context: typer.Context, user: As, first: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 20
) -> None:
    """List open questions, the likeliest first."""
    _work(context, user, lambda ask: _list(ask, first))


@app.command()
def show(context: typer.Context, candidate: Candidate, user: As) -> None:
    """Show a question with its evidence, and the neighbours of each side."""
    _work(context, user, lambda ask: _show(ask, candidate))


@app.command()
def confirm(
    context: typer.Context, candidate: Candidate, user: As, because: Because, survivor: Survivor = None
) -> None:
    """Say that two customers are one: they are merged."""
    _send(context, user, ("confirmMatch", "merge"), candidate=candidate, survivor=survivor, reason=because)


@app.command()
def reject(context: typer.Context, candidate: Candidate, user: As, because: Because) -> None:
    """Say that two customers are not one; it is not asked again."""
    _send(context, user, ("rejectMatch", "matchCandidate"), candidate=candidate, reason=because)


@app.command()
def preview(context: typer.Context, survivor: Kept, absorbed: Absorbed, user: As) -> None:
    """Show what a merge would do. Status 1 when it is not possible."""
    _work(context, user, lambda ask: _preview(ask, survivor, absorbed))


@app.command()
def merge(context: typer.Context, survivor: Kept, absorbed: Absorbed, user: As, because: Because) -> None:
    """Make one customer part of another."""
    _send(context, user, ("mergeCustomers", "merge"), survivor=survivor, absorbed=absorbed, reason=because)


@app.command()
def undo(
    context: typer.Context, merge: Annotated[str, typer.Argument(help="The merge's id.")], user: As, because: Because
) -> None:
    """Undo the latest merge of a customer."""
    _send(context, user, ("undoMerge", "merge"), merge=merge, reason=because)


@app.command()
def split(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="The source record's id.")],
    user: As,
    because: Because,
) -> None:
    """Take a source record out of a customer, into one of its own."""
    _send(context, user, ("splitCustomer", "customer"), record=record, reason=because)


@app.command()
def bulk(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="CSV with candidate, decision, survivor and reason.", exists=True, dir_okay=False)
    ],
    user: As,
) -> None:
    """Answer many questions from a file, each on its own. Status 1 when some were refused."""
    decisions = read_decisions(file)
    _work(context, user, lambda ask: _bulk(ask, decisions))


def read_decisions(file: Path) -> list[dict[str, Any]]:
    """Read answers from a CSV file in UTF-8; raise SetupError, naming the line, where one is none."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{file} cannot be read as CSV in UTF-8: {error}.") from error
    found = []
    for line, row in enumerate(rows, start=2):
        one = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        one["decision"] = one["decision"].upper()
        if not one["candidate"] or not one["reason"] or one["decision"] not in Answer.__members__:
            raise SetupError(f"{file}, row {line}: needs a candidate, a decision (CONFIRM or REJECT) and a reason.")
        found.append(one | {"survivor": one["survivor"] or None})
    return found


async def _list(ask: Ask, first: int) -> int:
    page = (await ask(_QUEUE, {"first": first}))["matchCandidates"]
    table = Table(title=f"待判定 · Open questions: {page['totalCount']:,}", title_justify="left")
    for column in ("id", "score", "how", "customers"):
        table.add_column(column, overflow="fold")
    for edge in page["edges"]:
        node = edge["node"]
        names = [f"{each['node']['name']} ({each['node']['id']})" for each in node["customers"]["edges"]]
        score = "" if node["score"] is None else f"{node['score']:.3f}"
        table.add_row(node["id"], score, node["method"], escape("\n".join([*names, node["claim"] or ""]).strip()))
    print_table(table)
    return 0


async def _show(ask: Ask, candidate: str) -> int:
    node = (await ask(_SHOW, {"id": candidate}))["matchCandidate"]
    if node is None:
        output.print("没有这样的问题可供您处理。 There is no such question for you to act on.")
        return 1
    output.print(escape(f"{node['kind']} {node['standing']} {node['score']} {node['method']} {node['claim'] or ''}"))
    for edge in node["customers"]["edges"]:
        for line in _neighbours(edge["node"]):
            output.print(escape(line))
    table = Table()
    for column in ("field", "ours", "theirs", "level", "weight"):
        table.add_column(column, overflow="fold", justify="right" if column == "weight" else "left")
    for bar in (node["waterfall"] or {"evidence": []})["evidence"]:
        field, level = f"{bar['field']} · {bar['fieldEn']}", f"{bar['level']} · {bar['levelEn']}"
        table.add_row(field, escape(bar["ours"] or ""), escape(bar["theirs"] or ""), level, f"{bar['weight']:+.2f}")
    print_table(table)
    return 0


def _neighbours(customer: dict[str, Any]) -> list[str]:
    def names(field: str, name: str) -> str:
        return "、".join(edge["node"][name] for edge in customer[field]["edges"])

    above = [one["name"] for one in (customer["corporateGroup"], customer["branchOf"]) if one]
    rows = (edge["node"] for edge in customer["records"]["edges"])
    return [
        f"{customer['id']}  {customer['name']}  {customer['nameEn'] or ''}",
        f"  服务 · served by: {names('servedBy', 'shortName')}",
        f"  上级 · part of: {'、'.join(above)}   分支 · branches: {names('branches', 'name')}",
        *(
            f"  记录 · record {row['id']}: {row['name']} {(row['subsidiary'] or {}).get('shortName', '')}"
            for row in rows
        ),
        *(
            f"  合并 · merge {edge['node']['id']}: {edge['node']['absorbedName']}"
            for edge in customer["merges"]["edges"]
        ),
    ]


async def _preview(ask: Ask, survivor: str, absorbed: str) -> int:
    told = (await ask(_PREVIEW, {"survivor": survivor, "absorbed": absorbed}))["mergePreview"]
    if told is None:
        output.print("没有这样两个客户可供您处理。 There are no such two customers for you to act on.")
        return 1
    for one in told["conflicts"]:
        output.print(escape(f"{one['code']}: {one['text']} {one['textEn']}"))
    output.print(", ".join(f"{one['name']} {one['count']}" for one in told["moves"]))
    for one in told["fields"]:
        if one["before"] != one["after"]:
            output.print(escape(f"{one['field']}: {one['before']} → {one['after']}"))
    return 0 if told["possible"] else 1


async def _change(ask: Ask, change: Change, given: Mapping[str, Any]) -> int:
    name, noun = change
    title = name[0].upper() + name[1:]
    document = f"""mutation ($input: {title}Input!) {{ {name}(input: $input) {{
      made: {noun} {{ id }} notices {{ message messageEn }} userErrors {{ code message messageEn }} }} }}"""
    done = (await ask(document, {"input": given}))[name]
    for one in (*done["userErrors"], *done["notices"]):
        output.print(escape(f"{one['message']} {one['messageEn']}"))
    if done["made"]:
        output.print(done["made"]["id"])
    return 1 if done["userErrors"] else 0


async def _bulk(ask: Ask, decisions: list[dict[str, Any]]) -> int:
    document = """mutation ($input: DecideMatchesInput!) { decideMatches(input: $input) {
      outcomes { id done code message messageEn } userErrors { code message messageEn } } }"""
    refused = 0
    for start in range(0, len(decisions), MOST_AT_ONCE):
        done = (await ask(document, {"input": {"decisions": decisions[start : start + MOST_AT_ONCE]}}))["decideMatches"]
        if done["userErrors"]:
            output.print(escape(f"{done['userErrors'][0]['message']} {done['userErrors'][0]['messageEn']}"))
            return 1
        for one in done["outcomes"]:
            refused += not one["done"]
            output.print(escape(f"{one['id']} {'done' if one['done'] else one['code'] + ': ' + one['messageEn']}"))
    output.print(f"{len(decisions) - refused:,} done, {refused:,} refused.")
    return 1 if refused else 0
