"""A batch is recorded whole or not at all, in an order in which nothing rests on what follows, and only once."""

import pytest

from sitlog.domain.admission import in_order
from sitlog.domain.errors import DuplicateKey, RefusedBatch
from sitlog.domain.event import Event
from sitlog.domain.events import Position
from tests.given import (
    TOWN,
    at,
    blames,
    cites,
    claim,
    clock,
    corrects,
    denies,
    incident,
    known_at,
    links,
    opened,
    redacts,
    report,
    retracts,
    says,
    source,
    updates,
    withdraws,
)
from tests.holdings import MemoryHoldings

LATER = clock("12:00", days=7)
NINE, TEN = at("9:00"), at("10:00")
SAYS = says("mayor", "arson", NINE)
# e1 to e4
BEFORE = [opened(), source("mayor"), claim("arson"), SAYS]


def log(*batches: list[Event]) -> MemoryHoldings:
    """A log of the town that took in these batches."""
    holdings = MemoryHoldings()
    for batch in (BEFORE, *batches):
        holdings.admit(*batch, now=LATER)
    return holdings


def refusals(*batch: Event, held: MemoryHoldings, labels: dict[int, int] | None = None) -> list[tuple[int, str]]:
    """The places of what is refused of a batch, and why; nothing of it is recorded."""
    entries = list(held.entries)
    with pytest.raises(RefusedBatch) as refused:
        held.admit(*batch, now=LATER, labels=labels)
    assert held.entries == entries
    return [(place, reason.message) for place, reason in refused.value.refusals]


def test_a_batch_may_refer_to_what_it_introduces_in_any_order() -> None:
    batch = [
        denies("clerk", "fire-by-gang", TEN),
        says("clerk", "post", NINE, evidence=(cites("news", 2),)),
        updates("news", 2, TEN),
        report("news", outlet="paper", published=NINE),
        claim("post", about="fire"),
        blames("mayor", "gang", "fire", NINE),
        incident("fire", by="paper", occurred=NINE),
        source("clerk", of="town-hall"),
        source("town-hall"),
        source("paper", kind="outlet"),
        source("gang"),
    ]
    held = log()

    admission = held.admit(*batch, now=LATER)

    assert sorted(each.index for each in admission.accepted) == list(range(len(batch)))
    assert [each.position for each in admission.accepted] == list(range(5, 16))


def test_what_is_in_order_stays_in_order() -> None:
    batch = [source("clerk"), says("clerk", "arson", NINE), source("crew"), says("crew", "arson", NINE)]

    assert list(in_order(batch, {}, MemoryHoldings())) == [0, 1, 2, 3]


def test_only_what_must_come_first_is_moved() -> None:
    batch = [SAYS, says("clerk", "arson", NINE), denies("mayor", "arson", TEN), source("clerk")]

    assert list(in_order(batch, {}, MemoryHoldings())) == [0, 3, 1, 2]


def test_nobody_waits_for_what_the_log_has_already() -> None:
    blaming = blames("mayor", "gang", "fire", TEN)
    held = log([source("gang"), incident("fire", by="mayor", occurred=NINE), blames("mayor", "gang", "fire", NINE)])
    batch = [denies("mayor", "fire-by-gang", TEN), blaming]

    assert list(in_order(batch, {}, held)) == [0, 1]
    assert list(in_order(batch, {}, log())) == [1, 0]


def test_revisions_are_recorded_in_their_order() -> None:
    batch = [updates("news", 3, TEN), updates("news", 2, TEN), report("news", outlet="mayor", published=NINE)]

    assert list(in_order(batch, {}, MemoryHoldings())) == [2, 1, 0]


def test_sources_that_belong_to_each_other_are_refused_and_not_waited_for() -> None:
    circle = [source("one", of="two"), source("two", of="one")]

    assert list(in_order(circle, {}, MemoryHoldings())) == [1, 0]
    assert refusals(*circle, held=log()) == [(0, "one cannot belong to itself, through two")]


def test_a_circle_of_sources_is_refused_once_with_what_else_is_wrong() -> None:
    circle = [source("one", of="two"), source("two", of="three"), source("three", of="one")]

    assert refusals(source("four", of="one"), *circle, source("five", of="six"), held=log()) == [
        (1, "one cannot belong to itself, through two and three"),
        (4, "no source 'six' in harbour-fire"),
    ]


def test_a_batch_names_its_own_entries_by_label() -> None:
    batch = [
        withdraws(901),
        says("mayor", "arson", TEN),
        links(902, cites("news")),
        says("mayor", "arson", at("11:00")),
    ]
    held = log([source("paper"), report("news", outlet="paper", published=NINE)])

    admission = held.admit(*batch, now=LATER, labels={901: 1, 902: 3})

    assert [(each.index, each.position) for each in admission.accepted] == [(1, 7), (0, 8), (3, 9), (2, 10)]
    assert [getattr(each.event, "entry", None) for each in admission.accepted] == [None, 7, None, 9]


def test_a_label_of_what_the_log_holds_names_the_entry_that_holds_it() -> None:
    held = log()

    admission = held.admit(SAYS, corrects(4000, says("mayor", "arson", TEN)), now=LATER, labels={4000: 0})

    assert admission.skipped == {0: 4}
    assert [getattr(each.event, "entry", None) for each in admission.accepted] == [4]


def test_of_a_batch_with_a_slip_nothing_is_recorded_and_every_slip_is_told() -> None:
    batch = [says("zoo", "arson", NINE), source("crew"), denies("crew", "flood", NINE), claim("arson", text="Another")]

    assert refusals(*batch, held=log()) == [
        (0, "no source 'zoo' in harbour-fire"),
        (2, "no claim 'flood' in harbour-fire"),
        (3, "claim 'arson' is in the log already, as e3"),
    ]


def test_what_rests_on_a_refused_event_is_not_blamed_for_it() -> None:
    batch = [source("clerk", of="zoo"), says("clerk", "arson", NINE)]

    assert refusals(*batch, held=log()) == [(0, "no source 'zoo' in harbour-fire")]


def test_one_refusal_speaks_for_the_batch_and_several_are_counted() -> None:
    with pytest.raises(RefusedBatch) as one:
        log().admit(says("zoo", "arson", NINE), now=LATER)
    with pytest.raises(RefusedBatch) as two:
        log().admit(says("zoo", "arson", NINE), says("ape", "arson", NINE), now=LATER)

    assert (one.value.message, one.value.hint) == (
        "no source 'zoo' in harbour-fire",
        'Declare it first: source zoo "..." person named',
    )
    assert two.value.message == "2 events refused, the first: no source 'zoo' in harbour-fire"


def test_what_the_log_has_is_skipped_and_said_so() -> None:
    held = log()

    admission = held.admit(*BEFORE, source("clerk"), now=LATER)

    assert admission.skipped == {0: 1, 1: 2, 2: 3, 3: 4}
    assert [(each.index, each.position) for each in admission.accepted] == [(4, 5)]


def test_what_a_batch_says_twice_is_recorded_once() -> None:
    held = log()

    admission = held.admit(source("clerk"), source("clerk"), now=LATER)

    assert (len(admission.accepted), admission.skipped) == (1, {1: 5})


def test_an_external_id_with_the_same_content_is_skipped() -> None:
    held = log([says("mayor", "arson", TEN, external_id="wire-1")])

    admission = held.admit(says("mayor", "arson", TEN, external_id="wire-1", recorded_by="rk"), now=LATER)

    assert admission.skipped == {0: 5}


def test_an_external_id_with_other_content_is_refused() -> None:
    held = log([says("mayor", "arson", TEN, external_id="wire-1")])

    with pytest.raises(RefusedBatch) as refused:
        held.admit(denies("mayor", "arson", TEN, external_id="wire-1"), now=LATER)

    ((_, reason),) = refused.value.refusals
    assert isinstance(reason, DuplicateKey)
    assert (reason.message, reason.hint, reason.field) == (
        "external id 'wire-1' is in the log already, as e5, with other content",
        "If e5 is wrong: sitlog correct e5",
        "external_id",
    )


def test_an_external_id_of_what_was_redacted_is_skipped() -> None:
    held = log([says("mayor", "arson", TEN, external_id="wire-1")], [redacts(5)])

    assert held.admit(denies("mayor", "arson", TEN, external_id="wire-1"), now=LATER).skipped == {0: 5}


def test_the_same_in_another_situation_is_not_the_same() -> None:
    held = log()
    elsewhere = [each.model_copy(update={"situation": "market-fire"}) for each in BEFORE]

    assert len(held.admit(*elsewhere, now=LATER).accepted) == 4


def test_a_batch_sees_what_it_did_before() -> None:
    batch = [
        retracts("mayor", "arson", TEN),
        says("mayor", "arson", at("11:00")),
        retracts("mayor", "arson", at("12:00")),
    ]
    held = log()

    held.admit(*batch, now=LATER)

    assert known_at(held.entries, clock("13:00"))["arson"].status == "withdrawn"
    assert refusals(retracts("mayor", "arson", at("14:00")), held=held) == [
        (0, "mayor took back what it said on arson already, in e7")
    ]


def test_a_batch_cannot_retract_what_it_withdrew_or_corrected_away() -> None:
    nothing = "mayor has made no statement on arson, so it has nothing to retract"
    away = corrects(4, says("crew", "arson", NINE))

    assert refusals(withdraws(4), retracts("mayor", "arson", TEN), held=log()) == [(1, nothing)]
    assert refusals(source("crew"), away, retracts("mayor", "arson", TEN), held=log()) == [(2, nothing)]


def test_a_batch_can_retract_what_its_correction_says() -> None:
    held = log([source("crew")])

    held.admit(corrects(4, says("crew", "arson", NINE)), retracts("crew", "arson", TEN), now=LATER)

    assert known_at(held.entries, LATER)["arson"].status == "withdrawn"


def test_a_batch_can_correct_a_correction_that_the_log_holds() -> None:
    held = log([source("crew")], [corrects(4, says("mayor", "arson", TEN))])

    held.admit(corrects(6, says("crew", "arson", NINE)), retracts("crew", "arson", TEN), now=LATER)

    assert known_at(held.entries, LATER)["arson"].status == "withdrawn"


def test_a_batch_cannot_correct_what_it_withdrew() -> None:
    assert refusals(withdraws(4), corrects(4, denies("mayor", "arson", NINE)), held=log()) == [
        (1, "e4 was withdrawn already, by e5")
    ]


def test_a_batch_can_withdraw_its_own_correction_of_a_correction() -> None:
    held = log()
    batch = [corrects(4, denies("mayor", "arson", NINE)), corrects(901, says("mayor", "arson", TEN)), withdraws(902)]

    held.admit(*batch, now=LATER, labels={901: 0, 902: 1})

    (statement,) = known_at(held.entries, LATER)["arson"].statements
    assert (statement.told.stance, statement.told.corrected_by) == ("denies", (Position(5),))


def test_a_batch_sees_the_corrections_of_its_own_corrections() -> None:
    held = log([source("crew")])
    batch = [
        corrects(4, denies("mayor", "arson", NINE)),
        corrects(901, says("crew", "arson", TEN)),
        retracts("crew", "arson", at("11:00")),
        withdraws(902),
    ]

    held.admit(*batch[:3], now=LATER, labels={901: 0})

    assert known_at(held.entries, LATER)["arson"].status == "withdrawn"
    assert refusals(
        *(each.model_copy(update={"note": "again"}) for each in (*batch, corrects(902, SAYS))),
        held=log([source("crew")]),
        labels={901: 0, 902: 1},
    ) == [(4, "e7 was withdrawn already, by e9")]


def test_a_batch_can_clear_away_what_rests_and_then_what_it_rests_on() -> None:
    held = log()

    held.admit(withdraws(4), withdraws(3), claim("arson", text="Someone laid the fire"), now=LATER)

    assert known_at(held.entries, LATER, everything=True)["arson"].claim.text == "Someone laid the fire"
    assert held.entries[-1].situation == TOWN


def test_a_batch_cannot_withdraw_what_its_own_correction_rests_on() -> None:
    batch = [claim("post"), corrects(4, says("mayor", "post", NINE)), withdraws(901)]

    assert refusals(*batch, held=log(), labels={901: 0}) == [
        (2, "e5 introduced claim 'post', on which e6 rests"),
    ]
