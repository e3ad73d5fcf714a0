"""Rows read back: statements and events as they stood, and the story that they come to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from json import loads

from pydantic import BaseModel, ConfigDict

from sitlog.domain.collector import collector_paused
from sitlog.domain.decoding import decode
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    EntryCorrected,
    ReportPublished,
)
from sitlog.domain.story import Claim, Gap, Story, Told
from sitlog.domain.values import (
    AttributionMode,
    ClaimId,
    DenialScope,
    Evidence,
    IncidentId,
    Independence,
    Position,
    SourceId,
)
from sitlog.domain.when import When
from sitlog.projections.claims import claims, framed_by_attribution
from sitlog.projections.conflicts import conflicts
from sitlog.projections.incidents import incidents
from sitlog.projections.lines import NAMED, STANCE_OF, Act
from sitlog.projections.projection import standing_folded_together
from sitlog.projections.reports import reports
from sitlog.projections.sources import sources
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.instants import instant_of
from sitlog.store.statements.chains import entries_at
from sitlog.store.statements.rows import Row

_EVENTS: Mapping[int, type[Event]] = {act: kind for kind, (_, _, act) in NAMED.items()}


def story_of_rows(connection: Connection, situation: str, rows: Iterable[Row], *, texts: bool = True) -> Story:
    """Put together what rows that stood at one moment come to.

    The transaction gives the texts of reports, or, without *texts*, those that are held are left empty.
    """
    with collector_paused():
        return _story(connection, situation, rows, texts=texts)


def frame_of_rows(situation: str, rows: Iterable[Row]) -> Story:
    """Put together all but what was told, from rows that stood at one moment, in the order of Found.of_acts.

    The texts of reports that are held are left empty. No more of a row is held than comes of it.
    """
    attributed: dict[ClaimId, Told] = {}
    gaps: list[Gap] = []

    def entries() -> Iterator[Entry]:
        for row in rows:
            if row.is_statement:
                told = told_of(row)
                if told.claim not in attributed or told.entry < attributed[told.claim].entry:
                    attributed[told.claim] = told
            elif row.act == Act.REDACTED:
                gaps.append(_gap(row))
            else:
                yield from events_of(situation, (row,))
                yield from _reports(situation, (row,))

    with collector_paused():
        folded = standing_folded_together((claims, sources, incidents, conflicts, reports), entries())
    framed: dict[ClaimId, Claim] = folded[claims.name]
    return Story(
        situation=situation,
        claims={key: _framed(told) for key, told in attributed.items()} | framed,
        told={},
        voices=folded[sources.name],
        reports=folded[reports.name],
        incidents=folded[incidents.name],
        conflicts=tuple(folded[conflicts.name].values()),
        gaps=tuple(gaps),
    )


def _story(connection: Connection, situation: str, rows: Iterable[Row], *, texts: bool) -> Story:
    statements: list[Told] = []
    held: list[Row] = []
    for row in rows:  # a statement is not held as it was written, of which there are many
        if row.is_statement:
            statements.append(told_of(row))
        else:
            held.append(row)
    held.sort(key=lambda row: row.position)
    # Each event is folded as it is read, and let go: together they would take more than all that comes of them.
    folded = standing_folded_together((claims, sources, incidents, conflicts), events_of(situation, held))
    published = _reports(situation, held) if not texts else _whole_reports(connection, situation, held)
    told: dict[ClaimId, list[Told]] = defaultdict(list)
    framed: dict[ClaimId, Claim] = folded[claims.name]
    for each in sorted(statements, key=lambda told: told.entry):
        told[each.claim].append(each)
        if each.mode is not None and each.claim not in framed:
            framed[each.claim] = _framed(each)
    return Story(
        situation=situation,
        claims=framed,
        told=told,
        voices=folded[sources.name],
        reports=reports.folded(published),
        incidents=folded[incidents.name],
        conflicts=tuple(folded[conflicts.name].values()),
        gaps=tuple(_gap(row) for row in held if row.act == Act.REDACTED),
    )


def _framed(told: Told) -> Claim:
    actor = told.actor or SourceId("")
    return framed_by_attribution(IncidentId(told.claim.removesuffix(f"-by-{actor}")), actor, told.entry)


def events_of(situation: str, rows: Collection[Row]) -> Iterator[Entry]:
    """Give the entries, as they stand, of rows that are of no statement and no report; each once."""
    for row in {row.position: row for row in rows if row.act in _EVENTS}.values():
        yield _entry(row, situation, decode(_EVENTS[row.act], row.rest.encode()))


def _reports(situation: str, rows: Iterable[Row]) -> Iterator[Entry]:
    for row in rows:
        if row.act == Act.PUBLISHED:
            told, _, held = row.rest.rpartition(',"held":')  # the last fields: what is told, held, and by which entry
            kind = ArticleUpdated if '"updated":' in told else ReportPublished
            body = ',"body":""}' if held.startswith("true") else "}"
            yield _entry(row, situation, decode(kind, (told + body).encode()))


def _whole_reports(connection: Connection, situation: str, rows: Iterable[Row]) -> Iterator[Entry]:
    published = {row.position: (row, loads(row.rest)["entry"]) for row in rows if row.act == Act.PUBLISHED}
    written = {each.position: each.event for each in entries_at(connection, [at for _, at in published.values()])}
    for row, at in published.values():
        event = written[at]
        event = event.replacement if isinstance(event, EntryCorrected) else event
        if event is not None:
            yield _entry(row, situation, event)


def _entry(row: Row, situation: str, event: Event) -> Entry:
    return Entry(Position(row.position), instant_of(row.recorded_at), event.TOPIC, situation, event)


def _gap(row: Row) -> Gap:
    return Gap(Position(row.position), instant_of(row.recorded_at), row.rest)


class _Statement(BaseModel):
    """What a row has of a statement, of whichever kind: one validator is made at the start of a command, not seven."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    by: SourceId
    said: When
    claim: ClaimId | None = None
    words: str | None = None
    scope: DenialScope | None = None
    hedge: str | None = None
    incident: IncidentId | None = None
    mode: AttributionMode | None = None
    actor: SourceId | None = None
    independence: Independence | None = None
    relayed_by: SourceId | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    corrected_by: tuple[Position, ...] = ()


def told_of(row: Row) -> Told:
    """Give the statement that a row tells."""
    said = decode(_Statement, row.rest.encode())
    return Told(
        Position(row.position),
        instant_of(row.recorded_at),
        said.claim or ClaimId(f"{said.incident}-by-{said.actor}"),
        said.by,
        STANCE_OF[row.act],
        said.said,
        said.words,
        said.scope or _SCOPES.get(row.act),
        said.hedge,
        said.mode,
        said.actor,
        said.independence,
        said.relayed_by,
        said.evidence,
        said.note,
        said.corrected_by,
    )


_SCOPES: Mapping[int, DenialScope] = {Act.DENIES: DenialScope.TRUTH}
"""What is denied where nothing else is written."""
