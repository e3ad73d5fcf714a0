"""The story of a situation as of any R, from the table that every append keeps up to date."""

from datetime import datetime

from sitlog.domain.story import Story
from sitlog.store.ledger.heads import position_at
from sitlog.store.log import SituationLog
from sitlog.store.statements.finding import Found
from sitlog.store.statements.reading import story_of_rows


def story_at(log: SituationLog, situation: str, recorded_at: datetime | int, *, texts: bool = True) -> Story:
    """Put a situation together as the log stood at an instant (with a zone) or position.

    It is what replaying its entries comes to, and costs no more than what it tells. Without *texts*, those of reports
    that are held are left empty.
    """
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, position_at(connection, recorded_at))
        return story_of_rows(connection, situation, found.all(), texts=texts)
