"""What each voice did: which of its statements another later opposed, held against looking at every pair of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.asked import Asked
from sitlog.domain.public import BEGINNING
from sitlog.domain.record import Uttered, tracks
from sitlog.domain.story import Conflict, Stance, Story, Voice
from sitlog.domain.values import ClaimId, Identification, Position, SourceId, SourceKind

NOON = datetime(2031, 5, 5, 12, tzinfo=UTC)
ASKED = Asked(at=NOON, recorded_at=NOON, position=99, root="0" * 64)
CLAIMS = tuple(map(ClaimId, ("c-one", "c-two", "c-three")))
VOICES = tuple(map(SourceId, ("mayor", "witness", "police")))
CONFLICTS = st.lists(st.lists(st.sampled_from(CLAIMS), min_size=2, max_size=3, unique=True), max_size=2)


@st.composite
def statements(draw: st.DrawFn) -> list[Uttered]:
    """What was said in public, in order; some at one and the same moment."""
    said = draw(
        st.lists(
            st.tuples(
                st.sampled_from(CLAIMS),
                st.sampled_from(VOICES),
                st.sampled_from(Stance),
                st.integers(0, 5),
                st.booleans(),
            ),
            max_size=14,
        )
    )
    public = [
        Uttered(Position(entry), claim, source, stance, (NOON + timedelta(hours=hour), begin(hour, is_open), entry))
        for entry, (claim, source, stance, hour, is_open) in enumerate(said, 1)
    ]
    return sorted(public, key=lambda each: each.said)


def begin(hour: int, is_open: bool) -> datetime:  # noqa: FBT001  # it is drawn with the rest
    return BEGINNING if is_open else NOON + timedelta(hours=hour)


@given(public=statements(), conflicts=CONFLICTS)
def test_a_statement_is_paired_with_the_first_of_another_voice_that_opposes_it(
    public: list[Uttered], conflicts: list[list[ClaimId]]
) -> None:
    pairs = {
        one.entry: next((other.entry for other in public if opposes(other, one, conflicts)), None) for one in public
    }

    told = tracks(story(conflicts), public, ASKED)

    assert [each.voice.source for each in told] == sorted(VOICES)
    for each in told:
        own = [(one.entry, pairs[one.entry]) for one in public if one.source == each.voice.source]
        assert list(each.contradicted) == [(entry, by) for entry, by in own if by is not None]


def opposes(other: Uttered, one: Uttered, conflicts: list[list[ClaimId]]) -> bool:
    if other.said <= one.said or other.source == one.source:
        return False
    if other.claim == one.claim:
        return {other.stance, one.stance} == {Stance.ASSERTS, Stance.DENIES}
    in_conflict = any({other.claim, one.claim} <= set(each) for each in conflicts)
    return in_conflict and other.stance is one.stance is Stance.ASSERTS


def story(conflicts: list[list[ClaimId]]) -> Story:
    voices = {each: Voice(each, each, SourceKind.PERSON, Identification.NAMED, None, None) for each in VOICES}
    declared = [Conflict(tuple(each), "editor", "They exclude each other") for each in conflicts]
    return Story("harbour-fire", claims={}, told={}, voices=voices, reports={}, incidents={}, conflicts=declared)
