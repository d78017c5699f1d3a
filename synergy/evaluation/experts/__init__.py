"""Verb: measuring how well experts are found."""
