"""A statement in a line: who, where they stand, in what words, when, and which entry holds it."""

from collections.abc import Iterator, Mapping

from sitlog.cli.show.paper import Ink, Piece, Row, said
from sitlog.cli.show.signs import STANCES, words
from sitlog.cli.show.times import Calendar
from sitlog.domain.knowledge import KnownStatement
from sitlog.domain.story import Stance, Told, Voice
from sitlog.domain.values import DenialScope, Independence, SourceId
from sitlog.domain.when import Membership

_INDEPENDENCE = {
    Independence.INDEPENDENT: "supports it, from elsewhere",
    Independence.SAME_ORIGIN: "supports it, from the same origin",
    Independence.UNKNOWN: "supports it",
}


def statement_row(
    known: KnownStatement, calendar: Calendar, voices: Mapping[SourceId, Voice], indent: int, entries: int
) -> Row:
    """Lay out a statement; *indent* is the column of its sign, *entries* the width of the numbers of entries."""
    told = known.told
    later = Ink.FAINT if _is_history(known) else Ink.PLAIN
    left = [Piece(voice_name(told.source, voices), later)]
    for particular in particulars(known, voices):
        left += [Piece("  "), Piece(particular, later)]
    return Row(
        lead=[Piece(" " * indent), STANCES[told.stance], Piece(" ")],
        left=left,
        right=[said(calendar.when(known.public)), Piece(f"  {f'e{told.entry}':>{entries}}", Ink.KEY)],
    )


def voice_name(source: SourceId, voices: Mapping[SourceId, Voice]) -> str:
    """Name a source, and say if its readers are not told who it is; one whose registration is gone by its key."""
    voice = voices.get(source)
    if voice is None:
        return source
    unnamed = voice.unnamed and "unnamed" not in voice.name.lower()
    return said(f"{voice.name}, unnamed" if unnamed else voice.name).text


def particulars(known: KnownStatement, voices: Mapping[SourceId, Voice]) -> Iterator[str]:
    """Tell what else there is to a statement than who stands where."""
    told = known.told
    yield from _manner(told)
    if told.hedge:
        yield said(f"hedged: “{told.hedge}”").text
    if told.words:
        yield said(f"“{told.words}”").text
    if told.relayed_by:
        yield f"relayed by {voice_name(told.relayed_by, voices)}"
    if known.membership is Membership.POSSIBLE:
        yield "perhaps already"
    elif _is_history(known):
        yield "stands no more"


def _manner(told: Told) -> Iterator[str]:
    if told.stance is Stance.RETRACTS:
        yield "takes it back"
    if told.scope is not None and told.scope is not DenialScope.TRUTH:
        yield f"denies {'the ' if told.scope is DenialScope.CHARACTERISATION else ''}{told.scope.value}"
    if told.independence is not None:
        yield _INDEPENDENCE[told.independence]
    if told.mode is not None:
        yield words(told.mode.value)


def _is_history(known: KnownStatement) -> bool:
    standing = known.standing or known.told.stance is Stance.RETRACTS
    return known.membership is Membership.CERTAIN and not standing
