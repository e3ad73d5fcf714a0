"""The entries of a file one after the other, and what its other lines say these are about: a situation, a day."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date

from sitlog.cli.slips import Place
from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.sentences import Lines, Sentence, cursor_of, is_comment, nothing_below, read_entry
from sitlog.cli.slog.spans import read_time
from sitlog.cli.slog.tokens import Misread
from sitlog.domain.events import SituationOpened
from sitlog.domain.nearest import nearest
from sitlog.domain.times.reading import Reading
from sitlog.domain.times.zones import read_zone
from sitlog.domain.values import Kind

_HEADING = re.compile(r"\d{4}-\d\d-\d\d(?:\s+[A-Za-z]+)?\s*(?:#.*)?", re.ASCII)
_SELECTION = re.compile(r"situation\s+[^\s\"“#]+\s*(?:#.*)?")
# Stands for a situation that was not named rightly, so that the lines about it can be read for what else is wrong.
_NOWHERE = "nowhere"

Home = Callable[[str], str | None]


def entries_of(lines: Sequence[str]) -> Iterator[Lines]:
    """Give each line that is not indented, with its number, and the lines below it that are."""
    entry: list[tuple[int, str]] = []
    for number, text in enumerate(lines, 1):
        if text.startswith("#") or (not entry and (not text.strip() or is_comment(text))):
            continue
        if entry and text.strip() and not text[0].isspace():
            yield entry
            entry = []
        entry.append((number, text))
    if entry:
        yield entry


class Entries:
    """Reads the entries in the order of a file, and keeps what came of them and what is wrong."""

    def __init__(self, reading: Reading, home: Home) -> None:
        """Begin; *home* gives the zones of the situations that the log holds, None for others."""
        self.sentences: list[Sentence] = []
        self.misread: list[Misread] = []
        self._reading = reading
        self._home = home
        self._opened: dict[str, str] = {}
        self._situation: str | None = None

    def take(self, entry: Lines) -> None:
        """Read an entry, or a line that says what the following ones are about."""
        text = entry[0][1]
        try:
            if _HEADING.fullmatch(text):
                self._turn_to_day(cursor_of(*entry[0]))
                nothing_below(entry[1:])
            elif _SELECTION.fullmatch(text):
                self._turn_to_situation(cursor_of(*entry[0]))
                nothing_below(entry[1:])
            else:
                self._take(entry)
        except Misread as misread:
            self.misread.append(misread)

    def be_about(self, situation: str, zone: str | None) -> None:
        """Take the following lines to be about a situation whose home zone is *zone*; None if there is no such one."""
        self._situation = situation if zone else _NOWHERE
        self._reading = replace(self._reading, zone=read_zone(zone) if zone else UTC)

    def _turn_to_day(self, cursor: Cursor) -> None:
        # A day that is there keeps its meaning for the lines below, even where its weekday is wrong.
        with suppress(ValueError):
            self._reading = replace(self._reading, day=date.fromisoformat(cursor.tokens[0].text))
        read_time(cursor.text, cursor.tokens, Reading(zone=UTC, now=None))

    def _turn_to_situation(self, cursor: Cursor) -> None:
        key, place = cursor.tokens[1].text, cursor.tokens[1].place
        zone = self._opened.get(key) or self._home(key)
        self.be_about(key, zone)
        if zone is None:
            like = nearest(key[:60], self._opened)
            hint = f"did you mean {like}?" if like else f'open it: situation {key[:60]} "TITLE" zone Asia/Baghdad'
            raise Misread(place, f"no situation {key[:60]}", hint)

    def _take(self, entry: Lines) -> None:
        number, text = entry[0]
        if text[0].isspace():
            width = len(text) - len(text.lstrip())
            raise Misread(
                Place(number, 1, width), "this line is indented, and belongs to none above", "begin it at the margin"
            )
        sentence = read_entry(entry, self._situation or _NOWHERE, self._reading)
        self._follow(sentence)
        self._say_if_nowhere(number, sentence)
        self.misread += sentence.misread
        self.sentences.append(sentence)

    def _follow(self, sentence: Sentence) -> None:
        """Turn to the situation that a sentence opens, or would have opened."""
        if isinstance(sentence.event, SituationOpened):
            self._opened[sentence.event.situation] = sentence.event.zone
            self.be_about(sentence.event.situation, sentence.event.zone)
        elif sentence.event is None and any(name.introduces and name.kind is Kind.SITUATION for name in sentence.names):
            self.be_about(_NOWHERE, None)

    def _say_if_nowhere(self, number: int, sentence: Sentence) -> None:
        if self._situation is None:
            hint = 'begin with situation KEY, or to open one: situation KEY "TITLE" zone Asia/Baghdad'
            sentence.misread.append(Misread(Place(number, 1, 1), "this is about no situation yet", hint))
            self.be_about(_NOWHERE, None)
        if self._situation == _NOWHERE:
            sentence.event = None
