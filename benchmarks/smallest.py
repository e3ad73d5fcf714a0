"""The smallest Typer command that reads the rows of a situation and prints them as JSON; see benchmarks/start.py."""

import json
import sqlite3

import typer

_ROWS = """
SELECT position, entries.recorded_at, types.name, disclosure FROM entries
JOIN situations ON situations.id = situation JOIN types ON types.id = type WHERE slug = ? ORDER BY position
"""


def known(log: str, situation: str) -> None:
    """Print the entries of a situation."""
    rows = sqlite3.connect(log).execute(_ROWS, (situation,))
    told = [
        {"position": position, "recorded_at": at, "type": name, "event": json.loads(kept)[-1]}
        for position, at, name, kept in rows
    ]
    print(json.dumps(told))


if __name__ == "__main__":
    typer.run(known)
