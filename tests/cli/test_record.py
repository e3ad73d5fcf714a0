"""`record` and `correct`: sentences from the command line, the standard input and the editor."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sitlog.cli import schemas
from sitlog.cli.entering.editor import Draft, with_slips, without_slips
from sitlog.cli.slips import Slip
from tests.cli.files import FIRE, FIRE_ENTRIES, fire, held, known, log, run_typed
from tests.cli.running import Ran, run

__all__ = ["fire", "log"]  # fixtures


def test_a_sentence_is_recorded_and_its_effect_told(fire: str) -> None:
    ran = run("record", '2031-05-05 19:15 mayor denies fault "no cable there"', log=fire)

    assert ran.all() == (
        "Recorded e12  Mon 5 May 2031 19:15 Lisbon (18:15 UTC)\n"
        "  ✕ The mayor denies: A cable failed  “no cable there”\n"
        "  fault: unchallenged → denied only\n"
        "Entries are never edited. If this one is wrong: sitlog correct e12\n[0]"
    )


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("2031-05-05 18:00 crew unclear arson", "  ◐ Two of the crew, unnamed finds unclear: The fire was laid\n"),
        ("2031-05-05 18:00 crew retracts arson", "  arson: disputed → denied only\n"),
        ("2031-05-05 18:00 gazette corroborates fault", "  fault: unchallenged, as before\n"),
        ("2031-05-05 18:00 mayor denies authorship of fault", "The mayor denies authorship: A cable failed\n"),
        ("2031-05-05 18:00-19:00 crew says fault", "Recorded e12  5 May 18:00\N{EN DASH}19:00, Lisbon time\n"),
        ("3h ago crew says fault", "Recorded e12  Tue 20 May 2031 08:00 Lisbon (07:00 UTC)\n"),
        ("e10 crew says fault", "Recorded e12  Mon 5 May 2031 15:00 Lisbon (14:00 UTC)\n"),
        ('source chief "The chief" person named of mayor', "chief  “The chief”  person, named, of mayor\n"),
        ('withdraw e10 "misheard"', "  arson: disputed → denied only\n"),
    ],
)
def test_every_kind_of_sentence_tells_what_it_did(fire: str, sentence: str, told: str) -> None:
    ran = run("record", sentence, log=fire)

    assert ran.code == 0, ran.err
    assert told in ran.out


def test_machines_are_told_in_json(fire: str) -> None:
    ran = run("record", "--json", "2031-05-05 19:15 mayor denies fault", log=fire)

    document = json.loads(ran.out)
    assert document == {
        "format": "sitlog.recorded/1",
        "recorded": [
            {
                "entry": 12,
                "recorded_at": "2031-05-20T10:00:00Z",
                "type": "ClaimDenied",
                "situation": "harbour-fire",
            }
        ],
        "skipped": [],
        "claims": [{"claim": "fault", "before": "unchallenged", "after": "denied-only"}],
    }
    Draft202012Validator(schemas.schema("recorded")).validate(document)
    assert run("record", "--format", "csv", "x", log=fire).code == 2


def test_what_the_log_has_is_not_recorded_again(fire: str) -> None:
    ran = run("record", '2031-05-05 14:30 mayor denies arson "nothing points to it" @g1.r1 ¶2', log=fire)

    assert ran.all() == "The log has this already, as e9: nothing was recorded\n[0]"
    assert held(fire) == FIRE_ENTRIES


def test_what_was_withdrawn_meanwhile_can_be_said_again_and_it_says_how(fire: str) -> None:
    said = '2031-05-05 14:30 mayor denies arson "nothing points to it" @g1.r1 ¶2'
    assert run("withdraw", "e9", "--reason", "misheard", log=fire).code == 0

    ran = run("record", said, log=fire)

    assert f"e9 was withdrawn since, by e{FIRE_ENTRIES + 1}" in ran.out
    assert "add a line `note ...` below it" in ran.out
    assert run("record", f"{said}\n    note    she said so after all", log=fire).out.startswith("Recorded e")


def test_sentences_come_from_the_standard_input(fire: str) -> None:
    text = 'source chief "The chief" person named\n\n2031-05-05 Mon\n18:00 chief says arson\n'

    ran = run_typed(text, "record", "-", log=fire)

    assert ran.code == 0, ran.err
    assert "Recorded e12\n" in ran.out
    assert "Recorded e13  Mon 5 May 2031 18:00" in ran.out
    assert "If one of these is wrong: sitlog correct e12" in ran.out


def test_a_whole_file_can_be_typed_into_an_empty_log(log: str) -> None:
    ran = run_typed(FIRE, "record", "-", log=log)

    assert ran.code == 0, ran.err
    assert held(log) == FIRE_ENTRIES


def test_a_situation_is_opened_beside_others(fire: str) -> None:
    assert run("record", 'situation flood "The flood" zone UTC', log=fire).code == 0

    unnamed = run("record", "14:00 mayor says arson", log=fire)
    named = run("record", "--situation", "harbour-fire", "2031-05-05 18:00 mayor says arson", log=fire)

    assert unnamed.err.startswith("error: the log holds 2 situations: flood, harbour-fire\nhint: Name one")
    assert (unnamed.code, named.code) == (2, 0)


def test_what_was_typed_has_no_file_it_came_from_but_somebody_who_typed_it(fire: str) -> None:
    run("record", "2031-05-05 18:00 crew says fault", log=fire, SITLOG_ACTOR="ana")

    line = json.loads(run("export", "--format", "jsonl", log=fire).out.splitlines()[-1])
    assert line["data"]["recorded_by"] == "ana"
    assert "provenance" not in line["data"]


Edit = Callable[[str], str]


@pytest.fixture(autouse=True)
def drafts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep what is being written where the test's other files are."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Make an editor that edits as it is told, once each time it opens, and keeps what it was shown."""
    shown: list[str] = []

    def edits(*turns: Edit) -> list[str]:
        waiting = list(turns)

        def edit(self: Draft, *, line: int | None = None) -> str:  # noqa: ARG001  # this one goes to no line
            shown.append(self.text())
            self.write(waiting.pop(0)(self.text()))
            return without_slips(self.text())

        monkeypatch.setattr(Draft, "edit", edit)
        return shown

    return edits


def unchanged(text: str) -> str:
    """Save and close."""
    return text


def test_an_editor_shows_the_known_names_and_takes_sentences(fire: str, editor: Callable[..., list[str]]) -> None:
    shown = editor(lambda text: "2031-05-05 18:00 crew says fault\n" + text)

    ran = run("record", log=fire)

    assert ran.code == 0, ran.err
    assert "Recorded e12" in ran.out
    assert "# sources: crew gazette mayor\n# claims: arson fault\n# incidents: fire\n# reports: g1.r1\n" in shown[0]
    assert "# Situation harbour-fire. It is Tue 20 May 2031 11:00 Lisbon (10:00 UTC).\n" in shown[0]


def test_an_editor_reopens_at_what_is_wrong_with_the_text_kept(fire: str, editor: Callable[..., list[str]]) -> None:
    shown = editor(
        lambda text: "2031-05-05 Mon\n18:00 crow says fault\n18:10 mayor says fault\n" + text,
        lambda text: text.replace("18:00 crow", "18:00 crew"),
    )

    ran = run("record", log=fire)

    assert ran.code == 0, ran.err
    assert held(fire) == FIRE_ENTRIES + 2
    assert shown[1].startswith(
        "2031-05-05 Mon\n18:00 crow says fault\n#:    ^^^^\n#: error: no source crow\n#: did you mean crew?\n"
        "18:10 mayor says fault\n"
    )


def test_a_text_that_is_refused_by_the_log_reopens_too(fire: str, editor: Callable[..., list[str]]) -> None:
    shown = editor(lambda _: "2031-05-05 18:00 gazette retracts fault\n", unchanged)

    ran = run("record", log=fire)

    assert "#: error: gazette has made no statement on fault" in shown[1]
    assert ran.code == 2
    assert "error: nothing recorded, 1 problem left\nhint: Your text is in " in ran.err
    kept = Path(ran.err.split("Your text is in ")[1].strip())
    assert "2031-05-05 18:00 gazette retracts fault" in kept.read_text("utf-8")
    assert held(fire) == FIRE_ENTRIES


def test_an_empty_text_records_nothing(fire: str, editor: Callable[..., list[str]]) -> None:
    editor(unchanged)

    assert run("record", log=fire).all() == "Nothing was written, so nothing was recorded.\n[0]"


def with_editor(command: str, *arguments: str, log: str) -> Ran:
    """Run a command whose editor is this program."""
    return run(*arguments, log=log, EDITOR=command, VISUAL="")


def test_the_editor_is_whom_its_user_named(fire: str, tmp_path: Path) -> None:
    script = tmp_path / "edit"
    script.write_text('#!/bin/sh\n[ "$1" = -x ] && printf "2031-05-05 18:00 crew says fault" > "$2"\n', "utf-8")
    script.chmod(0o755)

    assert with_editor(f"{script} -x", "record", log=fire).code == 0
    assert held(fire) == FIRE_ENTRIES + 1

    for command, message in {
        "false": "the editor false failed",
        "/no/such": "the editor /no/such cannot be started",
    }.items():
        ran = with_editor(command, "record", log=fire)

        assert ran.code == 2
        assert message in ran.err
        assert "\nhint: " in ran.err


def test_without_an_editor_and_a_terminal_there_is_nothing_to_record(fire: str) -> None:
    ran = run_typed("", "record", log=fire)

    assert ran.code == 2
    assert "no editor to write it in" in ran.err


def test_slips_are_put_below_their_lines_and_taken_out_again() -> None:
    text = "14:00 crow says fault\n\n# a comment\n"
    slips = [Slip("", 1, 7, 4, "no source crow", "did you mean crew?", "14:00 crow says fault")]

    marked, line = with_slips(text, slips)

    assert line == 1
    assert marked.splitlines()[1:4] == ["#:    ^^^^", "#: error: no source crow", "#: did you mean crew?"]
    assert without_slips(marked) == text


def test_an_entry_is_corrected_by_a_sentence(fire: str) -> None:
    ran = run("correct", "e10", "2031-05-05 15:30 crew says arson", "--reason", "the hour", log=fire)

    assert ran.code == 0, ran.err
    assert "Recorded e12\n  ↻ of e10: the hour\n  arson: disputed, as before\n" in ran.out
    (claim,) = (each for each in known(fire)["claims"] if each["claim"] == "arson")
    (statement,) = (each for each in claim["statements"] if each["source"] == "crew")
    assert (statement["said"]["earliest"], statement["corrected_by"]) == ("2031-05-05T14:30:00Z", [12])


def test_an_entry_is_corrected_in_the_editor(fire: str, editor: Callable[..., list[str]]) -> None:
    shown = editor(lambda text: text.replace("correct e10", 'correct e10  "the hour"').replace("15:00", "15:30"))

    ran = run("correct", "e10", log=fire)

    assert ran.code == 0, ran.err
    assert shown[0].startswith("correct e10\n    2031-05-05T15:00  crew")
    assert "note" in shown[0]


@pytest.mark.parametrize(
    ("entry", "code", "message"),
    [("10", 2, "'10' is not an entry"), ("e99", 3, "no entry e99"), ("e10", 3, "e10 was withdrawn")],
)
def test_what_cannot_be_corrected_is_told(fire: str, entry: str, code: int, message: str) -> None:
    run("record", 'withdraw e10 "misheard"', log=fire)

    ran = run("correct", entry, "2031-05-05 15:30 crew says arson", "--reason", "x", log=fire)

    assert ran.code == code
    assert message in ran.err
    assert "\nhint: " in ran.err
