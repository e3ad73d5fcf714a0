"""The ledger: entries appended and read on SQLite and PostgreSQL, knowing nothing of what they mean."""
