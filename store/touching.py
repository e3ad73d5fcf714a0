"""What later entries did to some entries: found by tags, so that it costs what was done to these and no more."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sitlog.domain.effective import CHANGING, Changes
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryCorrected
from sitlog.store import codec
from sitlog.store.log import SituationLog

_AT_ONCE = 500  # entries


def touching(
    log: SituationLog, positions: Iterable[int], *, until: int, types: Collection[str] = CHANGING
) -> list[Entry]:
    """Give, in order, the entries of some types, up to a position, that are about entries or about these."""
    found, ahead = set[int](), set(positions)
    while ahead:
        tagged = log.read().ledger.tagged([codec.of_entry(each) for each in ahead], until=until)
        about = {at for each in tagged.values() for at, topic in each if topic in types}
        ahead = about - found
        found |= about
    return list(log.read().at(found))


def surrounded(
    log: SituationLog, entries: Iterable[Entry], *, until: int, types: Collection[str] = CHANGING
) -> list[Entry]:
    """Give, in order, entries with those that they correct, and with all that touches these up to a position."""
    held = {each.position: each for each in entries}
    while (
        beyond := {each.event.entry for each in held.values() if isinstance(each.event, EntryCorrected)} - held.keys()
    ):
        held |= {each.position: each for each in log.read().at(beyond)}
    held |= {each.position: each for each in touching(log, held, until=until, types=types)}
    return [held[position] for position in sorted(held)]


def noting(log: SituationLog, entries: Iterable[Entry], changes: Changes, *, until: int) -> Iterator[Entry]:
    """Give entries as they come, each while *changes* holds what was done to it up to a position."""
    rest = iter(entries)
    while some := list(islice(rest, _AT_ONCE)):
        changes.gather(surrounded(log, some, until=until))
        yield from some
