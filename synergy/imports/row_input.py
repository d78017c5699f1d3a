"""A customer as a client sends it, and as the importer reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from synergy.errors import BadInput
from synergy.graph.model import camel
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.rows import CustomerRow, reason_of

if TYPE_CHECKING:
    from synergy.graph.types import Types

_NAME = "CustomerRowInput"
_DESCRIBED = {
    "key": "The row's key in the subsidiary's system; without it, the stock code.",
    "kind": "COMPANY (or nothing), INSTITUTION, PUBLIC_BODY, PERSON.",
    "stock": "Code and exchange: 600000.SS.",
}


def customer_row(types: Types) -> Any:
    """Return the input object of a customer, made the first time."""
    if _NAME in types.made:
        return types.made[_NAME]
    return types.input(
        _NAME,
        "A customer as the subsidiary's own system knows it; as text, so that identifiers keep their zeros.",
        [
            types.field("name", "str", "What the customer is called, in Chinese where it has a Chinese name."),
            *(
                types.field(camel(one), "Optional[str]", _DESCRIBED.get(one, f"The column `{one}`."), default=None)
                for one in CUSTOMERS.fields
                if one != "name"
            ),
        ],
    )


def cells_of(given: Any) -> dict[str, str]:
    """Return what the client gave, by field."""
    cells = {field: getattr(given, field) for field in CUSTOMERS.fields} | {"key": given.key or given.stock}
    return {field: cell for field, cell in cells.items() if cell is not None}


def read_given(given: Any) -> CustomerRow:
    """Read a customer that nobody has a key of yet; raise BadInput that says what is wrong with which field."""
    try:
        return CustomerRow.model_validate(
            {"key": "new"} | {name: cell for name, cell in cells_of(given).items() if cell.strip()}
        )
    except ValidationError as error:
        wrong = [f"`{camel(str(one['loc'][0]))}` {reason_of(one)}" for one in error.errors(include_url=False)]
        raise BadInput(f"{'; '.join(wrong)}.") from error
