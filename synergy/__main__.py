"""`python -m synergy` is the command line."""

from synergy.cli import app

app()
