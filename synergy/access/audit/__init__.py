"""The audit: who accessed what and why, in files that nobody can quietly edit. `docs/audit.md` tells the format."""
