"""What we corrected in our own log, and what that changed."""

from tests.cli.questions import every_form, fitting, golden


def test_the_corrections_to_the_letter(harbour: str) -> None:
    golden(harbour, "corrections", "corrections")


def test_before_the_first_one_to_the_letter(harbour: str) -> None:
    golden(harbour, "corrections-none", "corrections", "--recorded-at", "e20")


def test_each_tells_for_how_long_the_log_was_wrong(harbour: str) -> None:
    told = {each["entry"]: each for each in fitting(harbour, "corrections", "corrections")["corrections"]}

    minutes = {
        entry: None if (wrong := each["wrong_for_seconds"]) is None else wrong // 60 for entry, each in told.items()
    }
    assert minutes == {21: 11 * 60 + 20, 27: 14 * 60 + 15, 28: 2 * 60 + 30, 36: None}


def test_each_tells_what_it_changed_and_which_briefing_it_overtook(harbour: str) -> None:
    told = {each["entry"]: each for each in fitting(harbour, "corrections", "corrections")["corrections"]}

    assert [each["field"] for each in told[21]["fields"]] == ["by"]
    assert told[21]["claims"] == [{"claim": "blockade", "before": "denied-only", "after": "disputed"}]
    assert {entry: each["overtook"] for entry, each in told.items()} == {21: [], 27: [26], 28: [26], 36: [26]}


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "corrections")
