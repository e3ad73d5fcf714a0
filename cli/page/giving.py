"""Pages made from a log, and where they go: a file, a folder, the standard output, the browser."""

import webbrowser
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from sitlog.cli import asking, session
from sitlog.cli.files.exporting import outfile
from sitlog.cli.options import Question, Where
from sitlog.cli.page.index import Listed, index_html, listed
from sitlog.cli.page.making import Ends, Page
from sitlog.cli.progress import Progress
from sitlog.cli.telling import tell
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotUnderstood

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.log import Situation, SituationLog

_Typed = tuple[str | None, str | None]


def give_page(  # noqa: PLR0913  # each is an option of the command
    log: "SituationLog", where: Where, output: str | None, ends: _Typed, recorded_at: str | None, *, in_browser: bool
) -> None:
    """Write the page of one situation; see the command `page`."""
    page = _page(log, session.situation_in(log, where.situation), recorded_at, ends)
    if output is None and in_browser:
        output = str(Path(mkdtemp(prefix="sitlog-page-")) / f"{page.situation}.html")
    _write(output, page.html())
    if output is not None:
        tell(f"Wrote {len(page.entries):,} entries to {output}.")
    if output is not None and in_browser:
        _show(Path(output))


def give_index(log: "SituationLog", output: str | None, recorded_at: str | None, *, in_browser: bool) -> None:
    """Write the page of every situation into a folder, and one that lists them."""
    if output is None:
        raise NotUnderstood("--index writes several files", hint="Name a folder for them: sitlog page --index -o pages")
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    made = _all_pages(log, folder, recorded_at)
    _write(str(folder / "index.html"), index_html(made, asking.ask(log, None, Question(recorded_at=recorded_at)).asked))
    tell(f"Wrote {len(made):,} situation{'s' * (len(made) != 1)} to {folder / 'index.html'}.")
    if in_browser:
        _show(folder / "index.html")


def _all_pages(log: "SituationLog", folder: Path, recorded_at: str | None) -> Sequence[Listed]:
    situations = log.situations()
    progress, made = Progress("page", len(situations)), list[Listed]()
    try:
        for number, situation in enumerate(situations, start=1):
            page = _page(log, situation, recorded_at, (None, None))
            if page.entries:
                _write(str(folder / f"{situation.key}.html"), page.html())
                made.append(listed(page))
            progress.at(number, f"{number:,} of {len(situations):,} situations")
    finally:
        progress.close()
    return made


def _page(log: "SituationLog", situation: "Situation", recorded_at: str | None, ends: _Typed) -> Page:
    asked = asking.ask(log, situation, Question(recorded_at=recorded_at)).asked
    entries = _read(log, situation.key, asked.position)
    return Page(situation.title, situation.key, session.zone_of(situation), asked, entries, _ends(log, situation, ends))


def _read(log: "SituationLog", situation: str, position: int) -> list[Entry]:
    progress, entries = Progress("page", None), list[Entry]()
    try:
        for entry in log.of(situation).until(position):
            entries.append(entry)
            progress.at(len(entries), f"{len(entries):,} entries")
    finally:
        progress.close()
    return entries


def _ends(log: "SituationLog", situation: "Situation", typed: _Typed) -> Ends:
    reading = asking.public_reading(log, situation)
    first, last = (
        asking.read(option, each, reading) if each is not None else None
        for option, each in zip(("--from", "--to"), typed, strict=True)
    )
    return first, last


def _write(output: str | None, html: str) -> None:
    with outfile(output) as stream:
        stream.write(html)


def _show(file: Path) -> None:
    if not webbrowser.open(file.resolve().as_uri()):
        tell(f"No browser could be opened: open {file} yourself.")
