"""An entry in few words: what kind it is, and a short sentence of the keys that it names."""

from collections.abc import Callable, Mapping
from typing import Any

from sitlog.cli.show.paper import Ink, Piece
from sitlog.cli.show.signs import CORRECTION, REPORT, STANCES, words
from sitlog.cli.show.times import Calendar
from sitlog.domain.claimvalue import ClaimValue, DateValue, NumberValue, PlaceValue
from sitlog.domain.entry import Entry
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected
from sitlog.domain.story import Stance
from sitlog.domain.values import Kind

# Every topic of the catalogue, as people call it.
KINDS: Mapping[str, str] = {
    "SituationOpened": "situation",
    "SourceRegistered": "source",
    "ReportPublished": "report",
    "ArticleUpdated": "update",
    "EvidenceCaptured": "capture",
    "IncidentReported": "incident",
    "ClaimFramed": "claim",
    "ClaimAsserted": "assertion",
    "AttackAttributed": "attribution",
    "ClaimDenied": "denial",
    "ClaimHedged": "hedge",
    "ClaimCorroborated": "corroboration",
    "ClaimRetracted": "retraction",
    "ClaimsConflicted": "conflict",
    "SourceAssessed": "judgement",
    "ClaimAssessed": "judgement",
    "EvidenceLinked": "evidence",
    "BriefingIssued": "briefing",
    "EntryCorrected": "correction",
    "EntryWithdrawn": "withdrawal",
    "EntryRedacted": "redaction",
}
_SIGNS: Mapping[str, Piece] = {
    "ReportPublished": Piece(REPORT),
    "ArticleUpdated": Piece(REPORT),
    "ClaimAsserted": STANCES[Stance.ASSERTS],
    "AttackAttributed": STANCES[Stance.ASSERTS],
    "ClaimCorroborated": STANCES[Stance.ASSERTS],
    "ClaimDenied": STANCES[Stance.DENIES],
    "ClaimHedged": STANCES[Stance.HEDGES],
    "ClaimRetracted": STANCES[Stance.RETRACTS],
    "EntryCorrected": Piece(CORRECTION),
    "EntryWithdrawn": Piece(CORRECTION),
    "EntryRedacted": Piece(CORRECTION),
}
_NO_SIGN = Piece(" ", Ink.FAINT)


def kind(entry: Entry) -> str:
    """Name the kind of an entry; a type of a newer catalogue goes by its own name."""
    return KINDS.get(entry.type, entry.type)


def sign(entry: Entry) -> Piece:
    """Give the sign of an entry's kind, or a blank."""
    return _SIGNS.get(entry.type, _NO_SIGN)


def sentence(entry: Entry, calendar: Calendar) -> str:
    """Tell what an entry says, in one short sentence."""
    if entry.event is None:
        return "redacted: what it held had to go"
    return _SENTENCES[type(entry.event).TOPIC](entry.event, calendar)


def quoted(text: str | None) -> str:
    """Put a text in quotes, after two blanks; nothing if there is none."""
    return f"  “{text}”" if text else ""


def value_words(value: ClaimValue) -> str:
    """Tell the value of a claim."""
    match value:
        case NumberValue():
            return f"{_bounds(value)}{f' {value.unit}' if value.unit else ''}"
        case DateValue():
            return "a date"
        case PlaceValue():
            return value.place
        case _:
            return value.actor


def _bounds(value: NumberValue) -> str:
    if value.at_least == value.at_most:
        return f"{value.at_least:f}"
    if value.at_most is None:
        return f"at least {value.at_least:f}"
    return f"at most {value.at_most:f}" if value.at_least is None else f"{value.at_least:f} to {value.at_most:f}"


def _says(verb: str) -> Callable[[Any, Calendar], str]:
    return lambda event, _: f"{event.by} {verb} {event.claim}{quoted(event.words)}"


def _denies(event: Any, _: Calendar) -> str:
    scope = "" if event.scope == "truth" else f", scope {event.scope}"
    return f"{event.by} denies {event.claim}{scope}{quoted(event.words)}"


def _blames(event: Any, _: Calendar) -> str:
    return f"{event.by}: {event.incident} by {event.actor}, {words(event.mode)}{quoted(event.words)}"


def _source(event: Any, _: Calendar) -> str:
    of = f", of {event.affiliation}" if event.affiliation else ""
    return f"{event.source}  “{event.name}”  {words(event.kind)}, {words(event.identification)}{of}"


def _report(event: Any, _: Calendar) -> str:
    return (
        f"{event.report}.r1 by {event.outlet}{quoted(event.title)}{'' if event.body is not None else '  text not held'}"
    )


def _update(event: Any, _: Calendar) -> str:
    return f"{event.report}.r{event.revision}, {words(event.kind)}{quoted(event.notice)}"


def _incident(event: Any, calendar: Calendar) -> str:
    return f"{event.incident}  “{event.title}”  happened {calendar.when(event.occurred)}"


def _judgement_of_claim(event: Any, _: Calendar) -> str:
    given = [event.credibility, event.likelihood and words(event.likelihood)]
    return f"{event.claim} by {event.analyst}: {', '.join(str(each) for each in given if each)}"


_SENTENCES: Mapping[str, Callable[[Any, Calendar], str]] = {
    "SituationOpened": lambda event, _: f"{event.situation}  “{event.title}”  {event.zone}",
    "SourceRegistered": _source,
    "ReportPublished": _report,
    "ArticleUpdated": _update,
    "EvidenceCaptured": lambda event, _: f"{event.report}.r{event.revision}, {event.method}",
    "IncidentReported": _incident,
    "ClaimFramed": lambda event, _: f"{event.claim}  “{event.text}”{f'  about {event.about}' if event.about else ''}",
    "ClaimAsserted": _says("says"),
    "AttackAttributed": _blames,
    "ClaimDenied": _denies,
    "ClaimHedged": _says("is unclear on"),
    "ClaimCorroborated": _says("corroborates"),
    "ClaimRetracted": _says("retracts"),
    "ClaimsConflicted": lambda event, _: f"{' against '.join(event.claims)}: {event.reason}",
    "SourceAssessed": lambda event, _: f"{event.source} by {event.analyst}: reliability {event.reliability}",
    "ClaimAssessed": _judgement_of_claim,
    "EvidenceLinked": lambda event, _: f"for e{event.entry}",
    "BriefingIssued": lambda event, _: f"to {event.audience}",
    "EntryCorrected": lambda event, _: f"of e{event.entry}: {event.reason}",
    "EntryWithdrawn": lambda event, _: f"of e{event.entry}: {event.reason}",
    "EntryRedacted": lambda event, _: f"of e{event.entry}: {event.basis}",
}


def names(event: Event | None, key: str, kind: Kind) -> bool:
    """Tell whether an event names or introduces a key; of a correction, whether what it sets in place does."""
    if isinstance(event, EntryCorrected):
        return names(event.replacement, key, kind)
    if event is None:
        return False
    return any((each.kind, each.key) == (kind, key) for each in (*event.references, *event.introductions))
