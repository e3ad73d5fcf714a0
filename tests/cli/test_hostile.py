"""What is hostile in a log is shown and does nothing: on the terminal, in JSON, in tables and in documents."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitlog.domain.event import Event
from sitlog.domain.events import (
    ArticleUpdated,
    BriefingIssued,
    ClaimAssessed,
    ClaimsConflicted,
    EntryCorrected,
    EntryWithdrawn,
    EvidenceCaptured,
    EvidenceLinked,
    IncidentReported,
    ReportPublished,
    SourceAssessed,
)
from sitlog.domain.values import Evidence, ReportId
from sitlog.store.log import SituationLog
from tests.cli.running import run
from tests.given import TOWN, at, claim, clock, denies, opened, says, source

OBEYED = "\x1b[31m\x1b]0;title\x07\x9b2J\b\r\x00\x7f\u202e\u2066\u200f\u2028\u2029\x85\ufeff\ud7ff"
HOSTILE = f"=cmd|'/c calc'!A1 {OBEYED}</script><img src=x onerror=hit()>`${{1}}` '; DROP TABLE x; -- ../../x \n# |x|"
_NEVER = set("\x1b\x07\x9b\b\r\x00\x7f\u202e\u2066\u200f\u2028\u2029\x85\ufeff")

READ = {
    "status": (),
    "known": ("known", "--all"),
    "known at": ("known", "--at", "2031-05-05 23:00", "--by-publication"),
    "log": ("log",),
    "log of one": ("log", "--limit", "3", "--claim", "arson"),
    "why": ("why", "arson"),
    "when": ("when", "arson"),
    "diff": ("diff", "e6", "e14"),
    "timeline": ("timeline",),
    "gap": ("gap",),
    "corrections": ("corrections",),
    "replay": ("replay",),
    "replay by steps": ("replay", "--step"),
    "article": ("article", "front"),
    "article diff": ("article", "front", "diff"),
    "briefings": ("briefings",),
    "stale briefings": ("briefings", "--stale"),
    "sources": ("sources",),
    "search": ("search", "calc"),
    **{f"show e{number}": ("show", f"e{number}") for number in range(1, 19)},
}


def hostile() -> Iterator[Event]:
    """A story of which every text is hostile."""
    told = {"note": HOSTILE, "recorded_by": HOSTILE}
    for event in (
        opened().model_copy(update={"title": HOSTILE}),
        source("mayor", name=HOSTILE),
        source("paper", name=HOSTILE, kind="outlet"),
        _of(
            ReportPublished,
            report="front",
            outlet="paper",
            title=HOSTILE,
            published=at("9:00"),
            body=HOSTILE,
            url=HOSTILE,
        ),
        _of(IncidentReported, incident="blaze", by="paper", title=HOSTILE, kind=HOSTILE, occurred=at("8:00")),
        claim("arson", text=HOSTILE, about="blaze"),
        claim("wiring", text=HOSTILE, about="blaze"),
        says("mayor", "arson", at("10:00"), words=HOSTILE, hedge=HOSTILE, evidence=_cited()),
        denies("paper", "arson", at("11:00"), words=HOSTILE),
        _of(ArticleUpdated, report="front", revision=2, kind="update", updated=at("12:00"), title=HOSTILE, body="x"),
        _of(EvidenceCaptured, report="front", revision=1, sha256="0" * 64, captured=at("9:00"), method=HOSTILE),
        _of(ClaimsConflicted, claims=("arson", "wiring"), declared_by="recorder", reason=HOSTILE),
        _of(SourceAssessed, source="mayor", analyst=HOSTILE, reliability="A", reason=HOSTILE),
        _of(ClaimAssessed, claim="arson", analyst=HOSTILE, credibility="1", reason=HOSTILE),
        _of(EvidenceLinked, entry=9, evidence=_cited()),
        _of(BriefingIssued, audience=HOSTILE, asked=_asked(), digest="0" * 64, claims=("arson",)),
        _of(EntryCorrected, entry=8, replacement=says("mayor", "arson", at("10:30"), words=HOSTILE), reason=HOSTILE),
        _of(EntryWithdrawn, entry=9, reason=HOSTILE),
    ):
        yield event.model_copy(update=told)


def _cited() -> tuple[Evidence, ...]:
    return (Evidence(report=ReportId("front"), revision=1, place=HOSTILE, words=HOSTILE),)


def _asked() -> dict[str, object]:
    return {"at": clock("23:00"), "recorded_at": clock("23:00"), "position": 9, "root": "0" * 64}


def _of(made: type[Event], /, **fields: object) -> Event:
    return made.of(situation=TOWN, **fields)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'sitlog.db'}"
    with SituationLog.open(url, create=True, clock=lambda: clock("22:00")) as log:
        for event in hostile():
            log.record(event)
    return url


@pytest.mark.parametrize("arguments", READ.values(), ids=READ)
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "md"])
def test_a_terminal_is_given_nothing_that_it_would_obey(log: str, arguments: tuple[str, ...], form: str) -> None:
    ran = run(*arguments, "--format", form, "--no-pager", "--no-color", log=log, terminal=True, TERM="dumb")

    assert (ran.code, ran.err) == (0, "")
    assert not _NEVER & set(ran.out)


@pytest.mark.parametrize("arguments", READ.values(), ids=READ)
def test_text_in_a_pipe_holds_nothing_that_a_terminal_would_obey(log: str, arguments: tuple[str, ...]) -> None:
    for form in ("text", "md"):
        assert not _NEVER & set(run(*arguments, "--format", form, log=log).out)


@pytest.mark.parametrize("arguments", READ.values(), ids=READ)
def test_programs_are_given_what_was_written(log: str, arguments: tuple[str, ...]) -> None:
    assert json.loads(run(*arguments, "--json", log=log).out)["format"].startswith("sitlog.")
    lines = run(*arguments, "--format", "jsonl", log=log).out.split("\n")[:-1]
    assert all(json.loads(line)["format"].startswith("sitlog.") for line in lines)
    assert not any("\x1b" in line or "\x00" in line for line in lines)


@pytest.mark.parametrize("arguments", READ.values(), ids=READ)
def test_no_cell_is_a_formula(log: str, arguments: tuple[str, ...]) -> None:
    rows = list(csv.reader(io.StringIO(run(*arguments, "--format", "csv", log=log).out, newline="")))

    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len({len(row) for row in rows}) <= 1


def test_what_is_exported_is_the_log_again(log: str, tmp_path: Path) -> None:
    for form in ("slog", "jsonl"):
        file, copy = tmp_path / f"all.{form}", f"sqlite:///{tmp_path / form}.db"
        assert run("export", "-o", str(file), log=log).code == 0
        assert run("init", log=copy).code == 0
        assert run("import", str(file), log=copy).code == 0, form
        told = [run("known", "--all", "--json", log=url).out for url in (log, copy)]
        assert [json.loads(each)["claims"][0]["text"] for each in told] == [HOSTILE, HOSTILE]
