"""What was known in a whole situation, however big: looked over once, and its claims told a few at a time."""

from datetime import datetime
from typing import NamedTuple

from sitlog.domain.asked import Asked, Wanted
from sitlog.domain.knowledge import Known, outlined
from sitlog.domain.occurred import later_incidents
from sitlog.domain.story import Story
from sitlog.domain.telling import ReadClaims
from sitlog.domain.values import ClaimId, IncidentId
from sitlog.domain.without import without
from sitlog.store.statements.finding import Found, Held
from sitlog.store.statements.frame import frame_of
from sitlog.store.statements.looking import looked_over


class Whole(NamedTuple):
    """An answer whose *claims* are read as they are told.

    *first* is the first instant by which a statement was surely made, whenever that was; *story* has all but statements
    and claims, whatever is left out of the answer.
    """

    known: Known
    claims: ReadClaims
    first: datetime | None
    story: Story


def whole_at(log: Held, situation: str, asked: Asked, wanted: Wanted) -> Whole:
    """Look a situation over, as the log stood at the position of a question, and answer it.

    Held are names, reports and incidents, and of claims what their answers need of one another.
    """
    ledger = log.read().ledger
    with ledger.database.one_state() as connection:
        found = Found(connection, ledger.names, situation, asked.position)
        framed, about = frame_of(found)
        worded = list(map(ClaimId, found.worded())) if wanted.everything else ()
    (looked,) = looked_over(log, framed, [asked], left_out=wanted.without)
    story = framed._replace(claims={}, conflicts=())
    later = later_incidents(story, asked, wanted.occurred) if wanted.occurred else set[IncidentId]()
    every = {*worded, *framed.claims, *looked.survey.heard} if wanted.everything else looked.told()
    spoken = (each for each in every if wanted.only is None or each in wanted.only)
    claims = looked.claims((each for each in spoken if about.get(each) not in later), about)
    incidents = story.incidents.keys() - later if wanted.everything else {about.get(each) for each in claims.keys}
    known = outlined(without(story, wanted.without), asked, about=incidents)
    return Whole(known._replace(claims=claims), claims, looked.survey.first, story)
