"""What lies between two answers, found among few claims: it is what lies between the whole of both."""

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitlog.domain import difference as difference_module
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.difference import Difference, difference
from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated, ClaimsConflicted
from sitlog.domain.knowledge import Known, known
from sitlog.domain.values import DenialScope, Evidence
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.statements import looking
from sitlog.store.statements.differing import difference_at
from tests.given import TOWN, at, claim, clock, corrects, denies, says, source, withdraws
from tests.laws import Ticking, found, play
from tests.store.test_statements import Told, few, questions


def whole(log: SituationLog, asked: Asked) -> Known:
    """The whole answer, from replaying the log."""
    return known(story(TOWN, log.of(TOWN).until(asked.position)), asked)


def told(changes: Difference) -> object:
    """All of it, with its claims at hand, and what only text tells."""
    document = changes.document()
    return document | {"claims": list(document["claims"])}, list(changes.extent.order), changes.extent.last


def agree(log: SituationLog, first: Asked, last: Asked) -> None:
    """What is found is what the whole answers come to."""
    assert told(difference_at(log, TOWN, first, last)) == told(difference(whole(log, first), whole(log, last)))


@pytest.fixture(params=[0, 5000])
def in_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims that changed are read one by one, whenever they are looped over; or they are held."""
    monkeypatch.setattr(difference_module, "_FEW", request.param)
    monkeypatch.setattr(looking, "_AT_ONCE", request.param or 1)


@pytest.mark.usefixtures("in_parts")
@few(40)
@given(data=st.data())
def test_what_lies_between_two_answers_is_what_lies_between_the_whole_of_both(data: st.DataObject) -> None:
    log_ = Told("sqlite:///:memory:")
    with log_.log as log:
        log_.play(data, 40)
        head = log.head.position
        for strict in (False, True):
            first, last = (data.draw(questions(data.draw(st.just(head) | st.integers(0, head)))) for _ in range(2))
            how = {"by": Clock.SAID, "strict": strict}
            agree(log, first.model_copy(update=how), last.model_copy(update=how))


def cites(report: str) -> tuple[Evidence, ...]:
    """Evidence in the first revision of a report."""
    return (Evidence.model_validate({"report": report, "revision": 1}),)


def updated(report: str, **how: object) -> Event:
    """A second revision of a report."""
    return ArticleUpdated.of(situation=TOWN, report=report, revision=2, updated=at("15:00"), **how)


SAID = [  # e18 to e21, of the town's entries and voices: the clerk and the officer speak for the town hall
    says("clerk", "post", at("10:00"), evidence=cites("bulletin")),
    denies("officer", "post", at("10:00")),
    says("clerk", "arson", at("10:00")),
    says("paper", "three-dead", at("11:00")),
]
CONFLICT = ClaimsConflicted.of(situation=TOWN, claims=("post", "three-dead"), declared_by="recorder", reason="not both")


@pytest.mark.parametrize(
    ("turn", "claims"),
    [
        (says("blog", "gas", at("12:00")), {"gas"}),
        (updated("bulletin", kind="withdrawal"), {"post"}),
        (updated("news", kind="correction", wrong=("arson",)), {"arson"}),
        (corrects(4, source("officer")), {"post"}),
        (denies("town-hall", "arson", at("12:00"), scope=DenialScope.AUTHORSHIP), {"arson", "post"}),
        (CONFLICT, {"post", "three-dead"}),
        (corrects(15, claim("post", about="fire")), {"post"}),
        (says("paper", "two-dead", at("12:00")), {"two-dead", "three-dead"}),
        (withdraws(18), {"post"}),
    ],
)
def test_it_finds_what_an_entry_changes(turn: Event, claims: set[str]) -> None:
    assert changed([*SAID, claim("gas")], turn) == claims


def test_a_withdrawn_report_may_have_carried_what_somebody_was_disowned_for() -> None:
    said = [
        says("clerk", "arson", at("10:00"), evidence=cites("bulletin")),
        denies("town-hall", "arson", at("10:00"), scope=DenialScope.AUTHORSHIP),
        says("clerk", "post", at("10:00")),
        denies("officer", "post", at("10:00")),
    ]

    assert changed(said, updated("bulletin", kind="withdrawal")) == {"arson", "post"}


@pytest.mark.parametrize("evidence", [(), cites("bulletin"), cites("news")])
@pytest.mark.parametrize("withdrawn", ["news", "bulletin"])
def test_what_changed_is_told_with_who_was_disowned_elsewhere(evidence: tuple[Evidence, ...], withdrawn: str) -> None:
    said = [
        says("paper", "arson", at("9:00"), evidence=cites("bulletin")),
        says("clerk", "arson", at("10:00"), evidence=evidence),
        denies("town-hall", "arson", at("10:00"), scope=DenialScope.AUTHORSHIP),
        updated(withdrawn, kind="withdrawal"),
        says("clerk", "post", at("10:00")),
        denies("officer", "post", at("10:00")),
    ]

    assert changed(said, says("paper", "post", at("11:00"))) == {"post"}


def changed(said: Sequence[Event], turn: Event) -> set[str]:
    """The claims that an entry changes, once it is sure that the whole answers say the same."""
    with Told("sqlite:///:memory:").log as log:
        log.record(*said)
        before = log.head.position
        log.record(turn)
        first, last = (
            Asked(at=clock("16:00"), recorded_at=clock("16:00"), position=position, root="0" * 64)
            for position in (before, log.head.position)
        )
        agree(log, first, last)
        for earlier in ("9:00", "11:30", "14:00"):
            agree(log, last.model_copy(update={"at": clock(earlier)}), last)
        return {str(each.claim) for each in difference_at(log, TOWN, first, last).claims}


@pytest.mark.parametrize("seed", range(2))
def test_it_does_so_on_every_database(database_url: str, seed: int) -> None:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        found(log)
        play(log, Random(seed), 80)  # noqa: S311  # no secret
        ends = [
            Asked(at=clock(hour), recorded_at=clock("23:00", days=9), position=position, root="0" * 64)
            for hour, position in product(("9:30", "12:00", "23:00"), (20, log.head.position))
        ]
        for first, last in product(ends, ends):
            agree(log, first, last)
