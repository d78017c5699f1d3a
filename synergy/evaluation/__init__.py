"""Verb: measuring the matcher on labelled records."""
