"""The same answer with one voice or one report left out."""

from tests.cli.questions import ask, fitting, golden, refused


def test_an_answer_without_a_voice_to_the_letter(harbour: str) -> None:
    golden(harbour, "known-without", "known", "--without", "fishers", "--without", "chief")


def _claims(log: str, *arguments: str) -> dict[str, str]:
    return {each["claim"]: each["status"] for each in fitting(log, "known", "known", *arguments)["claims"]}


def test_a_voice_that_is_left_out_says_nothing(harbour: str) -> None:
    assert _claims(harbour)["blockade"] == "disputed"
    assert _claims(harbour, "--without", "fishers")["blockade"] == "unchallenged"


def test_without_a_report_what_it_alone_carried_is_gone(harbour: str) -> None:
    assert {"two-dead", "three-dead"} <= _claims(harbour).keys()
    assert not {"two-dead", "three-dead"} & _claims(harbour, "--without", "story").keys()
    assert fitting(harbour, "known", "known", "--without", "story")["without"] == ["story"]


def test_it_can_be_given_as_markdown(harbour: str) -> None:
    assert "leaving out chief" in ask(harbour, "known", "--without", "chief", "--format", "md").out


def test_a_voice_that_is_not_there_is_not_found(harbour: str) -> None:
    assert "Did you mean mayor?" in refused(harbour, 3, "known", "--without", "mayr")
