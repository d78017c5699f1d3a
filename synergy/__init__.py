"""Synergy: GraphQL over Neo4j for the collaboration of a conglomerate's subsidiaries."""
