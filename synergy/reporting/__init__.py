"""Counts what collaboration has achieved."""
