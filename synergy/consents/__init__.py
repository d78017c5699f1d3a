"""Persons' consents that another organisation of the group may receive their data: recorded, and withdrawn."""
