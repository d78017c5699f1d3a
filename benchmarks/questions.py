"""The documents that are timed, as a client sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OFFICER = "usr_demo_officer"


@dataclass(frozen=True)
class Question:
    """A document with its variables; one that is not judged is there to know of, nothing is wanted of it."""

    name: str
    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    judged: bool = True


FLAT = Question(
    "flat",
    """query Flat($first: Int!) {
  customers(first: $first) {
    edges { node { id name nameEn kind sizeBand employees sourceSystem sourceKey } }
  }
}""",
    {"first": 100},
)

NESTED = Question(
    "nested",
    """query Nested($first: Int!, $served: Int!, $held: Int!, $offered: Int!) {
  customers(first: $first) {
    edges {
      node {
        id name kind
        servedBy(first: $served) { edges { stage node { id shortName } } }
        holdings(first: $held) {
          edges { band node { id name offeredBy(first: $offered) { edges { node { id shortName } } } } }
        }
      }
    }
  }
}""",
    {"first": 57, "served": 3, "held": 4, "offered": 2},
)

SHARED = Question(
    "nested, shared children",
    """query Shared($first: Int!, $served: Int!, $products: Int!) {
  customers(first: $first) {
    edges {
      node {
        id name kind
        servedBy(first: $served) {
          edges { stage node { id shortName products(first: $products) { edges { node { id name } } } } }
        }
      }
    }
  }
}""",
    {"first": 20, "served": 3, "products": 7},
    judged=False,
)
"""The same few subsidiaries again and again, each with a page of its many products: where a DataLoader shines."""

QUESTIONS = (FLAT, NESTED, SHARED)


def objects(answer: Any) -> int:
    """Count the nodes in an answer."""
    if isinstance(answer, dict):
        return sum((key == "node") + objects(value) for key, value in answer.items())
    return sum(map(objects, answer)) if isinstance(answer, list) else 0
