"""`import` of a file that is longer than what is held of it: taken in parts, and still all or nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sitlog.cli.files import long
from sitlog.cli.files.ahead import Ahead
from sitlog.cli.files.long import LongFile
from sitlog.cli.slips import Slip
from sitlog.store.log import SituationLog
from sitlog.store.taking import Whole
from tests.cli.files import FIRE_ENTRIES, file, fire, held, known, log, run_typed
from tests.cli.running import run

__all__ = ["fire", "log"]  # fixtures

PART = 3


@pytest.fixture(autouse=True)
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold a few lines at a time."""
    monkeypatch.setattr(long, "PART", PART)


@pytest.fixture
def lines(fire: str) -> list[str]:
    """The lines of an export."""
    return run("export", "--format", "jsonl", log=fire).out.splitlines()


@pytest.fixture
def other(database_url: str) -> str:
    """A log with nothing in it."""
    assert run("init", database_url).code == 0
    return database_url


def joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_it_is_one_transaction(fire: str, lines: list[str], other: str, tmp_path: Path) -> None:
    name = file(tmp_path, "fire.jsonl", joined(lines))

    first, again = run("import", name, log=other), run("import", name, log=other)

    assert first.all() == "Recorded 11 entries, e1 to e11, in one transaction.\nNext: sitlog known\n[0]"
    assert again.out == "Nothing new: all 11 entries are in the log already.\nNext: sitlog known\n"
    assert known(other) == known(fire)
    with SituationLog.open(other if "://" in other else f"sqlite:///{other}") as opened:
        assert len({entry.recorded_at for entry in opened.read()}) == 1
    assert run("verify", log=other).code == run("verify", log=fire).code


def test_of_a_pipe_as_of_a_file(fire: str, lines: list[str], other: str) -> None:
    text = joined([*lines[1:], lines[0]])

    assert run_typed(text, "import", "-", "--dry-run", log=other).out.startswith(
        "stdin: 11 entries read, nothing wrong"
    )
    assert held(other) == 0
    assert run_typed(text, "import", "-", log=other).out.startswith(
        "Recorded 11 entries, e1 to e11, in one transaction."
    )
    assert known(other) == known(fire)


def test_what_is_wrong_anywhere_is_told_in_order_and_nothing_is_recorded(
    lines: list[str], other: str, tmp_path: Path
) -> None:
    lines[1] = lines[1].replace('"person"', '"persn"')
    lines[7] = lines[7].replace('"claim":"fault"', '"claim":"fault","clam":1')
    lines[9] = lines[9].replace('"by":"crew"', '"by":"crow"')

    ran = run("import", file(tmp_path, "wrong.jsonl", joined(lines)), log=other)

    told = [line.split("wrong.jsonl:")[1].partition(":")[0] for line in ran.err.splitlines() if ": error: " in line]
    assert (ran.code, told, held(other)) == (2, ["2", "8", "10"], 0)
    assert ran.err.endswith("wrong.jsonl: 3 errors. Nothing was written.\n")


def test_a_refusal_names_the_lines_of_earlier_parts(lines: list[str], other: str, tmp_path: Path) -> None:
    twice = json.dumps(json.loads(lines[1]) | {"id": "another", "sequence": "000000000099"})

    ran = run("import", file(tmp_path, "twice.jsonl", joined([*lines, twice])), log=other)

    assert (ran.code, held(other)) == (2, 0)
    assert "twice.jsonl:12:" in ran.err
    assert "source 'mayor' is in line 2 already" in ran.err


def test_a_number_means_a_later_line_rather_than_an_entry_of_the_log(fire: str, lines: list[str]) -> None:
    withdrawal = json.loads(lines[-1]) | {
        "id": "slip",
        "type": "sitlog.EntryWithdrawn.v1",
        "sequence": "000000000010",
        "data": {"entry": 11, "reason": "a slip"},
    }
    more = [
        json.dumps(json.loads(lines[10]) | {"id": f"more-{nth}", "sequence": f"{nth:012}"}) for nth in (1, 2, 3, 11)
    ]

    ran = run_typed(joined([json.dumps(withdrawal), *more]), "import", "-", log=fire)

    assert ran.out.startswith("Recorded 5 entries, e12 to e16"), ran.err
    with SituationLog.open(f"sqlite:///{fire}") as opened:
        first, second = opened.entry(12).event, opened.entry(13).event
    assert first is not None
    assert (first.external_id, getattr(second, "entry", 0)) == ("more-11", 12)


def test_a_number_that_stands_for_two_lines_is_all_that_is_told(lines: list[str], other: str, tmp_path: Path) -> None:
    lines[8] = lines[8].replace('"sequence":"000000000009"', '"sequence":"000000000002"')
    lines[4] = lines[4].replace('"outlet":"gazette"', '"outlet":"gazete"')

    ran = run("import", file(tmp_path, "twice.jsonl", joined(lines)), log=other)

    assert (ran.code, held(other)) == (2, 0)
    assert "twice.jsonl:9:" in ran.err
    assert "e2 stands for line 2 already" in ran.err
    assert ran.err.endswith("1 error. Nothing was written.\n")


def test_an_interruption_leaves_nothing(lines: list[str], other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Whole.record

    def interrupted(self: Whole, *events: object, **naming: object) -> object:
        if self.last is not None and self.last.position > PART:
            raise KeyboardInterrupt
        return record(self, *events, **naming)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(Whole, "record", interrupted)
    ran = run_typed(joined(lines), "import", "-", log=other)

    assert ran.all() == "interrupted: nothing was written.\n[130]"
    assert held(other) == 0


def test_an_interruption_just_after_the_commit_says_what_was_recorded(
    lines: list[str], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SituationLog.whole

    @contextmanager
    def interrupted(self: SituationLog) -> Iterator[Whole]:
        with whole(self) as taken:
            yield taken
        raise KeyboardInterrupt

    monkeypatch.setattr(SituationLog, "whole", interrupted)
    ran = run_typed(joined(lines), "import", "-", log=other)

    assert ran.code == 130
    assert f"{FIRE_ENTRIES} entries, e1 to e{FIRE_ENTRIES}, were recorded before." in ran.err
    assert held(other) == FIRE_ENTRIES


def test_others_read_what_was_there_before_and_wait_to_write(
    fire: str, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    more = [
        json.dumps(json.loads(lines[10]) | {"id": f"more-{nth}", "sequence": f"{nth + 100:012}"}) for nth in range(7)
    ]
    seen: list[tuple[int, int]] = []
    suppose = LongFile._suppose  # noqa: SLF001  # by which the last part is taken in

    def looked(self: LongFile, *given: Any) -> None:
        code = run("record", "18:00 crew denies fault", log=f"sqlite:///{fire}?timeout=0.01").code
        seen.append((held(fire), code))
        suppose(self, *given)

    monkeypatch.setattr(LongFile, "_suppose", looked)
    assert run_typed(joined(more), "import", "-", log=fire).code == 0

    assert seen == [(FIRE_ENTRIES, 5)]
    assert held(fire) == FIRE_ENTRIES + 7


def test_a_file_that_was_changed_while_it_was_read_is_not_taken(
    lines: list[str], other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = file(tmp_path, "fire.jsonl", joined([*lines[1:], lines[0]]))
    look = Ahead.look

    def changed(self: Ahead, begin: int) -> list[Slip]:
        found = look(self, begin)
        Path(name).write_text("{}\n" * 11, "utf-8")
        return found

    monkeypatch.setattr(Ahead, "look", changed)
    ran = run("import", name, log=other)

    assert (ran.code, held(other)) == (2, 0)
    assert f"{name} was changed while it was read" in ran.err


def test_a_file_is_checked_by_itself_in_parts(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = file(tmp_path, "fire.jsonl", joined(lines))

    before = set(tmp_path.iterdir())

    ran = run("check", name)

    assert ran.out == f"{name}: 11 entries, nothing wrong (checked by itself: there is no log here).\n"
    assert set(tmp_path.iterdir()) == before


@pytest.mark.postgres
def test_a_server_that_goes_away_meanwhile_is_nobodys_loss(
    fire: str, lines: list[str], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", postgres_url)
    record, times = Whole.record, [2]

    def losing(self: Whole, *events: object, **naming: object) -> object:
        if times[0] and self.last is not None:
            times[0] -= 1
            with self._ledger.database.reading() as connection:  # that of the transaction
                connection.driver.close()
        return record(self, *events, **naming)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(Whole, "record", losing)
    ran = run_typed(joined(lines), "import", "-", log=postgres_url)

    assert ran.out.startswith("Recorded 11 entries, e1 to e11, in one transaction."), ran.err
    assert times == [0]
    assert known(postgres_url) == known(fire)
