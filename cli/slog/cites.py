"""Evidence in a sentence: `@am.r2 ¶6 "failed attack"`."""

import re

from sitlog.cli.slog.cursor import Cursor
from sitlog.cli.slog.draft import Draft
from sitlog.cli.slog.keys import revision_of
from sitlog.cli.slog.text import quoted
from sitlog.cli.slog.tokens import TokenKind
from sitlog.domain.values import Evidence

NOTATION = '@REPORT.rN [¶P | at "PLACE"] ["WORDS"]'
_PARAGRAPH = re.compile(r"¶[\w.,:;-]*")


def read_cite(cursor: Cursor, draft: Draft) -> None:
    """Read a revision, the place in it, and the words that stand there."""
    token = cursor.take()
    report, revision = revision_of(token, draft)
    fields = {"report": report, "revision": revision}
    if (word := cursor.word()) and word.startswith("¶"):
        fields["place"] = cursor.take().text
    elif word == "at" and (place := cursor.peek(1)) is not None and place.kind is TokenKind.STRING:
        cursor.take()
        fields["place"] = cursor.take().text
    if cursor.begins(TokenKind.STRING):
        fields["words"] = cursor.take().text
    draft.add("evidence", fields, token.place)


def write_cite(evidence: Evidence) -> str:
    """Write a revision, the place in it, and the words that stand there."""
    told = [f"@{evidence.report}.r{evidence.revision}"]
    if evidence.place is not None:
        told.append(evidence.place if _PARAGRAPH.fullmatch(evidence.place) else f"at {quoted(evidence.place)}")
    if evidence.words is not None:
        told.append(quoted(evidence.words))
    return " ".join(told)
