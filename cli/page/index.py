"""The page that lists the pages of a log of many situations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from sitlog.cli.page.making import Page
from sitlog.cli.page.shell import framed
from sitlog.cli.show.times import Calendar
from sitlog.domain.asked import Asked
from sitlog.domain.knowledge import known
from sitlog.domain.status import Status
from sitlog.projections.story import story


@dataclass(frozen=True, slots=True)
class Listed:
    """A situation in the list: its page, how much is recorded, and how it stood when the page was made."""

    situation: str
    title: str
    entries: int
    claims: int
    disputed: int
    last: str


def listed(page: Page) -> Listed:
    """Give the line of a page."""
    claims = known(story(page.situation, page.entries), page.asked).claims
    return Listed(
        situation=page.situation,
        title=page.title,
        entries=len(page.entries),
        claims=len(claims),
        disputed=sum(1 for each in claims if each.status is Status.DISPUTED),
        last=Calendar(page.zone, None).placed(page.entries[-1].recorded_at),
    )


def index_html(made: Sequence[Listed], asked: Asked) -> str:
    """Give the list as one file that links to the pages beside it; *asked* tells which state of the log it is of."""
    return framed(
        "index.html",
        {
            "count": f"{len(made):,} situation{'s' * (len(made) != 1)}",
            "position": str(asked.position),
            "root": asked.root,
            "rows": "\n".join(_rows(made)),
        },
    )


def _rows(made: Sequence[Listed]) -> Iterator[str]:
    for each in made:
        cells = (f"{each.entries:,}", f"{each.claims:,}", f"{each.disputed:,}", escape(each.last))
        # A key is of small letters, digits and hyphens: it needs no escape, in a link or elsewhere.
        yield f'<tr><td><a href="{each.situation}.html">{escape(each.title)}</a><td>{"<td>".join(cells)}'
