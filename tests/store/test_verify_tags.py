"""The verifier's own way to the tags of an event, held to what the event itself says that it names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.event import CATALOGUE, Event, Named
from sitlog.domain.events import EntryCorrected
from sitlog.domain.values import Kind
from sitlog.store.verify.tags import tags
from tests.cli.any_events import events


@pytest.mark.parametrize("topic", CATALOGUE)
@settings(max_examples=25)
@given(data=st.data())
def test_an_event_is_found_by_all_that_it_introduces_and_names(topic: str, data: st.DataObject) -> None:
    event = data.draw(events(CATALOGUE[topic]))

    introducing = [f"new-{tag(event, each)}" for each in event.introduces()]

    assert tags(event) == list(dict.fromkeys([f"situation:{event.situation}", *introducing, *naming(event)]))


def naming(event: Event) -> list[str]:
    named = [*event.introduces(), *event.refers()]
    told = [tag(event, each) for each in named if each.kind is not Kind.SITUATION]
    return told + (naming(event.replacement) if isinstance(event, EntryCorrected) else [])


def tag(event: Event, named: Named) -> str:
    is_of_the_log = named.kind in {Kind.SITUATION, Kind.ENTRY}
    return f"{named.kind}:{named.key}" if is_of_the_log else f"{named.kind}:{event.situation}/{named.key}"
