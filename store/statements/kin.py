"""Who speaks for whom, as far as it was learned from rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from json import loads

from sitlog.domain.values import Kind
from sitlog.projections.lines import Act
from sitlog.store import codec
from sitlog.store.statements.finding import Found
from sitlog.store.statements.rows import Row


class Kin:
    """The sources that others speak for or belong to; all by their numbers."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._principals: dict[int, int] = {}

    def learn(self, rows: Iterable[Row]) -> set[int]:
        """Learn whom sources belong to; gives these, of whom that is yet to be learned."""
        belonging = {row.thing: loads(row.rest)["affiliation"] for row in rows if _belongs(row)}
        tags = {key: codec.naming(self._found.situation, Kind.SOURCE, key) for key in belonging.values()}
        numbers = self._found.numbers(list(tags.values()))
        self._principals |= {source: numbers[tags[key]] for source, key in belonging.items()}
        return set(numbers.values())

    def learn_of(self, sources: Collection[int]) -> None:
        """Learn whom sources speak for, whom those speak for, and so on."""
        learned: set[int] = set()
        while coming := set(sources) - learned:
            learned |= coming
            sources = self.learn(self._found.of_things(coming))

    def above(self, voice: int) -> set[int]:
        """Give whom a source speaks for, whom that one speaks for, and so on."""
        found: set[int] = set()
        at = self._principals.get(voice)
        while at is not None and at not in found:
            found.add(at)
            at = self._principals.get(at)
        return found - {voice}

    def divided(self, behind: Collection[int], against: Collection[int]) -> dict[int, set[int]]:
        """Give those for whom somebody speaks who is behind a claim and somebody else who is against it, with these."""
        one, other = self._below(behind), self._below(against)
        both = {principal: one[principal] | other[principal] for principal in one.keys() & other.keys()}
        return {principal: voices for principal, voices in both.items() if len(voices) > 1}

    def _below(self, voices: Iterable[int]) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for voice in voices:
            for principal in self.above(voice):
                found[principal].add(voice)
        return found


def _belongs(row: Row) -> bool:
    return row.act == Act.REGISTERED and '"affiliation":"' in row.rest  # a key: in a text, quotation marks are escaped
