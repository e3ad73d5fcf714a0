"""Reading .slog files and sentences: what the words mean."""

from datetime import UTC, datetime, timedelta

import pytest

from sitlog.cli.slog import Read, read_sentence, read_slog, write_slog
from sitlog.domain.event import Event
from sitlog.domain.events import (
    AttackAttributed,
    ClaimAsserted,
    ClaimDenied,
    ClaimFramed,
    EntryCorrected,
    EntryWithdrawn,
    ReportPublished,
    SituationOpened,
    SourceRegistered,
)
from sitlog.domain.values import AttributionMode, DenialScope, Evidence, Identification, SourceKind
from sitlog.domain.when import Precision
from tests.cli.test_slog_law import Holding
from tests.given import TOWN, ZONE, at, cites, claim, clock, incident, opened, report, source

THINGS = [
    source("captain"),
    source("crew"),
    source("gazette"),
    claim("arson"),
    claim("authorship"),
    claim("cable"),
    incident("fire", by="captain", occurred=at("06:00")),
    report("story", outlet="gazette", published=at("08:00")),
]


def reading(text: str) -> Read:
    """A file about the town, whose log holds the things above."""
    homes = {TOWN: ZONE.key}
    return read_slog(f"situation {TOWN}\n{text}", file="desk.slog", home=homes.get, known=Holding(THINGS))


def events_in(text: str) -> list[Event]:
    read = reading(text)
    assert [str(slip) for slip in read.slips] == []
    return [line.event for line in read.lines]


def event_in(text: str) -> Event:
    (event,) = events_in(text)
    return event


def test_a_file_reads_as_the_page_about_the_interface_prints_it() -> None:
    text = """\
situation  harbour  "Fire at the harbour"   zone Europe/Lisbon
source  city    "City"  organisation institutional
source  captain  "Capt. Ana Reis"  individual named  of city
source  crew2    "Two of the crew"  group unnamed x2  of city
claim   arson   "The fire was set"      about fire
claim   cable   "A cable burned"        about fire
incident fire  "Fire"  by city  occurred 2031-05-04  kind fire
report  story  city  "Fire at the harbour ..."  published ..2031-05-05

2031-05-05 Mon
day [America/New_York]                     captain  says  cable  "some type of cable"  @story.r1
2031-05-05T04:00Z..2031-05-06T04:00Z       crew2    says  arson                        @story.r1
    note    the article says "later"
conflict  arson cable  by recorder  "one is an accident, the other an intent"
"""

    read = read_slog(text, file="desk.slog", home=lambda _: None)

    assert [str(slip) for slip in read.slips] == []
    assert [line.number for line in read.lines] == [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14]
    said = read.lines[8].event
    assert isinstance(said, ClaimAsserted)
    assert said.said.zone == "America/New_York"
    assert said.evidence == (cites("story"),)
    later = read.lines[9].event
    assert later.note == 'the article says "later"'
    assert later.provenance == "desk.slog:12"


@pytest.mark.parametrize(
    ("words", "kind", "identification", "count"),
    [
        ("individual named", SourceKind.PERSON, Identification.NAMED, None),
        ("person unnamed", SourceKind.PERSON, Identification.UNNAMED_INDIVIDUAL, None),
        ("group unnamed x2", SourceKind.GROUP, Identification.UNNAMED_GROUP, 2),
        ("organisation institutional", SourceKind.ORGANISATION, Identification.INSTITUTIONAL, None),
        ("outlet unnamed-group", SourceKind.OUTLET, Identification.UNNAMED_GROUP, None),
        ("channel unspecified", SourceKind.CHANNEL, Identification.UNSPECIFIED, None),
    ],
)
def test_a_voice_is_told_in_two_words(
    words: str, kind: SourceKind, identification: Identification, count: int | None
) -> None:
    event = event_in(f'source pilot "The pilot"  {words}')

    assert isinstance(event, SourceRegistered)
    assert (event.kind, event.identification, event.count) == (kind, identification, count)


@pytest.mark.parametrize(
    ("words", "claim", "scope"),
    [
        ("denies arson", "arson", DenialScope.TRUTH),
        ("denies authorship", "authorship", DenialScope.TRUTH),
        ("denies authorship of authorship", "authorship", DenialScope.AUTHORSHIP),
        ("denies responsibility for arson", "arson", DenialScope.RESPONSIBILITY),
        ("denies involvement in arson", "arson", DenialScope.INVOLVEMENT),
    ],
)
def test_a_denial_denies_the_truth_unless_it_says_what(words: str, claim: str, scope: DenialScope) -> None:
    event = event_in(f"2031-05-05 captain {words}")

    assert isinstance(event, ClaimDenied)
    assert (event.claim, event.scope) == (claim, scope)


@pytest.mark.parametrize(
    ("words", "actor", "mode"),
    [
        ("blames crew for fire", "crew", AttributionMode.ACCUSATION),
        ("attributes fire to crew", "crew", AttributionMode.ASSESSMENT),
        ("claims fire for itself", "captain", AttributionMode.SELF_CLAIM),
        ("apparently claims fire for crew", "crew", AttributionMode.APPARENT_SELF_CLAIM),
    ],
)
def test_the_verb_says_in_what_manner_an_actor_is_named(words: str, actor: str, mode: AttributionMode) -> None:
    event = event_in(f"2031-05-05 captain {words}")

    assert isinstance(event, AttackAttributed)
    assert (event.incident, event.actor, event.mode) == ("fire", actor, mode)


def test_an_attribution_frames_a_claim_that_other_lines_can_name() -> None:
    assert len(events_in("2031-05-05 captain blames crew for fire\n2031-05-05 crew denies fire-by-crew")) == 2


def test_words_before_a_cite_are_the_sources_and_words_behind_it_the_documents() -> None:
    event = event_in('2031-05-05 captain says arson "set" @story.r1 ¶6 "set on purpose"\n  @story.r1 at "the caption"')

    assert isinstance(event, ClaimAsserted)
    assert event.words == "set"
    assert event.evidence == (
        Evidence(report=cites("story").report, revision=1, place="¶6", words="set on purpose"),
        Evidence(report=cites("story").report, revision=1, place="the caption"),
    )


def test_a_heading_gives_its_day_to_bare_clocks_and_to_the_word_day() -> None:
    first, second, third = events_in(
        "2031-05-05 Mon\n19:15 captain says arson\nday crew says arson\n2031-05-06\nday crew denies arson"
    )

    assert isinstance(first, ClaimAsserted)
    assert isinstance(second, ClaimAsserted)
    assert isinstance(third, ClaimDenied)
    assert first.said == at("19:15")
    assert second.said.precision is Precision.DAY
    assert third.said.earliest == second.said.latest


def test_a_text_may_stand_below_its_attribute() -> None:
    event = event_in(
        'report extra gazette "Extra" published 2031-05-05\n'
        "    body\n        First \\u{e9} line\n          deeper # kept\n\n        last\n\n    url https://gazette.example/#top"
    )

    assert isinstance(event, ReportPublished)
    assert event.body == "First é line\n  deeper # kept\n\nlast"
    assert event.url == "https://gazette.example/#top"


def test_typographic_quotes_are_quotes() -> None:
    event = event_in('claim lie “It is a "lie"”')

    assert isinstance(event, ClaimFramed)
    assert event.text == 'It is a "lie"'


def test_comments_and_empty_lines_mean_nothing() -> None:
    event = event_in("# first\n\n2031-05-05 captain says arson # why not\n  # between\n\n  note 1 # 2")

    assert event.note == "1 # 2"


def test_a_source_may_be_called_like_a_verb() -> None:
    event = events_in('source says "Says"  person named\n22 Apr 2031 19:15 says says arson')[1]

    assert isinstance(event, ClaimAsserted)
    assert event.by == "says"


def test_a_file_opens_its_situation_and_later_turns_to_another() -> None:
    flood = 'situation flood "Flood" zone Asia/Kathmandu\nclaim dam "The dam broke"\n'

    read = read_slog(f'{flood}situation {TOWN}\nclaim tug "A tug"', file="desk.slog", home={TOWN: ZONE.key}.get)

    assert read.slips == ()
    assert [line.event.situation for line in read.lines] == ["flood", "flood", TOWN]
    assert isinstance(read.lines[0].event, SituationOpened)


def test_an_entry_of_the_same_file_is_named_by_its_label() -> None:
    read = reading('e15: 2031-05-05 captain says arson\nwithdraw e15 "twice"\nwithdraw e3 "in the log"')

    assert [line.label for line in read.lines] == [15, None, None]
    assert [line.event.entry for line in read.lines if isinstance(line.event, EntryWithdrawn)] == [15, 3]


def test_a_correction_holds_the_whole_sentence_that_should_have_stood_there() -> None:
    event = event_in(
        'correct e7 "it was denied"\n    recorded-by rk\n    2031-05-05 captain denies arson\n        note on the quay'
    )

    assert isinstance(event, EntryCorrected)
    assert event.recorded_by == "rk"
    assert isinstance(event.replacement, ClaimDenied)
    assert event.replacement.note == "on the quay"


def test_a_label_is_written_only_where_a_later_entry_names_it() -> None:
    entries = [(1, opened()), (2, THINGS[0]), (3, EntryWithdrawn.of(situation=TOWN, entry=2, reason="twice"))]

    lines = list(write_slog(entries, zones={}))

    assert [line.split(":")[0] for line in lines if line.startswith("e")] == ["e2"]


def test_a_log_is_written_like_a_person_would_write_it() -> None:
    said = ClaimAsserted.of(
        situation=TOWN, by="captain", claim="arson", said=at("19:15"), words="set", evidence=[cites("story")]
    )
    denied = ClaimDenied.of(situation=TOWN, by="crew", claim="arson", said=at("20:00"), note="on the quay")

    lines = list(write_slog(enumerate([opened(), THINGS[0], THINGS[3], said, denied], 1), zones={}))

    assert lines == [
        'situation  harbour-fire  "Fire at the harbour"  zone Europe/Lisbon',
        'source    captain       "Captain"  person named',
        'claim     arson         "About arson"',
        "",
        "2031-05-05 Mon",
        '19:15     captain       says    arson  "set"  @story.r1',
        "20:00     crew          denies  arson",
        '    note "on the quay"',
    ]


def sentence(text: str) -> Read:
    """A sentence typed at noon on the day after the town's."""
    return read_sentence(text, situation=TOWN, zone=ZONE.key, now=clock("12:00", days=1), known=Holding(THINGS))


def test_a_sentence_may_count_from_now() -> None:
    today, ago = (sentence(f"{when} captain denies arson").lines[0].event for when in ("09:30", "2h ago"))

    assert isinstance(today, ClaimDenied)
    assert isinstance(ago, ClaimDenied)
    assert today.said == at("09:30", days=1)
    assert ago.said.earliest == clock("10:00", days=1)
    assert today.provenance is None


def test_a_sentence_may_stand_at_the_time_of_another_entry() -> None:
    read = read_sentence(
        "e12 captain denies arson",
        situation=TOWN,
        zone=ZONE.key,
        now=datetime(2031, 5, 6, tzinfo=UTC) + timedelta(hours=1),
        known=Holding(THINGS),
        handles={"e12": at("14:30")}.get,
    )

    event = read.lines[0].event
    assert isinstance(event, ClaimDenied)
    assert event.said == at("14:30")
    assert event.said.zone == ZONE.key
    assert read.lines[0].label is None
