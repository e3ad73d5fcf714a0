"""The tables of kept views: what is kept, every version of every row, and what reactors still owe."""

from sqlalchemy import REAL, Column, Index, Integer, Table, Text

from sitlog.store.ledger.tables import Name, Position, metadata

SERVING, BUILDING, RETIRED = "serving", "building", "retired"
"""The roles of a view: it answers, it is made to take another's place, or its rows are being cleared away."""

RUNNING, PAUSED, FAILED, CHANGED = "running", "paused", "failed", "changed"
"""The states of a view: kept up to date, stopped by somebody, by an entry, or by code that changed."""

OPEN = 0
"""Stands in `view_rows.node` for rows that still stand."""

views = Table(
    "views",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Name, nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False, comment="of the code that made the rows"),
    Column("summary", Text, nullable=False),
    Column("scope", Text, nullable=False, comment="situation or log"),
    Column("role", Text, nullable=False, comment="serving, building or retired"),
    Column("state", Text, nullable=False, comment="running, paused, failed or changed"),
    Column("position", Position, nullable=False, comment="the last entry that the rows take into account"),
    Column("epoch", Integer, nullable=False, comment="counts the erasures that took rows away"),
    Column("error", Text),
    Column("rate", REAL, nullable=False, comment="entries a second, of late"),
    Column("built_at", Position, nullable=False, comment="microseconds since 1970-01-01 UTC"),
    Column("holder", Text, comment="the runner that keeps it"),
    Column("held_until", Position, nullable=False, comment="microseconds since 1970-01-01 UTC"),
    sqlite_strict=True,
)
# Indexes of some rows only are told without their condition: see store/ledger/tables.py.
Index("views_name", views.c.name, views.c.role, unique=True)  # but for retired ones

# A row stands from `since` on, and no more at `until`. What stood at a position is found by `node` (intervals.py).
view_rows = Table(
    "view_rows",
    metadata,
    Column("view", Integer, primary_key=True, autoincrement=False),
    Column("situation", Integer, primary_key=True, autoincrement=False, comment="0 stands for the whole log"),
    Column("key", Name, primary_key=True, comment="JSON"),
    Column("since", Position, primary_key=True, autoincrement=False),
    Column("until", Position),
    Column("node", Position, nullable=False),
    Column("value", Text, nullable=False, comment="JSON"),
    Index("view_rows_since", "view", "situation", "node", "since"),
    sqlite_strict=True,
)
Index(
    "view_rows_until", view_rows.c.view, view_rows.c.situation, view_rows.c.node, view_rows.c.until
)  # of those that ended

# Filled by a trigger on `erasures`: these mappings go no further than that, and the rest is to be made again.
view_refolds = Table(
    "view_refolds",
    metadata,
    Column("view", Integer, primary_key=True, autoincrement=False),
    Column("situation", Integer, primary_key=True, autoincrement=False),
    Column("reached", Position, nullable=False, comment="the last entry that its rows take into account"),
    sqlite_strict=True,
)

reactors = Table(
    "reactors",
    metadata,
    Column("name", Name, primary_key=True),
    Column("position", Position, nullable=False, comment="the last entry that was dealt with"),
    Column("state", Text, nullable=False, comment="running or paused"),
    Column("settings", Text, comment="JSON: of a webhook; null for what a program brings"),
    Column("holder", Text, comment="the worker that runs it"),
    Column("held_until", Position, nullable=False, comment="microseconds since 1970-01-01 UTC"),
    sqlite_strict=True,
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("reactor", Name, primary_key=True),
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("died_at", Position, nullable=False, comment="microseconds since 1970-01-01 UTC"),
    sqlite_strict=True,
)
