"""What lies between two answers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sitlog.domain.answer import document, written
from sitlog.domain.difference import Document, applied, difference
from sitlog.domain.entry import Entry
from sitlog.domain.knowledge import Known
from tests.given import answer, at, between, claim, clock, denies, opened, recorded, retracts, says, source
from tests.stories import TIMES, logs

LOG = recorded(
    opened(),
    source("reporter"),
    source("mayor"),
    claim("arson"),
    claim("gas"),
    says("reporter", "arson", at("10:00")),
    denies("mayor", "arson", between("11:00", "13:00")),
    says("mayor", "gas", at("12:30")),
    retracts("reporter", "arson", at("15:00")),
)


def lies_between(before: Known, after: Known) -> Document:
    """Their difference, with all of it at hand."""
    told = difference(before, after).document()
    return told | {"claims": list(told["claims"])}


def test_a_difference_tells_each_claim_before_and_after() -> None:
    before, after = (answer(LOG, clock(time)) for time in ("10:30", "12:45"))

    changes = lies_between(before, after)

    assert [(each["claim"], each["before"] is None) for each in changes["claims"]] == [("arson", False), ("gas", True)]
    assert changes["claims"][0]["statements"] == {"added": [7], "gone": [], "changed": []}
    assert changes["claims"][0]["after"]["perhaps"] == "disputed"


def test_what_is_the_same_in_both_is_not_told() -> None:
    before, after = (answer(LOG, clock(time)) for time in ("13:00", "16:00"))

    changes = difference(before, after)

    assert [each.claim for each in changes.claims] == ["arson"]
    assert list(changes.extent.order) == ["arson", "gas"]


@given(st.tuples(st.integers(9, 17), st.integers(9, 17)))
def test_a_difference_turns_one_answer_into_the_other(hours: tuple[int, int]) -> None:
    before, after = (answer(LOG, clock(f"{hour}:00")) for hour in hours)

    assert applied(document(before), lies_between(before, after)) == document(after)


@settings(max_examples=50)
@given(st.data(), logs())
def test_in_any_log_a_difference_turns_one_answer_into_the_other_on_either_clock(
    data: st.DataObject, log: list[Entry]
) -> None:
    times = st.sampled_from(TIMES)
    desks = st.none() | st.sampled_from(log).map(lambda entry: entry.recorded_at)
    before, after = (answer(log, data.draw(times), by_desk=data.draw(desks)) for _ in range(2))

    changes = lies_between(before, after)

    assert written(applied(document(before), changes)) == written(document(after))
    assert changes["claims"] == by_hand(document(before)["claims"], document(after)["claims"])


def by_hand(before: list[Document], after: list[Document]) -> list[Document]:
    """The claims that two documents have otherwise, and what became of the statements on each."""
    was, now = ({each["claim"]: each for each in claims} for claims in (before, after))
    keys = [*now, *(each for each in was if each not in now)]
    pairs = [(each, was.get(each), now.get(each)) for each in keys if was.get(each) != now.get(each)]
    return [
        {"claim": claim, "before": one, "after": other, "statements": statements_by_hand(one or {}, other or {})}
        for claim, one, other in pairs
    ]


def statements_by_hand(before: Document, after: Document) -> Document:
    was, now = ({each["entry"]: each for each in known.get("statements", ())} for known in (before, after))
    return {
        "added": [each for each in now if each not in was],
        "gone": [each for each in was if each not in now],
        "changed": [each for each in now if each in was and now[each] != was[each]],
    }
