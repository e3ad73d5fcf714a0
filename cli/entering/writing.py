"""Sentences written in an editor, again and again until nothing is wrong with them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.entering.editor import Draft, is_empty, with_slips
from sitlog.cli.entering.recording import attempt, problems
from sitlog.cli.show.times import Calendar
from sitlog.domain.errors import NoSuchEntry, NoSuchSituation, NotUnderstood
from sitlog.domain.event import Event
from sitlog.domain.times.zones import name_of
from sitlog.domain.values import Kind

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Situation, SituationLog
    from sitlog.store.receipt import Receipt

_WIDTH = 100  # columns of a comment


def record_in_editor(log: "SituationLog", situation: str | None, begun: str) -> "Receipt | None":
    """Let somebody write sentences, beginning with a text, and record them; None if they wrote nothing.

    While something is wrong the editor opens again, with their text and what is wrong in it.
    Raises NotUnderstood if they leave it so; their text stays in its file.
    """
    draft = Draft.begin(begun)
    text = draft.edit()
    while not is_empty(text):
        receipt, slips = attempt(log, situation, text)
        if receipt is not None:
            draft.drop()
            return receipt
        marked, line = with_slips(text, slips)
        draft.write(marked)
        before, text = text, draft.edit(line=line)
        if text == before:
            raise NotUnderstood(f"nothing recorded, {problems(slips)} left", hint=draft.kept())
    draft.drop()
    return None


def blank(log: "SituationLog", situation: str | None) -> str:
    """Give the text with which writing begins: nothing, and comments that help."""
    return "\n".join(["", *_comments(log, situation)]) + "\n"


def correction(log: "SituationLog", handle: str, sentence: str | None, reason: str) -> tuple[str, str]:
    """Give the situation of an entry, and a correction of it: by a sentence, or by its own to be changed.

    Raises NotUnderstood if that is not an entry, NoSuchEntry if it is not there or its content is gone.
    """
    from sitlog.cli.slog.text import quoted  # noqa: PLC0415  # the help needs none of it

    found = _HANDLE.fullmatch(handle)
    if not found:
        raise NotUnderstood(f"'{handle}' is not an entry", hint="Write its handle, such as e15: see sitlog log")
    entry = log.entry(int(found[1]))
    standing = log.changes(entry.position).applied_to(entry)
    if standing is None or standing.event is None or standing.situation is None:
        gone = "withdrawn" if standing is None else "redacted"
        raise NoSuchEntry(f"e{entry.position} was {gone}, and cannot be corrected", hint="Record what should stand now")
    told = [sentence] if sentence is not None else _told(log, standing.event)
    opening = f"correct e{entry.position}  {quoted(reason) if reason else ''}".rstrip()
    lines = [opening, *(f"    {line}" for line in told)]
    return standing.situation, "\n".join([*lines, "", *_comments(log, standing.situation)]) + "\n"


def _told(log: "SituationLog", event: Event) -> list[str]:
    from sitlog.cli.slog.lines import lines_of  # noqa: PLC0415  # the help needs none of it

    return lines_of(event, name_of(session.zone_of(log.situation(event.situation))))


_HANDLE = re.compile(r"e([1-9]\d{0,17})", re.ASCII)


def _comments(log: "SituationLog", key: str | None) -> Iterator[str]:
    yield "# Who said what, when: one sentence a line, such as"
    yield '#   14:30  SOURCE  denies  CLAIM  "WORDS"  @REPORT.r1 ¶2'
    yield "# Lines that begin with # say nothing. Without any other line, nothing is recorded."
    try:
        situation = session.situation_in(log, key)
    except NoSuchSituation:
        yield "# The log holds no situation yet. Open one:"
        yield '#   situation KEY "TITLE" zone Asia/Baghdad'
        return
    yield from _about(log, situation)


def _about(log: "SituationLog", situation: "Situation") -> Iterator[str]:
    from sitlog.cli.slog.forms import VERBS  # noqa: PLC0415  # only where an editor opens

    now = session.now()
    yield f"# Situation {situation.key}. It is {Calendar(session.zone_of(situation), now).placed(now)}."
    yield from _listed("verbs", [" ".join(verb) for verb in VERBS])
    for kind in (Kind.SOURCE, Kind.CLAIM, Kind.INCIDENT, Kind.REVISION):
        yield from _listed(f"{kind}s" if kind is not Kind.REVISION else "reports", log.names(situation.key, kind))


def _listed(what: str, names: list[str]) -> Iterator[str]:
    """Give names as comments, wrapped."""
    line = f"# {what}:"
    for name in names:
        if len(line) + len(name) > _WIDTH:
            yield line
            line = "#  "
        line += f" {name}"
    if names:
        yield line
