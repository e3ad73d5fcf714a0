"""Answers that were given, made again from the entries and compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sitlog.domain.answer import document, written
from sitlog.domain.asked import Asked
from sitlog.domain.entry import Entry
from sitlog.domain.events import BriefingIssued
from sitlog.domain.knowledge import known
from sitlog.projections.rules import RULES
from sitlog.projections.story import story
from sitlog.store.verify.findings import Check, Findings


@dataclass(frozen=True, slots=True)
class Claimed:
    """An answer that somebody says was given: to what question, the SHA-256 of its JSON, and by which rules."""

    place: str
    position: int | None
    """The entry that tells of it, if one does."""
    asked: Asked
    digest: str
    rules: str = RULES


def replay(situation: str, entries: Sequence[Entry], asked: Asked) -> str:
    """The SHA-256, in hex, of the answer to a question, from the entries of a situation and nothing else."""
    held = [entry for entry in entries if entry.position <= asked.position]
    return sha256(written(document(known(story(situation, held), asked)))).hexdigest()


def compare(
    findings: Findings, situation: str, entries: Sequence[Entry], claimed: Sequence[Claimed], roots: Mapping[int, bytes]
) -> None:
    """Make answers again and compare: the log they say they were given from, and what they said."""
    check = findings.check("answers", "follow from the entries, made again by the rules")
    redacted = [entry.position for entry in entries if entry.event is None]
    for one in claimed:
        check.count += 1
        root = roots.get(one.asked.position)
        if root is None or root.hex() != one.asked.root:
            check.fail(
                one.position, f"{one.place} was not given from this log: at e{one.asked.position} its root differs"
            )
        elif one.rules != RULES:
            findings.unproven.append(f"{one.place}: it was made by other rules ({one.rules})")
        else:
            _compare_one(check, findings, one, replay(situation, entries, one.asked), redacted)


def _compare_one(check: Check, findings: Findings, one: Claimed, digest: str, redacted: Sequence[int]) -> None:
    if digest == one.digest:
        return
    gone = [f"e{position}" for position in redacted if position <= one.asked.position]
    if gone:
        findings.unproven.append(f"{one.place}: what it rested on was redacted ({', '.join(gone)})")
    else:
        check.fail(one.position, f"{one.place} does not follow from the log: made again it has another digest")


def claims(briefings: Iterable[Entry]) -> list[Claimed]:
    """The answers that briefings tell of."""
    return [
        Claimed(f"the answer of e{each.position}", each.position, each.event.asked, each.event.digest)
        for each in briefings
        if isinstance(each.event, BriefingIssued)
    ]
