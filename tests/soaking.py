"""What the processes of a soak do: record, keep projections, follow and ask; see soak.py."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import sleep
from typing import Any

from sitlog.domain.answer import document, written
from sitlog.domain.asked import Asked
from sitlog.domain.errors import LogBusy, NoSuchSituation, Refused
from sitlog.domain.event import Event
from sitlog.domain.events import EntryCorrected, EntryRedacted, EntryWithdrawn
from sitlog.domain.knowledge import known
from sitlog.projections.story import story
from sitlog.store.log import SituationLog
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.stories import story_at
from tests.given import (
    at,
    between,
    claim,
    clock,
    corrects,
    denies,
    opened,
    redacts,
    retracts,
    says,
    source,
    unclear,
    withdraws,
)
from tests.laws import CLAIMS, HOURS, VOICES, in_town
from tests.store.keepers import KEPT

NAMES = ("a", "b")
_A_STORY = 300  # records of one recorder, until it begins the next situation
_PAUSE = 0.06  # seconds between two records: so that others can use the machine too
_BETWEEN_QUESTIONS = 0.5  # seconds
_BATCH = 6
_OF_OUR_OWN = 0.8  # of what a recorder records; the rest is about the other's situation


@dataclass
class Shared:
    """What the processes tell each other."""

    told: Any
    is_over: Any
    followed: Any
    asked: Any
    busy: Any

    @classmethod
    def made(cls, context: Any) -> "Shared":
        return cls(context.Queue(), context.Event(), *(context.Value("q", 0) for _ in range(3)))


def record(url: str, name: str, shared: Shared) -> None:
    """Record until it is over, and tell each position with what stands there."""
    chance = Random(name)  # noqa: S311  # no secret
    with SituationLog.open(url) as log:
        for number in range(10**9):
            if shared.is_over.is_set():
                return
            if number % _A_STORY == 0:
                town = f"{name}-{number // _A_STORY}"
                mine = list[int]()
                begin = [opened(), *map(source, VOICES), *map(claim, CLAIMS)]
                tell(log, shared, [in_town(town, each) for each in begin])
            here = chance.random() < _OF_OUR_OWN
            events = move(chance, mine, number)
            where = town if here or _is_about_ours(events) else town.replace(name, NAMES[1 - NAMES.index(name)], 1)
            mine += tell(log, shared, [placed(each, where) for each in events])
            del mine[:-50]
            sleep(chance.uniform(0, 2 * _PAUSE))


def tell(log: SituationLog, shared: Shared, events: list[Event]) -> list[int]:
    """Record events, if the rules let them in; tell their positions, and give those that may be changed later."""
    try:
        recorded = log.record(*events).recorded
    except (Refused, NoSuchSituation):
        return []
    except LogBusy as error:  # on a machine that has too much to do: nothing was recorded, or it would come to light
        if "not known" in error.message:
            raise
        with shared.busy.get_lock():
            shared.busy.value += 1
        return []
    for entry in recorded:
        note = entry.event.note if entry.event else None
        shared.told.put((entry.position, f"{entry.type} {note}" if note else entry.type))
    return [entry.position for entry in recorded if entry.event and entry.event.note]


def placed(event: Event, town: str) -> Event:
    """The same event in another situation, with what it corrects another to."""
    if isinstance(event, EntryCorrected):
        event = event.model_copy(update={"replacement": in_town(town, event.replacement)})
    return in_town(town, event)


def _is_about_ours(events: list[Event]) -> bool:
    return any(isinstance(each, EntryCorrected | EntryWithdrawn | EntryRedacted) for each in events)


def move(chance: Random, mine: list[int], number: int) -> list[Event]:
    """Choose what to record next."""
    ((kind, _),) = chance.choices(list(_MOVES.items()), weights=list(_MOVES.values()))
    made = [_statement(chance, number) for _ in range(_BATCH if kind == "batch" else 1)]
    if not mine or kind in {"statement", "batch"}:
        return made
    target = chance.choice(mine)
    return [corrects(target, made[0]) if kind == "correction" else _OWN[kind](target)]


_MOVES = {"statement": 75, "batch": 5, "correction": 12, "withdrawal": 6, "redaction": 2}
_OWN: dict[str, Callable[[int], Event]] = {"withdrawal": withdraws, "redaction": redacts}


def _statement(chance: Random, number: int) -> Event:
    said = chance.choice([at(chance.choice(HOURS)), between("09:00", chance.choice(HOURS[1:]))])
    make = chance.choice([says, says, says, denies, denies, unclear, retracts])
    note = f"note {number} {chance.randrange(10**9)}"
    return make(chance.choice(VOICES), chance.choice(CLAIMS), said, note=note)


def keep(url: str) -> None:
    """Keep all projections up to date, for ever."""
    with SituationLog.open(url) as log:
        KeptProjections(log).runner(KEPT).run()


def follow(url: str, shared: Shared) -> None:
    """Follow the log, for ever: each entry once and in order, and no earlier than the one before."""
    last, recorded_at = 0, None
    with SituationLog.open(url) as log, log.subscribe() as coming:
        for entry in coming:
            assert entry.position == last + 1, f"e{entry.position} came after e{last}"
            assert recorded_at is None or entry.recorded_at >= recorded_at
            last, recorded_at = entry.position, entry.recorded_at
            shared.followed.value = last


def ask(url: str, shared: Shared) -> None:
    """Ask what was known at some instant, in the log as it was at some position, and replay to see if that is so."""
    chance = Random(23)  # noqa: S311  # no secret
    with SituationLog.open(url) as log:
        while not shared.is_over.is_set():
            sleep(_BETWEEN_QUESTIONS)
            towns = [each.key for each in log.situations()]
            if towns:
                one_answer(log, chance.choice(towns[-8:]), chance)
                shared.asked.value += 1


def one_answer(log: SituationLog, town: str, chance: Random) -> None:
    head = log.head_at(chance.randint(1, log.head.position))
    assert head.recorded_at is not None
    instant = clock(chance.choice(HOURS), days=chance.randrange(3))
    asked = Asked(at=instant, recorded_at=head.recorded_at, position=head.position, root=head.root.hex())
    replayed = story(town, log.of(town).until(head.position))
    answer = written(document(known(story_at(log, town, head.position), asked)))
    # A redaction between the two readings takes what it took from both, if the question is asked again.
    if answer != written(document(known(replayed, asked))):
        replayed = story(town, log.of(town).until(head.position))
        assert written(document(known(story_at(log, town, head.position), asked))) == written(
            document(known(replayed, asked))
        ), f"{town} at {instant}, e{head.position}"
