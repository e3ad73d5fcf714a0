"""How drafts become rows: numbered, hashed into the tree, and inserted with all that belongs to them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from os import urandom
from typing import TypeAlias

from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.drafts import Draft, Placed, entry_bytes, tag_list
from sitlog.store.ledger.heads import Tip, move_head
from sitlog.store.ledger.instants import written
from sitlog.store.ledger.names import NO_SITUATION, SITUATION_TAG, Names, TypeName
from sitlog.store.ledger.prepared import Insert
from sitlog.store.proofs.disclosure import SALT_SIZE, digest_of, disclose
from sitlog.store.proofs.tree import leaf_hash

WithinAppend: TypeAlias = Callable[[Connection, Sequence[Placed]], None]
"""Called in the transaction that appends the entries, after they are written, with not too many of them at a time; what
it raises undoes the append."""

_Row: TypeAlias = tuple[object, ...]
_Tags: TypeAlias = tuple[str, ...]

_AT_ONCE = 5_000
"""Drafts that are made into rows together: there may be a million, and each has several times its size in rows."""

_INSERT_ENTRIES = Insert("entries")
_INSERT_TAGS = Insert("entry_tags")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes entries and moves the head, in the transaction of the one who holds the head."""

    names: Names
    within: Sequence[WithinAppend]

    def write(
        self, connection: Connection, tip: Tip, drafts: Sequence[Draft], recorded_at: int, *, firsts: Collection[int]
    ) -> dict[int, bytes]:
        """Put the drafts after the tip; the bytes of the entries at some positions, the *firsts*."""
        found: dict[int, bytes] = {}
        for start in range(0, len(drafts), _AT_ONCE):
            first = tip.position + 1
            tip, written = self._put(connection, tip, drafts[start : start + _AT_ONCE], recorded_at)
            found |= {position: written[position - first] for position in firsts if first <= position <= tip.position}
        move_head(connection, tip)
        return found

    def _put(
        self, connection: Connection, tip: Tip, drafts: Sequence[Draft], recorded_at: int
    ) -> tuple[Tip, list[bytes]]:
        placed = self._place(connection, tip, drafts, recorded_at)
        salts = urandom(SALT_SIZE * len(drafts))  # one call to the system, not one for each
        disclosures = [
            disclose(draft.data, salts[at : at + SALT_SIZE])
            for draft, at in zip(drafts, range(0, len(salts), SALT_SIZE), strict=True)
        ]
        written = self._entries(connection, placed, disclosures)
        frontier, trees = tip.frontier.extend(map(leaf_hash, written))
        rows = zip(placed, written, trees, disclosures, strict=True)
        _INSERT_ENTRIES.rows(connection, [_entry_row(*row) for row in rows])
        _INSERT_TAGS.rows(connection, sorted([(tag, one.position) for one in placed for tag in set(one.tags) if tag]))
        for also in self.within:
            also(connection, placed)
        return Tip(tip.position + len(placed), recorded_at, frontier), written

    def _place(self, connection: Connection, tip: Tip, drafts: Sequence[Draft], recorded_at: int) -> list[Placed]:
        kinds = dict.fromkeys([(draft.type, draft.schema) for draft in drafts])
        slugs = dict.fromkeys([draft.situation for draft in drafts if draft.situation is not None])
        types = self.names.types.admit(connection, [TypeName(*kind) for kind in kinds])
        situations = self.names.situations.admit(connection, slugs)
        numbers = self._numbered(connection, dict.fromkeys([draft.tags for draft in drafts]), slugs)
        return [
            Placed(
                draft,
                position,
                recorded_at,
                NO_SITUATION if draft.situation is None else situations[draft.situation],
                types[draft.type, draft.schema],  # type: ignore[index]  # a TypeName is equal to this pair
                numbers[draft.tags],
            )
            for position, draft in enumerate(drafts, start=tip.position + 1)
        ]

    def _numbered(
        self, connection: Connection, tagged: Collection[_Tags], slugs: Iterable[str]
    ) -> dict[_Tags, tuple[int, ...]]:
        """The numbers of tags, for each of the combinations that drafts have: many have the same."""
        marks = {SITUATION_TAG + slug for slug in slugs}
        named = dict.fromkeys(chain.from_iterable(tagged))
        tags = self.names.tags.admit(connection, [tag for tag in named if tag not in marks])
        numbers = {**dict.fromkeys(marks, 0), **tags}
        return {each: tuple([numbers[tag] for tag in each]) for each in tagged}

    def _entries(self, connection: Connection, placed: Sequence[Placed], disclosures: Sequence[bytes]) -> list[bytes]:
        opaque = self.names.situations.opaque(connection, {one.situation for one in placed} - {NO_SITUATION})
        at = written(placed[0].recorded_at)
        return [
            entry_bytes(one, digest=digest_of(disclosure), opaque=opaque.get(one.situation), recorded_at=at)
            for one, disclosure in zip(placed, disclosures, strict=True)
        ]


def _entry_row(one: Placed, entry: bytes, tree: bytes, disclosure: bytes) -> _Row:
    identity, tags = one.draft.identity, tag_list(one.tags)
    return (one.position, one.recorded_at, one.situation, one.type, identity, tags, entry, tree, disclosure)
