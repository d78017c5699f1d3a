"""Tests: they speak to a real Neo4j."""
