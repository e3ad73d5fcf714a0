"""Events as a .slog file that reads back to the same events."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sitlog.cli.slog.lines import WrittenTime, is_declared, lines_of, time_of, weekday_of
from sitlog.domain.errors import BadEvent
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, SituationOpened
from sitlog.domain.values import Kind


def write_slog(
    entries: Iterable[tuple[int, Event]], *, zones: Mapping[str, str], named: Collection[int] | None = None
) -> Iterator[str]:
    """Give the lines of a file, without their line ends, as the entries come; those that others name have a label.

    *entries* are events with their positions. *zones* are the home zones of their situations, those left out that
    one of the entries opens before the others. *named* are the entries that others name; without it all entries are
    held to find them.

    Raises:
        BadEvent: the situation of an event has no zone, or a replacement is about another situation.
        BadTime: a time has more alternatives than can be written.

    """
    if named is None:
        entries = list(entries)
        named = {each for position, event in entries for each in _named_by(event) if each < position}
    page = _Page(zones)
    for position, event in entries:
        yield from page.write(event, f"e{position}: " if position in named else "")


def _named_by(event: Event) -> Iterator[int]:
    """Give the entries that an event names, or what it puts in the place of another."""
    yield from (int(named.key) for named in event.references if named.kind is Kind.ENTRY)
    if isinstance(event, EntryCorrected):
        yield from _named_by(event.replacement)


class _Page:
    """What the lines so far are about: a situation and a day; and whether the last of them was a declaration."""

    def __init__(self, zones: Mapping[str, str]) -> None:
        self._zones = dict(zones)
        self._situation: str | None = None
        self._day: str | None = None
        self._declared: bool | None = None

    def write(self, event: Event, label: str) -> Iterator[str]:
        """Give the lines of an event, and before them those that say what it is about."""
        if isinstance(event, SituationOpened):
            self._zones[event.situation] = event.zone
        zone = self._zone(event)
        time = time_of(event, zone)
        turns = list(self._turns(event, time))
        if self._declared is not None and (turns or self._declared is not is_declared(event)):
            yield ""
        yield from turns
        first, *below = lines_of(event, zone, time)
        yield f"{label}{first}"
        yield from below
        self._declared = is_declared(event)

    def _zone(self, event: Event) -> str:
        if event.situation not in self._zones:
            raise BadEvent(
                f"the home zone of {event.situation} is not known", hint="Give it, or the entry that opens it"
            )
        return self._zones[event.situation]

    def _turns(self, event: Event, time: WrittenTime | None) -> Iterator[str]:
        """Give the lines that say which situation and which day it is about, where these change."""
        if event.situation != self._situation:
            self._situation, self._day = event.situation, None
            if not isinstance(event, SituationOpened):
                yield f"situation {event.situation}"
        if time is not None and time.day not in {None, self._day}:
            self._day = time.day
            yield f"{time.day} {weekday_of(time.day)}"
