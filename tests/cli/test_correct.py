"""Saying what an entry should have said."""

import json
from pathlib import Path

import pytest

from tests.cli.questions import ask, fitting, refused

DENIAL = {
    "type": "ClaimDenied",
    "by": "mayor",
    "claim": "arson",
    "said": {"earliest": "2031-05-05T10:10:00Z", "latest": "2031-05-05T10:10:00Z", "precision": "minute"},
}


def test_a_sentence_corrects_an_entry(own_harbour: str) -> None:
    sentence = '2031-05-05T11:10..2031-05-05T11:25 mayor denies arson "nobody set this fire"'
    recorded = fitting(own_harbour, "recorded", "correct", "e22", sentence, "--reason", "misheard")

    assert recorded["claims"] == [{"claim": "arson", "before": "unchallenged", "after": "disputed"}]


def test_an_event_in_json_corrects_an_entry(own_harbour: str) -> None:
    recorded = fitting(own_harbour, "recorded", "correct", "e22", json.dumps(DENIAL), "--reason", "misheard")

    assert recorded["claims"] == [{"claim": "arson", "before": "unchallenged", "after": "disputed"}]
    change = fitting(own_harbour, "corrections", "corrections")["corrections"][-1]
    assert {each["field"] for each in change["fields"]} == {"type", "said", "words"}


def test_an_editor_opens_on_the_entry_that_is_wrong(own_harbour: str, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        "#!/bin/sh\nsed -i -e 's/^correct e22.*/correct e22 \"misheard\"/' -e 's/says  arson/denies  arson/' \"$1\"\n"
    )
    editor.chmod(0o755)

    ran = ask(own_harbour, "correct", "e22", EDITOR=str(editor))

    assert (ran.code, ran.err) == (0, "")
    assert fitting(own_harbour, "corrections", "corrections")["corrections"][-1]["reason"] == "misheard"


@pytest.mark.parametrize(
    ("code", "arguments", "told"),
    [
        (2, ["e22", json.dumps(DENIAL)], "the reason is missing"),
        (2, ["e22", '{"type": "ClaimDenid"}', "--reason", "x"], "Did you mean ClaimDenied?"),
        (2, ["e22", '{"type"', "--reason", "x"], "at character"),
        (2, ["e22", '{"type": "ClaimDenied"}', "--reason", "x"], "by is missing"),
        (2, ["e22", json.dumps(DENIAL | {"by": "mayr"}), "--reason", "x"], "no source 'mayr'"),
        (2, ["e24", json.dumps(DENIAL), "--reason", "x"], "was withdrawn already"),
        (2, ["e36", json.dumps(DENIAL), "--reason", "x"], "is a redaction, which cannot be corrected"),
        (3, ["e99", json.dumps(DENIAL), "--reason", "x"], "no entry e99"),
    ],
)
def test_what_cannot_be_corrected_is_refused(harbour: str, code: int, arguments: list[str], told: str) -> None:
    assert told in refused(harbour, code, "correct", *arguments)
