"""Kept views: projections held ready with the history of every row, the worker that runs them, and reactors."""
