"""Fields that Python answers, so that the suite sees them mixed with planned ones."""

from __future__ import annotations

from typing import Any

from synergy.graph.mapping import extends, resolved
from synergy.model.customers import Customer
from synergy.model.organisation import Subsidiary
from synergy.model.products import Topic


@extends(Customer)
class LoudCustomer:
    """A customer whose name can be shouted."""

    @resolved("name", "size_band")
    def loud(self: Any) -> str:
        """Say the name, loudly."""
        return f"{self.name.upper()}! ({self.size_band})"


@extends(Subsidiary)
class LoudSubsidiary:
    """A subsidiary whose name can be shouted."""

    @resolved("name_en")
    def loud(self: Any) -> str:
        """Say the name, loudly."""
        return f"{self.name_en.upper()}!"


@extends(Topic)
class LoudTopic:
    """A topic whose name can be shouted."""

    @resolved("name_en")
    def loud(self: Any) -> str | None:
        """Say the name, loudly."""
        return None if self.name_en.startswith("A") else f"{self.name_en.upper()}!"
