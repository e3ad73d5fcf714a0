"""The answer of `sources`: each voice, what it said, what it took back, and how often others later opposed it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import asked_lines, asked_text
from sitlog.cli.show.beside import judged, judgement_documents
from sitlog.cli.show.forms import Table
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.signs import STANCES, words
from sitlog.domain.answer import asked_document
from sitlog.domain.beside import Judgement
from sitlog.domain.record import Track, tracks
from sitlog.domain.story import Stance, Voice
from sitlog.domain.values import Kind, SourceId

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_SAID = {Stance.ASSERTS: "says", Stance.DENIES: "denies", Stance.HEDGES: "unclear", Stance.RETRACTS: "took back"}
_COLUMNS = (
    *("source", "name", "kind", "identification", "count", "affiliation", "asserts", "denies", "hedges"),
    *("retracts", "claims", "opposed", "reports", "corrections", "withdrawals"),
)


def sources(log: "SituationLog", where: Where, question: Question) -> "SourcesAnswer":
    """Count what each voice said in public; see the command `sources`."""
    from sitlog.store.statements.beside import beside  # noqa: PLC0415  # slow to import, and --help needs none of it
    from sitlog.store.statements.speaking import spoken  # noqa: PLC0415  # as above

    base = ground(log, where, question)
    said = spoken(log, base.situation, base.asked)
    voices = said.story.voices
    by_source = defaultdict[SourceId | None, list[Judgement]](list)
    given, _ = beside(log, base.situation, base.asked.position, [(Kind.SOURCE, each) for each in voices])
    for each in given:
        by_source[each.source].append(each)
    return SourcesAnswer(base, voices, tracks(said.story, said.public, base.asked), by_source)


@dataclass(frozen=True, slots=True)
class SourcesAnswer:
    """Voices with counts of what they did."""

    ground: Ground
    voices: Mapping[SourceId, Voice]
    tracks: Sequence[Track]
    judgements: Mapping[SourceId | None, Sequence[Judgement]]

    def text(self, across: int) -> Iterator[Line]:
        """Give them for people, on so many columns."""
        asked = self.ground.asking
        yield from asked_lines(asked.asked, asked.calendar, across, desk=asked.desk)
        yield ()
        for each in self.tracks:
            yield from self._voice(each, across)
        if not self.tracks:
            yield line("No voice is on record.")
        yield ()
        yield from wrapped(
            line("Opposed: another voice later said otherwise. Who is right, no count tells.", Ink.FAINT), across
        )

    def _voice(self, track: Track, across: int) -> Iterator[Line]:
        voice = track.voice
        number = f" x{voice.count}" if voice.count else ""
        principal = self.voices.get(voice.affiliation) if voice.affiliation else None
        of = f", of {principal.name if principal else voice.affiliation}" if voice.affiliation else ""
        about = f"  {words(voice.kind)}, {words(voice.identification)}{number}{of}"
        yield from Row([said(voice.name, Ink.TITLE), said(about)], [said(voice.source, Ink.KEY)]).lines(across)
        yield from Row(line(self._counted(track)), lead=[Piece("  ")]).lines(across)
        for judgement in self.judgements.get(voice.source, ()):
            yield from Row(line(f"judged: {judged(judgement)} (e{judgement.entry})"), lead=[Piece("  ")]).lines(across)

    def _counted(self, track: Track) -> str:
        told = [
            f"{STANCES[stance].text} {name} {track.count(stance)}"
            for stance, name in _SAID.items()
            if track.count(stance)
        ]
        if told:
            told.append(f"on {track.claims} claim{'s' * (track.claims != 1)}")
        if track.contradicted:
            by = ", ".join(f"e{one} by e{other}" for one, other in track.contradicted)
            told.append(f"opposed {len(track.contradicted)} ({by})")
        if track.reports or track.corrections or track.withdrawals:
            told.append(f"■ reports {track.reports}, corrections {track.corrections}, withdrawals {track.withdrawals}")
        return "  ".join(told) or "said nothing in public by then"

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.sources/1."""
        return {
            "format": "sitlog.sources/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "sources": [self._document(each) for each in self.tracks],
        }

    def _document(self, track: Track) -> dict[str, Any]:
        voice = track.voice
        return {
            "source": voice.source,
            "name": voice.name,
            "kind": voice.kind.value,
            "identification": voice.identification.value,
            "count": voice.count,
            "affiliation": voice.affiliation,
            "asserts": track.count(Stance.ASSERTS),
            "denies": track.count(Stance.DENIES),
            "hedges": track.count(Stance.HEDGES),
            "retracts": track.count(Stance.RETRACTS),
            "claims": track.claims,
            "opposed": [{"entry": one, "by": other} for one, other in track.contradicted],
            "reports": track.reports,
            "corrections": track.corrections,
            "withdrawals": track.withdrawals,
            "judgements": judgement_documents(self.judgements.get(voice.source, ())),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each voice as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked")}
        return ({"format": "sitlog.source/1", **common, **each} for each in whole["sources"])

    def table(self) -> Table:
        """Give a row a voice."""
        rows = (
            [len(each[name]) if name == "opposed" else each[name] for name in _COLUMNS]
            for each in map(self._document, self.tracks)
        )
        return Table(_COLUMNS, rows)

    def summary(self) -> tuple[str, Table]:
        """Give a row a voice, for people."""
        asked = self.ground.asking
        rows = ((each.voice.name, each.voice.source, self._counted(each)) for each in self.tracks)
        return asked_text(asked.asked, asked.calendar, desk=asked.desk), Table(("Voice", "Key", "What it did"), rows)
