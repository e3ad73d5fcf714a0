"""The answer of `when`: the first instant at which each status held, on both clocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sitlog.cli.answers.ground import ground
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.cli.show.asked import at_position
from sitlog.cli.show.forms import Table
from sitlog.cli.show.lasting import lasting
from sitlog.cli.show.paper import Ink, Line, Piece, Row, line, said, wrapped
from sitlog.cli.show.signs import STATUSES, words
from sitlog.domain.answer import asked_document
from sitlog.domain.asked import Clock
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.history import History
from sitlog.domain.nearest import nearest
from sitlog.domain.public import END
from sitlog.domain.status import Phase, Status
from sitlog.domain.story import Claim
from sitlog.domain.values import ClaimId, Kind
from sitlog.domain.when import rfc3339
from sitlog.projections.desk import Held, desk_history
from sitlog.projections.story import story

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog

_COLUMNS = max(len(each.value) for each in Status)
_CLOCKS = {Clock.SAID: "In public", Clock.PUBLICATION: "In publications"}


def status_typed(typed: str | None) -> Status | None:
    """Read a status as people write it, with a blank or a hyphen; raises NotUnderstood."""
    if typed is None:
        return None
    key = typed.strip().lower().replace(" ", "-").replace("_", "-")
    known = [each.value for each in Status]
    if key not in known:
        like = nearest(key, known)
        every = f"The statuses are: {', '.join(known)}"
        raise NotUnderstood(f"there is no status '{typed}'", hint=f"Did you mean {like}?" if like else every)
    return Status(key)


def first_instants(
    log: "SituationLog", where: Where, question: Question, claim: str, status: Status | None
) -> "WhenAnswer":
    """Find when a claim first had each status, or the one that is asked for; see the command `when`."""
    from sitlog.store.bearing import bearing_on  # noqa: PLC0415  # slow to import, and --help needs none of it

    held = ground(log, where, question)
    held.must_know(Kind.CLAIM, claim)
    key, by = ClaimId(claim), held.asked.by
    until = END if question.at is None else held.asked.at
    entries = bearing_on(log, held.situation, key, until=held.asked.position)
    put = story(held.situation, entries)
    framed = put.claims.get(key) or Claim(key, None, None, None, None, put.told[key][0].entry)
    desk = desk_history(held.situation, entries, key, by=by, until=held.asked.recorded_at)
    return WhenAnswer(held.situation, framed, held.asking, History(put, by).phases(key, until), desk, status)


@dataclass(frozen=True, slots=True)
class WhenAnswer:
    """The statuses of a claim on both clocks, and the one that was asked for."""

    situation: str
    claim: Claim
    asking: Asking
    public: Sequence[Phase]
    desk: Sequence[Held]
    status: Status | None

    @property
    def held(self) -> bool:
        """Whether the status that was asked for ever held; any, if none was."""
        found = {each.status for each in self.public} | {each.status for each in self.desk}
        return bool(found) if self.status is None else self.status in found

    def text(self, across: int) -> Iterator[Line]:
        """Give it for people, on so many columns."""
        yield from wrapped(line(self._question(), Ink.TITLE), across)
        yield ()
        text = said(self.claim.text) if self.claim.text else Piece("(its wording was redacted)", Ink.FAINT)
        yield from Row(left=[text], right=[said(self.claim.claim, Ink.KEY)]).lines(across)
        public, desk = self._rows()
        yield line(_CLOCKS[self.asking.asked.by], Ink.TITLE)
        yield from self._clock(public, across)
        yield line("On our desk", Ink.TITLE)
        yield from self._clock(desk, across)

    def _question(self) -> str:
        asked, calendar = self.asking.asked, self.asking.calendar
        wanted = f"became {words(self.status)}" if self.status else "had which status"
        return f"When {self.claim.claim} {wanted}, {calendar.name} time, {at_position(asked)}"

    def _clock(self, rows: Sequence[tuple[Status, str]], across: int) -> Iterator[Line]:
        kept = [(status, told) for status, told in rows if self.status in {None, status}]
        for status, told in kept:
            lead = [Piece("  "), STATUSES[status], Piece(f" {words(status):<{_COLUMNS}} ", STATUSES[status].ink)]
            yield from Row(lead=lead, left=line(told)).lines(across)
        if not kept:
            yield line(f"  never {words(self.status)}" if self.status else "  nothing was said on it")

    def _rows(self) -> tuple[list[tuple[Status, str]], list[tuple[Status, str]]]:
        public = zip(self.public, [*self.public[1:], None], strict=bool(self.public))
        desk = zip(self.desk, [*self.desk[1:], None], strict=bool(self.desk))
        return (
            [(each.status, self._public(each, after)) for each, after in public],
            [(each.status, self._desk(each, after)) for each, after in desk],
        )

    def _public(self, each: Phase, after: Phase | None) -> str:
        at = self.asking.calendar.at
        perhaps = (
            ""
            if each.earliest == each.latest
            else f", perhaps from {at(each.earliest)}"
            if each.earliest
            else ", perhaps earlier"
        )
        return f"{at(each.latest)}{perhaps}{_for(each.latest, after.latest if after else None)}"

    def _desk(self, each: Held, after: Held | None) -> str:
        brought = f" (e{each.entry})" if each.entry else " (recorded before)"
        return f"{self.asking.calendar.at(each.since)}{brought}{_for(each.since, after.since if after else None)}"

    def document(self) -> Mapping[str, Any]:
        """Give it as one JSON object, sitlog.when/1."""
        return {
            "format": "sitlog.when/1",
            "situation": self.situation,
            "asked": asked_document(self.asking.asked),
            "claim": self.claim.claim,
            "text": self.claim.text,
            "status": self.status.value if self.status else None,
            "public": [_phase(each) for each in self.public if self.status in {None, each.status}],
            "desk": [_held(each) for each in self.desk if self.status in {None, each.status}],
        }

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Give each status on each clock as a JSON object."""
        whole = self.document()
        common = {name: whole[name] for name in ("situation", "asked", "claim")}
        for clock in ("public", "desk"):
            yield from ({"format": f"sitlog.when.{clock}/1", **common, **each} for each in whole[clock])

    def table(self) -> Table:
        """Give a row a status and clock."""
        whole = self.document()
        rows = [("public", each["status"], each["earliest"], each["latest"], None) for each in whole["public"]]
        rows += [("desk", each["status"], each["since"], each["since"], each["entry"]) for each in whole["desk"]]
        return Table(("clock", "status", "earliest", "latest", "entry"), rows)

    def summary(self) -> tuple[str, Table]:
        """Give a row a status and clock, for people."""
        rows = [
            (clock, words(status), told)
            for clock, told_on in zip(("public", "desk"), self._rows(), strict=True)
            for status, told in told_on
            if self.status in {None, status}
        ]
        return self._question(), Table(("Clock", "Status", "Since"), rows)


def _for(since: datetime, until: datetime | None) -> str:
    return f", for {lasting(until - since)}" if until else ""


def _phase(phase: Phase) -> dict[str, Any]:
    earliest = rfc3339(phase.earliest) if phase.earliest else None
    return {"status": phase.status.value, "earliest": earliest, "latest": rfc3339(phase.latest)}


def _held(held: Held) -> dict[str, Any]:
    return {"status": held.status.value, "since": rfc3339(held.since), "entry": held.entry}
