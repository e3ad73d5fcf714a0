"""Entries that are about each other, in chains: an entry, what corrects it, what corrects that, and all the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Chain = Sequence[int]
"""Positions, in order."""


def chains_of(about: Mapping[int, Iterable[int]]) -> list[Chain]:
    """The chains of entries, of each of which it is given which others it is about."""
    chain_of: dict[int, list[int]] = {position: [position] for position in about}
    for position, others in about.items():
        for other in others:
            ours, theirs = chain_of[position], chain_of.get(other, chain_of[position])
            if ours is not theirs:
                theirs += ours
                chain_of |= dict.fromkeys(ours, theirs)
    return [sorted(chain) for chain in {id(chain): chain for chain in chain_of.values()}.values()]


def some_at_a_time(chains: Iterable[Chain], count: int) -> Iterator[list[Chain]]:
    """Chains together, until they have so many entries."""
    together, size = list[Chain](), 0
    for chain in chains:
        together.append(chain)
        size += len(chain)
        if size >= count:
            yield together
            together, size = [], 0
    if together:
        yield together
