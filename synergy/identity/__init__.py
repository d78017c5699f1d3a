"""Identity: which records tell of one and the same company. Pure Python, which knows neither graph nor GraphQL."""
