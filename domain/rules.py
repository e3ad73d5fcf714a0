"""May this be recorded, given what the log holds?"""

from sitlog.domain.batch import Batch
from sitlog.domain.changing import introducers, may_be_corrected, may_be_redacted, may_be_withdrawn, standing
from sitlog.domain.entry import Entry
from sitlog.domain.errors import DuplicateKey, OutOfOrder, Refused, UnknownReference
from sitlog.domain.event import Event, Named
from sitlog.domain.events import (
    ClaimRetracted,
    EntryCorrected,
    EntryRedacted,
    EntryWithdrawn,
    EvidenceLinked,
    SourceRegistered,
    Statement,
    said_order,
)
from sitlog.domain.holdings import Holdings
from sitlog.domain.nearest import nearest
from sitlog.domain.values import Kind, Position


def check(event: Event, held: Batch) -> None:
    """Raise Refused, with the field and what to do, if *event* may not be recorded now."""
    _must_refer_to_what_is_there(event, held)
    for named in event.introductions:
        _must_be_new(event, named, held)
    match event:
        case EntryCorrected():
            original = may_be_corrected(event, held)
            _must_refer_to_what_is_there(event.replacement, held)
            _must_follow(event.replacement, held, replaces=original)
        case EntryWithdrawn():
            restored = may_be_withdrawn(event, held)
            if restored and isinstance(restored.event, SourceRegistered):
                _must_not_belong_to_itself(restored.event, held, field="entry")
        case EntryRedacted():
            may_be_redacted(event, held)
        case _:
            _must_follow(event, held)


def _must_refer_to_what_is_there(event: Event, held: Batch) -> None:
    if isinstance(event, SourceRegistered):
        _must_not_belong_to_itself(event, held)
    for named in event.references:
        _must_exist(event, named, held)


def _must_follow(event: Event, held: Holdings, *, replaces: Entry | None = None) -> None:
    match event:
        case ClaimRetracted():
            _must_have_something_to_retract(event, held, replaces)
        case EvidenceLinked():
            _must_name_an_original(event, held)
            _must_name_an_earlier_entry(event, replaces)
        case _:
            pass


def _must_exist(event: Event, named: Named, held: Batch) -> None:
    if named.kind is Kind.ENTRY:
        _must_be_an_entry_of(event, Position(int(named.key)), held)
        return
    name = event.situation, named.kind, named.key
    if name in held.vouched:
        return
    if not any(introducers(event.situation, named, held)):
        raise _unknown(event, named, held)
    held.vouched.add(name)


def _must_be_an_entry_of(event: Event, position: Position, held: Holdings) -> None:
    entry = held.entry(position)
    if entry is None:
        msg = f"no entry e{position}"
        raise UnknownReference(msg, hint="See what there is: sitlog log", field="entry")
    if entry.situation != event.situation:
        msg = f"e{position} belongs to {entry.situation}, not to {event.situation}"
        raise UnknownReference(msg, hint=f"Name its situation: --situation {entry.situation}", field="entry")


_DECLARE = {
    Kind.SITUATION: 'Open it first: situation {key} "..." zone Europe/London',
    Kind.SOURCE: 'Declare it first: source {key} "..." person named',
    Kind.CLAIM: 'Frame it first: claim {key} "..."',
    Kind.REPORT: 'Record it first: report {key} OUTLET "..." published WHEN',
    Kind.INCIDENT: 'Record it first: WHEN SOURCE reports {key} "..." kind KIND',
    Kind.REVISION: "Record it first, after the one before it, or name one that is there",
}


def _unknown(event: Event, named: Named, held: Holdings) -> Refused:
    where = "" if named.kind is Kind.SITUATION else f" in {event.situation}"
    declare = _DECLARE[named.kind].format(key=named.key)
    like = nearest(named.key, held.names(event.situation, named.kind))
    return UnknownReference(
        f"no {named.kind} '{named.key}'{where}",
        hint=f"Did you mean {like}? {declare}" if like else declare,
        field=named.field,
    )


def _must_be_new(event: Event, named: Named, held: Holdings) -> None:
    if named.kind is Kind.REVISION:
        _must_follow_the_last_revision(event, named, held)
    elif not named.shared and (before := next(introducers(event.situation, named, held), None)):
        msg = f"{named.kind} '{named.key}' is in the log already, as e{before}"
        hint = f"Choose another key, or change what is there: sitlog correct e{before}"
        raise DuplicateKey(msg, hint=hint, field=named.field)


def _must_follow_the_last_revision(event: Event, named: Named, held: Holdings) -> None:
    report, _, text = named.key.rpartition(".r")
    number = int(text)
    before = next(iter(held.introductions(event.situation, Kind.REVISION, named.key)), None)
    if before is not None:
        msg = f"revision {number} of {report} is in the log already, as e{before}"
        hint = f"Record the next revision, or change that one: sitlog correct e{before}"
        raise OutOfOrder(msg, hint=hint, field=named.field)
    if number > 1 and not any(held.introductions(event.situation, Kind.REVISION, f"{report}.r{number - 1}")):
        msg = f"revision {number} of {report} does not follow: there is no revision {number - 1}"
        hint = f"Record revision {number - 1} first; where its text is unknown it is 'not held'"
        raise OutOfOrder(msg, hint=hint, field=named.field)


def _must_have_something_to_retract(event: ClaimRetracted, held: Holdings, replaces: Entry | None) -> None:
    entries = held.statements(event.situation, event.by, event.claim)
    if replaces is not None:
        entries = [each for each in entries if each.position != replaces.position]
    latest = max(entries, key=_order, default=None)
    if latest is None or not isinstance(latest.event, Statement):
        msg = f"{event.by} has made no statement on {event.claim}, so it has nothing to retract"
        hint = f"Only the source of a statement can take it back. Who made one: sitlog why {event.claim}"
        raise OutOfOrder(msg, hint=hint, field="by")
    if isinstance(latest.event, ClaimRetracted):
        msg = f"{event.by} took back what it said on {event.claim} already, in e{latest.position}"
        raise OutOfOrder(msg, hint="Nothing of it stands that could be retracted", field="by")
    begun = latest.event.said.earliest
    if begun is not None and event.said.latest is not None and event.said.latest < begun:
        msg = (
            f"{event.by} cannot have taken back by then what it said on {event.claim} only later, in e{latest.position}"
        )
        raise OutOfOrder(msg, hint="Check the time of the retraction, and that of the statement", field="said")


def _order(entry: Entry) -> tuple[object, ...]:
    return (*said_order(entry.event), entry.position) if isinstance(entry.event, Statement) else ()


def _must_not_belong_to_itself(event: SourceRegistered, held: Holdings, field: str = "affiliation") -> None:
    passed: list[str] = []
    above: str | None = event.affiliation
    while above is not None and above not in passed:
        if above == event.source:
            through = f", through {' and '.join(passed)}" if passed else ""
            msg = f"{event.source} cannot belong to itself{through}"
            raise OutOfOrder(msg, hint="Leave out its affiliation, or name whom it speaks for", field=field)
        passed.append(above)
        above = _affiliation(event.situation, above, held)


def _affiliation(situation: str, source: str, held: Holdings) -> str | None:
    for position in held.introductions(situation, Kind.SOURCE, source):
        entry = standing(position, held)
        if entry and isinstance(entry.event, SourceRegistered):
            return entry.event.affiliation
    return None


def _must_name_an_original(event: EvidenceLinked, held: Holdings) -> None:
    original = held.changes(event.entry).original(event.entry)
    if original != event.entry:
        msg = f"e{event.entry} corrects e{original}: evidence is linked to what was corrected"
        raise OutOfOrder(msg, hint=f"Link it to the original, e{original}", field="entry")


def _must_name_an_earlier_entry(event: EvidenceLinked, replaces: Entry | None) -> None:
    if replaces is not None and event.entry >= replaces.position:
        msg = f"e{replaces.position} links evidence to earlier entries, and e{event.entry} is none"
        raise OutOfOrder(msg, hint=f"Withdraw e{replaces.position} and link the evidence anew", field="entry")
