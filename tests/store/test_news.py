"""News of entries: what each did to statuses is what replaying the log before it and after tells."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.knowledge import known
from sitlog.domain.status import Status
from sitlog.domain.values import ClaimId
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.views.news import StatusChange, status_changes
from tests.given import TOWN, at, cites, claim, clock, says, updates, withdraws
from tests.laws import Ticking, found, play
from tests.store.test_statements import Told, few


def replayed(log: SituationLog, entry: Entry) -> list[StatusChange]:
    """What replaying the log before an entry, and with it, tells of statuses as it was recorded."""

    def statuses(position: int) -> dict[ClaimId, Status]:
        asked = Asked(at=entry.recorded_at, recorded_at=entry.recorded_at, position=position, root="0" * 64)
        answer = known(story(TOWN, log.of(TOWN).until(position)), asked, everything=True)
        return {each.claim.claim: each.status for each in answer.claims}

    was, became = statuses(entry.position - 1), statuses(entry.position)
    pairs = ((key, was.get(key, Status.NOT_YET_PUBLIC), became.get(key, Status.NOT_YET_PUBLIC)) for key in was | became)
    return [StatusChange(*each) for each in sorted(pairs) if each[1] is not each[2]]


@few(25)
@given(data=st.data())
def test_an_entry_did_to_statuses_what_replaying_the_log_tells(data: st.DataObject) -> None:
    told = Told("sqlite:///:memory:")
    with told.log as log:
        told.play(data, 40)
        for entry in log.of(TOWN):
            assert list(status_changes(log, entry)) == replayed(log, entry)


def test_it_does_so_on_every_database(database_url: str) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(3), 80)  # noqa: S311  # no secret
        changes = [(list(status_changes(log, entry)), replayed(log, entry)) for entry in log.of(TOWN)]

        assert [found for found, _ in changes] == [expected for _, expected in changes]
        assert any(found for found, _ in changes)


def test_a_withdrawn_report_takes_back_what_it_carried_and_brings_it_back_when_that_is_withdrawn() -> None:
    told = Told("sqlite:///:memory:")
    with told.log as log:
        told.now = clock("23:00")
        log.record(claim("gas"), says("paper", "gas", at("10:00"), evidence=(cites("bulletin"),)))
        gone = log.record(updates("bulletin", 2, at("12:00"), "withdrawal")).positions[0]
        back = log.record(withdraws(gone)).positions[0]

        assert [[str(change) for change in status_changes(log, entry)] for entry in log.read().at([gone, back])] == [
            ["gas: unchallenged -> withdrawn"],
            ["gas: withdrawn -> unchallenged"],
        ]
