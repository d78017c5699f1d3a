"""What the declarations promise: generated files are current, all is described, and a gap stops the application."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from graphql import parse, print_ast
from graphql.validation.validate import validate_sdl

from synergy import schema
from synergy.dictionary import index_statements, model_markdown
from synergy.errors import ModelError
from synergy.graph.mapping import Grade, Mask, edge, node, one, record, stored
from synergy.graph.reading import read_model
from synergy.graph.statements import load, load_sections
from synergy.graph.words import Rules
from synergy.model.node import Entity
from synergy.search.indexing import STALE

if TYPE_CHECKING:
    from synergy.graph.database import Database
    from synergy.schema import Api

HOME = Path(__file__).parent.parent


def test_the_committed_schema_is_current(api: Api) -> None:
    assert (HOME / "schema.graphql").read_text(encoding="utf-8") == schema.sdl(api), "run `make schema` and review"


def test_the_committed_model_is_current(api: Api) -> None:
    assert (HOME / "graph_schema/MODEL.md").read_text(encoding="utf-8") == model_markdown(api.model), (
        "run `make schema`"
    )


def test_every_order_has_its_index(api: Api) -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in (HOME / "graph_schema").glob("*.cypher"))
    missing = [line for line in index_statements(api.model).splitlines() if line not in written]
    assert not missing, "add these to a new migration"


def test_every_label_has_its_constraint(api: Api) -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in (HOME / "graph_schema").glob("*.cypher"))
    for noun in api.model.nouns.values():
        assert f"FOR (n:{noun.label}) REQUIRE n.id IS UNIQUE" in written, noun.label


def test_everything_in_the_api_is_described(api: Api) -> None:
    bare = []
    for name, type_ in api.schema._schema.type_map.items():  # noqa: SLF001 (Strawberry shows it nowhere else)
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        if not type_.description:
            bare.append(name)
        for part, declared in {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}.items():
            if not declared.description:
                bare.append(f"{name}.{part}")
            bare += [f"{name}.{part}({a})" for a, d in getattr(declared, "args", {}).items() if not d.description]
    assert not bare


def test_grades_above_c1_stand_in_the_schema() -> None:
    document = parse((HOME / "schema.graphql").read_text(encoding="utf-8"))
    assert not validate_sdl(document)
    graded = set()
    for type_ in document.definitions:
        for declared in getattr(type_, "fields", ()):
            said = [print_ast(directive) for directive in declared.directives or ()]
            assert said in ([], ["@grade(level: C2)"])
            graded |= {f"{type_.name.value}.{declared.name.value}" for _ in said}  # type: ignore[attr-defined]
    assert graded == {
        "Customer.uscc", "Customer.phone", "Identifier.value", "User.email", "User.phone",
        "Contact.email", "Contact.phone", "SourceRecord.payload", "SourceRecord.contentHash", "FormerValue.value",
        "CustomerWhere.uscc", "CustomerWhere.phone", "IdentifierWhere.value", "UserWhere.email", "UserWhere.phone",
        "ContactWhere.email", "ContactWhere.phone", "SourceRecordWhere.payload", "SourceRecordWhere.contentHash",
        "FormerValueWhere.value",
    }  # fmt: skip


def module(**declared: Any) -> ModuleType:
    made = ModuleType("declared_for_a_test")
    for cls in declared.values():
        cls.__module__ = __name__
        setattr(made, cls.__name__, cls)
    made.__name__ = __name__
    return made


@node("Gadget", prefix="gad", orders=("name",))
class Gadget(Entity):
    """Something new."""

    name: str = stored("What it is called.")


@node("Lamp", prefix="lam", orders=("name",))
class Lamp(Entity):
    """Ordered by something that may be absent."""

    name: str | None = stored("What it is called.")


@node("Graded", prefix="grd")
class Graded(Entity):
    """Has a graded field."""

    secret: str = stored("Not for everyone.", grade=Grade.C2, mask=Mask.PHONE)


@node("Guarded", prefix="gua")
class Guarded(Entity):
    """Would store a credential."""

    fingerprint: str = stored("Of the right thumb.", grade=Grade.C3)


@record
class Ticket:
    """Would answer with a credential."""

    secret: str = stored("What opens it.", grade=Grade.C3)


@node("Shapeless", prefix="sha")
class Shapeless(Entity):
    """Says not how it is masked."""

    phone: str | None = stored("Its phone.", grade=Grade.C2)


@node("Forgotten", prefix="fgt")
class Forgotten(Entity):
    """Names a mask and forgets the grade."""

    phone: str | None = stored("Its phone.", mask=Mask.PHONE)


@node("Numbered", prefix="num")
class Numbered(Entity):
    """Masks what has no ends."""

    pin: int = stored("A number.", grade=Grade.C2, mask=Mask.IDENTITY_NUMBER)


@node("Listed", prefix="lst")
class Listed(Entity):
    """Masks several at once."""

    phones: list[str] = stored("Its phones.", grade=Grade.C2, mask=Mask.PHONE)


@record
class Row:
    """Would tell a masked value as a statement's column."""

    phone: str = stored("A phone.", grade=Grade.C2, mask=Mask.PHONE)


@node("Sorted", prefix="srt", orders=("phone",))
class Sorted(Entity):
    """Ordered by a masked value."""

    phone: str = stored("Its phone.", grade=Grade.C2, mask=Mask.PHONE)


@node("Ranked", prefix="rnk", orders=("name",))
class Ranked(Entity):
    """Ordered by a masked value in the place of another."""

    name: str = stored("Its name.", sentinel="phone")
    phone: str = stored("Its phone.", grade=Grade.C2, mask=Mask.PHONE)


@node("Aliased", prefix="ali")
class Aliased(Entity):
    """Reads a masked value under a second name."""

    phone: str = stored("Its phone.", grade=Grade.C2, mask=Mask.PHONE)
    called: str = stored("The same.", property="phone")


@node("Twin", prefix="cus")
class Twin(Entity):
    """Takes another noun's prefix."""

    name: str = stored("What it is called.")


@edge("TURNS", "Gadget", "Gadget")
class Turns:
    """A relationship."""


@node("Wheel", prefix="whe")
class Wheel(Entity):
    """Uses a relationship that leads elsewhere."""

    gadget: Gadget | None = one("Wrong way.", "(this)-[:TURNS]->(that)")


def _second() -> type:
    @node("Other", prefix="oth")
    class Customer(Entity):
        """Has the name of another noun."""

        name: str = stored("What it is called.")

    return Customer


def read(*classes: type) -> Any:
    from synergy import model  # noqa: PLC0415

    return read_model([*model.modules(), module(**{cls.__name__: cls for cls in classes})])


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ((Lamp,), "may be absent and has no sentinel"),
        ((Twin,), "share a prefix"),
        ((_second(),), "Customer is declared twice"),
        ((Gadget, Turns, Wheel), "does not lead from Wheel"),
        ((Guarded,), r"Guarded\.fingerprint is C3: credentials and biometrics are never stored"),
        ((Ticket,), r"Ticket\.secret is C3"),
        ((Shapeless,), r"Shapeless\.phone is C2 and needs a mask"),
        ((Forgotten,), r"Forgotten\.phone has a mask and must be C2"),
        ((Numbered,), r"Numbered\.pin is C2 and must be one text"),
        ((Listed,), r"Listed\.phones is C2 and must be one text"),
        ((Row,), r"Row\.phone: C2 values belong to nodes"),
        ((Sorted,), "cannot be ordered by phone: it must be a stored, unmasked"),
        ((Ranked,), r"Ranked masks \['phone'\], and reads or orders by it unmasked"),
        ((Aliased,), r"Aliased masks \['phone'\], and reads or orders by it unmasked"),
    ],
)
def test_a_wrong_declaration_is_refused(classes: tuple[type, ...], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        read(*classes)


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ((Gadget,), "no rule says who sees Gadget"),
        ((Gadget, Turns), "no rule says who sees Gadget"),
    ],
)
def test_a_noun_or_relationship_without_a_rule_refuses_to_start(classes: tuple[type, ...], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        Rules(read(*classes), load_sections(schema.RULES))


def test_each_rule_is_needed(api: Api) -> None:
    sections = load_sections(schema.RULES)
    for dropped in sections:
        word = dropped.partition(" ")[0]
        rest = {name: fragment for name, fragment in sections.items() if name != dropped}
        if word in {"visible", "covers"}:
            with pytest.raises(ModelError, match="no rule says"):
                Rules(api.model, rest)


def test_a_graded_field_without_a_rule_refuses_to_start() -> None:
    sections = load_sections(schema.RULES)
    sections["visible Graded"] = sections["visible Customer"]
    with pytest.raises(ModelError, match=r"who reads Graded\.secret"):
        Rules(read(Graded), sections)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("MATCH (n:Customer) RETURN n.name AS name, $other AS other", "parameters it is not given"),
        ("MATCH (n:Customer) WHERE visible(m) RETURN n", "needs m bound"),
        (
            "MATCH (n:Customer) WHERE visible(n) RETURN n UNION MATCH (n:Region) RETURN n",
            "binds n as Customer and as Region",
        ),
        ("MATCH (this)-->(n:Customer) RETURN n", "has no `this`"),
        ("MATCH (n:Customer) SET n.name = 'x'", "does not end in RETURN"),
        ("MATCH (n:Customer) RETURN n.name AS name, n ORDER BY name", "order before the RETURN"),
        ("MATCH (n:Customer) RETURN n.name", "name each column with AS"),
    ],
)
def test_a_wrong_statement_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "wrong.cypher"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=says):
        load(file, frozenset({"first"}), rooted=True)


def cypher_with_values(source: str) -> list[int]:
    """Return the lines of f-strings that look like Cypher and hold something that is not a compiler's own name."""
    lines = []
    for found in ast.walk(ast.parse(source)):
        if isinstance(found, ast.JoinedStr):
            text = "".join(str(part.value) for part in found.values if isinstance(part, ast.Constant))
            if re.search(r"\b(MATCH|MERGE|UNWIND|CREATE|WHERE|SET|DELETE)\b", text):
                lines.append(found.lineno)
    return lines


def test_cypher_is_written_in_files_or_by_the_compiler() -> None:
    compiler = {"plan.py", "hops.py", "predicates.py", "words.py", "compiler.py", "connections.py", "records.py",
                "projection.py", "orders.py", "dictionary.py"}  # fmt: skip
    for file in [*(HOME / "synergy").rglob("*.py"), *(HOME / "seed").rglob("*.py")]:
        if file.name not in compiler:
            assert not cypher_with_values(file.read_text(encoding="utf-8")), file
    assert cypher_with_values("x = f'MATCH (n {{name: {name!r}}}) RETURN n'") == [1]


async def test_every_statement_file_is_understood_by_the_server(seeded: Database, api: Api) -> None:
    """Files outside the plan stand alone; those behind fields are sent by the tests of the plans."""
    alone = [f for f in (HOME / "synergy").rglob("*.cypher") if "$p" in f.read_text(encoding="utf-8")]
    for composed in STALE.values():
        await seeded.write(f"EXPLAIN {composed}", {})
    explained = 0
    for file in alone:
        if file.name == "searched.cypher":  # its sections are halves of those
            continue
        for section in load_sections(file).values() if "// == " in file.read_text(encoding="utf-8") else ():
            await seeded.write(f"EXPLAIN {api.engine.rules.say(section)}", {})
            explained += 1
    assert explained
