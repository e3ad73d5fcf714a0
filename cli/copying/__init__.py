"""Copies of a log, as commands tell of them."""
