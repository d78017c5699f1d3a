"""Finds whatever a few words, ideographs or letters of its name mean."""
