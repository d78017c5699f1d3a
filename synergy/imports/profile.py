"""Profiles: what a file of one source does not say itself, written down once as YAML."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import yaml  # type: ignore[import-untyped]
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo

from synergy.imports.dates import DateOrder
from synergy.imports.kinds import NAMES, find_headings
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.problems import UnreadableFile
from synergy.imports.readers.encodings import Encoding

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.imports.columns import Columns

_MOST_BYTES = 64_000


def _kind(name: str) -> str:
    if name in NAMES:
        return name
    raise ValueError(f"“{name}” is no kind of file: {', '.join(NAMES)}")


def _field(name: str, info: ValidationInfo) -> str:
    if "kind" not in info.data:  # it was refused itself
        return name
    headings = find_headings(info.data["kind"])
    if name in headings.fields:
        return name
    near = get_close_matches(name, headings.fields, n=1)
    raise ValueError(
        f"“{name}” is no column of {headings.kind}: {', '.join(headings.fields)}"
        + (f"; did you mean {near[0]}?" if near else "")
    )


Field = Annotated[str, AfterValidator(_field)]


class Profile(BaseModel):
    """What each title of the file means, what all its rows have in common, and which columns to leave out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, AfterValidator(_kind)] = CUSTOMERS.kind
    encoding: Encoding | None = None
    columns: dict[str, Field] = {}
    constants: dict[Field, str] = {}
    ignore: tuple[str, ...] = ()
    dates: DateOrder | None = None


def read_profile(file: Path, kind: str = CUSTOMERS.kind) -> Profile:
    """Read a profile for a kind of file; raise UnreadableFile, saying which of its lines to mend."""
    try:
        with file.open("rb") as content:
            return parse_profile(content.read(_MOST_BYTES + 1), file.name, kind)
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error


def parse_profile(content: bytes, name: str, kind: str = CUSTOMERS.kind) -> Profile:
    """Read the content of a profile that is called `name`; raise as `read_profile` does."""
    try:
        if len(content) > _MOST_BYTES:
            raise UnreadableFile(f"{name} is longer than {_MOST_BYTES:,} bytes, which no profile is.")
        said = yaml.safe_load(content.decode("utf-8-sig")) or {}
        if isinstance(said, dict):
            said = {"kind": kind} | {member: value for member, value in said.items() if value is not None}
        profile = Profile.model_validate(said)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name} is not in UTF-8; save it in UTF-8.") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise UnreadableFile(f"{name} is not YAML{where}; put titles and values in quotes.") from error
    except ValidationError as error:
        raise UnreadableFile(f"{name}: {_explain(error)}. See docs/importing.md.") from error
    if profile.kind != kind:
        raise UnreadableFile(f"{name}: kind: it is a profile of {profile.kind}, not of {kind}.")
    return profile


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"] if part != "[key]")
    words = {
        "extra_forbidden": "is nothing that a profile says (kind, encoding, columns, constants, ignore, dates)",
        "string_type": "is not text; put it in quotes",
        "value_error": str(first.get("ctx", {}).get("error", "")),
    }
    return f"{where or 'the file'}: {words.get(first['type'], first['msg'])}"


def write_profile(columns: Columns) -> str:
    """Return a profile to start from, as YAML: what is known, and what is suggested as comments."""
    suggested = columns.suggest()
    lines = [f"kind: {columns.headings.kind}", "columns:"]
    for place, title in enumerate(columns.header):
        quoted = _quote(title)
        known = [field for field, at in columns.places.items() if at == place]
        if known:
            lines.append(f"  {quoted}: {known[0]}")
        elif title in suggested:
            lines.append(f"  # {quoted}: {suggested[title]}  # suggested; remove the first # if that is right")
    kept = [title for place, title in enumerate(columns.header) if place not in columns.read_places]
    lines.append("# Kept with the row and not read; list here what is to be left out:")
    lines.append("ignore:")
    lines += [f"  # - {_quote(title)}" for title in kept if title not in suggested]
    lines.append("# What all rows have in common and the file has no column for:")
    lines.append("constants:")
    lines.append('  # country: "China"' if columns.headings is CUSTOMERS else '  # subsidiary: "citic_bank"')
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """Write a text as YAML on one line, where it may have a comment after it."""
    quoted: str = yaml.safe_dump(text, allow_unicode=True, default_style='"', width=10_000)
    return quoted.strip()
