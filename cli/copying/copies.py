"""What came of a backup or of restoring one, to people and to programs."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitlog.cli import session
from sitlog.cli.options import Format, Output
from sitlog.cli.progress import Progress
from sitlog.cli.show.paper import Ink, line
from sitlog.domain.errors import NotUnderstood

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.copies.backup import Copied

_WHOLE = 100


def form_of(output: Output) -> Format:
    """Give the form that was asked for; raises NotUnderstood if it is none of these."""
    if output.form not in {Format.TEXT, Format.JSON}:
        raise NotUnderstood(f"what was copied is not told as {output.form}", hint="Ask for text or json")
    return output.form


@contextmanager
def shares(name: str, output: Output) -> Iterator[Callable[[float], None]]:
    """Give what shows which share is done."""
    bar = Progress(name, _WHOLE, ascii=output.ascii)
    try:
        yield lambda share: bar.at(round(share * _WHOLE), f"{share:.0%}")
    finally:
        bar.close()


def give_copied(copied: "Copied", done: str, name: str, output: Output) -> None:
    """Tell how far a copy reaches, and its root; *done* says what was done, *name* is that of the form in JSON."""
    place = session.shown(copied.place)
    if output.form is Format.JSON:
        told = {
            "format": f"sitlog.{name}/1",
            "place": place,
            "log": copied.origin,
            "position": copied.position,
            "root": copied.root.hex(),
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    reach = f"e{copied.position}" if copied.position else "an empty log"
    output.screen().write(
        [line(f"{done} {reach} to {place}", Ink.TITLE), line(f"root {copied.root.hex()}"), line("It was verified.")]
    )
