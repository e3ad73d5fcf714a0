"""The language of the log: what can be said, what may be recorded, what follows from it."""
