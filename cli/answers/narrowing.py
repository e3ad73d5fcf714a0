"""An answer on only some claims: those that are named, or a page of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sitlog.cli.answers.ground import meant
from sitlog.domain.asked import Asked, Clock
from sitlog.domain.errors import NoSuchKey, NotUnderstood
from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, Kind

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which claims are asked for: these, or so many after one; all, if nothing is said."""

    claims: tuple[str, ...] = ()
    limit: int | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        """Raise NotUnderstood if claims are named and leafed through."""
        if self.claims and self.is_page:
            raise NotUnderstood("--claim names the claims; --limit and --after leaf through all", hint="Leave one out")

    @property
    def is_page(self) -> bool:
        """Whether it is one page of more."""
        return self.limit is not None or self.after is not None


class Part(NamedTuple):
    """The claims that an answer is on, and the one after which the next page begins, if there is one."""

    asked: Narrowed
    claims: tuple[ClaimId, ...]
    next: ClaimId | None = None

    def document(self) -> dict[str, Any]:
        """Tell what part of the whole answer it is."""
        if self.asked.is_page:
            return {"page": {"limit": self.asked.limit, "after": self.asked.after, "next": self.next}}
        return {"only": list(self.claims)}


def named(log: "SituationLog", situation: str, asked: Narrowed) -> Part:
    """Give the claims that are named, each once; raises NoSuchKey with the nearest there is."""
    claims = tuple(dict.fromkeys(asked.claims))
    for claim in claims:
        _must_be_there(log, situation, claim)
    return Part(asked, tuple(map(ClaimId, claims)))


def page(log: "SituationLog", situation: str, asked: Asked, narrowed: Narrowed) -> Part:
    """Give the claims of a page, found by an index; raises NoSuchKey if there is none to begin after."""
    from sitlog.store.statements.paging import page_of  # noqa: PLC0415  # slow to import, and --help needs none of it

    if narrowed.after is not None:
        _must_be_there(log, situation, narrowed.after)
    limit = narrowed.limit or 10**9
    after = None if narrowed.after is None else ClaimId(narrowed.after)
    found = page_of(log, situation, asked, limit=limit, after=after)
    return Part(narrowed, found.claims, found.next)


def leafed(narrowed: Narrowed, log: "SituationLog", situation: str, claims: Sequence[ClaimId]) -> Part:
    """Give the page of claims that are all there are, in their order."""
    begin = 0
    if narrowed.after is not None:
        _must_be_there(log, situation, narrowed.after)
        begin = claims.index(ClaimId(narrowed.after)) + 1 if narrowed.after in claims else len(claims)
    rest = claims[begin:]
    found = tuple(rest[: narrowed.limit])
    return Part(narrowed, found, found[-1] if found and len(rest) > len(found) else None)


def is_indexed(asked: Asked, others: Collection[object]) -> bool:
    """Whether a page can be found by an index: not by publication, and not if other options change what is there."""
    return asked.by is Clock.SAID and not any(others)


def story_of_part(log: "SituationLog", situation: str, asked: Asked, part: Part, without: Collection[str]) -> Story:
    """Put together what an answer on a part rests on; some sources or reports may be left out of it."""
    from sitlog.store.statements.closure import story_of  # noqa: PLC0415  # slow to import

    sparing = asked.by is Clock.SAID and not without
    return story_of(log, situation, asked.position, part.claims, sparing=sparing)


def _must_be_there(log: "SituationLog", situation: str, claim: str) -> None:
    if not log.knows(situation, Kind.CLAIM, claim):
        raise NoSuchKey(f"there is no claim '{claim}'", hint=meant(claim, log.names(situation, Kind.CLAIM)))
