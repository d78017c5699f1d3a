"""Who in the group can help: subsidiaries, their units and people."""
