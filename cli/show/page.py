"""An answer as a document to hand on: HTML in one file, without script, and Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from sitlog.cli.cells import plain
from sitlog.cli.show.forms import markdown
from sitlog.cli.show.known import happened, statuses_told
from sitlog.cli.show.signs import STANCES, words
from sitlog.cli.show.statements import particulars, voice_name
from sitlog.cli.show.times import Calendar
from sitlog.domain.knowledge import Known, KnownClaim, KnownStatement
from sitlog.domain.status import Status
from sitlog.domain.story import Stance
from sitlog.domain.telling import contents

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
body { color: #1b1b1f; background: #fff } h3 { margin-bottom: 0 } h3 small { font-weight: 400 }
ul { margin-top: .2rem; list-style: none; padding-left: 1rem } footer { font-size: .8rem; overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) { body { color: #e6e6ea; background: #17181c } }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """Lays out an answer under a title; *question* is what was asked, *closing* stands below."""

    known: Known
    calendar: Calendar
    title: str
    question: str
    closing: tuple[str, ...]

    def html(self) -> Iterator[str]:
        """Give the lines of an HTML file."""
        yield "<!doctype html>"
        yield '<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        yield f"<title>{_html(self.title)}</title><style>{_STYLE}</style>"
        yield f"<h1>{_html(self.title)}</h1><p>{_html(self.question)}</p>"
        counts = Counter[Status]()
        for heading, claims in self._groups():
            yield f"<h2>{_html(heading)}</h2>"
            for each in claims:
                counts[each.status] += 1
                yield f"<h3>{_html(_text(each))} <small>{_html(_status(each))}</small></h3><ul>"
                yield from (f"<li>{_html(self._statement(one))}</li>" for one in each.statements)
                yield "</ul>"
        yield f"<p>{_html(statuses_told(counts))}</p><footer>"
        yield from (f"<p>{_html(each)}</p>" for each in self.closing)
        yield "</footer></html>"

    def markdown(self) -> Iterator[str]:
        """Give the lines of a Markdown document."""
        yield f"# {markdown(self.title)}"
        yield from ("", markdown(self.question))
        counts = Counter[Status]()
        for heading, claims in self._groups():
            yield from ("", f"## {markdown(heading)}")
            for each in claims:
                counts[each.status] += 1
                yield from ("", f"**{markdown(_text(each))}**: {markdown(_status(each))}", "")
                yield from (f"- {markdown(self._statement(one))}" for one in each.statements)
        yield from ("", markdown(statuses_told(counts)))
        for told in self.closing:
            yield from ("", markdown(told))

    def _groups(self) -> Iterator[tuple[str, Iterable[KnownClaim]]]:
        for about, claims in contents(self.known.claims).by_incident():
            incident = self.known.story.incidents.get(about) if about is not None else None
            yield (
                f"{incident.title}, {happened(incident, self.calendar)}" if incident else about or "In general",
                claims,
            )

    def _statement(self, known: KnownStatement) -> str:
        told, voices = known.told, self.known.story.voices
        beside = [*particulars(known, voices), f"{self.calendar.when(known.public)} (e{told.entry})"]
        named = f"{STANCES[told.stance].text} {voice_name(told.source, voices)}"
        scoped = beside[0].startswith("denies") or told.stance is Stance.RETRACTS
        return ", ".join([named if scoped else f"{named} {told.stance}", *beside])


def _text(claim: KnownClaim) -> str:
    return claim.claim.text or f"{claim.claim.claim} (its wording was redacted)"


def _status(claim: KnownClaim) -> str:
    told = [words(claim.status)]
    if claim.perhaps:
        told.append(f"perhaps already {words(claim.perhaps)}")
    return ", ".join([*told, *(words(each) for each in claim.remarks)])


def _html(text: str) -> str:
    return escape(plain(text))
