"""What lies between two answers of `known`: format sitlog.diff/1, complete enough to turn the one into the other."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sitlog.domain.answer import asked_document, claim_document, document
from sitlog.domain.knowledge import Known, KnownClaim, KnownStatement
from sitlog.domain.values import ClaimId, Position

FORMAT = "sitlog.diff/1"
Document = dict[str, Any]

PARTS = {"claims": "claim", "reports": "report", "incidents": "incident", "redacted": "entry"}
"""The parts of an answer that are lists of things, with the names of their keys."""

_OTHERS = {part: key for part, key in PARTS.items() if part != "claims"}


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim that two answers tell otherwise, as each of them tells it; None where one does not tell of it."""

    claim: ClaimId
    was: KnownClaim | None
    now: KnownClaim | None

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

    order: tuple[ClaimId, ...]
    last: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one answer to another of the same situation.

    Of both answers it takes those claims only that are told otherwise; *others* are the reports, incidents and redacted
    entries that are, as documents, and *orders* the keys of all of these in the later answer.
    """

    before: Known
    after: Known
    extent: Extent
    claims: tuple[Turned, ...]
    others: Mapping[str, Sequence[Document]]
    orders: Mapping[str, Sequence[Any]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not self.claims and not any(self.others.values())

    def unchanged(self) -> list[ClaimId]:
        """Give the claims that are the same in both answers."""
        turned = {each.claim for each in self.claims}
        return [each for each in self.extent.order if each not in turned]

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


def difference(before: Known, after: Known, extent: Extent | None = None) -> Difference:
    """Give what changed from one answer to another of the same situation.

    They may lack claims that both tell alike, if it is told how far they reach with these.
    """
    claims = tuple(_turned(before.claims, after.claims))
    told = {each.claim for each in claims}
    was, now = (document(each._replace(claims=())) for each in (before, after))
    return Difference(
        before=_telling(before, told),
        after=_telling(after, told),
        extent=extent or _extent(before, after),
        claims=claims,
        others={part: _changes(was[part], now[part], key) for part, key in _OTHERS.items()},
        orders={part: [each[key] for each in now[part]] for part, key in _OTHERS.items()},
    )


def applied(answer: Document, changes: Document) -> Document:
    """Turn the document of the earlier answer into that of the later one."""
    return {
        "format": answer["format"],
        "situation": answer["situation"],
        "asked": changes["to"],
        **{part: _patched(answer[part], changes[part], changes["order"][part], key) for part, key in PARTS.items()},
    }


def _telling(known: Known, claims: Collection[ClaimId]) -> Known:
    return known._replace(claims=tuple(each for each in known.claims if each.claim.claim in claims))


def _extent(*answers: Known) -> Extent:
    entries = (each.told.entry for known in answers for claim in known.claims for each in claim.statements)
    return Extent(tuple(each.claim.claim for each in answers[-1].claims), max(entries, default=0))


def _turned(before: Iterable[KnownClaim], after: Iterable[KnownClaim]) -> Iterable[Turned]:
    was, now = ({each.claim.claim: each for each in known} for known in (before, after))
    keys = [*now, *(each for each in was if each not in now)]
    return (
        Turned(each, was.get(each), now.get(each)) for each in keys if not _told_alike(was.get(each), now.get(each))
    )


def _told_alike(was: KnownClaim | None, now: KnownClaim | None) -> bool:
    if was is None or now is None:
        return was is now
    # Which entry framed a claim is not told.
    return was == now._replace(claim=replace(now.claim, framed_by=was.claim.framed_by))


def _statements(known: KnownClaim | None) -> Mapping[Position, KnownStatement]:
    return {each.told.entry: each for each in known.statements} if known else {}


def _changes(before: Sequence[Document], after: Sequence[Document], key: str) -> list[Document]:
    was = {each[key]: each for each in before}
    now = {each[key]: each for each in after}
    keys = [*now, *(each for each in was if each not in now)]
    return [
        {key: each, "before": was.get(each), "after": now.get(each)} for each in keys if was.get(each) != now.get(each)
    ]


def _patched(things: Sequence[Document], changes: Iterable[Document], order: Sequence[Any], key: str) -> list[Document]:
    held = {each[key]: each for each in things} | {each[key]: each["after"] for each in changes}
    return [held[each] for each in order]
