"""The runner: it catches up, stays live, and leaves one projection's trouble to that projection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from sitlog.domain.entry import Entry
from sitlog.domain.events import ClaimDenied, EntryRedacted, EntryWithdrawn, Position
from sitlog.projections.projection import Projection
from sitlog.projections.statements import statements
from sitlog.store.log import SituationLog
from sitlog.store.views.kept import CannotStart, KeptProjections
from sitlog.store.views.runner import Runner
from sitlog.store.views.status import State, Status
from sitlog.store.views.views import NoSuchProjection, NotThere
from tests.given import TOWN, at, claim, denies, opened, says, source
from tests.laws import Ticking

PATIENCE = 20  # seconds


def seen(counts: dict[str, int], entry: Entry) -> None:
    counts[entry.type] = counts.get(entry.type, 0) + 1


def denied(counts: dict[str, int], entry: Entry) -> None:
    if isinstance(entry.event, ClaimDenied):
        counts[entry.event.by] = counts.get(entry.event.by, 0) + 1


def poisoned(counts: dict[str, int], entry: Entry) -> None:
    if isinstance(entry.event, ClaimDenied) and entry.event.words == "poison":
        raise LookupError("cannot take this")
    counts[entry.type] = counts.get(entry.type, 0) + 1


def mended(counts: dict[str, int], entry: Entry) -> None:
    counts[entry.type] = counts.get(entry.type, 0) + 1


def code(fold: Any, *, name: str | None = None, version: int = 1, scope: Any = "situation") -> Projection[Any]:
    """A projection that nobody else knows of."""
    return Projection(name or fold.__name__, "A test's own", version, scope, dict[str, int], dict[str, int], fold)


SEEN, DENIED, POISONED = code(seen), code(denied), code(poisoned)


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief"), claim("arson"))
        yield log


@contextmanager
def running(*runners: Runner) -> Iterator[None]:
    """Runners at work, each in a thread."""
    threads = [Thread(target=each.run) for each in runners]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        for runner in runners:
            runner.stop()
        for each in threads:
            each.join(PATIENCE)
        assert not any(each.is_alive() for each in threads)


def until(met: Callable[[], bool]) -> None:
    """Wait for something, but not for ever."""
    end = monotonic() + PATIENCE
    while not met():
        assert monotonic() < end
        sleep(0.02)


def status(kept: KeptProjections, name: str) -> Status:
    """How the projection of that name is."""
    return next(each for each in kept.status() if each.name == name)


def say(log: SituationLog, number: int) -> None:
    """Record so many statements, one at a time."""
    for each in range(number):
        log.record(denies("chief", "arson", at("11:00"), note=f"{each} after e{log.head.position}"))


def test_a_runner_goes_from_catching_up_to_live_without_a_gap_or_a_repeat(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(DENIED)
    say(log, 5)
    with running(kept.runner([DENIED])):
        say(log, 20)
        kept.wait("denied", log.head.position, seconds=PATIENCE)

        assert kept.read(DENIED, situation=TOWN) == {"chief": 25}
        assert status(kept, "denied").state is State.LIVE
    assert status(kept, "denied").state is State.CURRENT


def test_what_was_recorded_can_be_read_once_it_was_waited_for(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(statements)
    with running(kept.runner([statements])):
        (entry,) = log.record(says("mayor", "arson", at("10:00"))).recorded
        kept.wait("statements", entry.position, seconds=PATIENCE)

        assert entry.position in kept.read(statements, situation=TOWN)


def test_waiting_ends(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(SEEN)

    with pytest.raises(NotThere, match="seen is kept up to e0, and e4 was asked"):
        kept.wait("seen", 4, seconds=0.05)


def test_two_runners_of_one_log_count_nothing_twice(log: SituationLog) -> None:
    kept = KeptProjections(log)
    for each in (SEEN, DENIED):
        kept.start(each)
    with SituationLog.open(log.url) as other:
        runners = [kept.runner([SEEN, DENIED]), KeptProjections(other).runner([SEEN, DENIED])]
        with running(*runners):
            say(log, 40)
            kept.wait("denied", log.head.position, seconds=PATIENCE)
            kept.wait("seen", log.head.position, seconds=PATIENCE)

    assert kept.read(DENIED, situation=TOWN) == {"chief": 40}
    assert kept.read(SEEN, situation=TOWN) == dict(SEEN(log.of(TOWN)))


def test_another_runner_takes_over_when_the_first_is_stopped(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(DENIED)
    with running(kept.runner([DENIED])):
        with running(kept.runner([DENIED])):
            say(log, 3)
            kept.wait("denied", log.head.position, seconds=PATIENCE)
        say(log, 3)
        kept.wait("denied", log.head.position, seconds=PATIENCE)

    assert kept.read(DENIED, situation=TOWN) == {"chief": 6}


def test_a_poison_entry_stops_its_projection_alone_and_is_named(log: SituationLog) -> None:
    kept = KeptProjections(log)
    every = [SEEN, POISONED, DENIED]
    for each in every:
        kept.start(each)
    say(log, 2)
    (poison,) = log.record(denies("chief", "arson", at("12:00"), words="poison")).recorded
    say(log, 2)

    kept.runner(every).catch_up()

    stopped = status(kept, "poisoned")
    assert (stopped.state, stopped.position) == (State.STOPPED, poison.position - 1)
    assert stopped.error is not None
    assert stopped.error.startswith(f"e{poison.position} (ClaimDenied): LookupError: cannot take this, test_runner.py:")
    assert kept.read(POISONED, situation=TOWN, recorded_at=poison.position - 1)["ClaimDenied"] == 2
    assert [status(kept, name).behind for name in ("seen", "denied")] == [0, 0]
    assert kept.read(DENIED, situation=TOWN) == {"chief": 5}


def test_a_projection_that_stopped_goes_on_when_it_is_mended(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(POISONED)
    log.record(denies("chief", "arson", at("12:00"), words="poison"))
    kept.runner([POISONED]).catch_up()
    whole = code(mended, name="poisoned")

    kept.retry("poisoned")
    kept.runner([POISONED]).catch_up()
    assert status(kept, "poisoned").state is State.STOPPED

    kept.retry("poisoned", whole)
    kept.runner([whole]).catch_up()
    assert status(kept, "poisoned").state is State.CURRENT
    assert kept.read(whole, situation=TOWN) == dict(whole(log.of(TOWN)))


def test_poison_in_what_is_folded_again_stops_it_too(log: SituationLog) -> None:
    def once(counts: dict[str, int], entry: Entry) -> None:
        if entry.type == "EntryWithdrawn":
            raise LookupError("no withdrawals, please")
        counts[entry.type] = counts.get(entry.type, 0) + 1

    kept, choosy = KeptProjections(log), code(once)
    kept.start(choosy)
    (entry,) = log.record(says("mayor", "arson", at("10:00"))).recorded
    log.record(EntryWithdrawn(situation=TOWN, entry=entry.position, reason="not ours"))  # type: ignore[arg-type]  # a key is a text
    kept.runner([choosy]).catch_up()

    assert status(kept, "once").position == entry.position
    assert str(status(kept, "once").error).startswith(f"e{entry.position + 1} (EntryWithdrawn): LookupError")


@pytest.mark.parametrize("scope", ["situation", "log"])
def test_a_correction_costs_what_was_recorded_since_and_not_the_log(log: SituationLog, scope: str) -> None:
    folded: list[int] = []

    def counted(counts: dict[str, int], entry: Entry) -> None:
        folded.append(entry.position)
        counts[entry.type] = counts.get(entry.type, 0) + 1

    kept, counting = KeptProjections(log), code(counted, scope=scope)
    kept.start(counting)
    runner = kept.runner([counting])
    say(log, 30)
    runner.step()
    folded.clear()
    withdrawn = log.head.position - 3
    log.record(EntryWithdrawn(situation=TOWN, entry=withdrawn, reason="not ours"))  # type: ignore[arg-type]  # a key is a text
    runner.catch_up()

    assert folded == [withdrawn + 1, withdrawn + 2, withdrawn + 3, withdrawn + 4]
    assert kept.read(counting, situation=TOWN if scope == "situation" else None) == dict(counting(log.read()))

    # A runner that begins in the middle of the log takes the rows as they are kept before what was changed since.
    runner = kept.runner([counting])
    folded.clear()
    log.record(EntryWithdrawn(situation=TOWN, entry=withdrawn + 1, reason="not ours"))  # type: ignore[arg-type]  # a key is a text
    runner.catch_up()

    # That is e31, as e35 withdrew it after e32 was recorded; neither of the two is folded any more.
    assert folded == [withdrawn + 2, withdrawn + 3, withdrawn + 4, withdrawn + 5]
    folded.clear()
    withdraw_last_but_one(log, runner)
    assert len(folded) == 4  # two that came, and two again
    assert kept.read(counting, situation=TOWN if scope == "situation" else None) == dict(counting(log.read()))


def withdraw_last_but_one(log: SituationLog, runner: Runner) -> None:
    """Withdraw a denial that another follows."""
    say(log, 2)
    entry = log.head.position - 1
    log.record(EntryWithdrawn(situation=TOWN, entry=entry, reason="not ours"))  # type: ignore[arg-type]  # a key is a text
    while runner.step():
        pass


def test_rows_that_cannot_be_made_again_after_a_redaction_are_not_told_in_part(log: SituationLog) -> None:
    def choosy(counts: dict[str, int], entry: Entry) -> None:
        if entry.event is None:
            raise LookupError("nothing in it")
        counts[entry.type] = counts.get(entry.type, 0) + 1

    kept, picky, whole = KeptProjections(log), code(choosy, name="picky"), code(seen, name="picky")
    kept.start(picky)
    (entry, _) = log.record(says("mayor", "arson", at("10:00")), denies("chief", "arson", at("11:00"))).recorded
    kept.runner([picky]).catch_up()
    log.record(EntryRedacted(situation=TOWN, entry=entry.position, basis="a court order"))  # type: ignore[arg-type]  # a key is a text
    kept.runner([picky]).catch_up()

    assert status(kept, "picky").state is State.STOPPED
    with pytest.raises(NotThere, match="picky is being made again"):
        kept.rows("picky", situation=TOWN, recorded_at=entry.position)

    kept.retry("picky", whole)
    kept.runner([whole]).catch_up()
    assert kept.read(whole, situation=TOWN) == dict(whole(log.of(TOWN)))


def test_a_projection_that_is_stopped_stays_as_it_is_until_it_is_started_again(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(DENIED)
    kept.runner([DENIED]).catch_up()
    kept.stop("denied")
    say(log, 3)
    kept.runner([DENIED]).catch_up()

    assert (status(kept, "denied").state, status(kept, "denied").behind) == (State.PAUSED, 3)

    kept.start(DENIED)
    kept.runner([DENIED]).catch_up()
    assert kept.read(DENIED, situation=TOWN) == {"chief": 3}


def test_code_that_changed_without_a_new_version_is_noticed(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(code(seen, name="mine"))
    kept.runner([code(seen, name="mine")]).catch_up()
    say(log, 1)
    other = code(denied, name="mine")

    kept.runner([other]).catch_up()

    assert status(kept, "mine").state is State.CHANGED
    assert status(kept, "mine").error == "its code changed and its version, 1, did not"
    assert status(kept, "mine").behind == 1


def test_a_newer_version_is_built_beside_the_old_and_takes_its_place(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(code(seen, name="mine"))
    say(log, 2)
    kept.runner([code(seen, name="mine")]).catch_up()
    newer = code(denied, name="mine", version=2)

    kept.runner([newer]).catch_up()

    (one,) = kept.status()
    assert (one.version, one.state) == (2, State.CURRENT)
    assert kept.read(newer, situation=TOWN) == {"chief": 2}
    assert kept.read(newer, situation=TOWN, recorded_at=5) == {"chief": 1}


def test_an_older_version_is_not_started_over_a_newer_one(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(code(seen, version=2))

    with pytest.raises(CannotStart, match="seen is kept in version 2, and this is version 1"):
        kept.start(SEEN)


def test_what_is_not_kept_is_told_with_what_is(log: SituationLog) -> None:
    kept = KeptProjections(log)
    kept.start(DENIED)

    with pytest.raises(NoSuchProjection) as missing:
        kept.rows("denid", situation=TOWN)

    assert missing.value.hint == "did you mean denied?"


def test_a_projection_of_the_whole_log_counts_over_situations(log: SituationLog) -> None:
    every = code(seen, name="every", scope="log")
    kept = KeptProjections(log)
    kept.start(every)
    log.record(opened().model_copy(update={"situation": "lake-flood"}))
    kept.runner([every]).catch_up()
    (entry,) = log.record(says("mayor", "arson", at("10:00"))).recorded
    log.record(EntryWithdrawn(situation=TOWN, entry=Position(entry.position), reason="not ours"))  # type: ignore[arg-type]  # a key is a text
    kept.runner([every]).catch_up()

    assert kept.read(every) == dict(every(log.read()))
    assert kept.read(every)["SituationOpened"] == 2
    assert kept.read(every, recorded_at=entry.position)["ClaimAsserted"] == 1
