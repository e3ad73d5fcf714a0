"""The roles of a log on a PostgreSQL server: who may do what with which of its tables, as SQL."""

import re
from collections.abc import Iterator
from enum import Enum
from textwrap import fill
from typing import NamedTuple

from sitlog.domain.errors import NotUnderstood
from sitlog.store.ledger import tables as ledger
from sitlog.store.views import tables as kept

_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,40}")
_ACROSS = 110  # columns


class _Role(NamedTuple):
    name: str
    includes: tuple[str, ...]
    may: str


_ROLES = (
    _Role("reader", (), "asks questions of the log"),
    _Role("auditor", ("reader",), "verifies and exports it, with its checkpoints and time-stamps; changes nothing"),
    _Role("writer", ("reader",), "records, and keeps signed checkpoints; changes and deletes no entry"),
    _Role("keeper", ("reader",), "runs projections and webhooks; writes no entry"),
    _Role("redactor", ("writer", "keeper"), "takes away what an entry says, by an entry that says so"),
)


class _Use(Enum):
    """What a table is for, and so which roles may do what with it: pairs of a role and its rights."""

    SETTLED = (("reader", "SELECT"),)
    APPENDED = (("reader", "SELECT"), ("writer", "INSERT"))
    ENTRIES = (("reader", "SELECT"), ("writer", "INSERT"), ("redactor", "UPDATE (disclosure)"))
    MOVED = (("reader", "SELECT"), ("writer", "UPDATE"))
    ERASED = (("reader", "SELECT"), ("redactor", "INSERT"))
    EVIDENCE = (("auditor", "SELECT"), ("writer", "SELECT, INSERT"))
    FOLLOWED = (("reader", "SELECT"), ("writer", "INSERT, DELETE"))
    INDEX = (("reader", "SELECT"), ("writer", "INSERT, UPDATE"), ("redactor", "DELETE"))
    KEPT = (("reader", "SELECT"), ("keeper", "INSERT, UPDATE, DELETE"))
    POSTED = (("auditor", "SELECT"), ("keeper", "SELECT, INSERT, UPDATE, DELETE"))


USES: dict[str, _Use] = {
    "alembic_version": _Use.SETTLED,
    ledger.log_info.name: _Use.SETTLED,
    ledger.types.name: _Use.APPENDED,
    ledger.situations.name: _Use.APPENDED,
    ledger.tags.name: _Use.APPENDED,
    ledger.entries.name: _Use.ENTRIES,
    ledger.entry_tags.name: _Use.APPENDED,
    ledger.head.name: _Use.MOVED,
    ledger.erasures.name: _Use.ERASED,
    ledger.checkpoints.name: _Use.EVIDENCE,
    ledger.timestamps.name: _Use.EVIDENCE,
    ledger.tracking.name: _Use.FOLLOWED,
    ledger.told.name: _Use.INDEX,
    ledger.words_state.name: _Use.INDEX,
    "words": _Use.INDEX,
    kept.views.name: _Use.KEPT,
    kept.view_rows.name: _Use.KEPT,
    kept.view_refolds.name: _Use.KEPT,
    kept.reactors.name: _Use.POSTED,
    kept.dead_letters.name: _Use.POSTED,
}

_BESIDE = ("alembic_version", "words")
"""Tables of a log that the code does not describe: the one is Alembic's, the other has a form of its own."""


def tables_of_a_log() -> list[str]:
    """Give the names of all tables of a log on a server."""
    return sorted({*ledger.metadata.tables, *_BESIDE})


def roles_sql(prefix: str) -> str:
    """Write the SQL that makes the roles, named with *prefix*, or brings them up to date, for the owner of the tables.

    Raises NotUnderstood for a prefix that is none.
    """
    if not _PREFIX.fullmatch(prefix):
        hint = "write small letters, digits and _, and begin with a letter"
        raise NotUnderstood(f"'{prefix}' cannot begin the names of roles", hint=hint)
    return "\n".join(_lines(prefix))


def _lines(prefix: str) -> Iterator[str]:
    everyone = ", ".join(f"{prefix}_{role.name}" for role in _ROLES)
    yield "BEGIN;"
    for role in _ROLES:
        name = f"{prefix}_{role.name}"
        yield f"\n-- {role.name}: {role.may}."
        yield f"DO $$ BEGIN CREATE ROLE {name} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        yield from (f"GRANT {prefix}_{other} TO {name};" for other in role.includes)
    yield "\n-- Nothing but what follows."
    yield _wrapped(f"REVOKE ALL ON {', '.join(tables_of_a_log())} FROM {everyone};")
    schema = f"format('GRANT USAGE ON SCHEMA %I TO {prefix}_reader', current_schema())"
    yield f"DO $$ BEGIN EXECUTE {schema}; END $$;"
    for role in _ROLES:
        yield ""
        yield from (_wrapped(each) for each in _grants(role.name, f"{prefix}_{role.name}"))
    yield "\nCOMMIT;"


def _grants(role: str, name: str) -> Iterator[str]:
    rights: dict[str, list[str]] = {}
    for table in tables_of_a_log():
        for whose, what in USES[table].value:
            if whose == role:
                rights.setdefault(what, []).append(table)
    for what, tables in rights.items():
        yield f"GRANT {what} ON {', '.join(tables)} TO {name};"


def _wrapped(statement: str) -> str:
    return fill(statement, _ACROSS, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
