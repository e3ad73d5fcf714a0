"""Whether drafts may be appended: their conditions and identities, against the log and against each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection

from sitlog.domain.errors import NoSuchEntry
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.heads import Tip
from sitlog.store.ledger.names import Names
from sitlog.store.ledger.places import positions_of
from sitlog.store.ledger.query import Order, Scope, Span, chosen, sieves_of
from sitlog.store.ledger.recent import Recent, Trace, traces_since
from sitlog.store.ledger.tables import entries

if TYPE_CHECKING:  # the library of events takes its time to import, and reading does not need it
    from eventsourcing.dcb.api import DCBAppendCondition

_RECENT = 500
"""How many entries back a condition is judged in memory: about what reading them costs less than a query does."""

_Identity: TypeAlias = tuple[str | None, bytes]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Drafts to be appended together, under a condition, with positions of entries to be erased for them."""

    drafts: Sequence[Draft]
    condition: "DCBAppendCondition | None" = None
    erase: Sequence[int] = ()


class Judge:
    """Judges proposals one after another; each sees those accepted before it as if they were in the log."""

    def __init__(self, connection: Connection, names: Names, tip: Tip, proposals: Sequence[Proposal]) -> None:
        self.accepted: list[Draft] = []
        self._connection = connection
        self._names = names
        self._tip = tip
        self._held = dict(self._identities_held(proposals))
        self._afters = [proposal.condition.after or 0 for proposal in proposals if proposal.condition is not None]
        self._recent: Recent | None = None
        self._seen = 0

    def judge(self, proposal: Proposal) -> range | Exception:
        """The positions that the drafts get, or why they may not be appended."""
        refusal = self._refusal(proposal)
        if refusal is not None:
            return refusal
        start = self._tip.position + 1 + len(self.accepted)
        positions = range(start, start + len(proposal.drafts))
        self.accepted += proposal.drafts
        for position, draft in zip(positions, proposal.drafts, strict=True):
            if draft.identity is not None:
                self._held[draft.situation, draft.identity] = position
        return positions

    def _refusal(self, proposal: Proposal) -> Exception | None:
        last = self._tip.position
        if proposal.erase and max(proposal.erase) > last:
            return NoSuchEntry(f"there is no entry {max(proposal.erase)} to erase", hint=f"the last one is {last}")
        excluded = None if proposal.condition is None else self._match(proposal.condition)
        if excluded is not None:
            return _conflict(f"entry {excluded} fails the condition of the append")
        identities = list(_identities(proposal.drafts))
        if len(set(identities)) < len(identities):
            return _conflict("of the entries that were to be appended together, two have the same identity")
        held = next((self._held[identity] for identity in identities if identity in self._held), None)
        return None if held is None else _conflict(f"entry {held} has the same identity")

    def _match(self, condition: "DCBAppendCondition") -> int | None:
        """The position of an entry that the condition excludes."""
        query, after = condition.fail_if_events_match, condition.after or 0
        if after >= self._tip.position + len(self.accepted):
            return None
        found = self._look_back().first_match(query.items, after)
        if found is not None or after >= self._tip.position - _RECENT:
            return found
        sieves = sieves_of(self._connection, self._names, Scope(query=query))
        if not sieves:
            return None
        asked = chosen([entries.c.position], sieves, Span(after, self._tip.position), Order(limit=1))
        return self._connection.execute(asked).scalar()

    def _look_back(self) -> Recent:
        """What any of the conditions may ask about, as far as it is recent."""
        if self._recent is None:
            start = max(min(self._afters), self._tip.position - _RECENT)
            is_behind = start < self._tip.position
            self._recent = Recent(traces_since(self._connection, self._names, start) if is_behind else ())
        for draft in self.accepted[self._seen :]:
            self._seen += 1
            self._recent.add(Trace(self._tip.position + self._seen, draft.type, draft.tags))
        return self._recent

    def _identities_held(self, proposals: Sequence[Proposal]) -> Iterable[tuple[_Identity, int]]:
        wanted: dict[str | None, list[bytes]] = {}
        for situation, identity in _identities(chain.from_iterable(proposal.drafts for proposal in proposals)):
            wanted.setdefault(situation, []).append(identity)
        for situation, identities in wanted.items():
            for identity, position in positions_of(self._connection, self._names, situation, identities).items():
                yield (situation, identity), position


def _identities(drafts: Iterable[Draft]) -> Iterable[_Identity]:
    return ((draft.situation, draft.identity) for draft in drafts if draft.identity is not None)


def _conflict(message: str) -> Exception:
    from eventsourcing.persistence import IntegrityError  # noqa: PLC0415  # takes its time, and is seldom needed

    return IntegrityError(message)
