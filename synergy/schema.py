"""Joins the slices into one Strawberry schema with its engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strawberry.schema.config import StrawberryConfig

from synergy import access, model
from synergy.access import schema as access_schema
from synergy.barriers import schema as barriers
from synergy.consents import schema as consents
from synergy.contacts import schema as contacts
from synergy.graph.documents import Schema
from synergy.graph.executor import Engine, executor_class, plural, singular
from synergy.graph.model import Model, StatementField
from synergy.graph.reading import read_model
from synergy.graph.statements import StatementFile, load, load_sections
from synergy.graph.types import Types
from synergy.graph.words import Rules
from synergy.imports import duplicate_fields
from synergy.imports import schema as imports
from synergy.matching import schema as matching
from synergy.matching.cross_sell import schema as cross_sell
from synergy.matching.experts import schema as experts
from synergy.matching.introductions import schema as introductions
from synergy.matching.partners import schema as partners
from synergy.matching.similar import schema as similar
from synergy.reporting import schema as reporting
from synergy.search import schema as search
from synergy.sessions import schema as sessions
from synergy.settings import Masks
from synergy.sharing import grounds, inbox
from synergy.sharing import schema as sharing
from synergy.stewardship import preview, waterfall
from synergy.stewardship import schema as stewardship

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from strawberry.types.field import StrawberryField

    from synergy.graph.meaning import TextEncoder

VERBS = (
    matching, cross_sell, experts, partners, introductions, similar, search, reporting, grounds, inbox, preview,
    waterfall, imports,
)  # fmt: skip
QUERY_FIELDS = (access_schema.query_fields, duplicate_fields.query_fields)
MUTATION_FIELDS = (
    contacts.mutation_fields,
    sessions.mutation_fields,
    sharing.mutation_fields,
    consents.mutation_fields,
    barriers.mutation_fields,
    imports.mutation_fields,
    stewardship.mutation_fields,
    cross_sell.mutation_fields,
    introductions.mutation_fields,
    similar.mutation_fields,
)

RULES = Path(str(access.__file__)).parent / "rules.cypher"

MASKS = Masks()
"""What is shown of masked values where nothing else is configured."""

AS_OF = "Answer as of this day; today by default. Access is judged today all the same."


@dataclass(frozen=True)
class Api:
    """The schema that clients see, and the engine behind it."""

    schema: Schema
    engine: Engine
    model: Model


def build(
    extra: Iterable[ModuleType] = (),
    rules_file: Path = RULES,
    masks: Masks = MASKS,
    encoder: TextEncoder | None = None,
) -> Api:
    """Read every declaration, rule and statement, and make the API. Raises ModelError when one of them is wrong."""
    read = read_model([*model.modules(), *VERBS, *extra])
    rules = Rules(read, load_sections(rules_file))
    engine = Engine(read, rules, load_statements(read), masks, encoder)
    types = Types(read)
    fields = [*_noun_fields(types), *(types.statement(declared) for declared in read.queries.values())]
    for more in QUERY_FIELDS:
        fields += more(types)
    query = types.object("Query", "What can be asked.", fields)
    changes = [field for more in MUTATION_FIELDS for field in more(types)]
    mutation = types.object("Mutation", "What can be changed.", changes)
    types.finish()
    schema = Schema(
        query=query,
        mutation=mutation,
        types=[types.made[name] for name in read.nouns],
        execution_context_class=executor_class(engine),
        config=StrawberryConfig(auto_camel_case=True),
    )
    engine.attach(schema._schema)  # noqa: SLF001 (Strawberry offers no other way to the graphql-core schema)
    return Api(schema, engine, read)


def rules_version() -> str:
    """Return what tells the access rules in force from others, without making the API."""
    return Rules(read_model([*model.modules(), *VERBS]), load_sections(RULES)).version


def load_statements(read: Model) -> dict[tuple[str, str], StatementFile]:
    """Load the statement behind every field that has one."""
    owners: list[tuple[str, StatementField]] = [("Query", declared) for declared in read.queries.values()]
    owners += [(t.name, f) for t in read.types.values() for f in t.fields.values() if isinstance(f, StatementField)]
    return {
        (owner, declared.name): load(declared.file, declared.parameters, rooted=owner == "Query")
        for owner, declared in owners
    }


def _noun_fields(types: Types) -> list[StrawberryField]:
    an_id = "The id, as `id` gives it."
    fields = [
        types.field("node", "Optional[Node]", "Anything by its id; null when there is no such thing for the viewer.", [
            types.argument("id", "ID", an_id), types.argument("asOf", "Optional[date]", AS_OF),
        ]),
        types.field("nodes", "list[Optional[Node]]", "Things by their ids, in that order; null where there is none.", [
            types.argument("ids", "list[ID]", "At most 100 ids."), types.argument("asOf", "Optional[date]", AS_OF),
        ]),
    ]  # fmt: skip
    for noun in types.model.nouns.values():
        article = f"A {noun.name} by its id; null when there is no such thing for the viewer."
        paging = types.paging(f"{noun.name}Where", f"{noun.name}Order")
        paging.append(types.argument("asOf", "Optional[date]", AS_OF))
        fields.append(
            types.field(plural(noun), f"{noun.name}Connection", f"Every {noun.name} the viewer sees.", paging)
        )
        one = [types.argument("id", "ID", an_id), types.argument("asOf", "Optional[date]", AS_OF)]
        fields.append(types.field(singular(noun), f"Optional[{noun.name}]", article, one))
    return fields


def sdl(api: Api) -> str:
    """Return the schema as SDL."""
    text: Any = api.schema.as_str()
    return f"{text}\n"
