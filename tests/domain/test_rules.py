"""What may be recorded, and why not: each refusal with its field, what is wrong, and what to do."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from sitlog.domain.errors import DuplicateKey, OutOfOrder, Refused, RefusedBatch, UnknownReference
from sitlog.domain.event import Event
from sitlog.domain.events import SituationOpened
from tests.given import (
    TOWN,
    at,
    between,
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
EIGHT, NINE, TEN = at("8:00"), at("9:00"), at("10:00")

# e1 to e10
BEFORE = [
    opened(),
    source("mayor"),
    source("clerk", of="mayor"),
    source("paper", kind="outlet"),
    source("gang"),
    incident("fire", by="paper", occurred=EIGHT),
    claim("arson", about="fire"),
    claim("post"),
    report("news", outlet="paper", published=NINE),
    says("mayor", "arson", NINE),
]


def log(*events: Event) -> MemoryHoldings:
    """A log of the town that holds what came before and these events, one batch each."""
    holdings = MemoryHoldings()
    for event in (*BEFORE, *events):
        holdings.admit(event, now=LATER)
    return holdings


def refusal(event: Event, held: MemoryHoldings) -> Refused:
    """Why an event is not recorded."""
    entries = list(held.entries)
    with pytest.raises(RefusedBatch) as refused:
        held.admit(event, now=LATER)
    assert held.entries == entries
    ((_, reason),) = refused.value.refusals
    return reason


def elsewhere(event: Event) -> Event:
    """The event as one of another situation."""
    return event.model_copy(update={"situation": "market-fire"})


class Row(NamedTuple):
    """What is recorded after BEFORE, what is refused then, and how."""

    case: str
    given: Sequence[Event]
    event: Event
    error: type[Refused]
    message: str
    hint: str
    field: str


TABLE = [
    Row(
        "an unknown source that is like a known one",
        [],
        says("major", "arson", NINE),
        UnknownReference,
        "no source 'major' in harbour-fire",
        'Did you mean mayor? Declare it first: source major "..." person named',
        "by",
    ),
    Row(
        "an unknown source that is like none",
        [],
        says("zoo", "arson", NINE),
        UnknownReference,
        "no source 'zoo' in harbour-fire",
        'Declare it first: source zoo "..." person named',
        "by",
    ),
    Row(
        "an unknown claim",
        [],
        denies("mayor", "arsen", NINE),
        UnknownReference,
        "no claim 'arsen' in harbour-fire",
        'Did you mean arson? Frame it first: claim arsen "..."',
        "claim",
    ),
    Row(
        "an unknown report",
        [],
        says("mayor", "arson", NINE, evidence=(cites("bulletin"),)),
        UnknownReference,
        "no report 'bulletin' in harbour-fire",
        'Record it first: report bulletin OUTLET "..." published WHEN',
        "report",
    ),
    Row(
        "an unknown revision",
        [],
        says("mayor", "arson", NINE, evidence=(cites("news", 2),)),
        UnknownReference,
        "no revision 'news.r2' in harbour-fire",
        "Did you mean news.r1? Record it first, after the one before it, or name one that is there",
        "revision",
    ),
    Row(
        "an unknown incident",
        [],
        blames("mayor", "gang", "flood", NINE),
        UnknownReference,
        "no incident 'flood' in harbour-fire",
        'Record it first: WHEN SOURCE reports flood "..." kind KIND',
        "incident",
    ),
    Row(
        "an unknown situation",
        [],
        elsewhere(source("mayor")),
        UnknownReference,
        "no situation 'market-fire'",
        'Did you mean harbour-fire? Open it first: situation market-fire "..." zone Europe/London',
        "situation",
    ),
    Row(
        "an unknown entry",
        [],
        withdraws(99),
        UnknownReference,
        "no entry e99",
        "See what there is: sitlog log",
        "entry",
    ),
    Row(
        "an entry of another situation",
        [SituationOpened.of(situation="market-fire", title="Market", zone="UTC")],
        elsewhere(withdraws(2)),
        UnknownReference,
        "e2 belongs to harbour-fire, not to market-fire",
        "Name its situation: --situation harbour-fire",
        "entry",
    ),
    Row(
        "a key that is taken",
        [],
        source("mayor", name="Another"),
        DuplicateKey,
        "source 'mayor' is in the log already, as e2",
        "Choose another key, or change what is there: sitlog correct e2",
        "source",
    ),
    Row(
        "the key of a claim that an attribution framed",
        [blames("mayor", "gang", "fire", NINE)],
        claim("fire-by-gang"),
        DuplicateKey,
        "claim 'fire-by-gang' is in the log already, as e11",
        "Choose another key, or change what is there: sitlog correct e11",
        "claim",
    ),
    Row(
        "a revision that is there",
        [updates("news", 2, TEN)],
        updates("news", 2, TEN, kind="correction"),
        OutOfOrder,
        "revision 2 of news is in the log already, as e11",
        "Record the next revision, or change that one: sitlog correct e11",
        "revision",
    ),
    Row(
        "a revision that does not follow",
        [],
        updates("news", 3, TEN),
        OutOfOrder,
        "revision 3 of news does not follow: there is no revision 2",
        "Record revision 2 first; where its text is unknown it is 'not held'",
        "revision",
    ),
    Row(
        "a source that belongs to itself",
        [],
        source("crew", of="crew"),
        OutOfOrder,
        "crew cannot belong to itself",
        "Leave out its affiliation, or name whom it speaks for",
        "affiliation",
    ),
    Row(
        "a source corrected to belong to one that belongs to it",
        [],
        corrects(2, source("mayor", of="clerk")),
        OutOfOrder,
        "mayor cannot belong to itself, through clerk",
        "Leave out its affiliation, or name whom it speaks for",
        "affiliation",
    ),
    Row(
        "a withdrawn correction that had kept a source from belonging to itself",
        [corrects(3, source("clerk")), corrects(2, source("mayor", of="clerk"))],
        withdraws(11),
        OutOfOrder,
        "clerk cannot belong to itself, through mayor",
        "Leave out its affiliation, or name whom it speaks for",
        "entry",
    ),
    Row(
        "a retraction of what was never said",
        [],
        retracts("clerk", "arson", TEN),
        OutOfOrder,
        "clerk has made no statement on arson, so it has nothing to retract",
        "Only the source of a statement can take it back. Who made one: sitlog why arson",
        "by",
    ),
    Row(
        "a second retraction",
        [retracts("mayor", "arson", TEN)],
        retracts("mayor", "arson", at("11:00")),
        OutOfOrder,
        "mayor took back what it said on arson already, in e11",
        "Nothing of it stands that could be retracted",
        "by",
    ),
    Row(
        "a retraction before the statement",
        [],
        retracts("mayor", "arson", EIGHT),
        OutOfOrder,
        "mayor cannot have taken back by then what it said on arson only later, in e10",
        "Check the time of the retraction, and that of the statement",
        "said",
    ),
    Row(
        "a retraction of a statement that was withdrawn",
        [withdraws(10)],
        retracts("mayor", "arson", TEN),
        OutOfOrder,
        "mayor has made no statement on arson, so it has nothing to retract",
        "Only the source of a statement can take it back. Who made one: sitlog why arson",
        "by",
    ),
    Row(
        "evidence for a correction",
        [corrects(10, says("mayor", "arson", TEN))],
        links(11, cites("news")),
        OutOfOrder,
        "e11 corrects e10: evidence is linked to what was corrected",
        "Link it to the original, e10",
        "entry",
    ),
    Row(
        "evidence corrected to belong to a later entry",
        [links(10, cites("news")), denies("clerk", "arson", TEN)],
        corrects(11, links(12, cites("news"))),
        OutOfOrder,
        "e11 links evidence to earlier entries, and e12 is none",
        "Withdraw e11 and link the evidence anew",
        "entry",
    ),
    Row(
        "a correction of what was withdrawn",
        [withdraws(10)],
        corrects(10, says("mayor", "arson", TEN)),
        OutOfOrder,
        "e10 was withdrawn already, by e11",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a correction of what was redacted",
        [redacts(10)],
        corrects(10, says("mayor", "arson", TEN)),
        OutOfOrder,
        "e10 was redacted already, by e11",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a correction of a correction that was withdrawn",
        [corrects(10, says("mayor", "arson", TEN)), withdraws(11)],
        corrects(11, says("mayor", "arson", EIGHT)),
        OutOfOrder,
        "e11 was withdrawn already, by e12",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a correction of a withdrawal",
        [withdraws(10)],
        corrects(11, says("mayor", "arson", TEN)),
        OutOfOrder,
        "e11 is a withdrawal, which cannot be corrected",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a correction of a redaction",
        [redacts(10)],
        corrects(11, says("mayor", "arson", TEN)),
        OutOfOrder,
        "e11 is a redaction, which cannot be corrected",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a replacement in another situation",
        [],
        corrects(10, elsewhere(says("mayor", "arson", TEN))),
        OutOfOrder,
        "the replacement belongs to market-fire, its entry to harbour-fire",
        "Withdraw e10 here and record it there",
        "replacement",
    ),
    Row(
        "a replacement with another key",
        [],
        corrects(7, claim("accident")),
        OutOfOrder,
        "e7 introduced claim 'arson', its replacement claim 'accident'",
        "A correction keeps the keys. To change them, record the new entry and withdraw the old",
        "replacement",
    ),
    Row(
        "a replacement that introduces what its entry did not",
        [],
        corrects(10, claim("accident")),
        OutOfOrder,
        "e10 introduced nothing, its replacement claim 'accident'",
        "A correction keeps the keys. To change them, record the new entry and withdraw the old",
        "replacement",
    ),
    Row(
        "a replacement that names what is not there",
        [],
        corrects(10, says("major", "arson", TEN)),
        UnknownReference,
        "no source 'major' in harbour-fire",
        'Did you mean mayor? Declare it first: source major "..." person named',
        "by",
    ),
    Row(
        "a replacement that retracts nothing but itself",
        [],
        corrects(10, retracts("mayor", "arson", TEN)),
        OutOfOrder,
        "mayor has made no statement on arson, so it has nothing to retract",
        "Only the source of a statement can take it back. Who made one: sitlog why arson",
        "by",
    ),
    Row(
        "an attribution corrected to another actor while somebody denies the claim that it framed",
        [blames("mayor", "gang", "fire", NINE), denies("gang", "fire-by-gang", TEN)],
        corrects(11, blames("mayor", "clerk", "fire", NINE)),
        OutOfOrder,
        "e11 introduced claim 'fire-by-gang', on which e12 rests",
        "Withdraw that first: sitlog withdraw e12",
        "entry",
    ),
    Row(
        "a withdrawal of what others rest on",
        [],
        withdraws(7),
        OutOfOrder,
        "e7 introduced claim 'arson', on which e10 rests",
        "Withdraw that first: sitlog withdraw e10",
        "entry",
    ),
    Row(
        "a withdrawal of what another's replacement rests on",
        [says("mayor", "arson", TEN), corrects(11, says("mayor", "post", TEN))],
        withdraws(8),
        OutOfOrder,
        "e8 introduced claim 'post', on which e12 rests",
        "Withdraw that first: sitlog withdraw e12",
        "entry",
    ),
    Row(
        "a second withdrawal",
        [withdraws(10)],
        withdraws(10).model_copy(update={"note": "again"}),
        OutOfOrder,
        "e10 was withdrawn already, by e11",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a withdrawal of a withdrawal",
        [withdraws(10)],
        withdraws(11),
        OutOfOrder,
        "e11 is a withdrawal, which cannot be withdrawn",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a withdrawal of a redaction",
        [redacts(10)],
        withdraws(11),
        OutOfOrder,
        "e11 is a redaction, which cannot be withdrawn",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a second redaction",
        [redacts(10)],
        redacts(10).model_copy(update={"note": "again"}),
        OutOfOrder,
        "e10 was redacted already, by e11",
        "Record what should stand now as an entry of its own",
        "entry",
    ),
    Row(
        "a redaction of a withdrawal",
        [withdraws(10)],
        redacts(11),
        OutOfOrder,
        "e11 is a withdrawal: without it, what it took away would come back",
        "Redact the entry that e11 names instead",
        "entry",
    ),
    Row(
        "a redaction of a redaction",
        [redacts(10)],
        redacts(11),
        OutOfOrder,
        "e11 is a redaction: without it, what it took away would come back",
        "Redact the entry that e11 names instead",
        "entry",
    ),
    Row(
        "a redaction of a correction whose original is left",
        [corrects(10, says("mayor", "arson", TEN))],
        redacts(11),
        OutOfOrder,
        "e11 corrects e10: without it, what was wrong would come back",
        "Redact the original first: sitlog redact e10",
        "entry",
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.case)
def test_a_refusal_says_what_is_wrong_where_and_what_to_do(row: Row) -> None:
    refused = refusal(row.event, log(*row.given))

    assert type(refused) is row.error
    assert [refused.message, refused.hint, refused.field] == [row.message, row.hint, row.field]


def test_the_hint_to_redact_another_entry_can_be_followed() -> None:
    held = log(corrects(10, says("mayor", "arson", TEN)))

    held.admit(redacts(10), now=LATER)
    held.admit(redacts(11), now=LATER)

    assert [each.position for each in held.entries if each.event is None] == [10, 11]


@pytest.mark.parametrize("named", [10, 11])
def test_a_correction_of_a_correction_names_the_correction_or_the_original(named: int) -> None:
    held = log(corrects(10, says("mayor", "arson", TEN)))

    held.admit(corrects(named, says("mayor", "arson", EIGHT)), now=LATER)

    (statement,) = known_at(held.entries, LATER)["arson"].statements
    assert (statement.told.said, statement.told.corrected_by) == (EIGHT, (11, 12))


def test_once_a_correction_is_withdrawn_its_original_can_be_corrected() -> None:
    held = log(corrects(10, says("mayor", "arson", TEN)), withdraws(11))

    held.admit(corrects(10, says("mayor", "arson", EIGHT)), now=LATER)

    (statement,) = known_at(held.entries, LATER)["arson"].statements
    assert (statement.told.said, statement.told.corrected_by) == (EIGHT, (13,))


def test_a_claim_can_be_denied_that_a_correction_framed() -> None:
    held = log(says("mayor", "arson", TEN), corrects(11, blames("mayor", "gang", "fire", TEN)))

    held.admit(denies("gang", "fire-by-gang", TEN), now=LATER)

    assert known_at(held.entries, LATER)["fire-by-gang"].status == "disputed"


def test_a_claim_cannot_be_denied_any_more_once_its_attribution_was_corrected_to_another() -> None:
    held = log(blames("mayor", "gang", "fire", NINE), corrects(11, blames("mayor", "clerk", "fire", NINE)))

    refused = refusal(denies("gang", "fire-by-gang", TEN), held)
    held.admit(denies("clerk", "fire-by-clerk", TEN), now=LATER)

    assert refused.message == "no claim 'fire-by-gang' in harbour-fire"


def test_an_attribution_can_be_corrected_as_long_as_another_frames_its_claim() -> None:
    held = log(
        blames("mayor", "gang", "fire", NINE),
        blames("paper", "gang", "fire", NINE),
        denies("gang", "fire-by-gang", TEN),
    )

    held.admit(corrects(11, blames("mayor", "clerk", "fire", NINE)), now=LATER)

    assert refusal(withdraws(12), held).message == "e12 introduced claim 'fire-by-gang', on which e13 rests"


def test_a_correction_cannot_be_withdrawn_while_others_rest_on_what_it_framed() -> None:
    held = log(
        says("mayor", "arson", TEN),
        corrects(11, blames("mayor", "gang", "fire", TEN)),
        denies("gang", "fire-by-gang", TEN),
    )

    assert refusal(withdraws(12), held).message == "e11 introduced claim 'fire-by-gang', on which e13 rests"


def test_what_only_its_own_corrections_name_can_be_withdrawn() -> None:
    held = log(corrects(8, claim("post", text="The post is theirs")))

    held.admit(withdraws(8), now=LATER)

    assert "post" not in known_at(held.entries, LATER, everything=True)


def test_what_others_rested_on_can_go_after_them() -> None:
    held = log(withdraws(10), withdraws(7))

    held.admit(claim("arson", text="Someone laid the fire"), now=LATER)

    assert known_at(held.entries, LATER, everything=True)["arson"].claim.text == "Someone laid the fire"


def test_the_key_of_what_was_redacted_is_free_once_that_is_withdrawn() -> None:
    held = log(redacts(7))

    again = refusal(claim("arson", text="Someone laid the fire"), held)
    held.admit(withdraws(7), claim("arson", text="Someone laid the fire"), now=LATER)

    assert again.message == "claim 'arson' is in the log already, as e7"
    assert known_at(held.entries, LATER)["arson"].claim.text == "Someone laid the fire"


def test_what_was_redacted_can_still_be_named() -> None:
    held = log(redacts(7))

    held.admit(denies("clerk", "arson", TEN), now=LATER)

    arson = known_at(held.entries, LATER)["arson"]
    assert (arson.status, arson.claim.text) == ("disputed", None)


def test_a_retraction_may_be_as_vague_as_what_it_takes_back() -> None:
    held = log(denies("clerk", "post", between("9:00", "12:00")))

    held.admit(retracts("clerk", "post", between("10:00", "12:00")), now=LATER)

    assert known_at(held.entries, LATER)["post"].status == "withdrawn"


def test_a_retraction_is_corrected_against_what_stands_without_it() -> None:
    held = log(retracts("mayor", "arson", TEN))

    held.admit(corrects(11, retracts("mayor", "arson", at("11:00"))), now=LATER)

    assert known_at(held.entries, clock("10:30"))["arson"].status == "unchallenged"


def test_an_entry_of_a_situation_says_nothing_of_another() -> None:
    held = log(SituationOpened.of(situation="market-fire", title="Market", zone="UTC"))

    held.admit(elsewhere(source("mayor")), now=LATER)

    assert refusal(elsewhere(says("mayor", "arson", NINE)), held).message == "no claim 'arson' in market-fire"
    assert {each.situation for each in held.entries} == {TOWN, "market-fire"}
