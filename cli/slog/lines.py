"""The lines of one event: its sentence, and its attributes below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sitlog.cli.slog.cites import write_cite
from sitlog.cli.slog.form import INDENT, Form, Verb
from sitlog.cli.slog.forms import form_of
from sitlog.cli.slog.parts import Literal, Part, field_of
from sitlog.cli.slog.phrases import Scope
from sitlog.domain.errors import BadEvent, BadTime
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected
from sitlog.domain.times.grammar import read_when, write_when
from sitlog.domain.times.reading import Reading
from sitlog.domain.times.zones import read_zone

_WIDEST = 120  # characters of a sentence with its evidence on one line
_DECLARATION = (8, 12)  # widths of its first columns: opening, key
_SENTENCE = (8, 12, 6)  # widths of its first columns: time, voice, verb

_DECLARED = {(kind,) for kind in ("situation", "source", "claim", "report", "incident")}

_ON_A_DAY = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?P<clock>[^.|]+)| (?P<part>[a-z]+)|(?P<alone>(?:\[[^|]*\])?))")
_FROM_TO = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T(?P<first>\d\d:\d\d)\.\.(?P=day)T(?P<last>\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """The time of a sentence as it stands under the heading of its day, or with no day in full."""

    text: str
    day: str | None


def is_declared(event: Event) -> bool:
    """Tell whether an event is written as a declaration of something that others name."""
    return form_of(event).opening in _DECLARED


def weekday_of(day: str) -> str:
    """Give the weekday of a day as a heading has it: Mon."""
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[date.fromisoformat(day).weekday()]


def time_of(event: Event, zone: str) -> WrittenTime | None:
    """Write the time of a sentence as short as a heading makes it; None for a declaration, which has none in front."""
    form = form_of(event)
    if not isinstance(form, Verb):
        return None
    text = write_when(field_of(event, form.when.field), zone)
    for day, short in _shorter(text):
        if _means(short, day, zone) == _means(text, None, zone):
            return WrittenTime(short, day)
    return WrittenTime(text.replace("[", " [", 1), None)


def _shorter(text: str) -> Iterator[tuple[str, str]]:
    """Give the day of a time, and how the time might be written under its heading."""
    if found := _FROM_TO.fullmatch(text):
        yield found["day"], f"{found['first']}-{found['last']}"
    if found := _ON_A_DAY.fullmatch(text):
        short = found["clock"] or found["part"] or f"day{found['alone']}"
        yield found["day"], short.replace("[", " [")


def _means(text: str, day: str | None, zone: str) -> object:
    reading = Reading(zone=read_zone(zone), now=None, day=date.fromisoformat(day) if day else None)
    try:
        return read_when(text, reading)
    except BadTime:
        return None


def lines_of(event: Event, zone: str, time: WrittenTime | None = None) -> list[str]:
    """Write an event told in *zone*; raise BadEvent if it cannot be."""
    form = form_of(event)
    sentence = _sentence(form, event, zone, time)
    cites = [write_cite(each) for each in event.evidence]
    if len(cites) == 1 and len(sentence) + len(cites[0]) < _WIDEST:
        sentence, cites = f"{sentence}  {cites[0]}", []
    below = [line for each in form.attributes if not each.inline for line in each.write_below(event, zone)] + cites
    if isinstance(event, EntryCorrected):
        below += _replacement(event, zone)
    return [sentence, *(f"{INDENT}{line}" if line else "" for line in below)]


def _replacement(event: EntryCorrected, zone: str) -> Sequence[str]:
    replacement = event.replacement
    if replacement.situation != event.situation:
        raise BadEvent(
            f"a correction in {event.situation} cannot be written whose replacement is about {replacement.situation}",
            hint="Write it as JSONL: sitlog export --format jsonl",
        )
    return lines_of(replacement, zone)


def _sentence(form: Form, event: Event, zone: str, time: WrittenTime | None) -> str:
    """Write all that stands on the first line, in columns as far as they help the eye and stay when others change."""
    pieces = [" ".join(form.opening), *_pieces(form.parts, event, zone)]
    widths: Sequence[int] = _DECLARATION if form.opening in _DECLARED else ()
    if isinstance(form, Verb):
        when = time.text if time else write_when(field_of(event, form.when.field), zone)
        pieces = [when, *form.who.write(event, zone), *pieces]
        widths = _SENTENCE
    pieces += [told for each in form.attributes if each.inline for told in each.write(event, zone)]
    columns = [piece.ljust(width) for piece, width in zip(pieces, widths, strict=False)]
    return "  ".join([*columns, *pieces[len(widths) :]]).rstrip()


def _pieces(parts: Sequence[Part], event: Event, zone: str) -> Iterator[str]:
    """Write the parts; a word that only joins goes with what it joins."""
    joint = ""
    for part in parts:
        told = " ".join(part.write(event, zone))
        if isinstance(part, Literal | Scope) and told:
            joint = f"{joint}{told} "
        elif told:
            yield f"{joint}{told}"
            joint = ""
