"""Kept rows after a redaction: what may have anything of the entry goes at once, and is made again from there on."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sitlog.domain.entry import Entry
from sitlog.domain.errors import Refused
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted
from sitlog.projections.claims import claims
from sitlog.projections.projection import Projection
from sitlog.projections.statements import statements
from sitlog.store.ledger.tables import metadata
from sitlog.store.log import SituationLog
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views import advancing
from sitlog.store.views.form import form_of
from sitlog.store.views.history import Place, rows_at
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.status import State
from sitlog.store.views.tables import view_refolds, view_rows
from sitlog.store.views.views import Missing, NotThere, all_views, missing_in
from tests.given import TOWN, at, claim, corrects, denies, opened, redacts, says, source, withdraws
from tests.laws import TOWNS, Ticking, found, in_town, play

SCOPES = ["situation", "log"]
NAME = "a name nobody may read"


def seen(counts: dict[str, int], entry: Entry) -> None:
    counts[entry.type] = counts.get(entry.type, 0) + 1


def noted(notes: dict[int, str], entry: Entry) -> None:
    """Keep all that the last four entries say, whatever they are."""
    if entry.event is not None:
        notes[entry.position] = repr(entry.event)
        if len(notes) > 4:
            del notes[min(notes)]


def code(fold: Any, scope: Any, rows: Any = dict[str, int]) -> Projection[Any]:
    """A projection that nobody else knows of."""
    return Projection(f"{fold.__name__}-in-a-{scope}", "A test's own", 1, scope, rows, dict, fold)


NOTED = [code(noted, scope, dict[int, str]) for scope in SCOPES]
ALL: list[Projection[Any]] = [statements, claims, *NOTED]


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief"), claim("arson"))
        yield log


def say(log: SituationLog, number: int) -> None:
    """So many denials."""
    before = log.head.position
    for each in range(number):
        log.record(denies("chief", "arson", at("11:00"), note=f"{before} {each}"))


def keeping(log: SituationLog, *projections: Projection[Any]) -> KeptProjections:
    """Keep projections, up to the head."""
    kept = KeptProjections(log)
    for each in projections:
        kept.start(each)
    kept.runner(projections).catch_up()
    return kept


def town_of(projection: Projection[Any]) -> str | None:
    return TOWN if projection.scope == "situation" else None


def everything_kept(log: SituationLog) -> str:
    """All that stands in any table but the entries themselves and what they are found by."""
    with log.read().ledger.database.reading() as connection:
        tables = [each for each in metadata.sorted_tables if each.name.startswith("view")]
        return "\n".join(str(tuple(row)) for each in tables for row in connection.core.execute(each.select()))


@pytest.mark.parametrize("scope", SCOPES)
def test_a_redaction_costs_what_was_recorded_since_the_entry_and_not_the_log(log: SituationLog, scope: str) -> None:
    folded: list[int] = []

    def counted(counts: dict[str, int], entry: Entry) -> None:
        folded.append(entry.position)
        seen(counts, entry)

    counting = code(counted, scope)
    say(log, 30)
    kept = keeping(log, counting)
    folded.clear()
    gone = log.head.position - 3
    log.record(redacts(gone))
    kept.runner([counting]).catch_up()

    assert folded == [gone, gone + 1, gone + 2, gone + 3, gone + 4]
    assert kept.read(counting, situation=town_of(counting)) == dict(counting(log.read()))


@pytest.mark.parametrize("scope", SCOPES)
def test_no_version_is_touched_that_ended_or_began_before_the_entry(log: SituationLog, scope: str) -> None:
    counting = code(seen, scope)
    say(log, 4)
    keeping(log, counting)
    asked = view_rows.select().order_by(view_rows.c.key, view_rows.c.since)
    with log.read().ledger.database.reading() as connection:
        before = [row._asdict() for row in connection.core.execute(asked)]

    log.record(redacts(7))

    with log.read().ledger.database.reading() as connection:
        left = [row._asdict() for row in connection.core.execute(asked)]
        assert [(each.situation == 0, each.reached) for each in connection.core.execute(view_refolds.select())] == [
            (scope == "log", 6)
        ]
    again = {"until": None, "node": 0}
    assert left == [row | (again if row["until"] == 7 else {}) for row in before if row["since"] < 7]


@pytest.mark.parametrize("scope", SCOPES)
def test_while_rows_are_made_again_none_of_the_mapping_are_told(
    log: SituationLog, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    counting = code(seen, scope)
    say(log, 30)
    kept, town = keeping(log, counting), town_of(counting)
    log.record(redacts(10))
    monkeypatch.setattr(advancing, "BATCH", 5)
    runner = kept.runner([counting])
    for reached in (9, 14, 19):
        assert [(each.position, each.state) for each in kept.status()] in (
            [(reached, State.BEHIND)],
            [(reached, State.CATCHING_UP)],
        )
        for moment in (3, 20, None):
            with pytest.raises(NotThere, match=r"seen-in-a-\w+ is (being made again|kept up to e34)"):
                kept.rows(counting.name, situation=town, recorded_at=moment)
        with pytest.raises(NotThere, match=f"is kept up to e{reached}, and e20 was asked"):
            kept.wait(counting.name, 20, seconds=0)
        runner.step()
    runner.catch_up()

    assert kept.read(counting, situation=town) == dict(counting(log.read()))


def chain(*orders: Callable[[], Event]) -> list[Callable[[], Event]]:
    return list(orders)


@pytest.mark.parametrize(
    "order",
    [
        chain(lambda: corrects(5, says("mayor", "arson", at("12:00"), words=f"{NAME}, really")), lambda: redacts(5)),
        chain(
            lambda: corrects(5, says("mayor", "arson", at("12:00"), words=f"{NAME}, really")),
            lambda: corrects(5, denies("mayor", "arson", at("12:00"), words=f"not {NAME}")),
            lambda: withdraws(6),
            lambda: redacts(5),
        ),
        chain(lambda: withdraws(5), lambda: redacts(5)),
        chain(lambda: corrects(6, says("chief", "arson", at("12:00"), words="better")), lambda: redacts(5)),
    ],
    ids=["corrected", "corrected twice, among others", "withdrawn", "beside another that was corrected"],
)
def test_what_became_of_the_entry_before_goes_with_it(log: SituationLog, order: list[Callable[[], Event]]) -> None:
    log.record(says("mayor", "arson", at("10:00"), words=NAME), says("chief", "arson", at("11:00"), words="so so"))
    kept = keeping(log, *ALL)
    *before, redact = order
    for make in before:
        log.record(make())
        kept.runner(ALL).catch_up()
    assert NAME in everything_kept(log)
    corrections = [each.position for each in log.read() if NAME in repr(each.event) and each.position > 5]

    log.record(redact(), *map(redacts, corrections))

    assert NAME not in everything_kept(log)
    kept.runner(ALL).catch_up()
    assert NAME not in everything_kept(log)
    agree(log, kept)


def agree(log: SituationLog, kept: KeptProjections) -> None:
    """What is kept is what is built anew, to the version."""
    lived = every_version(log)
    for each in ALL:
        kept.rebuild(each)
    kept.runner(ALL).catch_up()
    assert every_version(log) == lived


def every_version(log: SituationLog) -> list[Any]:
    """All that the views hold, by their names."""
    with log.read().ledger.database.reading() as connection:
        names = {view.id: view.name for view in all_views(connection)}
        return sorted((names[row[0]], *row[1:]) for row in connection.core.execute(view_rows.select()))


def test_it_is_gone_from_the_file_its_free_pages_and_its_journal(tmp_path: Path) -> None:
    with SituationLog.open(f"sqlite:///{tmp_path / 'sitlog.db'}", create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), claim("arson"))
        say_twice = (says("mayor", "arson", at(f"1{each}:00"), words=f"{NAME} " * 300) for each in range(2))
        log.record(*say_twice)
        log.record(corrects(5, says("mayor", "arson", at("13:00"), words=f"{NAME}, and more")))
        keeping(log, *ALL)

        def stored() -> bytes:
            return b"".join(file.read_bytes() for file in tmp_path.glob("sitlog.db*"))

        assert NAME.encode() in stored()
        log.record(redacts(4), redacts(5), redacts(6))
        assert NAME.encode() not in stored()


def test_rows_that_are_left_meanwhile_are_verified(log: SituationLog, database_url: str) -> None:
    log.record(*(says("mayor", "arson", at(f"1{each}:00")) for each in range(5)))
    keeping(log, statements)
    log.record(redacts(8))

    findings = verify_log(database_url, Trust())
    assert [str(each) for each in findings.found] == []
    assert "the rows of statements, which are to be made again since a redaction" in findings.unasked

    with log.read().ledger.database.writing() as connection:
        connection.core.execute(view_rows.update().where(view_rows.c.since == 6).values(value="{}"))
    assert {each.position for each in verify_log(database_url, Trust()).found} == {6}


def test_what_is_missing_of_rows_that_are_being_cleared_away_is_not_held_against_the_log(
    log: SituationLog, database_url: str
) -> None:
    log.record(*(says("mayor", "arson", at(f"1{each}:00")) for each in range(5)))
    kept = keeping(log, statements)
    kept.rebuild(statements)
    kept.runner([statements]).step()  # it is built, and the other's rows are still there
    log.record(redacts(8))

    with log.read().ledger.database.reading() as connection:
        assert len(connection.core.execute(view_refolds.select()).all()) == 2
    assert [str(each) for each in verify_log(database_url, Trust()).found] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_however_often_it_is_interrupted_nothing_stays_and_it_is_known_what_is_missing(
    database_url: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(advancing, "BATCH", 4)
    chance, secrets = Random(seed), dict[int, str]()  # noqa: S311  # no secret
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        kept = keeping(log, *ALL)
        runner = kept.runner(ALL)

        def interrupted() -> None:
            nonlocal runner
            learn(log, secrets)
            if chance.random() < 0.15:
                target = chance.choice(list(log.read()))
                if target.event is not None and not isinstance(target.event, EntryRedacted):
                    redact_with_corrections(log, target)
            nothing_stays(log, secrets)
            if chance.random() < 0.5:
                what_is_there_is_right(log)
            for _ in range(chance.choice([0, 0, 1, 5, 25])):
                runner.step()
            if chance.random() < 0.3:
                runner.catch_up()
                runner = kept.runner(ALL)  # as after a kill: nothing is remembered

        play(log, chance, 40, between_moves=interrupted)
        runner.catch_up()
        nothing_stays(log, secrets)
        agree(log, kept)


def learn(log: SituationLog, secrets: dict[int, str]) -> None:
    """Remember what the last entries say that nobody else does."""
    for entry in log.read().after(max(secrets, default=0)):
        event = entry.event.replacement if isinstance(entry.event, EntryCorrected) else entry.event
        if event is not None and event.note is not None:
            secrets[entry.position] = event.note


def redact_with_corrections(log: SituationLog, target: Entry) -> None:
    """Redact an entry with what it was corrected to."""
    about = {target.position}
    for each in log.read():
        if isinstance(each.event, EntryCorrected) and each.event.entry in about:
            about.add(each.position)
    with suppress(Refused):  # it is itself a correction, or was redacted already
        log.record(*(in_town(str(target.situation), redacts(each)) for each in sorted(about)))


def nothing_stays(log: SituationLog, secrets: dict[int, str]) -> None:
    """Nothing of what was redacted is in any table of kept views."""
    kept = everything_kept(log)
    for entry in log.read():
        if entry.event is None and entry.position in secrets:
            assert secrets[entry.position] not in kept


def what_is_there_is_right(log: SituationLog) -> None:
    """Each mapping is what the entries come to, as of each position up to which it goes."""
    code, ledger = {each.name: each for each in ALL}, log.read().ledger
    with ledger.database.one_state() as connection:
        views = all_views(connection)
        numbers = ledger.names.situations.numbers(connection, TOWNS)
        missing = {(each.view.id, each.mapping): each for each in missing_in(connection, views)}
        for view in views:
            for town, number in [(None, 0)] if view.scope == "log" else numbers.items():
                reached = missing.get((view.id, number), Missing(view, number, view.position)).reached
                for position in {reached // 2, reached}:
                    rows = rows_at(connection, Place(view.id, 1, view.position, number, position))
                    entries = (log.read() if town is None else log.of(town)).until(position)
                    assert form_of(code[view.name]).read(rows) == dict(code[view.name](entries))
