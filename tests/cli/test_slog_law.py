"""Whatever can be recorded can be written as a .slog file, and reads back the same."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitlog.cli.slog import read_slog, write_slog
from sitlog.cli.slog.lines import lines_of
from sitlog.cli.slog.sentences import read_entry
from sitlog.domain.event import CATALOGUE, Event
from sitlog.domain.times.reading import Reading
from sitlog.domain.values import Kind
from tests.cli.any_events import events, whatever
from tests.given import TOWN, ZONE

FIRST = 2  # position of the first event, so that each has an earlier one to name
PATIENT = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


class Holding:
    """A log that holds all that some events name."""

    def __init__(self, told: Sequence[Event]) -> None:
        self._named = [(event.situation, kind, key) for event in told for kind, key in named_by(event)]

    def names(self, situation: str, kind: Kind) -> Sequence[str]:
        return [key for where, what, key in self._named if (where, what) == (situation, kind)]


def named_by(event: Event) -> Iterator[tuple[Kind, str]]:
    """All that an event, or its replacement, refers to or introduces."""
    for each in (event, getattr(event, "replacement", event)):
        yield from ((named.kind, named.key) for named in (*each.references, *each.introductions))


def placed(told: Sequence[Event]) -> list[tuple[int, Event]]:
    """The events as a log could hold them: each that names an entry names an earlier one."""
    return [(position, before(position, event)) for position, event in enumerate(told, FIRST)]


def before(position: int, event: Event) -> Event:
    if not hasattr(event, "entry"):
        return event
    return event.model_copy(update={"entry": 1 + event.entry % (position - 1)})


def read_back(entries: Sequence[tuple[int, Event]]) -> list[Event]:
    text = "\n".join(write_slog(entries, zones={TOWN: ZONE.key, "flood": "Asia/Kathmandu"}))
    homes = {TOWN: ZONE.key, "flood": "Asia/Kathmandu"}
    read = read_slog(text, file="town.slog", home=homes.get, known=Holding([event for _, event in entries]))
    assert [str(slip) for slip in read.slips] == [], text
    return [line.event.model_copy(update={"provenance": None}) for line in read.lines]


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.TOPIC)
@PATIENT
@given(data=st.data())
def test_every_event_reads_back_as_it_was_written(kind: type[Event], data: st.DataObject) -> None:
    entries = placed(data.draw(st.lists(events(kind), min_size=1, max_size=3)))

    assert read_back(entries) == [event for _, event in entries]


@PATIENT
@given(
    told=st.lists(
        st.builds(
            lambda event, where: event.model_copy(update={"situation": where}),
            whatever(),
            st.sampled_from([TOWN, "flood"]),
        ),
        max_size=6,
    )
)
def test_a_log_of_several_situations_reads_back_as_it_was_written(told: list[Event]) -> None:
    entries = placed([event for event in told if not hasattr(event, "replacement")])

    assert read_back(entries) == [event for _, event in entries]


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.TOPIC)
@settings(PATIENT, max_examples=10)
@given(data=st.data())
def test_all_that_an_event_names_is_looked_up(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(events(kind))
    lines = list(enumerate(lines_of(event, ZONE.key), 1))

    found = {(name.kind, name.key) for name in read_entry(lines, TOWN, Reading(zone=ZONE, now=None)).names}

    assert set(named_by(event)) - found <= {(Kind.SITUATION, TOWN)}
