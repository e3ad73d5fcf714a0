"""Building a projection anew: beside the one that answers, cancelled and gone on with, and put in its place at once."""

import gc
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest

from sitlog.domain.collector import collector_paused
from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryRedacted
from sitlog.store.log import SituationLog
from sitlog.store.views import advancing
from sitlog.store.views.folding import Folding
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.status import State
from sitlog.store.views.tables import view_rows
from sitlog.store.views.views import NoSuchProjection
from tests.given import TOWN, at, claim, denies, opened, redacts, source
from tests.laws import Ticking
from tests.store.keepers import DENIED, code, denied

PATIENCE = 30  # seconds


@pytest.fixture
def log(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SituationLog]:
    monkeypatch.setattr(advancing, "BATCH", 5)
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("chief"), claim("arson"))
        log.record(*(denies("chief", "arson", at("11:00"), note=str(n)) for n in range(30)))
        yield log


@pytest.fixture
def kept(log: SituationLog) -> KeptProjections:
    kept = KeptProjections(log)
    kept.start(DENIED)
    kept.runner([DENIED]).catch_up()
    return kept


def doubled(counts: dict[str, int], entry: Entry) -> None:
    denied(counts, entry)
    denied(counts, entry)


DOUBLED = code(doubled, version=2)
NEWER = type(DOUBLED)("denied", "Twice as many", 2, "situation", dict[str, int], dict[str, int], doubled)


def test_no_reader_sees_half_of_a_rebuild(log: SituationLog, kept: KeptProjections) -> None:
    head, is_over = log.head.position, Event()
    answers: set[tuple[int, Any]] = set()

    def keep_reading() -> None:
        with SituationLog.open(log.url) as mine:
            while not is_over.is_set():
                rows = KeptProjections(mine).rows("denied", situation=TOWN, recorded_at=head)
                answers.add((rows.version, rows.rows.get("chief")))

    reader = Thread(target=keep_reading)
    reader.start()
    try:
        for _ in range(3):
            kept.rebuild(DENIED)
            kept.runner([DENIED]).catch_up()
        kept.runner([NEWER]).catch_up()
    finally:
        is_over.set()
        reader.join(PATIENCE)

    assert (1, 30) in answers
    assert answers <= {(1, 30), (2, 60)}
    assert kept.read(NEWER, situation=TOWN) == {"chief": 60}


def test_a_rebuild_tells_how_far_it_is_and_goes_on_where_it_was_stopped(
    log: SituationLog, kept: KeptProjections
) -> None:
    kept.rebuild(DENIED)
    runner = kept.runner([DENIED])
    places: list[int] = []

    def seen(found: Any) -> None:
        places.extend(view.position for view in found if view.role == "building")
        if len(places) == 3:
            runner.stop()

    runner.catch_up(seen)
    assert [(each.state, each.position) for each in kept.status()] == [(State.BUILDING, 15), (State.CURRENT, 33)]
    assert kept.read(DENIED, situation=TOWN) == {"chief": 30}

    kept.rebuild(DENIED)
    assert [each.position for each in kept.status()] == [15, 33]
    kept.runner([DENIED]).catch_up()

    assert places[:3] == [5, 10, 15]
    assert [(each.state, each.position) for each in kept.status()] == [(State.CURRENT, log.head.position)]


def test_rows_that_were_replaced_are_cleared_away(log: SituationLog, kept: KeptProjections) -> None:
    kept.rebuild(DENIED)
    kept.runner([DENIED]).catch_up()

    with log.read().ledger.database.reading() as connection:
        assert len(connection.core.execute(view_rows.select()).all()) == 30


def test_what_was_held_of_rows_goes_with_the_view_and_needs_no_collector(
    log: SituationLog, kept: KeptProjections
) -> None:
    gc.collect()
    with collector_paused():
        kept.runner([DENIED]).catch_up()
        kept.rebuild(DENIED)
        kept.runner([DENIED]).catch_up()
        log.record(redacts(10))
        kept.runner([DENIED]).catch_up()

        assert not [each for each in gc.get_objects() if isinstance(each, Folding)]


def test_a_rebuild_that_fails_leaves_the_old_rows_answering(kept: KeptProjections) -> None:
    def failing(counts: dict[str, int], entry: Entry) -> None:
        if entry.position == 12:
            raise LookupError("cannot take this")
        denied(counts, entry)

    newer = type(DOUBLED)("denied", "Fails", 2, "situation", dict[str, int], dict[str, int], failing)
    kept.runner([newer]).catch_up()

    (building, serving) = kept.status()
    assert (building.version, building.state, building.position) == (2, State.STOPPED, 11)
    assert (serving.version, serving.state) == (1, State.CURRENT)
    assert kept.read(DENIED, situation=TOWN) == {"chief": 30}

    kept.runner([NEWER]).catch_up()
    kept.rebuild(NEWER)
    kept.runner([NEWER]).catch_up()
    assert [(each.version, each.state) for each in kept.status()] == [(2, State.CURRENT)]


def test_entries_that_come_during_a_rebuild_are_in_it(log: SituationLog, kept: KeptProjections) -> None:
    kept.rebuild(DENIED)
    kept.runner([DENIED]).catch_up(lambda _: recorded_once(log))

    assert kept.read(DENIED, situation=TOWN) == {"chief": 31}
    assert len(kept.status()) == 1


def recorded_once(log: SituationLog) -> None:
    """One more denial, and not again."""
    log.record(denies("chief", "arson", at("12:00"), note="late"))


def test_a_redaction_during_a_rebuild_reaches_what_is_being_built(log: SituationLog, kept: KeptProjections) -> None:
    kept.rebuild(DENIED)
    runner = kept.runner([DENIED])
    runner.step()
    log.record(EntryRedacted(situation=TOWN, entry=4, basis="a court order"))  # type: ignore[arg-type]  # a key is a text
    kept.runner([DENIED]).catch_up()
    runner.catch_up()

    assert kept.read(DENIED, situation=TOWN) == {"chief": 29}
    assert len(kept.status()) == 1


def test_what_is_not_kept_cannot_be_rebuilt(log: SituationLog) -> None:
    with pytest.raises(NoSuchProjection, match="no projection 'denied' is kept"):
        KeptProjections(log).rebuild(DENIED)
