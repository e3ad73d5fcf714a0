"""The words of entries, as they are looked for: in small letters, without accents, each sign of Chinese for itself."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitlog.domain.errors import NotUnderstood
from sitlog.domain.event import Event

_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # written without blanks between words
_WORD = re.compile(f"[{_SIGNS}]|(?:(?![{_SIGNS}])[^\\W_])+")
# What is no word in plain ASCII, blanked: to translate a text is a tenth of the work of finding words in it.
_BLANKED = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_PART = re.compile(r'"([^"]*)"|(\S+)')
# What holds no words: times, digests, zones, and how an entry came to us.
_APART = {"situation", "external_id", "recorded_by", "provenance", "zone", "precision", "sha256", "digest", "root"}
_TIMES = {"earliest", "latest", "at", "recorded_at", "alternatives"}


def tokens(text: str) -> list[str]:
    """Split a text into the words that are compared."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
        return _WORD.findall(unicodedata.normalize("NFC", text))
    return text.lower().translate(_BLANKED).split()


def texts(fields: Mapping[str, Any]) -> Iterator[str]:
    """Give each text that the fields of an event hold, as plain JSON values; its keys of sources and claims too."""
    for name, value in fields.items():
        if name not in _APART and name not in _TIMES:
            yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from texts(value)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
        case _:
            pass


def texts_of(event: Event) -> list[str]:
    """Give each text that an event holds."""
    return list(texts(event.model_dump(mode="json", exclude_defaults=True)))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another; *beginning* tells that the last of them may go on."""

    words: tuple[str, ...]
    beginning: bool

    def within(self, held: Sequence[str]) -> bool:
        """Tell whether the words of a text hold the phrase."""
        count = len(self.words)
        return any(self._begins(held[at : at + count]) for at in range(len(held) - count + 1))

    def _begins(self, run: Sequence[str]) -> bool:
        if not self.beginning:
            return tuple(run) == self.words
        return tuple(run[:-1]) == self.words[:-1] and run[-1].startswith(self.words[-1])


@dataclass(frozen=True, slots=True)
class Wording:
    """What is looked for: every phrase must be in some text of an entry."""

    phrases: tuple[Phrase, ...]

    def matches(self, held: Iterable[str]) -> bool:
        """Tell whether texts hold all that is looked for."""
        split = [tokens(each) for each in held]
        return all(any(phrase.within(each) for each in split) for phrase in self.phrases)


def read_wording(typed: str) -> Wording:
    """Read what is looked for: words, "a phrase", and begin* for a beginning. Raises NotUnderstood."""
    phrases = []
    for quoted, bare in _PART.findall(typed):
        words = tokens(quoted or bare)
        if words:
            phrases.append(Phrase(tuple(words), beginning=bare.endswith("*")))
    if not phrases:
        raise NotUnderstood(f"there is no word in '{typed}'", hint="Write words: sitlog search pier fire")
    return Wording(tuple(phrases))
