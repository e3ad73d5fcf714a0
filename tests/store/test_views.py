"""Kept rows: what is watched, what is written, and what stood at any position."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sitlog.domain.entry import Entry
from sitlog.domain.events import EntryRedacted
from sitlog.projections.projection import Projection
from sitlog.projections.statements import statements
from sitlog.store.log import SituationLog
from sitlog.store.views.form import NotKeepable, form_of
from sitlog.store.views.history import _LAST, _LAST_OF_MANY, standing
from sitlog.store.views.intervals import node_of, path_to
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.rows import Kept, RecordingRows
from sitlog.store.views.tables import view_rows
from sitlog.store.views.views import NotThere, view_of
from tests.given import TOWN, at, claim, clock, denies, opened, says, source
from tests.laws import Ticking


def projected(fold: Any, rows: Any = dict[str, int], *, version: int = 1, scope: Any = "situation") -> Projection[Any]:
    """A projection that nobody else knows of."""
    return Projection(fold.__name__, "A test's own", version, scope, rows, rows, fold)


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief"), claim("arson"))
        yield log


def test_every_interval_that_holds_a_position_is_found_and_no_other() -> None:
    head = 33
    for position in range(1, head + 1):
        path = path_to(position, head=head)
        for first in range(1, head + 1):
            for last in range(first, head + 1):
                node = node_of(first, last)
                is_found = (node in path.lefts and last >= position) or (node in path.rights and first <= position)

                assert is_found == (first <= position <= last)


def test_few_nodes_are_looked_at_however_long_the_log() -> None:
    path = path_to(123_456_789, head=1_000_000_000)

    assert len(path.lefts) + len(path.rights) <= 31


def rows(stored: dict[str, Any], kind: Any = dict[str, Any]) -> tuple[RecordingRows, list[str | None]]:
    """Rows over some that are stored, and a list of what was looked up."""
    form = form_of(projected(lambda _, __: None, kind))
    asked: list[str | None] = []

    def load(keys: Collection[str] | None) -> list[Kept]:
        asked.extend([None] if keys is None else keys)
        return [Kept(form.key(k), 1, form.value(v)) for k, v in stored.items() if keys is None or form.key(k) in keys]

    return RecordingRows(form, load, complete=False), asked


def told(mapping: RecordingRows, position: int = 2) -> dict[str, str | None]:
    """What a mapping says has changed."""
    return {change.key: change.value for change in mapping.changes(position)}


def test_only_what_changed_is_told() -> None:
    mapping, _ = rows({"a": 1, "b": 2})

    mapping["a"] *= 1
    mapping["b"] += 1
    mapping["c"] = 3

    assert told(mapping) == {'"b"': "3", '"c"': "3"}
    assert told(mapping) == {}


def test_a_row_that_is_only_set_is_not_looked_up() -> None:
    mapping, asked = rows({"a": 1, "b": 2})

    mapping["a"], mapping["b"], mapping["c"] = 1, 3, 4

    assert [(each.key, each.value, each.unseen) for each in mapping.changes(2)] == [
        ('"a"', "1", True),
        ('"b"', "3", True),
        ('"c"', "4", True),
    ]
    mapping["b"] = 5
    assert [(each.before, each.value) for each in mapping.changes(3)] == [(Kept('"b"', 2, "3"), "5")]
    assert asked == []
    mapping["d"] = 1
    del mapping["d"]
    assert asked == ['"d"']


def test_a_value_that_is_changed_in_place_is_told() -> None:
    mapping, _ = rows({"a": [1]})

    mapping["a"].append(2)
    mapping.setdefault("b", []).append(3)

    assert told(mapping) == {'"a"': "[1,2]", '"b"': "[3]"}


def test_a_row_that_is_taken_away_is_told_and_gone() -> None:
    mapping, _ = rows({"a": 1})

    assert mapping.pop("a") == 1

    assert told(mapping) == {'"a"': None}
    assert "a" not in mapping
    assert mapping.pop("a", None) is None
    with pytest.raises(KeyError):
        del mapping["a"]


def test_a_row_is_looked_up_once_and_all_rows_only_when_they_are_asked_for() -> None:
    mapping, asked = rows({"a": 1, "b": 2})

    assert (mapping.get("a"), mapping.get("a"), mapping.get("z"), mapping.get("z")) == (1, 1, None, None)
    assert asked == ['"a"', '"z"']
    assert (sorted(mapping), len(mapping)) == (["a", "b"], 2)
    assert asked == ['"a"', '"z"', None]


def test_a_row_that_comes_and_goes_with_one_entry_leaves_no_trace() -> None:
    mapping, _ = rows({})

    mapping["a"] = 1
    del mapping["a"]

    assert told(mapping) == {}


@dataclass
class Tally:
    heard: list[str]


def test_rows_keep_their_types() -> None:
    form = form_of(projected(lambda _, __: None, dict[tuple[str, int], Tally]))

    kept = [(form.key(("a", 1)), form.value(Tally(["x"])))]

    assert form.read(kept) == {("a", 1): Tally(["x"])}


@pytest.mark.parametrize("kind", [dict, list[int], set])
def test_rows_of_no_stated_type_cannot_be_kept(kind: Any) -> None:
    with pytest.raises(NotKeepable) as refusal:
        form_of(projected(lambda _, __: None, kind))

    assert refusal.value.hint == "name the types: @projection(dict[SourceId, int], version=1)"


def test_rows_are_read_as_of_any_moment(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(statements)
    (first,) = log.record(says("mayor", "arson", at("10:00"))).recorded
    (second,) = log.record(denies("chief", "arson", at("11:00"))).recorded
    kept.runner([statements]).catch_up()

    def seen(moment: Any) -> list[int]:
        return list(kept.read(statements, situation=TOWN, recorded_at=moment))

    assert seen(first.position - 1) == []
    assert seen(first.position) == seen(first.recorded_at) == [first.position]
    assert seen(second.recorded_at) == seen(None) == [first.position, second.position]
    assert kept.get(statements, first.position, situation=TOWN).claim == "arson"
    assert kept.get(statements, second.position, situation=TOWN, recorded_at=first.position) is None


def test_what_a_view_did_not_reach_yet_it_does_not_answer(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(statements)
    kept.runner([statements]).catch_up()
    before = log.head.position
    log.record(says("mayor", "arson", at("10:00")))

    with pytest.raises(NotThere, match=f"kept up to e{before}, and e{before + 1} was asked"):
        kept.read(statements, situation=TOWN)

    assert kept.read(statements, situation=TOWN, recorded_at=before) == {}


def test_what_is_redacted_is_gone_from_kept_rows_at_once_and_at_every_moment(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(statements)
    (entry,) = log.record(says("mayor", "arson", at("10:00"), words="It was my cousin")).recorded
    log.record(denies("chief", "arson", at("11:00")))
    kept.runner([statements]).catch_up()

    log.record(EntryRedacted(situation=TOWN, entry=entry.position, basis="a court order"))  # type: ignore[arg-type]  # a key is a text

    assert "cousin" not in stored(log)
    kept.runner([statements]).catch_up()
    assert "cousin" not in stored(log)
    assert list(kept.read(statements, situation=TOWN, recorded_at=entry.position)) == []
    assert list(kept.read(statements, situation=TOWN)) == [entry.position + 1]


def test_a_redaction_of_what_a_view_has_not_reached_takes_nothing_from_it(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(statements)
    (first,) = log.record(says("mayor", "arson", at("10:00"))).recorded
    kept.runner([statements]).catch_up()
    (second,) = log.record(denies("chief", "arson", at("11:00"))).recorded

    log.record(EntryRedacted(situation=TOWN, entry=second.position, basis="a court order"))  # type: ignore[arg-type]  # a key is a text

    assert list(kept.read(statements, situation=TOWN, recorded_at=first.position)) == [first.position]


def stored(log: SituationLog) -> str:
    """Everything that stands in kept rows."""
    with log.read().ledger.database.reading() as connection:
        return str(connection.core.execute(view_rows.select()).all())


def test_rows_are_found_by_index(sqlite_url: str) -> None:
    def last_word(seen: dict[str, int], entry: Entry) -> None:
        seen["last"] = entry.position

    counting = projected(last_word)
    with SituationLog.open(sqlite_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), claim("arson"))
        log.record(*(says("mayor", "arson", at("10:00"), note=str(n)) for n in range(200)))
        kept = KeptProjections(log)
        kept.start(counting)
        kept.runner([counting]).catch_up()
        with log.read().ledger.database.reading() as connection:
            plans = [
                connection.core.exec_driver_sql(
                    "EXPLAIN QUERY PLAN SELECT key, value FROM view_rows"  # noqa: S608  # our own words
                    " WHERE view = 1 AND situation = 1 AND node IN (1, 2) AND " + bound  # the two below
                ).all()
                for bound in ("since <= 7", "until > 7")
            ]

    assert ["view_rows_since" in str(plans[0]), "view_rows_until" in str(plans[1])] == [True, True]


def test_a_row_is_found_by_its_key_however_many_there_are(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(statements)
    log.record(*(denies("chief", "arson", at("11:00"), note=str(n)) for n in range(3)))
    kept.runner([statements]).catch_up()

    with log.read().ledger.database.reading() as connection:
        view = view_of(connection, "statements").id
        (first, *_) = standing(connection, view, 1, None)

        assert standing(connection, view, 1, [first.key]) == [first]
        assert standing(connection, view, 1, ['"none"']) == []
        assert standing(connection, view, 1, [first.key, '"none"']) == [first]
        if log.read().ledger.database.is_sqlite:
            for asked in (_LAST, _LAST_OF_MANY["sqlite"]):
                text, parameters = asked.written(connection)
                plan = str(connection.core.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("",) * len(parameters)).all())
                assert "key=?" in plan
                assert "view_rows_since" not in plan


def test_an_entry_recorded_by_a_clock_that_stands_still_has_a_position_of_its_own(sqlite_url: str) -> None:
    with SituationLog.open(sqlite_url, create=True, clock=lambda: clock("12:00", days=7)) as log:
        log.record(opened(), source("mayor"), claim("arson"))
        log.record(says("mayor", "arson", at("10:00")))
        kept = KeptProjections(log)
        kept.start(statements)
        kept.runner([statements]).catch_up()

        assert list(kept.read(statements, situation=TOWN, recorded_at=clock("12:00", days=7))) == [4]
        assert list(kept.read(statements, situation=TOWN, recorded_at=3)) == []
