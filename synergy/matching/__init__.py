"""Finds what a customer may need and who can help."""
