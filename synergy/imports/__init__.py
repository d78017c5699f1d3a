"""Imports: subsidiaries' files come in, row by row, each kept as it came and linked to a customer."""
