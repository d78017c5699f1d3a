"""What waits at a subsidiary for a decision, and what it has decided: its side of requests, grants and policies."""

from __future__ import annotations

from synergy.graph.mapping import Connection, extends, many
from synergy.model.organisation import Subsidiary
from synergy.model.sharing import AccessRequest, Grant, SharePolicy


@extends(Subsidiary)
class Inbox:
    """The decisions about a subsidiary's customers."""

    access_requests: Connection[AccessRequest] = many(
        "What it was asked to show, of what the viewer knows of.", "(this)<-[:ADDRESSED_TO]-(that)"
    )
    grants: Connection[Grant] = many("What it granted, of what the viewer knows of.", "(this)<-[:GRANTED_BY]-(that)")
    share_policies: Connection[SharePolicy] = many(
        "What it lets others see, of what the viewer knows of.", "(this)-[:DEFINES]->(that)"
    )
