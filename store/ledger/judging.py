"""Whether drafts may be appended: their conditions and identities, against the log and against each other."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from sitlog.domain.errors import NoSuchEntry
from sitlog.domain.unchanging import unchanging
from sitlog.store.ledger.conditions import Condition, Overtaken
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Draft
from sitlog.store.ledger.heads import Tip
from sitlog.store.ledger.lately import REMEMBERED, Lately, Trace
from sitlog.store.ledger.names import Names
from sitlog.store.ledger.places import positions_of
from sitlog.store.ledger.query import POSITION, Order, Scope, Span, chosen, sieves_of
from sitlog.store.ledger.recent import Recent, traces_since

_Identity: TypeAlias = tuple[str | None, bytes]


@unchanging
class Proposal:
    """Drafts to be appended together, under a condition."""

    drafts: Sequence[Draft]
    condition: Condition | None = None


class Judge:
    """Judges proposals one after another; each sees those accepted before it as if they were in the log."""

    def __init__(
        self, connection: Connection, names: Names, tip: Tip, lately: Lately, proposals: Sequence[Proposal]
    ) -> None:
        self.accepted: list[Draft] = []
        self._connection = connection
        self._names = names
        self._tip = tip
        self._lately = lately
        self._held: dict[_Identity, int] = {}
        self._afters = [proposal.condition.after for proposal in proposals if proposal.condition is not None]
        self._recent: Recent | None = None
        self._seen = 0

    @property
    def traces(self) -> list[Trace]:
        """What later conditions can ask of the accepted drafts."""
        start = self._tip.position + 1
        return [Trace(position, draft.type, draft.tags) for position, draft in enumerate(self.accepted, start)]

    def look_up_identities(self, proposals: Sequence[Proposal]) -> None:
        """Tell identities that the log holds; otherwise they come to light when the drafts are written."""
        wanted: dict[str | None, list[bytes]] = {}
        for situation, identity in _identities(chain.from_iterable(proposal.drafts for proposal in proposals)):
            wanted.setdefault(situation, []).append(identity)
        for situation, identities in wanted.items():
            for identity, position in positions_of(self._connection, self._names, situation, identities).items():
                self._held[situation, identity] = position

    def judge(self, proposal: Proposal) -> range | Exception:
        """The positions that the drafts get, or why they may not be appended."""
        start = self._tip.position + 1 + len(self.accepted)
        identities = {
            (draft.situation, draft.identity): position
            for position, draft in enumerate(proposal.drafts, start)
            if draft.identity is not None
        }
        refusal = self._refusal(proposal) or self._doubled(proposal.drafts, identities)
        if refusal is not None:
            return refusal
        self.accepted += proposal.drafts
        self._held |= identities
        return range(start, start + len(proposal.drafts))

    def _refusal(self, proposal: Proposal) -> Exception | None:
        erased = [position for draft in proposal.drafts if draft.erases for position in draft.erases]
        if erased and max(erased) > self._tip.position:
            last = f"the last one is {self._tip.position}"
            return NoSuchEntry(f"there is no entry {max(erased)} to erase", hint=last)
        excluded = None if proposal.condition is None else self._match(proposal.condition)
        return None if excluded is None else Overtaken(f"entry {excluded} fails the condition of the append")

    def _doubled(self, drafts: Sequence[Draft], identities: Mapping[_Identity, int]) -> Exception | None:
        if len(identities) < sum(draft.identity is not None for draft in drafts):
            return Overtaken("of the entries that were to be appended together, two have the same identity")
        held = self._held
        if held.keys().isdisjoint(identities):
            return None
        at = next(held[identity] for identity in identities if identity in held)
        return Overtaken(f"entry {at} has the same identity")

    def _match(self, condition: Condition) -> int | None:
        """The position of an entry that the condition excludes."""
        items, after = condition
        if after >= self._tip.position + len(self.accepted):
            return None
        found = self._look_back().first_match(items, after)
        if found is not None or after >= self._tip.position - REMEMBERED:
            return found
        sieves = sieves_of(self._connection, self._names, Scope(query=condition))
        if not sieves:
            return None
        asked = chosen(POSITION, sieves, Span(after, self._tip.position), Order(limit=1))
        return next((row[0] for row in asked.rows(self._connection)), None)

    def _look_back(self) -> Recent:
        """What any of the conditions may ask about, as far as it is recent."""
        if self._recent is None:
            start = max(min(self._afters), self._tip.position - REMEMBERED)
            self._recent = Recent(self._traces_since(start) if start < self._tip.position else ())
        for draft in self.accepted[self._seen :]:
            self._seen += 1
            self._recent.add(Trace(self._tip.position + self._seen, draft.type, draft.tags))
        return self._recent

    def _traces_since(self, start: int) -> list[Trace]:
        remembered = self._lately.since(start)
        return traces_since(self._connection, self._names, start) if remembered is None else remembered


def _identities(drafts: Iterable[Draft]) -> list[_Identity]:
    return [(draft.situation, draft.identity) for draft in drafts if draft.identity is not None]
