"""When a claim first had a status."""

import pytest

from tests.cli.questions import ask, every_form, fitting, golden, refused

MINUTES = [f"2031-05-05 {hour:02}:{minute:02}" for hour in range(8, 16) for minute in (0, 5, 20, 25, 50)]


@pytest.mark.parametrize("claim", ["blockade", "arson", "two-dead"])
def test_the_statuses_of_a_claim_to_the_letter(harbour: str, claim: str) -> None:
    golden(harbour, f"when-{claim}", "when", claim)


def test_one_status_to_the_letter(harbour: str) -> None:
    golden(harbour, "when-blockade-disputed", "when", "blockade", "disputed")


def test_the_example_when_resume_was_disputed(example: str) -> None:
    golden(example, "example-when-resume-disputed", "when", "resume", "disputed", SITLOG_NOW="2031-05-20T10:00:00Z")


@pytest.mark.parametrize("claim", ["blockade", "arson", "two-dead", "three-dead", "genuine"])
@pytest.mark.parametrize("clock", ["public", "desk"])
def test_it_agrees_with_asking_what_was_known_at_every_instant(harbour: str, claim: str, clock: str) -> None:
    told = fitting(harbour, "when", "when", claim)[clock]

    for at in MINUTES[::3]:
        answer = fitting(harbour, "known", "known", "--at" if clock == "public" else "--recorded-at", at)
        known = {each["claim"]: each["status"] for each in answer["claims"]}.get(claim, "not-yet-public")
        asked = answer["asked"]["at"]
        passed = [each["status"] for each in told if each["latest" if clock == "public" else "since"] <= asked]
        assert known == (passed[-1] if passed else "not-yet-public"), at


def test_a_status_that_never_held_is_a_no(harbour: str) -> None:
    ran = ask(harbour, "when", "arson", "withdrawn")

    assert ran.code == 1
    assert ran.out.count("never withdrawn") == 2


def test_with_a_public_clock_only_what_held_by_then_is_told(harbour: str) -> None:
    told = fitting(harbour, "when", "when", "blockade", "--at", "2031-05-05 09:00")

    assert [each["status"] for each in told["public"]] == ["unchallenged"]


def test_it_has_every_form(harbour: str) -> None:
    every_form(harbour, "when", "arson")


@pytest.mark.parametrize(
    ("code", "arguments", "told"),
    [
        (3, ["arsn"], "Did you mean arson?"),
        (2, ["arson", "disputd"], "Did you mean disputed?"),
        (2, ["arson", "true"], "The statuses are"),
        (2, [], "missing"),
    ],
)
def test_what_is_not_there_is_told(harbour: str, code: int, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, code, "when", *arguments)
