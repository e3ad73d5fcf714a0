"""Reactors: at least once, retried, buried and raised again; and webhooks that can be believed."""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from sitlog.domain.errors import NotUnderstood
from sitlog.domain.events import EntryRedacted
from sitlog.domain.status import Status
from sitlog.projections.statements import statements
from sitlog.store.log import SituationLog
from sitlog.store.views.kept import KeptProjections
from sitlog.store.views.news import News
from sitlog.store.views.reactors import NoSuchReactor, NotDelivered, Reactions
from sitlog.store.views.tables import reactors
from sitlog.store.views.webhook import Webhook
from tests.desk import SECRET, Desk, a_desk
from tests.given import TOWN, at, claim, denies, opened, says, source
from tests.laws import Ticking


class Bell:
    """A reactor that remembers what it was told, and fails when it is told to."""

    name = "bell"

    def __init__(self) -> None:
        self.rung: list[News] = []
        self.failures: list[Exception] = []

    def react(self, news: News) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.rung.append(news)


@pytest.fixture
def log(database_url: str) -> Iterator[SituationLog]:
    with SituationLog.open(database_url, create=True, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief"), claim("arson"), claim("two-dead"))
        yield log


def said(log: SituationLog, event: Any) -> int:
    """Record an event, and give its position."""
    return int(log.record(event).recorded[0].position)


def already(hour: str) -> Any:
    """An hour that is past when the tests record."""
    return at(hour)


def test_news_come_once_each_from_the_start_on_with_what_they_changed(log: SituationLog) -> None:
    bell = Bell()
    reactions = Reactions(log, bell)
    reactions.start()
    first = said(log, denies("chief", "arson", already("10:00")))
    second = said(log, says("mayor", "arson", already("11:00")))
    third = said(log, says("mayor", "two-dead", already("11:00")))

    reactions.catch_up()
    reactions.catch_up()

    assert [news.entry.position for news in bell.rung] == [first, second, third]
    assert [[str(change) for change in news.changes] for news in bell.rung] == [
        ["arson: not yet public -> denied only"],
        ["arson: denied only -> disputed"],
        ["two-dead: not yet public -> unchallenged"],
    ]
    assert reactions.position == third


def test_a_rebuild_or_replay_fires_nothing(log: SituationLog) -> None:
    bell, kept = Bell(), KeptProjections(log)
    reactions = Reactions(log, bell)
    reactions.start()
    kept.start(statements)
    said(log, denies("chief", "arson", already("10:00")))
    reactions.catch_up()

    kept.runner([statements]).catch_up()
    kept.rebuild(statements)
    kept.runner([statements]).catch_up()
    statements(log.of(TOWN))
    reactions.catch_up()

    assert len(bell.rung) == 1


def test_what_fails_is_tried_again_with_the_same_key(log: SituationLog) -> None:
    bell = Bell()
    reactions = Reactions(log, bell, pauses=(0, 0))
    reactions.start()
    position = said(log, denies("chief", "arson", already("10:00")))
    bell.failures = [NotDelivered("no"), NotDelivered("not yet")]

    reactions.catch_up()

    (news,) = bell.rung
    assert news.key.endswith(f"/e{position}")
    assert reactions.dead_letters() == []


def test_what_keeps_failing_is_a_dead_letter_that_can_be_tried_again(log: SituationLog) -> None:
    bell = Bell()
    reactions = Reactions(log, bell, pauses=(0, 0))
    reactions.start()
    lost = said(log, denies("chief", "arson", already("10:00")))
    told = said(log, says("mayor", "arson", already("11:00")))
    bell.failures = [NotDelivered("nobody there")] * 3

    reactions.catch_up()

    (letter,) = reactions.dead_letters()
    assert (letter.position, letter.tries, letter.error) == (lost, 3, "nobody there")
    assert [news.entry.position for news in bell.rung] == [told]

    bell.failures = [NotDelivered("still nobody")] * 3
    (letter,) = reactions.try_again()
    assert (letter.tries, letter.error) == (6, "still nobody")
    assert reactions.try_again() == []
    assert [news.entry.position for news in bell.rung] == [told, lost]


def test_what_is_of_no_use_is_not_tried_again(log: SituationLog) -> None:
    bell = Bell()
    reactions = Reactions(log, bell, pauses=(0, 0))
    reactions.start()
    said(log, denies("chief", "arson", already("10:00")))
    bell.failures = [NotDelivered("go away", final=True)]

    reactions.catch_up()

    assert [letter.tries for letter in reactions.dead_letters()] == [1]


def test_a_reactor_that_breaks_did_not_deliver(log: SituationLog) -> None:
    bell = Bell()
    reactions = Reactions(log, bell, pauses=(0,))
    reactions.start()
    said(log, denies("chief", "arson", already("10:00")))
    told = said(log, says("mayor", "arson", already("11:00")))
    bell.failures = [ValueError("no clapper")] * 2

    reactions.catch_up()

    assert [(letter.tries, letter.error) for letter in reactions.dead_letters()] == [(2, "ValueError: no clapper")]
    assert [news.entry.position for news in bell.rung] == [told]


def test_what_another_worker_took_over_is_left_to_it(log: SituationLog) -> None:
    class Thief(Bell):
        def react(self, news: News) -> None:
            super().react(news)
            with log.read().ledger.database.writing() as connection:
                connection.core.execute(reactors.update().values(holder="another", held_until=2**60))

    thief = Thief()
    reactions = Reactions(log, thief)
    reactions.start()
    before = reactions.position
    said(log, denies("chief", "arson", already("10:00")))
    said(log, says("mayor", "arson", already("11:00")))

    reactions.catch_up()
    Reactions(log, thief).catch_up()

    assert (len(thief.rung), reactions.position) == (1, before)


def test_a_reactor_that_died_before_it_said_so_is_told_again(
    log: SituationLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bell = Bell()
    Reactions(log, bell).start()
    said(log, denies("chief", "arson", already("10:00")))

    def died(*_: object) -> None:
        raise KeyboardInterrupt

    dying = Reactions(log, bell)
    monkeypatch.setattr(dying, "_bury", died)  # as if killed right there
    with pytest.raises(KeyboardInterrupt):
        dying.catch_up()
    Reactions(log, bell).catch_up()

    assert len({news.key for news in bell.rung}) == 1
    assert len(bell.rung) == 2


def test_a_reactor_that_was_not_started_is_told(log: SituationLog) -> None:
    with pytest.raises(NoSuchReactor, match="reactor bell was not started"):
        Reactions(log, Bell()).catch_up()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with a_desk() as desk:
        yield desk


def posted(log: SituationLog, desk: Desk, **filters: Any) -> Reactions:
    """A webhook to the desk at work on the log."""
    reactions = Reactions(log, Webhook("desk", desk.url, SECRET, **filters), pauses=(0, 0))
    reactions.start()
    return reactions


def test_a_webhook_posts_a_signed_cloud_event_that_says_what_changed(log: SituationLog, desk: Desk) -> None:
    reactions = posted(log, desk)
    said(log, denies("chief", "arson", already("10:00")))
    position = said(log, says("mayor", "arson", already("11:00"), words="It was set"))

    reactions.catch_up()

    headers, body = desk.got[-1]
    told = json.loads(body)
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert (told["specversion"], told["type"], told["source"]) == (
        "1.0",
        "sitlog.ClaimAsserted.v1",
        f"/situations/{TOWN}",
    )
    assert told["id"] == headers["webhook-id"]
    assert told["sequence"] == f"{position:012}"
    assert told["statuschange"] == "arson: denied only -> disputed"
    assert (told["data"]["by"], told["data"]["words"]) == ("mayor", "It was set")
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    mark = b64encode(hmac.new(SECRET, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mark}"


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, 3),
        ({"claims": {"arson"}}, 2),
        ({"sources": {"chief"}}, 1),
        ({"statuses": {Status.DISPUTED}}, 1),
        ({"claims": {"two-dead"}, "sources": {"chief"}}, 0),
    ],
)
def test_a_webhook_posts_only_what_is_wanted(
    log: SituationLog, desk: Desk, filters: dict[str, Any], wanted: int
) -> None:
    reactions = posted(log, desk, **filters)
    said(log, denies("chief", "arson", already("10:00")))
    said(log, says("mayor", "arson", already("11:00")))
    said(log, says("mayor", "two-dead", already("11:00")))

    reactions.catch_up()

    assert len(desk.got) == wanted


@pytest.mark.parametrize(
    ("answers", "posts", "dead"), [([503, 429, 200], 3, 0), ([500] * 3, 3, 1), ([404], 1, 1), ([302], 1, 1)]
)
def test_a_webhook_is_tried_again_where_that_is_of_use(
    log: SituationLog, desk: Desk, answers: list[int], posts: int, dead: int
) -> None:
    reactions = posted(log, desk)
    said(log, denies("chief", "arson", already("10:00")))
    desk.answers = list(answers)

    reactions.catch_up()

    assert (len(desk.got), len(reactions.dead_letters())) == (posts, dead)
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 1


def test_a_desk_that_does_not_answer_is_named(log: SituationLog) -> None:
    nobody = Webhook("desk", "http://127.0.0.1:9/hooks", SECRET, seconds=0.5)
    reactions = Reactions(log, nobody, pauses=())
    reactions.start()
    said(log, denies("chief", "arson", already("10:00")))

    reactions.catch_up()

    assert reactions.dead_letters()[0].error.startswith("could not reach 127.0.0.1: ")


def test_what_was_redacted_is_not_posted(log: SituationLog, desk: Desk) -> None:
    reactions = posted(log, desk)
    position = said(log, denies("chief", "arson", already("10:00"), words="My cousin did it"))
    log.record(EntryRedacted(situation=TOWN, entry=position, basis="a court order"))  # type: ignore[arg-type]  # a key is a text

    reactions.catch_up()

    assert "cousin" not in str(desk.got)
    assert "data" not in json.loads(desk.got[0][1])


@pytest.mark.parametrize(
    ("url", "secret"),
    [("ftp://host/x", SECRET), ("desk", SECRET), ("https://host/x", b""), ("https://me:pw@host/x", SECRET)],
)
def test_a_webhook_that_could_not_work_is_refused(url: str, secret: bytes) -> None:
    with pytest.raises(NotUnderstood):
        Webhook("desk", url, secret)
