"""A situation walked part by part: each entry does in it what it does in the whole."""

from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sitlog.domain.asked import Asked, Clock
from sitlog.domain.values import ClaimId
from sitlog.projections.corrections import corrections
from sitlog.projections.walk import walk
from sitlog.store import bearing, correcting
from sitlog.store.bearing import Bearing, claims_of, parts
from sitlog.store.correcting import changes_in, corrections_in
from sitlog.store.log import SituationLog
from tests.given import TOWN, at, cites, claim, clock, corrects, links, report, says, withdraws
from tests.laws import Ticking, found, play
from tests.store.test_statements import Told
from tests.stories import PRELUDE


def few(number: int) -> settings:
    """So many examples; that which fails is told as it is, since to find a smaller one takes very long."""
    return settings(max_examples=number, phases=[Phase.generate])


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearing, "_AT_ONCE", 1)
    monkeypatch.setattr(correcting, "_AT_ONCE", 2)


def question(by: Clock, position: int) -> Asked:
    """What is asked of a log as it stood at a position."""
    return Asked(at=clock("23:00"), recorded_at=clock("23:00"), by=by, position=position, root="0" * 64)


def parts_agree(log: SituationLog, by: Clock, until: int) -> None:
    """Walked and corrected part by part, the log is what it is as a whole."""
    held = list(log.of(TOWN).until(until))
    asked = question(by, until)
    divided = parts(log, TOWN, asked, claims_of(log, TOWN))
    changes = changes_in(log, TOWN, until=until)

    assert list(walk(TOWN, held, by=by, parts=divided)) == list(walk(TOWN, held, by=by))
    assert list(corrections_in(log, TOWN, asked, changes, {})) == list(corrections(TOWN, held, by=by))


@pytest.mark.parametrize("by", Clock)
@few(8)
@given(data=st.data())
def test_part_by_part_each_entry_does_what_it_does_in_the_whole(by: Clock, data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log as log:
        told.play(data, 40)
        for until in {log.head.position, data.draw(st.integers(0, log.head.position))}:
            parts_agree(log, by, until)


@pytest.mark.parametrize("seed", range(3))
def test_parts_agree_with_the_whole_on_every_database(database_url: str, seed: int) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(seed), 80)  # noqa: S311  # no secret
        for by in Clock:
            parts_agree(log, by, log.head.position)


def test_claims_come_once_with_those_ever_in_conflict_with_them_however_they_are_corrected() -> None:
    dead = [claim(f"dead-{number}", value=_exactly(number), about="fire", aspect="dead") for number in (2, 3)]
    with Told("sqlite:///:memory:").log as log:
        first = log.record(*dead, claim("gas"), says("paper", "gas", at("9:00"))).positions[0]
        log.record(corrects(first, claim("dead-2", value=_exactly(3), about="fire", aspect="dead")))

        divided = list(parts(log, TOWN, question(Clock.SAID, 99), map(ClaimId, ["dead-2", "gas", "dead-3"])))

        assert [sorted(each.claims or ()) for each in divided] == [["dead-2", "dead-3"], ["gas"]]
        assert [each.event.TOPIC for each in divided[1].entries if each.event] == ["ClaimFramed", "ClaimAsserted"]


def _exactly(number: int) -> dict[str, object]:
    return {"type": "number", "at_least": str(number), "at_most": str(number)}


@pytest.mark.parametrize("by", Clock)
def test_changes_cost_the_entries_that_bear_on_what_they_changed(by: Clock) -> None:
    with Told("sqlite:///:memory:").log as log:
        log.record(claim("gas"), says("paper", "gas", at("9:00")), claim("dust"))
        said = log.record(says("paper", "dust", at("9:00"))).positions[0]
        gone = log.record(withdraws(said)).positions[0]

        (part,) = parts(log, TOWN, question(by, gone), touched(log, gone, by))

        assert part.claims == {"dust"}
        assert [each.position for each in part.entries] == [said - 1, said, gone]


def test_what_is_done_to_reports_and_evidence_touches_what_cites_them() -> None:
    cited = cites("bulletin", 1)
    with Told("sqlite:///:memory:").log as log:
        said = log.record(says("paper", "arson", at("9:00"), evidence=(cited,)), says("paper", "post", at("9:00")))
        linked = log.record(links(said.positions[1], cited)).positions[0]
        published = len(PRELUDE)
        log.record(corrects(published, report("bulletin", outlet="town-hall", published=at("16:00"))))
        withdrawn = log.record(withdraws(linked)).positions[0]
        whole = list(log.of(TOWN))

        assert touched(log, withdrawn - 1, Clock.PUBLICATION) == {"arson", "post"}
        assert touched(log, withdrawn - 1, Clock.SAID) == set()
        changes = changes_in(log, TOWN, until=withdrawn)
        found = list(corrections_in(log, TOWN, question(Clock.PUBLICATION, withdrawn), changes, {}))
        assert [[turn.claim for turn in each.turns] for each in found] == [["arson", "post"], ["post"]]
        assert found == list(corrections(TOWN, whole, by=Clock.PUBLICATION))


def touched(log: SituationLog, until: int, by: Clock) -> set[ClaimId]:
    """The claims whose statuses the changes up to a position may have changed."""
    return Bearing(log, TOWN, until).touched(changes_in(log, TOWN, until=until), by)
