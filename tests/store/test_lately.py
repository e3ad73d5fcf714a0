"""What is remembered of the end of a log."""

from collections.abc import Collection

import pytest

from sitlog.store.ledger.lately import REMEMBERED, Lately, Places, Trace

OLD, NEW = "bridge:old", "bridge:new"


class Log:
    """Entries with a tag each, read on demand."""

    def __init__(self, *tags: str) -> None:
        self.tags = list(tags)
        self.asked: list[list[str]] = []

    def read(self, tags: Collection[str]) -> dict[str, Places]:
        self.asked.append(list(tags))
        return {tag: [(at, "Seen") for at, held in enumerate(self.tags, start=1) if held == tag] for tag in tags}

    def grow(self, lately: Lately, *tags: str) -> None:
        start = len(self.tags) + 1
        self.tags += tags
        lately.add([Trace(at, "Seen", (tag,)) for at, tag in enumerate(tags, start)])


def test_what_was_read_once_is_kept_up_by_what_is_appended() -> None:
    log, lately = Log(OLD, NEW), Lately()
    lately.begin(2)

    assert lately.places([OLD], 2, log.read) == {OLD: [(1, "Seen")]}
    log.grow(lately, OLD, NEW)

    assert lately.places([OLD], 4, log.read) == {OLD: [(1, "Seen"), (3, "Seen")]}
    assert lately.places([OLD], 2, log.read) == {OLD: [(1, "Seen")]}
    assert log.asked == [[OLD]]


@pytest.mark.parametrize("is_read", [False, True])
def test_what_is_appended_while_it_is_read_is_there_once(*, is_read: bool) -> None:
    log, lately = Log(OLD), Lately()
    lately.begin(1)

    def read_slowly(tags: Collection[str]) -> dict[str, Places]:
        before = log.read(tags)
        log.grow(lately, OLD)
        return log.read(tags) if is_read else before

    lately.places([OLD], 1, read_slowly)

    assert lately.places([OLD], 2, log.read) == {OLD: [(1, "Seen"), (2, "Seen")]}


def test_what_another_appended_is_not_guessed() -> None:
    log, lately = Log(OLD), Lately()
    lately.begin(1)
    lately.places([OLD], 1, log.read)
    log.tags += [OLD]  # unseen

    assert lately.places([OLD], 2, log.read) == {OLD: [(1, "Seen"), (2, "Seen")]}
    lately.add([Trace(3, "Seen", (OLD,))])  # there is a gap before it
    assert lately.position == 1
    lately.begin(3)
    assert lately.since(2) is None
    assert lately.since(3) == []


def test_a_reading_that_fails_leaves_nothing_behind() -> None:
    log, lately = Log(OLD), Lately()
    lately.begin(1)

    def fail(_: Collection[str]) -> dict[str, Places]:
        raise EOFError

    with pytest.raises(EOFError):
        lately.places([OLD], 1, fail)

    assert lately.places([OLD], 1, log.read) == {OLD: [(1, "Seen")]}


def test_the_end_is_remembered_as_far_as_it_is_worth_it() -> None:
    log, lately = Log(), Lately()
    lately.begin(0)
    log.grow(lately, *[OLD] * (REMEMBERED + 10))

    assert lately.since(9) is None
    assert [trace.position for trace in lately.since(REMEMBERED + 8) or ()] == [REMEMBERED + 9, REMEMBERED + 10]
