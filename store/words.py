"""The index of words: behind the log, filled in batches when somebody looks for something, never by an append."""

from json import loads
from typing import Any

from sitlog.domain.wording import Phrase, Wording, texts, tokens
from sitlog.store.ledger.connection import Connection
from sitlog.store.ledger.engine import Database
from sitlog.store.ledger.names import NO_SITUATION
from sitlog.store.ledger.prepared import Prepared
from sitlog.store.proofs.disclosure import PAYLOAD

_BATCH = 1000
# A tsvector may take a mebibyte. What stands later in a text than this is not found, on SQLite neither.
_MOST_BYTES = 400_000

_REACHED = Prepared("SELECT position FROM words_state")
_LOCKED = Prepared("SELECT position FROM words_state FOR UPDATE")
_MOVE = Prepared("UPDATE words_state SET position = :position")
_NEXT = Prepared("SELECT position, disclosure FROM entries WHERE position > :reached ORDER BY position LIMIT :most")
_INSERT = {
    "sqlite": Prepared("INSERT INTO words (rowid, text) VALUES (:position, :text)"),
    "postgresql": Prepared("INSERT INTO words (position, text) VALUES (:position, to_tsvector('simple', :text))"),
}
_NUMBER = Prepared("SELECT id FROM situations WHERE slug = :slug")
_FOUND = {
    "sqlite": "SELECT rowid FROM words WHERE words MATCH :words AND rowid <= :until",
    "postgresql": "SELECT position FROM words WHERE text @@ ({words}) AND position <= :until",
}
_IN_SITUATION = "SELECT position FROM entries WHERE situation = :situation AND position IN ({found})"


class Words:
    """The index of a log's database."""

    def __init__(self, database: Database) -> None:
        """Use the index that is there; every log has one."""
        self._database = database

    def reached(self) -> int:
        """Give the last entry whose words are in the index."""
        with self._database.reading() as connection:
            return int(_REACHED.value(connection))

    def catch_up(self) -> int:
        """Take in what was recorded since, in batches, each in a transaction; give the last entry that is in.

        Raises ReadOnlyLog or LogBusy where nothing can be written; what is in by then can be looked for.
        """
        while True:
            with self._database.writing() as connection:
                reached = int((_REACHED if connection.is_sqlite else _LOCKED).value(connection))
                taken = _take_in(connection, reached)
                if taken == reached:
                    return reached
                _MOVE.run(connection, position=taken)

    def found(self, wording: Wording, *, situation: str | None, until: int) -> list[int]:
        """Give the entries up to a position that hold all phrases, in order; in whichever of their texts each."""
        with self._database.reading() as connection:
            asked, values = _asked(wording, connection.dialect)
            found = _FOUND[connection.dialect].format(words=asked)
            if situation is not None:
                found, values["situation"] = _IN_SITUATION.format(found=found), _number(connection, situation)
            return [row[0] for row in Prepared(f"{found} ORDER BY 1").rows(connection, **values, until=until)]


def _take_in(connection: Connection, reached: int) -> int:
    """Take in the words of the next entries; give the last of these."""
    rows = _NEXT.rows(connection, reached=reached, most=_BATCH)
    held = [(position, words_in(bytes(kept[PAYLOAD]))) for position, kept in rows if kept is not None]
    _INSERT[connection.dialect].run_all(connection, [each for each in held if each[1]])
    return int(rows[-1][0]) if rows else reached


def words_in(payload: bytes) -> str:
    """Give the words of an event's payload as the index holds them."""
    found = " ".join(token for each in texts(loads(payload)) for token in tokens(each))
    if len(found) * 4 <= _MOST_BYTES:
        return found
    return found.encode()[:_MOST_BYTES].decode(errors="ignore")


def _number(connection: Connection, slug: str) -> int:
    found = _NUMBER.value(connection, slug=slug)
    return NO_SITUATION - 1 if found is None else int(found)


def _asked(wording: Wording, dialect: str) -> tuple[str, dict[str, Any]]:
    """Write what is looked for in the language of the index; words hold nothing but letters and digits."""
    if dialect == "sqlite":
        return "", {"words": " AND ".join(map(_in_fts5, wording.phrases))}
    parts = {f"p{number}": " <-> ".join(_in_tsquery(each)) for number, each in enumerate(wording.phrases)}
    return " && ".join(f"to_tsquery('simple', :{name})" for name in parts), parts


def _in_fts5(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"{" *" if phrase.beginning else ""}'


def _in_tsquery(phrase: Phrase) -> list[str]:
    quoted = [f"'{word}'" for word in phrase.words]
    return [*quoted[:-1], f"{quoted[-1]}:*"] if phrase.beginning else quoted
