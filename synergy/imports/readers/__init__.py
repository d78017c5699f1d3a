"""Readers: CSV, XLSX and JSON Lines files as rows of text, each row read or told of with its line."""
