"""What later entries did to some entries: found by tags, so that it costs what was done to these and no more."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from sitlog.domain.effective import CHANGING, Changes, Changing
from sitlog.domain.entry import Entry
from sitlog.store import codec
from sitlog.store.log import SituationLog

Places = Mapping[int, str | None]
"""Where entries are, and of which type each is; None where that is not known."""

_AT_ONCE = 500  # entries


def touching(
    log: SituationLog, positions: Iterable[int], *, until: int, types: Collection[str] = CHANGING
) -> list[Entry]:
    """Give, in order, the entries of some types, up to a position, that are about entries or about these."""
    return list(log.read().at(_touching(log, positions, until=until, types=types)))


def _touching(log: SituationLog, positions: Iterable[int], *, until: int, types: Collection[str]) -> set[int]:
    found, ahead = set[int](), set(positions)
    while ahead:
        tagged = log.read().ledger.tagged([codec.of_entry(each) for each in ahead], until=until)
        about = {at for each in tagged.values() for at, topic in each if topic in types}
        ahead = about - found
        found |= about
    return found


def surrounded(
    log: SituationLog, entries: Iterable[Entry], *, until: int, types: Collection[str] = CHANGING
) -> list[Entry]:
    """Give, in order, entries with those that they change, and with all that touches these up to a position."""
    held = {int(each.position): each for each in entries}
    around = surroundings(log, {at: each.type for at, each in held.items()}, until=until, types=types)
    held |= {each.position: each for each in log.read().at(around - held.keys())}
    return [held[position] for position in sorted(held)]


def surroundings(log: SituationLog, places: Places, *, until: int, types: Collection[str] = CHANGING) -> set[int]:
    """Give where entries are with those that they change, and with all that touches these up to a position.

    Of all these, only those that change others are read, and what they change if it is not among *places*.
    """
    found = set(places)
    ahead = {at for at, type_ in places.items() if type_ is None or type_ in CHANGING}
    while ahead:
        changes = (each.event for each in log.read().at(ahead))
        ahead = {int(each.entry) for each in changes if isinstance(each, Changing)} - found
        found |= ahead
    return found | _touching(log, found, until=until, types=types)


def noting(log: SituationLog, entries: Iterable[Entry], changes: Changes, *, until: int) -> Iterator[Entry]:
    """Give entries as they come, each while *changes* holds what was done to it up to a position."""
    rest = iter(entries)
    while some := list(islice(rest, _AT_ONCE)):
        changes.gather(surrounded(log, some, until=until))
        yield from some
