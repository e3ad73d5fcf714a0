"""What had happened by an instant: the third time, which neither of the two clocks tells."""

from datetime import datetime

from sitlog.domain.asked import Asked
from sitlog.domain.knowledge import Known
from sitlog.domain.story import Story
from sitlog.domain.values import IncidentId
from sitlog.domain.when import Membership


def without_later(known: Known, instant: datetime) -> Known:
    """Leave out the incidents that had not happened by *instant* (UTC), and the claims about them.

    What may have happened by then stays, unless the question was a strict one. Claims about no incident stay.
    """
    later = later_incidents(known.story, known.asked, instant)
    return known._replace(
        claims=tuple(each for each in known.claims if each.claim.about not in later),
        incidents=tuple(each for each in known.incidents if each.incident not in later),
    )


def later_incidents(story: Story, asked: Asked, instant: datetime) -> set[IncidentId]:
    """Give the incidents that had not happened by *instant*: surely, or if the question is a strict one, perhaps."""
    wanted = {Membership.CERTAIN} if asked.strict else {Membership.CERTAIN, Membership.POSSIBLE}
    return {key for key, each in story.incidents.items() if each.occurred.by(instant) not in wanted}
