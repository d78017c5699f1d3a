"""Documents as clients send them, generated: skeletons from hypothesis-graphql, everything else added here.

The skeletons have fields and inline fragments only. Added are arguments with values from the graph, aliases, named and
nested fragments, directives, variables with and without defaults, `__typename`, introspection, and now and then
something that the API must refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
    parse,
    print_ast,
)
from hypothesis import strategies as st
from hypothesis_graphql import queries

from tests.arguments import Arguments
from tests.values import Choices, Values
from tests.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLField, SelectionNode

    from tests.world import Sight, World

MOST_FIELDS = 36
ROOTS = {
    "pages": (
        "customers", "projects", "experts", "products", "subsidiaries", "topics", "cases", "users", "identifiers",
        "sourceRecords", "sharePolicies", "orgUnits", "industries",
    ),
    "ids": ("node", "nodes", "viewer"),
    "single nodes": ("customer", "project", "expert", "subsidiary", "product", "user", "case", "identifier"),
    "statements": ("achievements", "customer", "customers", "project", "projects"),
    "refusals": ("customers", "projects", "subsidiaries", "nodes", "experts"),
    "anything": (),
}  # fmt: skip
"""What a run of documents is about: the root fields they start from, all of them for none."""
ELSEWHERE = frozenset({
    "whyVisible", "whoCanSee", "mergePreview", "findDuplicates", "expertsFor", "partners", "introductionPaths",
    "search", "suggest", "crossSellFor", "crossSellPortfolio", "crossSellTargets",
    "problems",
})  # fmt: skip
"""Fields whose answers are compared with what is seen in tests of their own."""
OURS = ("crossSell", "expertMatches", "servedByCount", "loud", "uscc", "servedBy", "holdings")
"""Fields that need more than reading."""
STATEMENTS = ("crossSell", "expertMatches", "servedByCount")
DEEPEST = 4
"""How many pages may be nested in each other."""
ALIASES = ("k", "t", "v", "id_", "ids", "rows", "total", "facts", "data", "f0", "n0", "p", "_c2", "count", "case")


@dataclass(frozen=True)
class Generated:
    """A document, its variables, and whether it asks for something the API refuses."""

    text: str
    document: DocumentNode
    variables: dict[str, Any]
    others: dict[str, Any]
    """Other variables of the same shape."""
    refused: str | None


class Source:
    """What documents are made from: the graph's values, the schema, and a strategy of skeletons for each root field."""

    def __init__(self, world: World, sdl: str) -> None:
        self.world = world
        self.schema = build_schema(sdl)
        self._bare = build_schema(sdl)  # hypothesis-graphql would fill the arguments with noise
        for type_ in self._bare.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name, definition in list(type_.fields.items()):
                    definition.args = {}
                    if name in ELSEWHERE and type_.name != "Query":
                        del type_.fields[name]
        self.skeletons = cache(self._skeletons)

    def __repr__(self) -> str:  # short: Hypothesis prints it
        return repr(self.world)

    def _skeletons(self, root: str) -> st.SearchStrategy[Any]:
        return queries(self._bare, fields=[root], print_ast=lambda document: document)


@st.composite
def documents(draw: st.DrawFn, source: Source, sight: Sight, about: str = "anything") -> Generated:
    """Generate documents that are valid, with everything that a client may write; most find what the viewer sees."""
    choose = Choices(draw)
    author = Author(sight, source.schema, choose)
    if about == "refusals" or choose.chance(4):
        author.arguments.refuse = choose.pick(author.arguments.REFUSALS)
    query: Any = source.schema.query_type
    author.eager = about == "statements"
    fields = [
        choose.pick(ROOTS[about] or tuple(name for name in query.fields if name not in ELSEWHERE))
        for _ in range(choose.number(1, 2))
    ]
    selections: list[SelectionNode] = []
    for root in dict.fromkeys(fields):
        selections += draw(source.skeletons(root)).definitions[0].selection_set.selections
    return author.finish(author.selections(selections, query, 0))


@dataclass
class Author:
    """Turns skeletons into one document."""

    sight: Sight
    schema: GraphQLSchema
    choose: Choices
    fields: int = 0
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)
    aliases: list[str] = field(default_factory=lambda: list(ALIASES))
    serial: int = 0
    eager: bool = False
    """Whether fields that statements answer are selected more often."""

    def __post_init__(self) -> None:
        """Make the parts that draw from the same choices."""
        values = Values(self.sight, self.schema, self.choose)
        self.variables = Variables(self.choose, values.another_id)
        self.arguments = Arguments(values, self.choose)

    def finish(self, selections: list[SelectionNode]) -> Generated:
        """Write the document down."""
        if self.choose.chance(8):
            selections.insert(self.choose.number(0, len(selections)), self._introspection())
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=NameNode(value="Generated"),
            variable_definitions=tuple(self.variables.definitions),
            selection_set=SelectionSetNode(selections=tuple(selections)),
        )
        document = DocumentNode(definitions=(operation, *self.fragments))
        refused = self.arguments.refused
        return Generated(print_ast(document), document, self.variables.values, self.variables.others, refused)

    def selections(
        self, skeleton: Sequence[SelectionNode], type_: Any, depth: int, around: int = 1
    ) -> list[SelectionNode]:
        """Return a selection set on the type, grown from a skeleton; `around` is how many objects may hold it."""
        made: list[SelectionNode] = []
        for node in skeleton:
            if isinstance(node, InlineFragmentNode):
                condition = self.schema.type_map[node.type_condition.name.value]  # type: ignore[union-attr]
                inner = self.selections(node.selection_set.selections, condition, depth, around)
                made.append(self._steered(self._inline(condition.name, inner)))
            elif isinstance(node, FieldNode):
                made += self._field(node, type_, depth, around)
        made += self._grown(made, type_, depth, around)
        if self.choose.chance(12) or not made:
            typename = FieldNode(name=NameNode(value="__typename"), alias=self._alias(15))
            made.insert(self.choose.number(0, len(made)), typename)
        if depth and self.choose.chance(18):
            made = self._wrapped(made, type_)
        return made

    def _grown(self, made: list[SelectionNode], type_: Any, depth: int, around: int) -> list[SelectionNode]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            possible = list(self.schema.get_possible_types(type_))
            chosen = possible if isinstance(type_, GraphQLUnionType) else [self.choose.pick(possible) for _ in "ab"]
            conditions = (node.type_condition for node in made if isinstance(node, InlineFragmentNode))
            present = {condition.name.value for condition in conditions if condition}
            return [
                self._inline(each.name, inner)
                for each in dict.fromkeys(chosen)
                if each.name not in present and (inner := self.selections([], each, depth, around))
            ]
        present = {node.name.value for node in made if isinstance(node, FieldNode)}
        names = [name for name in type_.fields if name not in present]
        if type_.name.endswith(("Connection", "Edge")):
            wanted = [name for name in ("edges", "node") if name in names and self.choose.chance(85)]
            wanted += [name for name in names if name not in {"edges", "node"} and self.choose.chance(35)]
        elif depth == 0:
            wanted = []
        elif type_.name == "PageInfo":
            wanted = [name for name in names if self.choose.chance(60)]
        else:
            leaves = [name for name in names if is_leaf_type(get_named_type(type_.fields[name].type))]
            others = [name for name in names if name not in leaves]
            wanted = [self.choose.pick(leaves) for _ in range(self.choose.number(0, 3)) if leaves]
            wanted += [self.choose.pick(others) for _ in range(self.choose.number(0, 2)) if others and depth < DEEPEST]
            wanted += [name for name in OURS if name in names and self.choose.chance(12)]
            wanted += [name for name in STATEMENTS if self.eager and name in names and self.choose.chance(50)]
        grown: list[SelectionNode] = []
        for name in dict.fromkeys(wanted):
            grown += self._field(FieldNode(name=NameNode(value=name)), type_, depth, around)
        return grown

    def _field(self, node: FieldNode, type_: Any, depth: int, around: int) -> list[SelectionNode]:
        name = node.name.value
        definition: GraphQLField = type_.fields[name]
        target = get_named_type(definition.type)
        composite = not is_leaf_type(target)
        paged = composite and ("after" in definition.args or "first" in definition.args)
        if composite and depth and name not in {"edges", "node", "pageInfo"}:
            if self.fields >= MOST_FIELDS or depth >= DEEPEST + 1:
                return []
        elif self.fields >= 2 * MOST_FIELDS:
            return []
        made = [self._one_field(node, type_, definition, depth, around)]
        if paged and self.fields < MOST_FIELDS and self.choose.chance(10 if depth else 25):
            again = self._one_field(node, type_, definition, depth, around)
            made.append(self._renamed(again))
        if composite and self.choose.chance(5):
            made.append(self._merged(made[0]))
        return [self._steered(each) for each in made]

    def _one_field(self, node: FieldNode, type_: Any, definition: GraphQLField, depth: int, around: int) -> FieldNode:
        self.fields += 1
        name = node.name.value
        target: Any = get_named_type(definition.type)
        values, around = self.arguments.of(type_.name, name, definition, around)
        arguments = []
        for argument, value in values.items():
            given = self.variables.node(value, definition.args[argument].type, 25)
            arguments.append(ArgumentNode(name=NameNode(value=argument), value=given))
        for argument, declared in definition.args.items():
            if argument not in values and not is_non_null_type(declared.type) and self.choose.chance(1):
                absent = self.variables.absent(declared.type)
                arguments.append(ArgumentNode(name=NameNode(value=argument), value=absent))
        inner = None
        if not is_leaf_type(target):
            skeleton = node.selection_set.selections if node.selection_set else ()
            step = 0 if target.name.endswith("Edge") or type_.name.endswith("Edge") else 1
            inner = SelectionSetNode(selections=tuple(self.selections(skeleton, target, depth + step, around)))
        # The same field of two fragments must not clash: with arguments of its own it gets a name of its own.
        alias = self._alias(100 if arguments and self.choose.chance(50) else 12)
        return FieldNode(name=node.name, alias=alias, arguments=tuple(arguments), selection_set=inner)

    def _alias(self, percent: int) -> NameNode | None:
        if not self.choose.chance(percent):
            return None
        if self.aliases and self.choose.chance(40):
            return NameNode(value=self.aliases.pop(self.choose.number(0, len(self.aliases) - 1)))
        self.serial += 1
        return NameNode(value=f"a{self.serial}")

    def _renamed(self, node: FieldNode) -> FieldNode:
        return replace(node, alias=self._alias(100))

    def _merged(self, node: FieldNode) -> FieldNode:
        """Select the same response key once more: what is below must be merged."""
        inner = SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename"), alias=self._alias(100)),))
        return FieldNode(name=node.name, alias=node.alias, arguments=node.arguments, selection_set=inner)

    def _wrapped(self, made: list[SelectionNode], type_: Any) -> list[SelectionNode]:
        """Move some neighbouring selections into a fragment, perhaps some of those into another."""
        start = self.choose.number(0, len(made) - 1)
        end = self.choose.number(start + 1, len(made))
        inner = made[start:end]
        if len(inner) > 1 and self.choose.chance(30):
            inner = self._wrapped(inner, type_)
        if self.choose.chance(50):
            name = f"F{len(self.fragments)}"
            condition = NamedTypeNode(name=NameNode(value=type_.name))
            selected = SelectionSetNode(selections=tuple(inner))
            self.fragments.append(
                FragmentDefinitionNode(name=NameNode(value=name), type_condition=condition, selection_set=selected)
            )
            spread = FragmentSpreadNode(name=NameNode(value=name))
            again = [FragmentSpreadNode(name=NameNode(value=name))] if self.choose.chance(15) else []
            return [*made[:start], self._steered(spread), *again, *made[end:]]
        return [*made[:start], self._steered(self._inline(self._condition(type_, inner), inner)), *made[end:]]

    def _condition(self, type_: Any, inner: list[SelectionNode]) -> str | None:
        names = {node.name.value if isinstance(node, FieldNode) else "" for node in inner}
        interfaces = getattr(type_, "interfaces", ())
        if interfaces and names <= {"id", "__typename"}:
            return str(interfaces[0].name)
        return None if self.choose.chance(40) else str(type_.name)

    @staticmethod
    def _inline(condition: str | None, inner: list[SelectionNode]) -> InlineFragmentNode:
        on = NamedTypeNode(name=NameNode(value=condition)) if condition else None
        return InlineFragmentNode(type_condition=on, selection_set=SelectionSetNode(selections=tuple(inner)))

    def _steered(self, node: Any) -> Any:
        """Put `@skip` or `@include` on a selection; it mostly stays."""
        if not self.choose.chance(7):
            return node
        directives = []
        for name in ("skip", "include") if self.choose.chance(10) else (self.choose.pick(("skip", "include")),):
            kept = self.choose.chance(70)
            value = (name == "include") == kept
            boolean = self.schema.type_map["Boolean"]
            given = self.variables.node(value, boolean, 75, required=True)
            directives.append(
                DirectiveNode(
                    name=NameNode(value=name), arguments=(ArgumentNode(name=NameNode(value="if"), value=given),)
                )
            )
        return replace(node, directives=tuple(directives))

    def _introspection(self) -> FieldNode:
        noun = self.choose.pick(sorted(self.sight.world.model.nouns))
        asked = (
            "{ __schema { queryType { name } directives { name args { name type { name kind } } } } }",
            f'{{ __type(name: "{noun}") {{ name kind description fields {{ name type {{ kind name }} }} }} }}',
            f'{{ __type(name: "{noun}Where") {{ inputFields {{ name description type {{ name }} }} }} }}',
            '{ __type(name: "Nothing") { name } }',
        )
        operation: Any = parse(self.choose.pick(asked)).definitions[0]
        found: FieldNode = operation.selection_set.selections[0]
        return found
