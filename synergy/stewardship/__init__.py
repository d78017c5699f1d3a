"""Stewardship: which customers are one, decided by data stewards, with a preview and a way back."""
