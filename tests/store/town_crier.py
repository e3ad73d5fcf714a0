"""A process for tests: appends to a log, or follows it, and prints each position as soon as it is certain of it."""

import os
import sys

from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.ledger.subscription import Tail
from tests.store.ledgers import draft


def append(place: str, name: str, count: str) -> None:
    """Append so many entries, one and three at a time in turns."""
    ledger = Ledger(open_database(place, create=True))
    for number in range(int(count)):
        drafts = [draft(f"{name}-{number}-{part}", f"by:{name}") for part in range(1 + number % 2 * 2)]
        for position in ledger.append_drafts(drafts).positions:
            say(position)


def follow(place: str, last: str) -> None:
    """Follow the log up to a position."""
    for stored in Tail(Ledger(open_database(place, create=True))):
        say(stored.position, stored.type)
        if stored.position == int(last):
            os._exit(0)


def say(*words: object) -> None:
    """Print, at once: whoever listens takes it for certain."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["append", place, name, count]:
            append(place, name, count)
        case ["follow", place, last]:
            follow(place, last)
        case _:
            sys.exit("append PLACE NAME COUNT, or follow PLACE LAST")
