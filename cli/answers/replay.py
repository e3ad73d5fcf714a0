"""The answer of `replay`: the log played from nothing, and what each entry changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import Ground, ground
from sitlog.cli.answers.known import known_in
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.corrections import turned
from sitlog.cli.show.entries import EntryLines, entry_document
from sitlog.cli.show.forms import Table
from sitlog.cli.show.known import statuses_told
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.sentences import KINDS, kind, sentence
from sitlog.domain.answer import asked_document, digest_of, stream
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import BrokenLog
from sitlog.domain.status import Status
from sitlog.domain.when import rfc3339
from sitlog.projections.walk import Step, walk

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


def played(log: "SituationLog", where: Where, question: Question) -> "ReplayAnswer":
    """Play a situation entry by entry, and ask the table; raises BrokenLog if that does not tell the same."""
    from sitlog.store.replaying import told_otherwise  # noqa: PLC0415  # slow to import, and --help needs none of it

    base = ground(log, where, question)
    kinds = Counter[str]()
    otherwise = told_otherwise(log, base.situation, _counted(base.entries(), kinds), until=base.asked.position)
    if (first := next(otherwise, None)) is not None:
        msg = f"playing the log entry by entry and whole gives two answers: on {first}"
        raise BrokenLog(msg, hint="Look into it: sitlog verify")
    return ReplayAnswer(base, *_answered(base), kinds)


def _counted(entries: Iterable[Entry], kinds: Counter[str]) -> Iterator[Entry]:
    """Count entries by their kinds as they are read."""
    for entry in entries:
        kinds[KINDS.get(entry.type, entry.type)] += 1
        yield entry


def _answered(base: Ground) -> tuple[Counter[Status], str]:
    """Give how many claims have which status in the whole answer, and its digest; each claim is read once for both."""
    statuses = Counter[Status]()
    told = stream(known_in(base.log, base.situation, base.asked, everything=True))
    return statuses, digest_of({**told, "claims": _tallied(told["claims"], statuses)})


def _tallied(claims: Iterator[Mapping[str, Any]], statuses: Counter[Status]) -> Iterator[Mapping[str, Any]]:
    for each in claims:
        statuses[Status(each["status"])] += 1
        yield each


def walked(log: "SituationLog", where: Where, question: Question) -> "StepsAnswer":
    """Walk a situation entry by entry; see the command `replay`."""
    from sitlog.store.bearing import claims_of, parts  # noqa: PLC0415  # as above

    base = ground(log, where, question)
    played = parts(log, base.situation, base.asked, claims_of(log, base.situation))
    return StepsAnswer(base, walk(base.situation, base.entries(), by=base.asked.by, parts=played))


def _question(base: Ground) -> str:
    asked = base.asking
    return f"Played to {asked.calendar.placed(asked.asked.recorded_at)}, {at_position(asked.asked)}"


@dataclass(frozen=True, slots=True)
class ReplayAnswer:
    """What playing the log came to, with the SHA-256 of that answer."""

    ground: Ground
    statuses: Mapping[Status, int]
    digest: str
    kinds: Mapping[str, int]

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(_question(self.ground), Ink.TITLE), across)
        kinds = ", ".join(f"{count} {name}" for name, count in self.kinds.items())
        yield from wrapped(line(f"{sum(self.kinds.values())} entries: {kinds}."), across)
        yield from wrapped(line(statuses_told(self.statuses)), across)
        yield from wrapped(line(f"Entry by entry and whole, the same answer: sha256 {self.digest}"), across)
        yield line("What each entry changed: sitlog replay --step", Ink.FAINT)

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.replay/1."""
        return {
            "format": "sitlog.replay/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "entries": dict(self.kinds),
            "statuses": {status.value: count for status, count in self.statuses.items()},
            "digest": self.digest,
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give it as the one JSON object it is."""
        yield self.document()

    def table(self) -> Table:
        """Give a row a kind of entry."""
        return Table(("kind", "entries"), self.kinds.items())

    def summary(self) -> tuple[str, Table]:
        """Give a row a kind of entry."""
        return _question(self.ground), Table(("Kind", "Entries"), self.kinds.items())


@dataclass(frozen=True, slots=True)
class StepsAnswer:
    """Entries with what each one changed, as they are walked."""

    ground: Ground
    steps: Iterator[Step]

    def text(self, across: int) -> Iterator[Line]:
        """Give them for people, on so many columns."""
        yield from wrapped(line(_question(self.ground), Ink.TITLE), across)
        yield ()
        asked = self.ground.asking
        lines = EntryLines(asked.calendar, Changes(), asked.asked.position)
        day = None
        for each in self.steps:
            local = each.entry.recorded_at.astimezone(asked.calendar.zone).date()
            first, *rows = lines.text([each.entry], across)
            if local != day:
                yield first
            day = local
            yield from rows
            for turn in each.turns:
                told = [said(turn.claim, Ink.KEY), Piece(f": {turned(turn)}")]
                yield from Row(told, lead=[Piece(" " * _INDENT)]).lines(across)

    def document(self) -> Mapping[str, Any]:
        """Give them as one JSON object, sitlog.steps/1."""
        return {
            "format": "sitlog.steps/1",
            "situation": self.ground.situation,
            "asked": asked_document(self.ground.asked),
            "steps": map(_step, self.steps),
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each step as a JSON object."""
        return ({"format": "sitlog.step/1", "situation": self.ground.situation, **_step(each)} for each in self.steps)

    def table(self) -> Table:
        """Give a row a status that changed; one an entry that changed none."""
        return Table(("entry", "recorded_at", "type", "claim", "before", "after"), self._rows())

    def _rows(self) -> Iterator[Sequence[Any]]:
        for each in self.steps:
            head = (each.entry.position, rfc3339(each.entry.recorded_at), each.entry.type)
            yield from ((*head, turn.claim, turn.before.value, turn.after.value) for turn in each.turns)
            if not each.turns:
                yield (*head, None, None, None)

    def summary(self) -> tuple[str, Table]:
        """Give a row an entry, for people."""
        full = self.ground.asking.calendar._replace(near=None)
        rows = (
            (
                f"e{each.entry.position}",
                full.short(each.entry.recorded_at),
                f"{kind(each.entry)}: {sentence(each.entry, full)}",
                "; ".join(f"{turn.claim}: {turned(turn)}" for turn in each.turns),
            )
            for each in self.steps
        )
        return _question(self.ground), Table(("Entry", "Recorded", "What it says", "What it changed"), rows)


_INDENT = 12  # columns


def _step(step: Step) -> dict[str, Any]:
    turns = [{"claim": each.claim, "before": each.before.value, "after": each.after.value} for each in step.turns]
    return {**entry_document(step.entry), "claims": turns}
