"""What a key that there is not may have meant."""

from sitlog.cli.answers.ground import meant


def test_the_nearest_key_is_named_or_else_what_there_is() -> None:
    assert meant("arsen", ["arson", "two-dead"]) == "Did you mean arson?"
    assert meant("flood", ["arson", "two-dead"]) == "The log knows: arson, two-dead"
    assert meant("flood", []) == "The log knows none"


def test_of_very_many_keys_only_some_are_named() -> None:
    hint = meant("flood", [f"c{number}" for number in range(2_020)])

    assert hint.startswith("The log knows: c0, c1, ")
    assert hint.endswith(", c19 and 2,000 more")
