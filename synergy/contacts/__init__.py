"""Records when a subsidiary spoke with a customer it serves."""
