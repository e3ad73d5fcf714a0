"""What was known, as tables: a row a statement for programs, a row a claim for people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sitlog.cli.show.entries import cited
from sitlog.cli.show.forms import Table
from sitlog.cli.show.signs import STANCES, words
from sitlog.cli.show.statements import particulars, voice_name
from sitlog.cli.show.times import Calendar
from sitlog.domain.knowledge import Known, KnownClaim, KnownStatement
from sitlog.domain.when import rfc3339

_CLAIM = ("claim", "text", "about", "status", "perhaps", "remarks", "against")
_STATEMENT = (
    *("entry", "source", "name", "stance", "scope", "words", "membership", "standing"),
    *("said_earliest", "said_latest", "said_precision", "said_words", "recorded_at", "evidence"),
)


def statement_table(known: Known) -> Table:
    """Give a row a statement, with its claim; one a claim that has none."""
    return Table((*_CLAIM, *_STATEMENT), _statement_rows(known))


def _statement_rows(known: Known) -> Iterator[tuple[Any, ...]]:
    for claim in known.claims:
        of_claim = _claim_cells(claim)
        for each in claim.statements:
            voice = known.story.voices.get(each.told.source)
            yield (*of_claim, *_statement_cells(each, voice.name if voice else None))
        if not claim.statements:
            yield (*of_claim, *[None] * len(_STATEMENT))


def _claim_cells(known: KnownClaim) -> tuple[Any, ...]:
    remarks = " ".join(each.value for each in known.remarks)
    perhaps = known.perhaps.value if known.perhaps else None
    against = " ".join(known.against)
    return (known.claim.claim, known.claim.text, known.claim.about, known.status.value, perhaps, remarks, against)


def _statement_cells(known: KnownStatement, name: str | None) -> tuple[Any, ...]:
    told = known.told
    return (
        *(told.entry, told.source, name, told.stance.value, told.scope.value if told.scope else None, told.words),
        *(known.membership.value, "yes" if known.standing else "no"),
        *(_instant(told.said.earliest), _instant(told.said.latest), told.said.precision.value, told.said.words),
        *(rfc3339(told.recorded_at), " ".join(cited(each) for each in told.evidence)),
    )


def _instant(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None


def claim_table(known: Known, calendar: Calendar) -> Table:
    """Give a row a claim, with its voices in words."""
    rows = (
        (
            words(each.status.value) + (f", perhaps {words(each.perhaps.value)}" if each.perhaps else ""),
            each.claim.text or each.claim.claim,
            "; ".join(_voice(statement, known, calendar) for statement in each.statements),
            ", ".join([*(words(remark.value) for remark in each.remarks), *(f"against {key}" for key in each.against)]),
        )
        for each in known.claims
    )
    return Table(("Status", "Claim", "Voices", "Remarks"), rows)


def _voice(statement: KnownStatement, known: Known, calendar: Calendar) -> str:
    told, voices = statement.told, known.story.voices
    named = f"{STANCES[told.stance].text} {voice_name(told.source, voices)}"
    return ", ".join([named, *particulars(statement, voices), f"{calendar.when(statement.public)} (e{told.entry})"])
