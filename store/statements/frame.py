"""The frame of a situation: who speaks, what happened and was published, which claims exclude each other."""

from collections.abc import Iterable, Iterator, Mapping
from json import loads
from typing import NamedTuple

from sitlog.domain.story import Story
from sitlog.domain.values import ClaimId, IncidentId
from sitlog.projections.lines import Act
from sitlog.store.statements.finding import Found
from sitlog.store.statements.reading import frame_of_rows
from sitlog.store.statements.rows import Row

BESIDE_CLAIMS = (Act.REGISTERED, Act.HAPPENED, Act.PUBLISHED, Act.REDACTED)
"""The acts that no claim is named by, but by what publishers say of their own reports."""

_ACTS = (Act.ATTRIBUTES, Act.FRAMED, Act.CONFLICTED, *BESIDE_CLAIMS)


class Frame(NamedTuple):
    """All but statements; of reports the texts are not read.

    In the *story* are the claims with a value of an aspect, and *about* has what claims are about, of all that are.
    """

    story: Story
    about: Mapping[ClaimId, IncidentId]


def frame_of(found: Found) -> Frame:
    """Read it from the table."""
    about: dict[ClaimId, IncidentId] = {}
    story = frame_of_rows(found.situation, _valued(found.of_acts(_ACTS), about))
    about |= {key: each.about for key, each in story.claims.items() if each.about is not None}
    return Frame(story, about)


def _valued(rows: Iterable[Row], about: dict[ClaimId, IncidentId]) -> Iterator[Row]:
    """Pass over claims that are framed without a value of an aspect: of these it is learned what they are about."""
    passed_over = None
    for row in rows:
        if row.act == Act.FRAMED and row.aspect is None:
            passed_over = row.thing
            framed = loads(row.rest)
            if framed.get("about") is not None:
                about[framed["claim"]] = framed["about"]
        elif row.act != Act.ATTRIBUTES or row.thing != passed_over:  # a claim is framed before anything is said of it
            yield row
