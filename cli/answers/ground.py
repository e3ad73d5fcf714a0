"""What a question about a situation rests on: the log, the situation, both clocks, and the claim it may name."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sitlog.cli import asking, session
from sitlog.cli.asking import Asking
from sitlog.cli.options import Question, Where
from sitlog.domain.asked import Asked
from sitlog.domain.errors import NoSuchKey
from sitlog.domain.nearest import nearest
from sitlog.domain.values import Kind

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import SituationLog
    from sitlog.store.selection import Selection

_SOME = 20  # keys, of all that a hint could name


class Ground(NamedTuple):
    """A situation of a log, and a resolved question about it."""

    log: "SituationLog"
    situation: str
    title: str
    asking: Asking

    @property
    def asked(self) -> Asked:
        """The question."""
        return self.asking.asked

    def entries(self, *topics: str) -> "Selection":
        """Give the situation's entries in the log as it stood; of some topics, if any are named."""
        return self.log.of(self.situation).until(self.asked.position).only(*topics)

    def must_know(self, kind: Kind, key: str) -> None:
        """Raise NoSuchKey unless the log as it stood knew a claim or a report, with the nearest there is."""
        from sitlog.store.statements.finding import keys_of  # noqa: PLC0415  # slow to import, and --help needs none of it

        known_key(str(kind), key, keys_of(self.log, self.situation, self.asked.position, kind))


def ground(log: "SituationLog", where: Where, question: Question) -> Ground:
    """Find the situation and resolve the question; raises as session.situation_in and asking.ask do."""
    situation = session.situation_in(log, where.situation)
    return Ground(log, situation.key, situation.title, asking.ask(log, situation, question))


def known_key(kind: str, key: str, known: Iterable[str]) -> None:
    """Raise NoSuchKey unless *key* is one of *known*, with the nearest there is."""
    held = list(known)
    if key not in held:
        raise NoSuchKey(f"there is no {kind} '{key}'", hint=meant(key, held))


def meant(key: str, known: Sequence[str]) -> str:
    """Hint at the known key that a mistyped one may stand for, or at what there is."""
    if like := nearest(key, known):
        return f"Did you mean {like}?"
    more = f" and {len(known) - _SOME:,} more" if len(known) > _SOME else ""
    return f"The log knows: {', '.join(known[:_SOME])}{more}" if known else "The log knows none"
