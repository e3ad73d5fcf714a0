"""`export`: a log as a file that imports again to the same answers."""

import json
from pathlib import Path

import pytest

from tests.cli.files import file, fire, held, known, log, run_typed
from tests.cli.running import run
from tests.harbour import found_harbour

__all__ = ["fire", "log"]  # fixtures

OWN = """\
situation harbour-fire
2031-05-05 Mon
e7:  18:00  crew  denies  fault
correct e7  "it was later"
    2031-05-05T19:00  crew  denies  fault
e8:  20:00  mayor  says  arson
withdraw e8  "another mayor"
link e7  @g1.r1 ¶3
2031-05-05 14:30..2031-05-05 18:00  g1  updates to r2  "set right"  as correction
    wrong fault
    replaced-by arson
situation  flood  "The flood"  zone America/New_York
source  wire  "A wire"  outlet institutional
claim  dam  "The dam broke"  value at-least 2.50 "metres"
2031-05-06 Tue
day  wire  says  dam  "it\\nbroke"  time-words "all day"
"""


@pytest.mark.parametrize("form", ["slog", "jsonl"])
def test_what_is_exported_imports_to_the_same_answers(fire: str, tmp_path: Path, form: str, database_url: str) -> None:
    assert run("import", file(tmp_path, "own.slog", OWN), log=fire).code == 0
    written = str(tmp_path / f"copy.{form}")
    run("export", "-o", written, log=fire)
    run("init", database_url)

    ran = run("import", written, log=database_url)

    assert ran.code == 0, ran.err
    assert held(database_url) == held(fire)
    for situation in ("harbour-fire", "flood"):
        for question in ([], ["--at", "2031-05-05 17:00"], ["--by-publication", "--all"], ["--recorded-at", "e14"]):
            assert known(database_url, "--situation", situation, *question) == known(
                fire, "--situation", situation, *question
            )


@pytest.mark.parametrize("form", ["slog", "jsonl"])
def test_a_copy_exports_as_the_original_does(fire: str, tmp_path: Path, form: str) -> None:
    run("import", file(tmp_path, "own.slog", OWN), log=fire)
    copy = str(tmp_path / "copy.db")
    run("init", copy)
    text = run("export", "--format", form, log=fire).out

    run_typed(text, "import", "-", log=copy)

    assert run("export", "--format", form, log=copy).out == text


def test_one_situation_can_be_exported_alone(fire: str, tmp_path: Path) -> None:
    run("import", file(tmp_path, "own.slog", OWN), log=fire)

    ran = run("export", "--situation", "flood", "--format", "jsonl", log=fire)

    assert {json.loads(line)["source"] for line in ran.out.splitlines()} == {"/situations/flood"}
    assert run("export", "--situation", "flod", log=fire).all() == (
        "error: no situation 'flod'\nhint: Did you mean flood?\n[3]"
    )


def test_what_was_redacted_is_left_out_and_said_so(tmp_path: Path) -> None:
    harbour, copy = str(tmp_path / "harbour.db"), str(tmp_path / "copy.db")
    found_harbour(f"sqlite:///{harbour}")
    run("init", copy)

    for form in ("slog", "jsonl"):
        ran = run("export", "--format", form, log=harbour)
        taken = run_typed(ran.out, "import", "-", log=copy)

        assert ran.code == 0
        assert "note: left out what was redacted, and what rests on it: e25, e" in ran.err
        assert "my brother" not in ran.out
        assert taken.code == 0, taken.err
    assert held(copy) == held(harbour) - 2
    assert statuses(copy) == statuses(harbour)


WITHOUT = """\
situation harbour-fire
2031-05-05 Mon
source  chief  "The chief"  person named
e1:  18:00  chief  says  fault
18:30  chief  retracts  fault
18:40  crew  says  fault
18:50  crew  retracts  fault
19:00  g1  updates to r2  as update
19:10  g1  updates to r3  as update
19:20  crew  says  arson  @g1.r3
19:30  mayor  says  arson
"""


@pytest.mark.parametrize(
    ("redacted", "left_out"),
    [("e12", "e12, e13, e14, e21"), ("e15", "e15, e16, e21"), ("e17", "e17, e18, e19, e21"), ("e20", "e20, e21")],
)
def test_what_rests_on_what_was_redacted_is_left_out_too(
    fire: str, tmp_path: Path, redacted: str, left_out: str
) -> None:
    copy = str(tmp_path / "copy.db")
    run("init", copy)
    run("import", file(tmp_path, "more.slog", WITHOUT), log=fire)
    assert run("record", f'redact {redacted} "by law"', log=fire).code == 0

    for form in ("slog", "jsonl"):
        ran = run("export", "--format", form, log=fire)
        taken = run_typed(ran.out, "import", "-", log=copy)

        assert ran.err == f"note: left out what was redacted, and what rests on it: {left_out}\n"
        assert taken.code == 0, taken.err
    assert held(copy) == held(fire) - left_out.count("e")


def statuses(log: str) -> dict[str, str]:
    """The status of every claim."""
    return {each["claim"]: each["status"] for each in known(log)["claims"]}


def test_a_file_that_was_there_stays_unless_all_is_written(fire: str, tmp_path: Path) -> None:
    name = file(tmp_path, "copy.slog", "what was there")

    assert run("export", "--situation", "no", "-o", name, log=fire).code == 3
    assert Path(name).read_text("utf-8") == "what was there"

    ran = run("export", "-o", name, log=fire)

    assert ran.all() == f"Wrote 11 entries to {name}.\n[0]"
    assert Path(name).read_text("utf-8") == run("export", log=fire).out
    assert Path(name).stat().st_mode & 0o777 == Path(fire).stat().st_mode & 0o777 & 0o666
    assert {each.name for each in tmp_path.iterdir()} >= {"copy.slog"}
    assert not list(tmp_path.glob(".copy.slog.*"))


def test_the_name_of_the_file_tells_the_form(fire: str, tmp_path: Path) -> None:
    run("export", "-o", str(tmp_path / "a.jsonl"), log=fire)
    run("export", "-o", str(tmp_path / "a.txt"), log=fire)

    assert (tmp_path / "a.jsonl").read_text("utf-8").startswith("{")
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("situation")


def test_a_folder_that_is_not_there_is_told(fire: str, tmp_path: Path) -> None:
    ran = run("export", "-o", str(tmp_path / "no" / "a.slog"), log=fire)

    assert ran.code == 2
    assert "error: there is no folder" in ran.err
    assert "hint: " in ran.err
