"""Pages of claims, in the order in which they were first spoken of in public."""

from typing import NamedTuple

from sitlog.domain.asked import Asked
from sitlog.domain.public import BEGINNING
from sitlog.domain.values import ClaimId, Kind
from sitlog.store import codec
from sitlog.store.ledger.instants import micros
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.statements.finding import Found, Held

# A claim comes where the first statement on it does. One of which nothing was surely said by T comes last, if anything
# perhaps was. Statements are those below 10, which is written out so that the index over just these is used.
_PAGE = Prepared(
    """
    SELECT tags.name
    FROM told JOIN tags ON tags.id = told.thing
    WHERE told.situation = :situation AND told.act < 10
        AND told.since <= :at AND (told.until IS NULL OR told.until > :at)
        AND (told.said_latest, told.said_earliest) >= (:latest, :earliest)
        AND ((told.said_latest, told.said_earliest) > (:latest, :earliest) OR tags.name > :name)
        AND NOT EXISTS (
            SELECT 1 FROM told AS before
            WHERE before.situation = told.situation AND before.thing = told.thing AND before.act < 10
                AND before.since <= :at AND (before.until IS NULL OR before.until > :at)
                AND (before.said_latest, before.said_earliest, before.position)
                    < (told.said_latest, told.said_earliest, told.position)
        )
        AND (
            told.said_latest <= :certain
            OR EXISTS (
                SELECT 1 FROM told AS maybe
                WHERE maybe.situation = told.situation AND maybe.thing = told.thing AND maybe.act < 10
                    AND maybe.since <= :at AND (maybe.until IS NULL OR maybe.until > :at)
                    AND maybe.said_earliest <= :possible
            )
        )
    ORDER BY told.said_latest, told.said_earliest, tags.name
    LIMIT :most
    """
)


class Page(NamedTuple):
    """Some claims in order, and the one after which the next page begins, if there is one."""

    claims: tuple[ClaimId, ...]
    next: ClaimId | None


def page_of(log: Held, situation: str, asked: Asked, *, limit: int, after: ClaimId | None) -> Page:
    """Give the claims of one page of what was known, by when statements were said (not by publication).

    The page begins after a claim, or with the first; it costs what it holds, and what was said meanwhile. After a claim
    on which nothing was said comes none.
    """
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, asked.position)
        begin = (micros(BEGINNING), micros(BEGINNING)) if after is None else _first(found, after)
        if begin is None:
            return Page((), None)
        where = {
            "situation": found.where["situation"],
            "at": asked.position,
            "latest": begin[0],
            "earliest": begin[1],
            "name": "" if after is None else codec.naming(situation, Kind.CLAIM, after),
            "certain": micros(asked.at),
            # Nothing began before time did.
            "possible": micros(BEGINNING) - 1 if asked.strict else micros(asked.at),
            "most": limit + 1,
        }
        names = [row[0] for row in _PAGE.rows(connection, **where)]
    claims = tuple(ClaimId(each.removeprefix(codec.naming(situation, Kind.CLAIM, ""))) for each in names)
    return Page(claims[:limit], claims[limit - 1] if len(claims) > limit else None)


def _first(found: Found, claim: ClaimId) -> tuple[int, int] | None:
    """When a claim was first spoken of."""
    numbers = found.numbers([codec.naming(found.situation, Kind.CLAIM, claim)]).values()
    said = [(row.said_latest, row.said_earliest) for row in found.of_things(list(numbers)) if row.is_statement]
    return min(said, default=None)
