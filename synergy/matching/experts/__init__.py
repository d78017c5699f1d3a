"""Experts and partners who can help, proven by what they wrote and worked on."""
