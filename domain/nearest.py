"""The known name that a mistyped one may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name most like *name*, or None if none is like it."""
    return next(iter(get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)), None)
