"""Sentences that people type, on their way into the log, and what they are told of it."""
