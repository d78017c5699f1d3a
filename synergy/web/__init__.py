"""Pages that the API serves itself, each one file without anything from elsewhere."""
