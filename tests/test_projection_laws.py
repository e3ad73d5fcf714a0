"""The laws of projections, for every one that is registered, on random logs."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.answer import document, written
from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.events import ClaimDenied, SourceId, Statement
from sitlog.domain.knowledge import known
from sitlog.projections import story as _all_of_ours  # noqa: F401  # it registers them
from sitlog.projections.projection import REGISTRY, Projection, projection
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.views import folding, undoing
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.stories import story_at
from tests.given import TOWN, clock
from tests.laws import Ticking, every_row, found, kept_is_replayed_is_brute_force, play


@projection(dict[SourceId, int], version=1)
def denials(counts: dict[SourceId, int], entry: Entry) -> None:
    """Count the denials of each source."""
    match entry.event:
        case ClaimDenied(by=source):
            counts[source] = counts.get(source, 0) + 1
        case _:
            pass


@projection(dict[str, list[int]], version=1, scope="log")
def places(seen: dict[str, list[int]], entry: Entry) -> None:
    """List where each type of entry stands, in lists that are changed in place, the last three of each."""
    listed = seen.setdefault(entry.type, [])
    listed.append(entry.position)
    if len(listed) > 3:
        listed.pop(0)
    if len(seen) > 4:
        del seen[min(seen)]


@projection(dict[SourceId, str], version=1)
def last_acts(acts: dict[SourceId, str], entry: Entry) -> None:
    """Keep what each source did last, without a look at what it did before."""
    if isinstance(entry.event, Statement):
        acts[entry.event.by] = entry.type


ALL = [*REGISTRY.values()]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with two towns, to be copied: making one takes longer than playing with it."""
    file = tmp_path_factory.mktemp("laws") / "founded.db"
    with SituationLog.open(f"sqlite:///{file}", create=True, clock=Ticking()) as log:
        found(log)
        for each in ALL:
            KeptProjections(log).start(each)
    return file


@pytest.fixture
def fresh(founded: Path, tmp_path: Path) -> Iterator[Any]:
    """Gives another copy of the log each time it is called."""
    opened: list[SituationLog] = []

    def another() -> SituationLog:
        file = copyfile(founded, tmp_path / f"{len(opened)}.db")
        ticking = Ticking()
        ticking.now = clock("12:00", days=8)
        opened.append(SituationLog.open(f"sqlite:///{file}", clock=ticking))
        return opened[-1]

    yield another
    for log in opened:
        log.close()


SEEDS = st.integers(0, 2**32)


def few(number: int) -> settings:
    """So many examples, always the same."""
    return settings(max_examples=number, derandomize=True, database=None)


def live(log: SituationLog, chance: Random, moves: int) -> KeptProjections:
    """Play while the projections are kept up to date, now and then."""
    kept = KeptProjections(log)
    runner = kept.runner(ALL)

    def now_and_then() -> None:
        if chance.random() < 0.3:
            runner.step()

    play(log, chance, moves, between_moves=now_and_then)
    runner.catch_up()
    return kept


def test_kept_is_replayed_is_brute_force(fresh: Any) -> None:
    @few(10)
    @given(SEEDS)
    def law(seed: int) -> None:
        chance, log = Random(seed), fresh()  # noqa: S311  # no secret
        kept = live(log, chance, 60)
        for each in ALL:
            for moment in chance.choices(range(log.head.position + 1), k=4):
                kept_is_replayed_is_brute_force(log, kept, each, moment)
            kept_is_replayed_is_brute_force(log, kept, each, chance.choice(list(log.read())).recorded_at)

    law()


def test_what_was_kept_live_is_what_is_built_anew_and_twice_the_same(fresh: Any) -> None:
    @few(3)
    @given(SEEDS)
    def law(seed: int) -> None:
        log = fresh()
        kept = live(log, Random(seed), 40)  # noqa: S311  # no secret
        lived = [every_row(kept, each, log.head.position) for each in ALL]
        for _ in range(2):
            for each in ALL:
                kept.rebuild(each)
            kept.runner(ALL).catch_up()

            assert [every_row(kept, each, log.head.position) for each in ALL] == lived
            assert len(kept.status()) == len(ALL)

    law()


@pytest.mark.parametrize(("rows", "changes"), [(0, undoing.HELD), (4_000, 25), (4_000_000, 8), (0, 1)])
def test_nothing_changes_where_little_can_be_held_in_memory(
    fresh: Any, monkeypatch: pytest.MonkeyPatch, rows: int, changes: int
) -> None:
    monkeypatch.setattr(folding, "_HELD_IN_MEMORY", rows)
    monkeypatch.setattr(undoing, "HELD", changes)
    chance, log = Random(7), fresh()  # noqa: S311  # no secret
    kept = live(log, chance, 80)
    lived = [every_row(kept, each, log.head.position) for each in ALL]

    monkeypatch.undo()
    for each in ALL:
        kept.rebuild(each)
    kept.runner(ALL).catch_up()

    assert lived == [every_row(kept, each, log.head.position) for each in ALL]


def test_known_is_the_same_bytes_from_the_table_and_by_replay(fresh: Any) -> None:
    @few(8)
    @given(SEEDS)
    def law(seed: int) -> None:
        chance, log = Random(seed), fresh()  # noqa: S311  # no secret
        live(log, chance, 60)
        for moment in chance.choices(range(log.head.position + 1), k=5):
            asked = Asked(at=clock("23:00"), recorded_at=clock("23:00", days=9), position=moment, root="0" * 64)
            replayed = story(TOWN, log.of(TOWN).until(moment))
            kept = story_at(log, TOWN, moment)

            assert kept == replayed
            assert written(document(known(kept, asked, everything=True))) == written(
                document(known(replayed, asked, everything=True))
            )

    law()


@pytest.mark.parametrize("seed", [3])
def test_the_laws_hold_on_every_database(database_url: str, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        for each in ALL:
            KeptProjections(log).start(each)
        kept = live(log, chance, 60)

        for each in ALL:
            for moment in chance.choices(range(log.head.position + 1), k=6):
                kept_is_replayed_is_brute_force(log, kept, each, moment)
        lived = [every_row(kept, each, log.head.position) for each in ALL]
        for each in ALL:
            kept.rebuild(each)
        kept.runner(ALL).catch_up()

        assert [every_row(kept, each, log.head.position) for each in ALL] == lived


def test_a_projection_folds_the_same_whether_asked_once_or_twice(fresh: Any) -> None:
    log = fresh()
    play(log, Random(5), 60)  # noqa: S311  # no secret

    def asked(each: Projection[Any]) -> Any:
        return dict(each(log.of(TOWN)))

    assert [asked(each) for each in ALL] == [asked(each) for each in ALL]
