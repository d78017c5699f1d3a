"""Runs a benchmark on uvloop, as the server runs."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; on asyncio's own loop where uvloop does not exist (Windows)."""
    found = importlib.util.find_spec("uvloop")
    factory = importlib.import_module("uvloop").new_event_loop if found else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)
