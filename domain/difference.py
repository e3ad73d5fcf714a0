"""What lies between two answers of `known`: format sitlog.diff/1, complete enough to turn the one into the other."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sitlog.domain.answer import asked_document, claim_document, document
from sitlog.domain.knowledge import Known, KnownClaim, KnownStatement
from sitlog.domain.telling import Contents, contents
from sitlog.domain.values import ClaimId, Position

FORMAT = "sitlog.diff/1"
Document = dict[str, Any]

PARTS = {"claims": "claim", "reports": "report", "incidents": "incident", "redacted": "entry"}
"""The parts of an answer that are lists of things, with the names of their keys."""

_OTHERS = {part: key for part, key in PARTS.items() if part != "claims"}
_FEW = 5000  # statements
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim that two answers tell otherwise, as each of them tells it; None where one does not tell of it."""

    claim: ClaimId
    was: KnownClaim | None
    now: KnownClaim | None

    @property
    def is_turned(self) -> bool:
        """Whether they do; which entry framed the claim is not told."""
        if self.was is None or self.now is None:
            return self.was is not self.now
        return self.was != self.now._replace(claim=replace(self.now.claim, framed_by=self.was.claim.framed_by))

    def statements(self) -> dict[str, list[Position]]:
        """Give the entries of the statements that only one of them has, or that are told otherwise."""
        before, after = _statements(self.was), _statements(self.now)
        return {
            "added": [each for each in after if each not in before],
            "gone": [each for each in before if each not in after],
            "changed": [each for each in after if each in before and after[each] != before[each]],
        }

    def document(self) -> Document:
        """Give it as plain JSON values."""
        was, now = (None if each is None else claim_document(each) for each in (self.was, self.now))
        return {"claim": self.claim, "before": was, "after": now, "statements": self.statements()}


@dataclass(frozen=True, slots=True)
class Extent:
    """How far two answers reach: the claims of the later one in its order, and the last statement that either tells."""

    order: Sequence[ClaimId]
    last: int


@dataclass(frozen=True, slots=True)
class ReadTurned:
    """The claims that are told otherwise, found anew each time they are looped over, *among* those that may be."""

    among: Sequence[ClaimId]
    was: Contents
    now: Contents

    def __iter__(self) -> Iterator[Turned]:
        return (each for each in self._compared() if each.is_turned)

    def held(self, size: int) -> Sequence[Turned] | None:
        """Give them at once, if no more than so many statements are to be read to find them."""
        found: list[Turned] = []
        for each in self._compared():
            size -= sum(len(end.statements) for end in (each.was, each.now) if end)
            if size < 0:
                return None
            if each.is_turned:
                found.append(each)
        return found

    def _compared(self) -> Iterator[Turned]:
        before, after = (_read(end, self.among) for end in (self.was, self.now))
        for key, was, now in zip(self.among, before, after, strict=True):
            yield Turned(key, was, now)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one answer to another of the same situation.

    *before* and *after* are both answers without claims. *claims* are those that are told otherwise: few are held, and
    more are read whenever they are looped over, *among* those that may be. *others* are the reports, incidents and
    redacted entries that are, as documents, and *orders* the keys of all of these in the later answer.
    """

    before: Known
    after: Known
    extent: Extent
    claims: Iterable[Turned]
    among: Sequence[ClaimId]
    others: Mapping[str, Sequence[Document]]
    orders: Mapping[str, Sequence[Any]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return next(iter(self.claims), None) is None and not any(self.others.values())

    def document(self) -> Document:
        """Give it as plain JSON values, but for the claims, which come one after another as they are read.

        For each claim, report, incident and redacted entry that is not the same in both: how it was (null if it was not
        there), how it is (null if it is not there any more), and for claims what happened to status and statements.
        *order* gives the keys of the later answer in its order.
        """
        return {
            "format": FORMAT,
            "situation": self.after.story.situation,
            "from": asked_document(self.before.asked),
            "to": asked_document(self.after.asked),
            "claims": (each.document() for each in self.claims),
            **self.others,
            "order": {"claims": list(self.extent.order), **self.orders},
        }


def turned(before: Sequence[KnownClaim], after: Sequence[KnownClaim]) -> ReadTurned:
    """Find the claims that two answers tell otherwise, in the order of the later one."""
    was, now = contents(before), contents(after)
    return ReadTurned(_either(was.keys, now.keys), was, now)


def difference(before: Known, after: Known, extent: Extent | None = None) -> Difference:
    """Give what changed from one answer to another of the same situation.

    They may lack claims that both tell alike, if it is told how far they reach with these.
    """
    read = turned(before.claims, after.claims)
    held = read.held(_FEW)
    one, other = (document(each._replace(claims=())) for each in (before, after))
    return Difference(
        before=before._replace(claims=()),
        after=after._replace(claims=()),
        extent=extent or Extent(read.now.keys, max(read.was.last, read.now.last)),
        claims=read if held is None else held,
        among=read.among if held is None else [each.claim for each in held],
        others={part: _changes(one[part], other[part], key) for part, key in _OTHERS.items()},
        orders={part: [each[key] for each in other[part]] for part, key in _OTHERS.items()},
    )


def applied(answer: Document, changes: Document) -> Document:
    """Turn the document of the earlier answer into that of the later one."""
    return {
        "format": answer["format"],
        "situation": answer["situation"],
        "asked": changes["to"],
        **{part: _patched(answer[part], changes[part], changes["order"][part], key) for part, key in PARTS.items()},
    }


def _either(before: Iterable[_Key], after: Iterable[_Key]) -> list[_Key]:
    """Give the keys of both answers, in the order of the later one; what it has no more comes last."""
    return list(dict.fromkeys([*after, *before]))


def _read(answer: Contents, keys: Sequence[ClaimId]) -> Iterator[KnownClaim | None]:
    """Tell of claims; of one that the answer has not, None."""
    told = set(answer.keys)
    # All are read, so that two answers which rest on the same statements come to them at the same time.
    return (read if key in told else None for key, read in zip(keys, answer.read(keys), strict=True))


def _statements(known: KnownClaim | None) -> Mapping[Position, KnownStatement]:
    return {each.told.entry: each for each in known.statements} if known else {}


def _changes(before: Sequence[Document], after: Sequence[Document], key: str) -> list[Document]:
    was = {each[key]: each for each in before}
    now = {each[key]: each for each in after}
    return [
        {key: each, "before": was.get(each), "after": now.get(each)}
        for each in _either(was, now)
        if was.get(each) != now.get(each)
    ]


def _patched(things: Sequence[Document], changes: Iterable[Document], order: Sequence[Any], key: str) -> list[Document]:
    held = {each[key]: each for each in things} | {each[key]: each["after"] for each in changes}
    return [held[each] for each in order]
