"""Copies of a whole log: backups, and logs made from them again."""
