"""Workers that are killed at any instant: rows and checkpoints always agree, and nothing is counted twice."""

import os
from collections.abc import Iterator
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select

from sitlog.store.log import SituationLog
from sitlog.store.views.form import form_of
from sitlog.store.views.history import Place, rows_at
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.tables import RETIRED, view_rows, views
from sitlog.store.views.views import View, all_views, missing_in
from tests.given import TOWN
from tests.laws import TOWNS, Ticking, every_row, found, play
from tests.store.keepers import DENIED, KEPT, SEEN, deny, hurry, keep, process

KILLS = int(os.environ.get("SITLOG_KILLS", "8"))  # in each of four tests; more by hand
PATIENCE = 60  # seconds


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        yield log


def must_agree(log: SituationLog) -> None:
    """Check that each view holds what it says it does: the rows of the log up to its position, and none beyond."""
    code = {each.name: each for each in KEPT}
    ledger = log.read().ledger
    # A server may still be at work on what a worker asked of it before it was killed: all is read from one state.
    with ledger.database.one_state() as connection:
        numbers = ledger.names.situations.numbers(connection, TOWNS)
        beyond = select(view_rows.c.key).where(view_rows.c.view == views.c.id, view_rows.c.since > views.c.position)
        assert connection.core.execute(beyond.where(views.c.role != RETIRED)).all() == []
        held = list[tuple[View, str | None, int, list[tuple[str, str]]]]()
        found = all_views(connection)
        # Where something was redacted, a worker is yet to make again what came of later entries.
        missing = {(each.view.id, each.mapping): each.reached for each in missing_in(connection, found)}
        for view in found:
            for town, number in [(None, 0)] if view.scope == "log" else numbers.items():
                reached = missing.get((view.id, number), view.position)
                place = Place(view.id, view.version, view.position, number, reached)
                held.append((view, town, reached, rows_at(connection, place)))
    for view, town, reached, rows in held:
        entries = (log.read() if town is None else log.of(town)).until(reached)
        assert form_of(code[view.name]).read(rows) == dict(code[view.name](entries))


def killed_soon(chance: Random, url: str, *, longer: float = 1) -> None:
    """Let a worker work for some instants, or that many times longer, and kill it."""
    worker = process(keep, url)
    sleep(chance.uniform(0.02, 0.25) * longer)
    worker.kill()
    worker.join(PATIENCE)
    assert not worker.is_alive()


def test_a_worker_killed_at_any_instant_leaves_rows_that_agree_with_their_checkpoint(log: SituationLog) -> None:
    chance, kept = Random(11), KeptProjections(log)  # noqa: S311  # no secret
    for each in KEPT:
        kept.start(each)
    # How soon a worker gets to work depends on the machine: it is given longer until one has got there.
    longer = 1.0
    for _ in range(KILLS):
        play(log, chance, 12)
        killed_soon(chance, log.url, longer=longer)
        must_agree(log)
        longer *= 1 if any(each.position for each in kept.status()) else 2
    assert any(each.position for each in kept.status())

    finished(log, kept)


def test_a_rebuild_killed_at_any_instant_goes_on_and_the_old_rows_answer_meanwhile(log: SituationLog) -> None:
    chance, kept = Random(13), KeptProjections(log)  # noqa: S311  # no secret
    play(log, chance, 150)
    for each in KEPT:
        kept.start(each)
    kept.runner(KEPT).catch_up()
    answers = answered(kept, log.head.position)
    for _ in range(KILLS):
        for each in KEPT:
            kept.rebuild(each)
        killed_soon(chance, log.url)

        must_agree(log)
        assert answered(kept, log.head.position) == answers
    finished(log, kept)


def answered(kept: KeptProjections, position: int) -> list[Any]:
    """All that the projections answer at a position."""
    towns = {each.name: (None,) if each is SEEN else TOWNS for each in KEPT}
    return [kept.read(each, situation=town, recorded_at=position) for each in KEPT for town in towns[each.name]]


def finished(log: SituationLog, kept: KeptProjections) -> None:
    """Let the work be done, and check it against work that nobody disturbed."""
    hurry_to_the_head(kept)
    must_agree(log)
    lived = [every_row(kept, each, log.head.position) for each in KEPT]
    for each in KEPT:
        kept.rebuild(each)
    hurry_to_the_head(kept)
    assert [every_row(kept, each, log.head.position) for each in KEPT] == lived


def hurry_to_the_head(kept: KeptProjections) -> None:
    """Catch up, once those who were killed hold nothing any more."""
    end = monotonic() + PATIENCE
    while True:
        kept.runner(KEPT).catch_up()
        if len(kept.status()) == len(KEPT) and not any(each.behind for each in kept.status()):
            return
        assert monotonic() < end
        sleep(0.05)


def test_two_workers_count_what_four_processes_record_once(log: SituationLog) -> None:
    kept = KeptProjections(log)
    for each in KEPT:
        kept.start(each)
    workers = [process(keep, log.url) for _ in range(2)]
    before = log.head.position
    try:
        recorders = [process(deny, log.url, name, 30) for name in "abcd"]
        with log.subscribe(after=before) as coming:
            heard = [next(coming).position for _ in range(120)]
        for recorder in recorders:
            recorder.join(PATIENCE)
        for each in KEPT:
            kept.wait(each.name, log.head.position, seconds=PATIENCE)
    finally:
        for worker in workers:
            worker.kill()
            worker.join(PATIENCE)

    assert heard == list(range(before + 1, before + 121))
    assert kept.read(DENIED, situation=TOWN) == {"chief": 120}
    must_agree(log)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    from sitlog.store.views import advancing, keeping, runner  # noqa: PLC0415  # to be put back after the test

    for module, name in ((advancing, "BATCH"), (keeping, "LEASE"), (runner, "_LOOK_ANYWAY")):
        monkeypatch.setattr(module, name, getattr(module, name))
    hurry()
