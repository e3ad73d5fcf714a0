"""How much later than the public our log knew."""

from pathlib import Path

from tests.cli.questions import ask, every_form, fitting, golden, refused
from tests.cli.running import run


def test_the_lags_to_the_letter(harbour: str) -> None:
    golden(harbour, "gap", "gap")


def test_what_we_did_not_know_then_to_the_letter(harbour: str) -> None:
    golden(harbour, "gap-then", "gap", "--at", "2031-05-05 11:25", "--recorded-at", "2031-05-05 10:00")


def test_statistics_count_from_the_latest_it_can_have_become_public(harbour: str) -> None:
    told = fitting(harbour, "gap", "gap")

    lags = {each["entry"]: (each["least_seconds"], each["most_seconds"]) for each in told["late"]}
    assert lags[22] == (5 * 60, 20 * 60)
    assert told["statistics"]["count"] == len(told["late"])
    assert told["statistics"]["longest_seconds"] == max(least for least, _ in lags.values())


def test_published_on_the_first_and_recorded_on_the_fourth_is_a_gap_on_the_second(tmp_path: Path) -> None:
    log = str(tmp_path / "sitlog.db")
    run("init", log)
    for sentence in (
        'situation s "S" zone UTC',
        'source a "A" person named',
        'claim c "C"',
        "2031-05-01T10:00Z a says c",
    ):
        assert run("record", sentence, log=log, SITLOG_NOW="2031-05-04T10:00:00Z").code == 0

    missed = fitting(log, "gap", "gap", "--at", "2031-05-02", "--recorded-at", "2031-05-02")

    assert [each["entry"] for each in missed["late"]] == [4]
    assert fitting(log, "gap", "gap", "--at", "2031-05-02", "--recorded-at", "e4")["late"] == []


def test_what_was_held_under_embargo_stands_apart(tmp_path: Path) -> None:
    log = str(tmp_path / "sitlog.db")
    run("init", log)
    for sentence in (
        'situation s "S" zone UTC',
        'source a "A" person named',
        'claim c "C"',
        "2031-05-06T10:00Z a says c",
    ):
        assert run("record", sentence, log=log, SITLOG_NOW="2031-05-05T10:00:00Z").code == 0

    told = fitting(log, "gap", "gap")

    assert (told["late"], [each["least_seconds"] for each in told["early"]]) == ([], [-24 * 3600])
    assert "Held before it was public" in ask(log, "gap").out


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "gap")


def test_a_time_that_is_none_is_refused(harbour: str) -> None:
    assert "--recorded-at: " in refused(harbour, 2, "gap", "--recorded-at", "noon-ish")
