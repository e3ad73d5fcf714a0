"""Keeping the table: each append writes what its entries tell, and ends what they make to stand no more."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from sitlog.domain.effective import effective
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn, EvidenceLinked
from sitlog.domain.values import Position
from sitlog.projections.lines import Lines, evidence_of, lines, lines_of, with_evidence
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Placed
from sitlog.store.ledger.instants import instant_of
from sitlog.store.statements.chains import chain_of
from sitlog.store.statements.rows import Place, Row, place_of, row_of, tags_of
from sitlog.store.statements.standing import Standing

_Later: TypeAlias = EvidenceLinked | EntryCorrected | EntryWithdrawn | EntryRedacted


def keep(connection: Connection, placed: Sequence[Placed]) -> None:
    """Write what entries tell, in the transaction that appends them; entries of which there is no event tell nothing.

    A plain entry needs no look at anything else; one that changes others, a look at just these.
    """
    standing = Standing(connection)
    recorded_at = instant_of(placed[0].recorded_at)
    changing: list[tuple[Placed, _Later]] = []
    for one in placed:
        event = one.draft.event
        if isinstance(event, _Later):
            changing.append((one, event))
        elif isinstance(event, Event):
            _begin(standing, one, event, recorded_at)
    standing.look([event.entry for _, event in changing if isinstance(event, EvidenceLinked)])
    for one, event in changing:
        if isinstance(event, EvidenceLinked):
            link(standing, one.position, event)
        elif isinstance(event, EntryRedacted):
            redact(connection, standing, _entry(one, event, recorded_at), one.situation)
        else:
            change(connection, standing, _entry(one, event, recorded_at), one.situation)
    standing.write()


def _begin(standing: Standing, one: Placed, event: Event, recorded_at: datetime) -> None:
    place = Place(one.situation, one.position, one.recorded_at)
    numbers = dict(zip(one.draft.tags, one.tags, strict=True))
    told = lines_of(_entry(one, event, recorded_at), one.draft.data.decode())
    standing.begin(place, [row_of(line, event.situation, place, numbers, since=place.position) for line in told])


def _entry(one: Placed, event: Event, recorded_at: datetime) -> Entry:
    return Entry(Position(one.position), recorded_at, one.draft.type, event.situation, event)


def link(standing: Standing, position: int, event: EvidenceLinked) -> None:
    """Let a statement stand with the evidence that an entry links to it."""
    if event.entry < position:
        evidence = evidence_of(event)
        standing.replace(event.entry, [_with(row, evidence) for row in standing.of(event.entry)], at=position)


def _with(row: Row, evidence: list[dict[str, object]]) -> Row:
    return row._replace(rest=with_evidence(row.rest, evidence)) if row.is_statement else row


def change(connection: Connection, standing: Standing, by: Entry, situation: int) -> None:
    """Let stand what entries come to once one has corrected or withdrawn another."""
    chain = chain_of(connection, by)
    told = lines.folded(effective(chain))
    standing.look([each.position for each in chain])
    _replace(standing, situation, [(each, told.get(each.position, ())) for each in chain], at=by.position)


def redact(connection: Connection, standing: Standing, by: Entry, situation: int) -> None:
    """Take every word of an entry out of every version, as if it had never held anything."""
    gone = by.event.entry if isinstance(by.event, EntryRedacted) else 0
    chain = chain_of(connection, by)
    standing.erase([each.position for each in chain])
    for at, changed in versions([each._replace(event=None) if each.position == gone else each for each in chain]):
        _replace(standing, situation, changed, at=at)


def versions(entries: Sequence[Entry]) -> Iterator[tuple[int, list[tuple[Entry, Lines]]]]:
    """Give, entry by entry, those that may tell something else from there on, and what that is."""
    rows: dict[Position, Lines] = {}
    held: dict[int, Entry] = {}
    for entry in entries:
        held[entry.position] = entry
        touched = [entry]
        match entry.event:
            case EntryCorrected() | EntryWithdrawn() | EntryRedacted():
                rows, touched = lines.folded(effective(held.values())), list(held.values())
            case EvidenceLinked(entry=about):
                lines.fold(rows, entry)
                touched = [held[about]] if about in held else []
            case _:
                lines.fold(rows, entry)
        yield entry.position, [(each, rows.get(each.position, ())) for each in touched]


def _replace(standing: Standing, situation: int, changed: Sequence[tuple[Entry, Lines]], *, at: int) -> None:
    tags = {tag for entry, told in changed for line in told for tag in tags_of(line, entry.situation or "")}
    numbers = standing.numbers(tags) if tags else {}
    for entry, told in changed:
        place = place_of(entry, situation)
        rows = [row_of(line, entry.situation or "", place, numbers, since=at) for line in told]
        standing.replace(entry.position, rows, at=at)
