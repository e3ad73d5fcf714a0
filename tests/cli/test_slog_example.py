"""The shipped example: it reads, and holds no more than its article supports."""

from pathlib import Path

from sitlog.cli.slog import read_slog, write_slog
from sitlog.domain.event import Event
from sitlog.domain.events import ArticleUpdated, Statement
from sitlog.domain.when import Precision, When

TEXT = (Path(__file__).parents[2] / "examples" / "kh-bases.slog").read_text("utf-8")
READ = read_slog(TEXT, file="kh-bases.slog", home=lambda _: None)


def told() -> list[Event]:
    return [line.event for line in READ.lines]


def times(event: Event) -> list[When]:
    return [value for _, value in event if isinstance(value, When)]


def test_the_example_reads_without_a_slip_and_is_written_and_read_again() -> None:
    assert [str(slip) for slip in READ.slips] == []

    again = read_slog("\n".join(write_slog(enumerate(told(), 1), zones={})), file="again", home=lambda _: None)

    assert [line.event.model_copy(update={"provenance": None}) for line in again.lines] == [
        event.model_copy(update={"provenance": None}) for event in told()
    ]


def test_the_example_invents_no_clock_time_and_ships_no_text() -> None:
    finer = {Precision.HOUR, Precision.MINUTE, Precision.SECOND}

    assert [event for event in told() for when in times(event) if when.precision in finer] == []
    assert [event for event in told() if getattr(event, "body", None) is not None] == []


def test_every_statement_of_the_example_rests_on_the_updated_article() -> None:
    statements = [event for event in told() if isinstance(event, Statement)]

    assert {(each.report, each.revision) for event in statements for each in event.evidence} == {("am", 2)}
    assert all(event.evidence for event in statements)
    assert [event.changes for event in told() if isinstance(event, ArticleUpdated)] == [None]
