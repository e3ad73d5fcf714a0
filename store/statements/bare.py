"""Statements read bare: who stood where on which claim, when they said so and on what evidence, without their words."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from pydantic import BaseModel, ConfigDict

from sitlog.domain.asked import Clock
from sitlog.domain.conflict import Rivals
from sitlog.domain.decoding import decode
from sitlog.domain.parts import divided
from sitlog.domain.story import Story, Told
from sitlog.domain.values import ClaimId, DenialScope, Evidence, Kind, Position, SourceId
from sitlog.domain.when import When
from sitlog.projections.lines import STANCE_OF, Act
from sitlog.store import codec
from sitlog.store.ledger.instants import instant_of
from sitlog.store.ledger.prepared import AnyRow, Prepared
from sitlog.store.statements.finding import HERE, STATEMENT, Found, Held
from sitlog.store.statements.keys import Keys
from sitlog.store.statements.reading import frame_of_rows

LAGGING: Mapping[Clock, Collection[Act]] = {
    Clock.SAID: (Act.REGISTERED,),
    Clock.PUBLICATION: (Act.REGISTERED, Act.PUBLISHED),
}
"""The acts that lags on a clock need beside statements."""

DRAWN = (Act.REGISTERED, Act.PUBLISHED, Act.FRAMED, Act.ATTRIBUTES, Act.CONFLICTED)
"""Those that lanes over time need: attributions frame claims too."""

_AT_ONCE = 500  # statements
_CLAIMS_AT_ONCE = 50
_STATEMENTS = f"SELECT position, recorded_at, thing, source, act, rest FROM told WHERE {HERE} AND {STATEMENT}"
_ALL = Prepared(f"{_STATEMENTS} ORDER BY thing")
_ON = Prepared(f"{_STATEMENTS} AND thing IN :many ORDER BY thing")


class _Bare(BaseModel):
    """What is read of a statement; its other fields are passed over."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    said: When
    relayed_by: SourceId | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Bare:
    """A situation as the log stood at a position, of which no more is read at once than is asked for.

    Of each statement there is no more than decides when it was public, where it puts its source, and whose word it is.
    """

    log: Held
    situation: str
    position: int

    def framed(self, acts: Collection[Act]) -> Story:
        """Put together what some acts come to, with nothing that was told; the texts of reports are left empty."""
        with self._found() as found:
            return frame_of_rows(self.situation, found.of_acts(acts))

    def told(self, among: Collection[int] | None = None) -> Iterator[Told]:
        """Give every statement, claim by claim; or those on claims *among* some, by their numbers."""
        with self._found() as found:
            if among is None:
                rows = _ALL.each_row(found.connection, **found.where)
            else:
                rows = _ON.rows_for(found.connection, among, **found.where)
            yield from _Keyed(found).told(rows)

    def told_in_parts(self, rivals: Rivals) -> Iterator[Mapping[ClaimId, Sequence[Told]]]:
        """Give what was told of each claim, in parts that have, with each claim, those in conflict with it."""
        with self._found() as found:
            keyed = _Keyed(found)
            for part in divided(map(ClaimId, found.keys(Kind.CLAIM)), rivals, size=_CLAIMS_AT_ONCE):
                numbers = found.numbers([codec.naming(self.situation, Kind.CLAIM, each) for each in part])
                told: dict[ClaimId, list[Told]] = defaultdict(list)
                for each in keyed.told(_ON.rows_for(found.connection, numbers.values(), **found.where)):
                    told[each.claim].append(each)
                yield told

    @contextmanager
    def _found(self) -> Iterator[Found]:
        ledger = self.log.read().ledger
        with ledger.database.one_state() as connection:
            yield Found(connection, ledger.names, self.situation, self.position)


class _Keyed:
    """Makes statements of rows, each key of a claim or source being looked up once."""

    def __init__(self, found: Found) -> None:
        self._keys = Keys(found)

    def told(self, rows: Iterator[AnyRow]) -> Iterator[Told]:
        while batch := list(islice(rows, _AT_ONCE)):
            self._keys.look_up({number for row in batch for number in row[2:4]})
            yield from map(self._one, batch)

    def _one(self, row: AnyRow) -> Told:
        at, recorded_at, claim, source, act, rest = row
        bare = decode(_Bare, rest.encode())
        return Told(
            Position(at),
            instant_of(recorded_at),
            ClaimId(self._keys[claim]),
            SourceId(self._keys[source]),
            STANCE_OF[act],
            bare.said,
            scope=DenialScope.AUTHORSHIP if act == Act.DISOWNS else None,
            relayed_by=bare.relayed_by,
            evidence=bare.evidence,
        )
