"""The voices of a situation."""

from tests.cli.questions import every_form, fitting, golden, refused


def test_the_voices_to_the_letter(harbour: str) -> None:
    golden(harbour, "sources", "sources")


def test_voices_are_counted_by_what_was_public(harbour: str) -> None:
    before, after = (
        {each["source"]: each for each in fitting(harbour, "sources", "sources", "--at", at)["sources"]}
        for at in ("2031-05-05 09:00", "2031-05-05 16:00")
    )

    assert (before["gazette"]["asserts"], before["gazette"]["retracts"]) == (1, 0)
    assert (after["gazette"]["asserts"], after["gazette"]["retracts"], after["gazette"]["corrections"]) == (2, 1, 1)
    assert before["fishers-page"]["opposed"] == []
    assert after["fishers-page"]["opposed"] == [{"entry": 7, "by": 19}]


def test_there_is_no_score(harbour: str) -> None:
    told = fitting(harbour, "sources", "sources")["sources"][0]

    assert not {"score", "reliability", "trust"} & told.keys()


def test_judgements_stand_beside_a_voice(harbour: str) -> None:
    told = {each["source"]: each for each in fitting(harbour, "sources", "sources")["sources"]}

    assert [each["reliability"] for each in told["gazette"]["judgements"]] == ["B"]


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "sources")


def test_a_situation_that_is_not_there_is_not_found(harbour: str) -> None:
    refused(harbour, 3, "sources", "--situation", "harbor-fire")
