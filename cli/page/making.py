"""The page of one situation, put together."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from sitlog.cli.page.entries import entry_rows
from sitlog.cli.page.packing import micros, packed
from sitlog.cli.page.shell import compressed, framed
from sitlog.cli.page.window import Window, desk_window, public_window
from sitlog.cli.show.times import Calendar
from sitlog.domain.asked import Asked
from sitlog.domain.effective import Changes
from sitlog.domain.entry import Entry
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.times.zones import name_of
from sitlog.domain.when import When, rfc3339
from sitlog.projections.story import story

Ends = tuple[datetime | None, datetime | None]

COMPRESSED_FROM = 150_000  # bytes of data; less is left as it is, for whoever looks into the file
ROOT_SHOWN = 6  # hex digits, as in answers

_NUMBERS = (
    (("SourceRegistered",), "voice", "voices"),
    (("ReportPublished", "ArticleUpdated"), "revision of reports", "revisions of reports"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A situation as the log held it when *asked* was; *ends* are where the public clock begins and ends, if given."""

    title: str
    situation: str
    zone: tzinfo
    asked: Asked
    entries: Sequence[Entry]
    ends: Ends = (None, None)

    def html(self) -> str:
        """Give it as one file that needs no other."""
        data = _json(self.data())
        calendar = Calendar(self.zone, None)
        much = len(data) > COMPRESSED_FROM
        return framed(
            "page.html",
            {
                "title": escape(self.title),
                "counts": escape(self._counts()),
                "position": str(self.asked.position),
                "root": self.asked.root,
                "root_start": self.asked.root[:ROOT_SHOWN],
                "recorded_at": rfc3339(self.asked.recorded_at),
                "entries_heading": f"All {len(self.entries):,} entries",
                "entries": "\n".join(entry_rows(self.entries, Changes(self.entries), calendar)),
                "packed": " data-gzip" if much else "",
                "data": compressed(data) if much else data,
            },
        )

    def data(self) -> dict[str, Any]:
        """Give what the scripts of the page work on."""
        asked = self.asked
        windows = {
            "public": self._public_window(),
            "desk": desk_window(self.entries, asked.recorded_at),
        }
        return {
            "title": self.title,
            "situation": self.situation,
            "zone": name_of(self.zone),
            "zones": list(dict.fromkeys(_zones(self.entries))),
            "position": asked.position,
            "root": asked.root[:ROOT_SHOWN],
            "windows": {clock: [micros(end) for end in ends] for clock, ends in windows.items()},
            "log": packed(self.entries),
        }

    def _public_window(self) -> Window:
        start, end = public_window(story(self.situation, self.entries), self.asked.at)
        start, end = self.ends[0] or start, self.ends[1] or end
        if start >= end:
            raise NotUnderstood(
                "a page cannot end before it begins", hint="Give --from the earlier time, --to the later"
            )
        return start, end

    def _counts(self) -> str:
        counts = Counter(each.type for each in self.entries)
        told = [(len(self.entries), "entry", "entries"), (len(_claims(self.entries)), "claim", "claims")]
        told += [(sum(counts[topic] for topic in topics), one, many) for topics, one, many in _NUMBERS]
        return f"{', '.join(f'{count:,} {one if count == 1 else many}' for count, one, many in told)}."


def _claims(entries: Sequence[Entry]) -> set[str]:
    return {claim for each in entries if (claim := getattr(each.event, "claim", None))}


def _zones(entries: Sequence[Entry]) -> Iterator[str]:
    """Give the zones in which times were told, but for offsets, which not every browser knows."""
    for entry in entries:
        for value in (getattr(entry.event, name, None) for name in ("said", "published", "updated", "occurred")):
            if isinstance(value, When) and value.zone and "/" in value.zone:
                yield value.zone


def _json(data: Any) -> str:
    """Write JSON that can stand within HTML: no text in it can end the block or begin a comment."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
