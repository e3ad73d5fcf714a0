"""One entry of a .slog file: a sentence, and its attributes on the lines below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sitlog.cli.slips import Place
from sitlog.cli.slog.cites import read_cite
from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Name
from sitlog.cli.slog.keys import label_of
from sitlog.cli.slog.openings import Opened, opened
from sitlog.cli.slog.parts import Part
from sitlog.cli.slog.spans import join_time
from sitlog.cli.slog.tokens import Misread, TokenKind, tokens
from sitlog.domain.event import Event
from sitlog.domain.nearest import nearest
from sitlog.domain.times.reading import Reading
from sitlog.domain.values import Kind

Lines = Sequence[tuple[int, str]]


@dataclass(slots=True)
class Sentence:
    """What came of an entry: its event if it can be read, its label, all it names, all that is wrong; its *lines*."""

    lines: range
    event: Event | None = None
    label: int | None = None
    names: list[Name] = field(default_factory=list)
    misread: list[Misread] = field(default_factory=list)


def cursor_of(number: int, text: str) -> Cursor:
    """Give the tokens of a line; raise Misread where they cannot be told apart."""
    return Cursor(text, number, tuple(tokens(text, number)))


def read_entry(lines: Lines, situation: str, reading: Reading) -> Sentence:
    """Read an entry: the line of its sentence, and all lines indented below it."""
    sentence = Sentence(range(lines[0][0], lines[-1][0] + 1))
    try:
        cursor = cursor_of(*lines[0])
        sentence.label = _label(cursor)
        found = opened(cursor, situation, reading)
    except Misread as misread:
        sentence.misread.append(misread)
        return sentence
    _Reader(found, sentence).read(cursor, lines[1:])
    return sentence


def _label(cursor: Cursor) -> int | None:
    label = label_of(cursor.word() or "")
    if label is not None:
        cursor.take()
    if cursor.peek() is None:
        raise cursor.missing("a sentence")
    return label


class _Reader:
    """Reads what follows the opening of a sentence, as far as it can be read."""

    def __init__(self, found: Opened, sentence: Sentence) -> None:
        self._form = found.form
        self._draft = found.draft
        self._sentence = sentence
        self._misread = sentence.misread
        self._misread += found.misread
        self._attributes = {each.word: each for each in found.form.attributes}

    def read(self, cursor: Cursor, below: Lines) -> None:
        cursor.stops = self._form.stops
        before = len(self._misread)
        if all(self._goes_on(part, cursor) for part in self._form.parts):
            if len(self._misread) > before:
                self._skip(cursor)
            self._read_attributes(cursor)
        for child in children(below):
            self._read_below(child)
        self._finish()

    def _goes_on(self, part: Part, cursor: Cursor) -> bool:
        """Read a part; what follows one that is missing cannot be told, what follows a wrong one can."""
        before = cursor.index
        try:
            part.read(cursor, self._draft)
        except Misread as misread:
            self._misread.append(misread)
            return cursor.index > before
        return True

    def _read_attributes(self, cursor: Cursor) -> None:
        while cursor.peek() is not None:
            try:
                self._read_attribute(cursor)
            except Misread as misread:
                self._misread.append(misread)
                self._skip(cursor)

    def _read_attribute(self, cursor: Cursor) -> None:
        if cursor.begins(TokenKind.CITE):
            read_cite(cursor, self._draft)
            return
        attribute = self._attributes.get(cursor.word() or "")
        if attribute is None:
            raise self._unknown(cursor)
        cursor.take()
        attribute.part.read(cursor, self._draft)

    def _unknown(self, cursor: Cursor) -> Misread:
        token = cursor.take()
        known = ", ".join(self._attributes)
        if token.kind is TokenKind.STRING:
            return Misread(token.place, "a text in quotes has no place here", f"write before it what it is: {known}")
        like = nearest(token.text[:60], self._attributes)
        hint = f"did you mean {like}?" if like else f"what may stand here: {known}, @REPORT.rN"
        return Misread(token.place, f"'{token.text[:60]}' has no place here", hint)

    def _skip(self, cursor: Cursor) -> None:
        """Go on at the next attribute or cite: what stands before it may belong to what was wrong."""
        while cursor.peek() is not None and not cursor.begins(TokenKind.CITE) and cursor.word() not in self._attributes:
            cursor.take()

    def _read_below(self, lines: Lines) -> None:
        try:
            cursor = cursor_of(*lines[0])
            is_attribute = cursor.begins(TokenKind.CITE) or cursor.word() in self._attributes
            if self._form.corrects and not is_attribute:
                self._read_replacement(lines, cursor)
                return
            cursor.stops, cursor.attribute, cursor.below = self._form.stops, True, lines[1:]
            self._read_attributes(cursor)
            nothing_below(cursor.below)
        except Misread as misread:
            self._misread.append(misread)

    def _read_replacement(self, lines: Lines, cursor: Cursor) -> None:
        read = read_entry(lines, self._draft.situation, self._draft.reading)
        self._sentence.names += [replace(name, introduces=_frames(name)) for name in read.names]
        self._misread += read.misread
        if read.label is not None:
            raise Misread(
                cursor.tokens[0].place, "a replacement has no label of its own", "label the correction itself"
            )
        self._draft.put("replacement", read.event, cursor.tokens[0].place)

    def _finish(self) -> None:
        if not self._misread:
            self._attempt_time()
        self._draft.frame()
        event, misread = self._draft.event(self._form.event, self._form.hint)
        # A field that is missing because it could not be read has been told of.
        misread = [each for each in misread if not self._misread or each.place != self._draft.opening]
        self._misread += misread
        self._sentence.names += self._draft.names
        self._sentence.event = None if self._misread else event

    def _attempt_time(self) -> None:
        try:
            join_time(self._draft)
        except Misread as misread:
            self._misread.append(misread)


def _frames(name: Name) -> bool:
    """Tell whether a replacement brings in what it names: a claim by an attribution; other keys are the original's."""
    return name.introduces and name.kind is Kind.CLAIM


def children(lines: Lines) -> Iterator[Lines]:
    """Give each line that stands directly below an entry, with what stands below it in turn."""
    child: list[tuple[int, str]] = []
    for number, text in lines:
        begins = bool(text.strip()) and (not child or _indent(text) <= _indent(child[0][1]))
        if begins and is_comment(text):
            continue
        if begins and child:
            yield child
            child = []
        if begins or child:
            child.append((number, text))
    if child:
        yield child


def _indent(text: str) -> int:
    expanded = text.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def is_comment(text: str) -> bool:
    """Tell whether a line says nothing but what it says to its reader."""
    return text.lstrip().startswith("#")


def nothing_below(lines: Lines) -> None:
    """Raise Misread if anything stands in these lines."""
    for number, text in lines:
        if text.strip() and not is_comment(text):
            width = len(text) - len(text.lstrip())
            raise Misread(
                Place(number, 1, width), "this line belongs to nothing above it", "indent it like the line above"
            )
