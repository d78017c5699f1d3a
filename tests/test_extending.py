"""`docs/extending.md` shows real differences: applied to a copy of the tree, they generate what the page shows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
GENERATED = {"schema.graphql": "sdl", "graph_schema/MODEL.md": "model"}
DESCRIBE = """
import json
from synergy import dictionary, schema
api = schema.build()
print(json.dumps({"sdl": schema.sdl(api), "model": dictionary.model_markdown(api.model),
                  "indexes": dictionary.index_statements(api.model), "labels": sorted(api.model.by_label)}))
"""


@dataclass(frozen=True)
class Hunk:
    """One piece of a difference: the lines it is found by, and the lines that stand there afterwards."""

    file: str
    before: str
    after: str

    def applied(self, text: str) -> str:
        """Return the text with the hunk applied; wherever its lines stand, but once."""
        assert text.count(self.before) == 1, f"docs/extending.md no longer fits {self.file}:\n{self.before}"
        return text.replace(self.before, self.after)


def hunks(heading: str) -> list[Hunk]:
    """Read the differences below a heading of the page."""
    page = (HOME / "docs/extending.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    found = []
    for block in re.findall(r"^```diff\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        file = re.search(r"^\+\+\+ b/(.*)$", block, re.MULTILINE)
        assert file
        for lines in re.split(r"^@@ .*\n", block, flags=re.MULTILINE)[1:]:
            rows = [line or " " for line in lines.splitlines()]
            before, after = ("".join(f"{row[1:]}\n" for row in rows if row[0] in kinds) for kinds in (" -", " +"))
            found.append(Hunk(file[1], before, after))
    return found


@pytest.mark.parametrize("heading", ["Add a stored field", "Add a noun"])
def test_the_documented_difference_is_the_real_one(heading: str, tmp_path: Path) -> None:
    for folder in ("synergy", "graph_schema"):
        shutil.copytree(HOME / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    documented = hunks(heading)
    for hunk in documented:
        if hunk.file not in GENERATED:
            file = tmp_path / hunk.file
            file.write_text(hunk.applied(file.read_text(encoding="utf-8")) if hunk.before else hunk.after, "utf-8")
    made = subprocess.run([sys.executable, "-c", DESCRIBE], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    assert made.returncode == 0, made.stderr
    described = json.loads(made.stdout)
    for generated, kind in GENERATED.items():
        expected = (HOME / generated).read_text(encoding="utf-8")
        pieces = [hunk for hunk in documented if hunk.file == generated]
        for hunk in pieces:
            expected = hunk.applied(expected)
        # The page shows all of a small difference; of the noun's SDL it only says how long it is.
        if pieces:
            assert described[kind] == expected, f"run `make schema` on the documented change and compare {generated}"
        else:
            added = len(described[kind].splitlines()) - len(expected.splitlines())
            assert f"adds {added} lines to `{generated}`" in (HOME / "docs/extending.md").read_text(encoding="utf-8")
    migrations = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "graph_schema").glob("*.cypher"))
    assert not [line for line in described["indexes"].splitlines() if line not in migrations]
    for label in described["labels"]:
        assert f"FOR (n:{label}) REQUIRE n.id IS UNIQUE" in migrations
