"""Whether what a file names is there: in the file itself, or in the log that it is meant for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from sitlog.cli.slips import Place
from sitlog.cli.slog.draft import Name
from sitlog.cli.slog.sentences import Sentence
from sitlog.cli.slog.tokens import Misread
from sitlog.domain.nearest import nearest
from sitlog.domain.values import Kind

_SUGGESTIONS = 100  # a file of another situation names thousands of unknown things; the first will do to say so

_DECLARE = {
    Kind.SOURCE: 'source {key} "..." person named',
    Kind.CLAIM: 'claim {key} "..."',
    Kind.REPORT: 'report {key} OUTLET "..." published WHEN',
    Kind.INCIDENT: 'incident {key} "..." kind KIND by SOURCE occurred WHEN',
}


class Known(Protocol):
    """What a log holds already."""

    def names(self, situation: str, kind: Kind) -> Sequence[str]:
        """Give the keys of a kind, `am.r2` those of revisions; of the situation itself, wherever it is asked for."""
        ...


class Names:
    """All keys that can be named in a file."""

    def __init__(self, named: Iterable[Name], known: Known | None) -> None:
        """Gather what the file introduces; *known* tells what the log holds, None that there is no log."""
        self._known = known
        self._keys: dict[tuple[str, Kind], dict[str, None]] = {}
        self._suggestions = _SUGGESTIONS
        introduced = [each for each in named if each.introduces]
        for name in introduced:
            self._of(name.situation, name.kind)[name.key] = None

    def unknown(self, named: Iterable[Name]) -> Iterator[Misread]:
        """Tell what is named and is not there; what an entry is called is the log's own matter."""
        for name in named:
            if name.introduces or name.kind is Kind.ENTRY or name.key in self._of(name.situation, name.kind):
                continue
            if name.kind is not Kind.REVISION:
                yield Misread(name.place, f"no {name.kind} {name.key[:60]}", self._hint(name))
            elif (report := name.key.rpartition(".r")[0]) in self._of(name.situation, Kind.REPORT):
                yield Misread(name.place, f"no revision {name.key}", self._revisions(name.situation, report))

    def _of(self, situation: str, kind: Kind) -> dict[str, None]:
        if (situation, kind) not in self._keys:
            held = self._known.names(situation, kind) if self._known else ()
            self._keys[situation, kind] = dict.fromkeys(held)
        return self._keys[situation, kind]

    def _hint(self, name: Name) -> str:
        self._suggestions -= 1
        like = nearest(name.key[:60], self._of(name.situation, name.kind)) if self._suggestions >= 0 else None
        return f"did you mean {like}?" if like else f"declare it: {_DECLARE[name.kind].format(key=name.key[:60])}"

    def _revisions(self, situation: str, report: str) -> str:
        numbers = [key for key in self._of(situation, Kind.REVISION) if key.rpartition(".r")[0] == report]
        return f"{report} has {', '.join(numbers)}; a further one: WHEN {report} updates to rN as update"


def misplaced_labels(sentences: Sequence[Sentence]) -> Iterator[Misread]:
    """Tell of labels that two lines have, and of entries that are named before their line comes."""
    lines: dict[int, int] = {}
    for sentence in sentences:
        number, label = sentence.lines.start, sentence.label
        if label in lines:
            yield Misread(
                Place(number, 1, len(f"e{label}:")), f"line {lines[label]} is e{label} already", "number it otherwise"
            )
        elif label is not None:
            lines[label] = number
    for sentence in sentences:
        for name in sentence.names:
            line = lines.get(int(name.key), 0) if name.kind is Kind.ENTRY else 0
            if line >= sentence.lines.start:
                yield Misread(
                    name.place, f"e{name.key} is line {line}, which does not come before this one", "move it up"
                )
