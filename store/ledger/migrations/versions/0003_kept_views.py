"""The tables of kept views and reactors, and the triggers by which an erasure reaches them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# What is erased must be gone from the views that took it in, with every version of every row it may have gone into: of
# its situation, or of the whole log. A runner makes them again. What a runner has read already and not written yet, it
# cannot write any more, as the epoch is another.
SQLITE_TRIGGER = """
    CREATE TRIGGER erasures_reach_views AFTER INSERT ON erasures
    BEGIN
        DELETE FROM view_rows
        WHERE view IN (SELECT id FROM views WHERE scope = 'log' AND position >= new.position)
            OR situation = (SELECT situation FROM entries WHERE position = new.position)
            AND view IN (SELECT id FROM views WHERE position >= new.position);
        INSERT OR IGNORE INTO view_refolds (view, situation)
        SELECT views.id, entries.situation FROM views, entries
        WHERE views.scope <> 'log' AND views.position >= new.position AND entries.position = new.position;
        UPDATE views SET epoch = epoch + 1;
        UPDATE views SET position = 0 WHERE scope = 'log' AND position >= new.position;
    END
"""

POSTGRESQL_TRIGGER = (
    """
    CREATE FUNCTION reach_views() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched integer;
    BEGIN
        SELECT situation INTO touched FROM entries WHERE position = new.position;
        PERFORM 1 FROM views ORDER BY position, id FOR UPDATE;
        DELETE FROM view_rows
        WHERE view IN (SELECT id FROM views WHERE scope = 'log' AND position >= new.position)
            OR situation = touched AND view IN (SELECT id FROM views WHERE position >= new.position);
        INSERT INTO view_refolds (view, situation)
        SELECT id, touched FROM views WHERE scope <> 'log' AND position >= new.position
        ON CONFLICT DO NOTHING;
        UPDATE views SET epoch = epoch + 1;
        UPDATE views SET position = 0 WHERE scope = 'log' AND position >= new.position;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER erasures_reach_views AFTER INSERT ON erasures
    FOR EACH ROW EXECUTE FUNCTION reach_views()
    """,
)


def upgrade() -> None:
    """Make the tables."""
    _make_views()
    _make_rows()
    _make_reactors()
    for trigger in (SQLITE_TRIGGER,) if op.get_context().dialect.name == "sqlite" else POSTGRESQL_TRIGGER:
        op.execute(trigger)


def _make_views() -> None:
    op.create_table(
        "views",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="of the code that made the rows"),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False, comment="situation or log"),
        sa.Column("role", sa.Text(), nullable=False, comment="serving, building or retired"),
        sa.Column("state", sa.Text(), nullable=False, comment="running, paused, failed or changed"),
        sa.Column("position", NUMBER, nullable=False, comment="the last entry that the rows take into account"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="counts the erasures that took rows away"),
        sa.Column("error", sa.Text()),
        sa.Column("rate", sa.REAL(), nullable=False, comment="entries a second, of late"),
        sa.Column("built_at", NUMBER, nullable=False, comment="microseconds since 1970-01-01 UTC"),
        sa.Column("holder", sa.Text(), comment="the runner that keeps it"),
        sa.Column("held_until", NUMBER, nullable=False, comment="microseconds since 1970-01-01 UTC"),
        sqlite_strict=True,
    )
    in_use = sa.text("role != 'retired'")
    op.create_index("views_name", "views", ["name", "role"], unique=True, sqlite_where=in_use, postgresql_where=in_use)


def _make_rows() -> None:
    op.create_table(
        "view_rows",
        sa.Column("view", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column(
            "situation", sa.Integer(), primary_key=True, autoincrement=False, comment="0 stands for the whole log"
        ),
        sa.Column("key", NAME, primary_key=True, comment="JSON"),
        sa.Column("since", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("until", NUMBER),
        sa.Column("node", NUMBER, nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="JSON"),
        sqlite_strict=True,
    )
    op.create_index("view_rows_since", "view_rows", ["view", "situation", "node", "since"])
    ended = sa.text("until IS NOT NULL")
    op.create_index(
        "view_rows_until",
        "view_rows",
        ["view", "situation", "node", "until"],
        sqlite_where=ended,
        postgresql_where=ended,
    )
    op.create_table(
        "view_refolds",
        sa.Column("view", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("situation", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_strict=True,
    )


def _make_reactors() -> None:
    op.create_table(
        "reactors",
        sa.Column("name", NAME, primary_key=True),
        sa.Column("position", NUMBER, nullable=False, comment="the last entry that was dealt with"),
        sa.Column("state", sa.Text(), nullable=False, comment="running or paused"),
        sa.Column("settings", sa.Text(), comment="JSON: of a webhook; null for what a program brings"),
        sa.Column("holder", sa.Text(), comment="the worker that runs it"),
        sa.Column("held_until", NUMBER, nullable=False, comment="microseconds since 1970-01-01 UTC"),
        sqlite_strict=True,
    )
    op.create_table(
        "dead_letters",
        sa.Column("reactor", NAME, primary_key=True),
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("died_at", NUMBER, nullable=False, comment="microseconds since 1970-01-01 UTC"),
        sqlite_strict=True,
    )
