"""A whole .slog file: its events, and everything that is wrong with it, in one pass."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sitlog.cli.slips import Slip
from sitlog.cli.slog.entries import Entries, Home, entries_of
from sitlog.cli.slog.names import Known, Names, misplaced_labels
from sitlog.cli.slog.text import masked
from sitlog.cli.slog.tokens import Misread, hidden
from sitlog.domain.event import Event
from sitlog.domain.times.reading import Reading
from sitlog.domain.when import When


@dataclass(frozen=True, slots=True)
class Line:
    """An event that was read, the number of its line, and its label there (`e15:`), if it has one."""

    event: Event
    number: int
    label: int | None


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a text: the events of all entries with which nothing is wrong, and all slips, in their order."""

    lines: tuple[Line, ...]
    slips: tuple[Slip, ...]


def read_slog(  # noqa: PLR0913  # a file is read against all of this
    text: str,
    *,
    file: str,
    home: Home,
    known: Known | None = None,
    now: datetime | None = None,
    situation: str | None = None,
) -> Read:
    """Read a file; each event gets its provenance, "file:line".

    *home* gives the zone of a situation that the log holds, None for others. *known* tells what else the log holds;
    without it a file must introduce all that it names. *now* allows relative times, which files should not have.
    *situation* is meant until the file names one. An event that names an entry has its number as written: it means the
    line of this file with that label, where there is one, and else the entry of the log.
    """
    entries = Entries(Reading(zone=None, now=now), home)
    if situation is not None:
        entries.be_about(situation, home(situation))
    read = _read(text, file, entries, known)
    return Read(tuple(_with_provenance(line, file) for line in read.lines), read.slips)


def _with_provenance(line: Line, file: str) -> Line:
    event = line.event.model_copy(update={"provenance": f"{file}:{line.number}"})
    return Line(event, line.number, line.label)


def read_sentence(  # noqa: PLR0913  # a sentence is read against all of this
    text: str,
    *,
    situation: str,
    zone: str,
    now: datetime,
    known: Known,
    handles: Callable[[str], When | None] | None = None,
) -> Read:
    """Read a one-liner about a situation whose home zone is *zone*: a bare clock is today's, words count from *now*.

    *handles* gives the time of an entry or of a revision (`e12`, `am.r2`), which may stand for a time here.
    """
    entries = Entries(Reading(zone=None, now=now, handles=handles), lambda key: zone if key == situation else None)
    entries.be_about(situation, zone)
    read = _read(text.strip(), "", entries, known)
    return read if read.lines or read.slips else Read((), (_nothing(text),))


def _nothing(text: str) -> Slip:
    return Slip("", 1, 1, 1, "there is no sentence here", "write WHEN WHO VERB CLAIM", text.strip())


def _read(text: str, file: str, entries: Entries, known: Known | None) -> Read:
    lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
    unfit = [misread for number, line in enumerate(lines, 1) for misread in hidden(line, number)]
    for entry in entries_of([masked(line) for line in lines] if unfit else lines):
        entries.take(entry)
    masked_lines = {each.place.line for each in unfit}
    misread = [each for each in _all_misread(entries, known) if each.place.line not in masked_lines]
    slips = tuple(_slips([*unfit, *misread], file, lines))
    wrong = {slip.line for slip in slips}
    sound = (sentence for sentence in entries.sentences if wrong.isdisjoint(sentence.lines))
    return Read(
        tuple(Line(each.event, each.lines.start, each.label) for each in sound if each.event is not None), slips
    )


def _all_misread(entries: Entries, known: Known | None) -> Iterator[Misread]:
    named = [name for sentence in entries.sentences for name in sentence.names]
    yield from entries.misread
    yield from Names(named, known).unknown(named)
    yield from misplaced_labels(entries.sentences)


def _slips(misread: Sequence[Misread], file: str, lines: Sequence[str]) -> Iterator[Slip]:
    """Give the slips in the order of the text, one for each place: what a wrong word leads to is not told again."""
    told = set()
    for each in sorted(misread, key=lambda each: (each.place.line, each.place.column)):
        where = (each.place.line, each.place.column)
        if where not in told:
            told.add(where)
            yield Slip(file, *where, each.place.length, each.message, each.hint, lines[each.place.line - 1])
