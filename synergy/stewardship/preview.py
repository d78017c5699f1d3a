"""What a merge would do, before it is done: one statement, which the merge itself asks first."""

from __future__ import annotations

from synergy.graph.mapping import Argument, record, root, statement, stored
from synergy.graph.model import ID
from synergy.model.customers import Customer


@record
class MergeConflict:
    """What forbids a merge."""

    code: str = stored("The code with which the merge would be refused.")
    text: str = stored("What it is, in Chinese.")
    text_en: str = stored("What it is, in English.")


@record
class MovingRelationships:
    """Relationships that the absorbed customer brings along, of those that the viewer may know of."""

    name: str = stored("The type of the relationships.")
    count: int = stored("How many there are. What the survivor has as well is set aside: nothing is doubled.")


@record
class GoldenField:
    """A field of the golden record. Masked values are shown as `****`."""

    field: str = stored("The field's name.")
    before: str | None = stored("The survivor's value.")
    after: str | None = stored("The value after the merge: the survivor's, or the other one's where it has none.")
    other: str | None = stored("The value of the customer to be absorbed.")


@record
class MergePreview:
    """What merging one customer into another would do."""

    survivor: Customer = stored("The customer that stays.")
    absorbed: Customer = stored("The customer that becomes part of it.")
    possible: bool = stored("Whether nothing forbids it.")
    conflicts: list[MergeConflict] = stored("What forbids it.")
    moves: list[MovingRelationships] = stored("What the absorbed customer brings along.")
    fields: list[GoldenField] = stored("The golden record before and after.")


@root
class Previews:
    """What can be asked before a change."""

    merge_preview: MergePreview | None = statement(
        "What merging one customer into another would do, for data stewards; null unless the viewer sees both.",
        "preview.cypher",
        survivor=Argument(ID, "The id of the customer that stays."),
        absorbed=Argument(ID, "The id of the customer that becomes part of it."),
    )
