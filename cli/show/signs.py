"""The signs and inks of stances and statuses, and their words."""

from sitlog.cli.show.paper import Ink, Piece
from sitlog.domain.status import Status
from sitlog.domain.story import Stance

REPORT = "■"
CORRECTION = "↻"
TAKEN_BACK = "○"

STANCES = {
    Stance.ASSERTS: Piece("●", Ink.SAYS),
    Stance.DENIES: Piece("✕", Ink.DENIES),
    Stance.HEDGES: Piece("◐", Ink.UNCLEAR),
    Stance.RETRACTS: Piece(TAKEN_BACK, Ink.FAINT),
}
STATUSES = {
    Status.DISPUTED: Piece("≠", Ink.DISPUTED),
    Status.DENIED_ONLY: Piece("✕", Ink.DENIES),
    Status.UNCLEAR: Piece("◐", Ink.UNCLEAR),
    Status.UNCHALLENGED: Piece("●", Ink.SAYS),
    Status.WITHDRAWN: Piece(TAKEN_BACK, Ink.FAINT),
    Status.NOT_YET_PUBLIC: Piece("·", Ink.FAINT),
}
# The order in which a closing line counts them: what needs a reader's eye first.
COUNTED = tuple(STATUSES)


def words(name: str) -> str:
    """Write a name of the code as people read it: denied only, self-claim."""
    return name.replace("-", " ").replace("_", " ").replace("self c", "self-c")
