"""The command `status`, and `sitlog` alone: what the log holds, and what to do next."""

import json
from pathlib import Path

import pytest

from sitlog.domain.events import SituationOpened
from sitlog.store.log import SituationLog
from tests.cli.running import run
from tests.given import clock


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """A log without an entry."""
    path = tmp_path / "sitlog.db"
    SituationLog.open(f"sqlite:///{path}", create=True).close()
    return str(path)


def test_sitlog_alone_tells_the_status(town: str) -> None:
    assert run(log=town) == run("status", log=town)


def test_it_counts_claims_by_status(town: str) -> None:
    told = json.loads(run("status", "--json", log=town).out)
    (situation,) = told["situations"]

    assert (situation["entries"], situation["sources"]) == (40, 8)
    assert situation["statuses"]["disputed"] == 3
    assert told["last"]["entry"] == told["asked"]["position"] == 40


def test_it_tells_the_log_as_it_stood(town: str) -> None:
    told = json.loads(run("status", "--recorded-at", "e20", "--json", log=town).out)

    assert told["last"]["entry"] == 20
    assert sum(told["situations"][0]["statuses"].values()) == 0


def test_an_empty_log_says_how_to_begin(empty: str) -> None:
    ran = run(log=empty)

    assert ran.code == 0
    assert "head       none: the log is empty\n" in ran.out
    assert "Next: sitlog import FILE" in ran.out


def test_before_the_first_situation_there_is_nothing_to_know(empty: str) -> None:
    ran = run("known", log=empty)

    assert ran.code == 3
    assert ran.err.startswith("error: the log holds no situation yet\nhint: ")
    assert run("log", log=empty).code == 0


def test_several_situations_are_told_each(empty: str) -> None:
    with SituationLog.open(f"sqlite:///{empty}", clock=lambda: clock("12:00")) as log:
        log.record(SituationOpened.of(situation="bridge", title="The bridge", zone="Europe/Lisbon"))
        log.record(SituationOpened.of(situation="tunnel", title="The tunnel", zone="Asia/Tokyo"))
    ran = run(log=empty)

    assert "situation  bridge  “The bridge”  Europe/Lisbon\n" in ran.out
    assert "situation  tunnel  “The tunnel”  Asia/Tokyo\n" in ran.out
    assert "Next: sitlog known --situation bridge" in ran.out
    assert "tunnel: tunnel  “The tunnel”" in run("log", log=empty).out
    assert "bridge" not in run("status", "--situation", "tunnel", log=empty).out
