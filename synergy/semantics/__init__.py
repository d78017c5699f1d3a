"""Text encoders: which one the settings name, one that comes along, and vectors of works kept as they should be."""
