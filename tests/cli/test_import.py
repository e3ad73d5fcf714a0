"""`import`: the events of a file, all or none, and none of them twice."""

import json
from pathlib import Path

import pytest

from sitlog.cli.files.runs import Runs
from sitlog.store.log import SituationLog
from tests.cli.files import FIRE, FIRE_ENTRIES, file, fire, held, known, log, run_typed
from tests.cli.running import run

__all__ = ["fire", "log"]  # fixtures


def jsonl(log: str) -> str:
    """The log as JSONL."""
    return run("export", "--format", "jsonl", log=log).out


def test_a_file_is_recorded_in_one_transaction(database_url: str, tmp_path: Path) -> None:
    run("init", database_url)

    ran = run("import", file(tmp_path, "fire.slog", FIRE), log=database_url)

    assert ran.all() == "Recorded 11 entries, e1 to e11, in one transaction.\nNext: sitlog known\n[0]"
    assert {claim["claim"]: claim["status"] for claim in known(database_url)["claims"]} == {
        "arson": "disputed",
        "fault": "unchallenged",
    }


def test_what_the_log_has_is_skipped_and_said_so(fire: str, tmp_path: Path) -> None:
    again = run("import", file(tmp_path, "fire.slog", FIRE), log=fire)
    more = run("import", file(tmp_path, "fire.slog", f"{FIRE}18:00  crew  denies  fault\n"), log=fire)

    assert again.out.startswith("Nothing new: all 11 entries are in the log already.\n")
    assert more.out.startswith(
        "Recorded 1 entry, e12, in one transaction. Skipped 11 already in the log (e1, e2, e3, …).\n"
    )
    assert (again.code, more.code, held(fire)) == (0, 0, 12)


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--batch", "4"]])
def test_of_what_the_log_has_it_is_said_what_was_withdrawn_or_corrected_meanwhile(
    fire: str, tmp_path: Path, options: list[str]
) -> None:
    name = file(tmp_path, "fire.jsonl", jsonl(fire))
    run("withdraw", "e9", "--reason", "misheard", log=fire)
    run("correct", "e10", "2031-05-05 15:01 crew says fault", "--reason", "a minute later", log=fire)

    ran = run("import", name, *options, log=fire)

    assert ran.code == 0
    assert "\ne9 was withdrawn since, by e12. To say it again, tell it apart: add a line `note ...`" in ran.out
    assert "\ne10 was corrected since, by e13. To say it again" in ran.out


@pytest.mark.parametrize("options", [[], ["--batch", "4"]])
def test_what_the_file_itself_withdraws_needs_no_word(fire: str, tmp_path: Path, options: list[str]) -> None:
    run("withdraw", "e9", "--reason", "misheard", log=fire)

    ran = run("import", file(tmp_path, "fire.jsonl", jsonl(fire)), *options, log=fire)

    assert ran.out == "Nothing new: all 12 entries are in the log already.\nNext: sitlog known\n"


def test_of_many_that_were_withdrawn_meanwhile_the_first_are_named(fire: str, tmp_path: Path) -> None:
    more = [f"2031-05-05 18:{minute:02} crew says fault" for minute in range(7)]
    text = FIRE + "\n".join(more) + "\n"
    assert run("import", file(tmp_path, "more.slog", text), log=fire).code == 0
    for position in range(FIRE_ENTRIES + 1, FIRE_ENTRIES + 8):
        assert run("withdraw", f"e{position}", "--reason", "misheard", log=fire).code == 0

    ran = run("import", file(tmp_path, "more.slog", text), log=fire)

    assert ran.out.count("was withdrawn since") == 5
    assert "\nSo were 2 more that the log has already: sitlog corrections\nNext:" in ran.out


def test_a_dry_run_says_what_would_be_recorded_and_writes_nothing(fire: str, tmp_path: Path) -> None:
    name = file(tmp_path, "fire.slog", f"{FIRE}18:00  crew  denies  fault\n")

    for options in ([], ["--batch", "3"]):
        ran = run("import", name, "--dry-run", *options, log=fire)

        assert ran.code == 0
        assert ran.out == (
            f"{name}: 12 entries read, nothing wrong; 1 would be recorded."
            " Skipped 11 already in the log (e1, e2, e3, …). Nothing was written.\n"
        )
    assert held(fire) == FIRE_ENTRIES


def test_the_form_is_told_by_the_name_or_else_by_how_the_file_begins(fire: str, tmp_path: Path) -> None:
    texts = {"a.slog": FIRE, "b.jsonl": jsonl(fire), "c": FIRE, "d.txt": "\ufeff\n" + jsonl(fire)}

    for name, text in texts.items():
        assert run("import", file(tmp_path, name, text), log=fire).out.startswith("Nothing new")
        assert run_typed(text, "import", "-", log=fire).out.startswith("Nothing new")


def test_an_entry_keeps_from_which_line_it_came_and_who_recorded_it(log: str, tmp_path: Path) -> None:
    name = file(tmp_path, "fire.slog", FIRE)
    run("import", name, log=log, SITLOG_ACTOR="ana")

    with SituationLog.open(f"sqlite:///{log}") as opened:
        last = opened.entry(11).event
    assert last is not None
    assert (last.provenance, last.recorded_by) == (f"{name}:15", "ana")

    line = json.loads(jsonl(log).splitlines()[-1])
    assert (line["data"]["provenance"], line["data"]["recorded_by"]) == (f"{name}:15", "ana")


def test_a_line_without_provenance_gets_its_own(fire: str, tmp_path: Path) -> None:
    said = {"earliest": "2031-05-05T18:00:00Z", "latest": "2031-05-05T18:00:00Z", "precision": "minute"}
    event = {
        "specversion": "1.0",
        "id": "wire-7",
        "source": "/situations/harbour-fire",
        "type": "sitlog.ClaimDenied.v1",
        "data": {"by": "crew", "claim": "fault", "said": said},
    }
    name = file(tmp_path, "wire.jsonl", f"\n{json.dumps(event)}\n")

    run("import", name, log=fire)

    line = json.loads(jsonl(fire).splitlines()[-1])
    assert (line["id"], line["data"]["provenance"]) == ("wire-7", f"{name}:2")


def test_the_same_id_with_other_content_is_refused(fire: str, tmp_path: Path) -> None:
    first = FIRE.splitlines()[0]
    lines = jsonl(fire).splitlines()
    one, other = (json.dumps(json.loads(lines[-1]) | {"id": "wire-7"}) for _ in range(2))
    assert run("import", file(tmp_path, "a.jsonl", one), log=fire).code == 0
    other = other.replace("16:00:00Z", "16:30:00Z")

    ran = run("import", file(tmp_path, "b.jsonl", other), log=fire)

    assert first
    assert ran.code == 2
    assert "external id 'wire-7' is in the log already, as e12, with other content" in ran.err
    assert "sitlog correct e12" in ran.err


OWN = """\
situation harbour-fire
2031-05-05 Mon
e7:  18:00  crew  denies  fault
correct e7  "it was later"
    2031-05-05T19:00  crew  denies  fault
e8:  20:00  mayor  says  arson
withdraw e8  "another mayor"
link e7  @g1.r1 ¶3
"""


def test_entries_of_a_file_are_named_by_their_labels(fire: str, tmp_path: Path) -> None:
    assert run("import", file(tmp_path, "own.slog", OWN), log=fire).out.startswith("Recorded 5 entries, e12 to e16")

    claims = {each["claim"]: each for each in known(fire)["claims"]}
    (denial,) = (each for each in claims["fault"]["statements"] if each["stance"] == "denies")
    assert (denial["entry"], denial["corrected_by"], denial["said"]["earliest"]) == (12, [13], "2031-05-05T18:00:00Z")
    assert denial["evidence"] == [{"report": "g1", "revision": 1, "place": "¶3", "words": None}]
    assert "mayor" not in {each["source"] for each in claims["arson"]["statements"] if each["stance"] == "asserts"}


@pytest.mark.parametrize("batch", [[], ["--batch", "1"], ["--batch", "3"], ["--batch", "1000"]], ids=" ".join)
def test_labels_hold_across_batches_and_shifted_positions(
    fire: str, tmp_path: Path, batch: list[str], database_url: str
) -> None:
    run("import", file(tmp_path, "own.slog", OWN), log=fire)
    lines = jsonl(fire)
    run("init", database_url)
    run("record", 'situation other "Something else" zone UTC', log=database_url)

    ran = run_typed(lines, "import", "-", *batch, log=database_url)
    again = run_typed(lines, "import", "-", *batch, log=database_url)

    assert ran.code == 0, ran.err
    assert "Nothing new: all 16 entries" in again.out
    assert held(database_url) == 17
    told, there = known(fire), known(database_url, "--situation", "harbour-fire")
    assert statuses(told) == statuses(there)


def statuses(answer: dict[str, list[dict[str, object]]]) -> dict[object, object]:
    """The statuses of an answer, with the number of statements."""
    return {each["claim"]: (each["status"], each["counts"], each["remarks"]) for each in answer["claims"]}


def test_a_number_that_stands_for_two_entries_is_refused(fire: str, tmp_path: Path) -> None:
    lines = jsonl(fire).splitlines()
    twice = "\n".join([lines[-1], lines[-2].replace('"000000000010"', '"000000000011"')])

    for batch in ([], ["--batch", "1"]):
        ran = run("import", file(tmp_path, "twice.jsonl", twice), *batch, log=fire)

        assert ran.code == 2
        assert "twice.jsonl:2:" in ran.err
        assert "e11 stands for" in ran.err


def test_a_batch_that_is_refused_leaves_those_before_it(fire: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    run("init", other)
    lines = jsonl(fire).replace('"claim":"fault"}}', '"claim":"foult"}}')

    ran = run_typed(lines, "import", "-", "--batch", "5", log=other)

    assert ran.code == 2
    assert "stdin:11:" in ran.err
    assert "no claim 'foult'" in ran.err
    assert (
        "10 entries, e1 to e10, were recorded before. Mend the file, and the same command goes on from there."
        in ran.err
    )
    assert held(other) == 10


def test_batches_are_for_lines_of_json(log: str, tmp_path: Path) -> None:
    ran = run("import", file(tmp_path, "fire.slog", FIRE), "--batch", "5", log=log)

    assert (ran.code, held(log)) == (2, 0)
    assert ran.err == "error: --batch is for JSONL, and this is a .slog file\nhint: Leave it out: sitlog import FILE\n"


def test_what_rests_on_a_line_that_cannot_be_read_is_not_blamed(log: str, tmp_path: Path) -> None:
    text = FIRE.replace('source  mayor    "The mayor"  person named', 'source  mayor    "The mayor"  persn named')

    ran = run("import", file(tmp_path, "fire.slog", text), log=log)

    assert [line.split("error: ")[1] for line in ran.err.splitlines() if ": error: " in line] == [
        "'persn' is none of person, group, organisation, outlet, channel, system, individual"
    ] or "1 error" in ran.err


def test_an_empty_file_changes_nothing(log: str, tmp_path: Path) -> None:
    name = file(tmp_path, "empty.slog", "# nothing yet\n")

    assert run("import", name, log=log).out.startswith(f"{name} holds no events.")


def test_runs_of_labels_are_found_again() -> None:
    positions = Runs()
    for label, position in [(1, 5), (2, 6), (3, 7), (10, 8), (4, 9), (11, 10)]:
        positions.add(label, position)

    assert [positions.get(label) for label in (1, 2, 3, 4, 5, 9, 10, 11, 12)] == [5, 6, 7, 9, None, None, 8, 10, None]
