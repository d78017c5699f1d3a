"""Ratios against the raw driver, a typical peer and plain statements, printed by `make bench`."""
