"""Random logs, and the laws of projections on them: kept, replayed and told by brute force are the same."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sitlog.domain.entry import Entry
from sitlog.domain.errors import Refused
from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    AttackAttributed,
    ClaimsConflicted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    ReportPublished,
    Statement,
)
from sitlog.domain.values import Evidence
from sitlog.projections.projection import Projection
from sitlog.store.log import SituationLog
from sitlog.store.views.kept import KeptProjections
from tests.given import (
    TOWN,
    at,
    between,
    claim,
    clock,
    denies,
    incident,
    opened,
    report,
    retracts,
    says,
    source,
    unclear,
)

OTHER_TOWN = "lake-flood"
TOWNS = (TOWN, OTHER_TOWN)
VOICES = ("mayor", "chief", "paper", "witness")
CLAIMS = ("arson", "two-dead", "bridge-closed")
HOURS = ("09:00", "10:30", "12:00", "15:00")


class Ticking:
    """A clock that goes on by some seconds whenever it is looked at."""

    def __init__(self) -> None:
        self.now = clock("12:00", days=7)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=7)
        return self.now


def in_town(town: str, event: Event) -> Event:
    """The same event in another situation."""
    return event.model_copy(update={"situation": town})


def found(log: SituationLog) -> None:
    """Open two towns, with voices and a report each."""
    for town in TOWNS:
        log.record(*(in_town(town, each) for each in (opened(), *map(source, VOICES), *map(claim, CLAIMS))))


def play(log: SituationLog, chance: Random, moves: int, *, between_moves: Callable[[], None] = lambda: None) -> None:
    """Record as many random events, as far as the rules let them in."""
    for _ in range(moves):
        event = _event(log, chance, chance.choice(TOWNS))
        try:
            if event is not None:
                log.record(event)
        except Refused:
            pass
        between_moves()


def _event(log: SituationLog, chance: Random, town: str) -> Event | None:
    name = chance.choices(list(_MOVES), weights=[weight for weight, _ in _MOVES.values()])[0]
    made = _MOVES[name][1](log, chance, town)
    return None if made is None else in_town(town, made)


def _statement(_: SituationLog, chance: Random, __: str) -> Event:
    said = chance.choice([at(chance.choice(HOURS)), between("09:00", chance.choice(HOURS[1:]))])
    make = chance.choice([says, says, denies, unclear, retracts])
    return make(chance.choice(VOICES), chance.choice(CLAIMS), said, note=f"note {chance.randrange(10**6)}")


def _report(_: SituationLog, chance: Random, __: str) -> Event:
    return report(f"r{chance.randrange(3)}x", outlet="paper", published=at(chance.choice(HOURS)), body="All of it")


def _update(_: SituationLog, chance: Random, __: str) -> Event:
    return ArticleUpdated.of(
        situation=TOWN,
        report=f"r{chance.randrange(3)}x",
        revision=chance.randrange(2, 5),
        kind="update",
        updated=at(chance.choice(HOURS), days=1),
    )


def _incident(_: SituationLog, chance: Random, __: str) -> Event:
    return incident(f"fire-{chance.randrange(3)}", by="chief", occurred=at(chance.choice(HOURS)))


def _attack(_: SituationLog, chance: Random, __: str) -> Event:
    return AttackAttributed.of(
        situation=TOWN,
        incident=f"fire-{chance.randrange(3)}",
        actor=chance.choice(VOICES),
        by=chance.choice(VOICES),
        said=at(chance.choice(HOURS)),
        mode="accusation",
        note=f"note {chance.randrange(10**6)}",
    )


def _conflict(_: SituationLog, chance: Random, __: str) -> Event:
    return ClaimsConflicted.of(
        situation=TOWN, claims=tuple(chance.sample(CLAIMS, 2)), declared_by="recorder", reason="they exclude each other"
    )


def _target(log: SituationLog, chance: Random, town: str) -> Entry:
    return chance.choice(list(log.of(town)))


def _link(log: SituationLog, chance: Random, town: str) -> Event:
    evidence = (Evidence(report=f"r{chance.randrange(3)}x", revision=1),)  # type: ignore[arg-type]  # a key is a text
    return EvidenceLinked.of(situation=TOWN, entry=_target(log, chance, town).position, evidence=evidence)


def _correction(log: SituationLog, chance: Random, town: str) -> Event | None:
    target = _target(log, chance, town)
    if target.event is None or isinstance(target.event, EntryCorrected | EntryWithdrawn | EntryRedacted):
        return None
    better = target.event.model_copy(update={"note": f"better {chance.randrange(10**6)}"})
    if isinstance(better, Statement) and chance.random() < 0.7:
        better = better.model_copy(update={"said": at(chance.choice(HOURS)), "by": chance.choice(VOICES)})
    if isinstance(better, ReportPublished):
        better = better.model_copy(update={"title": f"title {chance.randrange(10**6)}"})
    return EntryCorrected(situation=TOWN, entry=target.position, replacement=better, reason="a slip")  # type: ignore[arg-type]  # a key is a text


def _withdrawal(log: SituationLog, chance: Random, town: str) -> Event:
    return EntryWithdrawn.of(situation=TOWN, entry=_target(log, chance, town).position, reason="not ours")


def _redaction(log: SituationLog, chance: Random, town: str) -> Event:
    return EntryRedacted.of(situation=TOWN, entry=_target(log, chance, town).position, basis="a court order")


_MOVES: dict[str, tuple[int, Callable[[SituationLog, Random, str], Event | None]]] = {
    "statement": (12, _statement),
    "report": (2, _report),
    "update": (2, _update),
    "incident": (1, _incident),
    "attack": (2, _attack),
    "conflict": (1, _conflict),
    "link": (2, _link),
    "correction": (5, _correction),
    "withdrawal": (3, _withdrawal),
    "redaction": (1, _redaction),
}


def in_place(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries as they stand, told by brute force: looked through from the end for each of them."""
    for entry in entries:
        if entry.event is None or any(
            isinstance(each.event, EntryRedacted) and each.event.entry == entry.position for each in entries
        ):
            yield entry._replace(event=None)
        elif not any(isinstance(each.event, EntryWithdrawn) and each.event.entry == entry.position for each in entries):
            yield _corrected(entry, entries)


def _corrected(entry: Entry, entries: Sequence[Entry]) -> Entry:
    about, corrections = {entry.position}, []
    withdrawn = {e.event.entry for e in entries if isinstance(e.event, EntryWithdrawn)}
    for each in entries:
        if isinstance(each.event, EntryCorrected) and each.event.entry in about:
            about.add(each.position)
            if each.position not in withdrawn:
                corrections.append((each, each.event.replacement))
    if not corrections:
        return entry
    last, event = corrections[-1]
    versions = [(entry.recorded_at, entry.event), *((each.recorded_at, made) for each, made in corrections)]
    worded = min(taken for taken, made in versions if getattr(made, "said", None) == getattr(event, "said", None))
    return entry._replace(
        event=event,
        type=event.TOPIC,
        corrected_by=tuple(each.position for each, _ in corrections),
        corrected_at=last.recorded_at,
        worded_at=worded,
    )


def brute_force(projection: Projection[Any], entries: Sequence[Entry]) -> dict[Any, Any]:
    """The rows of a projection, folded by hand."""
    rows = projection.fresh()
    for entry in in_place(entries):
        projection.fold(rows, entry)
    return dict(rows)


def kept_is_replayed_is_brute_force(
    log: SituationLog, kept: KeptProjections, projection: Projection[Any], moment: int | datetime
) -> None:
    """The first law: what is kept is what replaying gives, as of any moment."""
    for town in TOWNS if projection.scope == "situation" else (None,):
        entries = (log.read() if town is None else log.of(town)).recorded_by(moment)
        replayed = dict(projection(entries))

        assert kept.read(projection, situation=town, recorded_at=moment) == replayed
        assert brute_force(projection, list(entries)) == replayed


def every_row(kept: KeptProjections, projection: Projection[Any], head: int) -> list[Any]:
    """All that a kept projection answers, as of every position."""
    towns = TOWNS if projection.scope == "situation" else (None,)
    return [
        kept.rows(projection.name, situation=town, recorded_at=position).rows
        for town in towns
        for position in range(head + 1)
    ]
