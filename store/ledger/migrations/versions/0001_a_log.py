"""The tables of a log, and the triggers that keep entries as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END
    """,
    """
    CREATE TRIGGER entries_are_never_replaced BEFORE INSERT ON entries
    WHEN new.position <= (SELECT position FROM head WHERE id = 1)
    BEGIN SELECT RAISE(ABORT, 'entries are never replaced'); END
    """,
    """
    CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
    WHEN NOT (
        new.disclosure IS NULL
        AND EXISTS (SELECT 1 FROM erasures WHERE position = old.position)
        AND new.position = old.position
        AND new.recorded_at = old.recorded_at
        AND new.situation = old.situation
        AND new.type = old.type
        AND new.identity IS old.identity
        AND new.tags = old.tags
        AND new.entry = old.entry
        AND new.tree = old.tree
    )
    BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END
    """,
)

POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION keep_entries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF new.disclosure IS NULL
                AND EXISTS (SELECT 1 FROM erasures WHERE position = old.position)
                AND new.position = old.position
                AND new.recorded_at = old.recorded_at
                AND new.situation = old.situation
                AND new.type = old.type
                AND new.identity IS NOT DISTINCT FROM old.identity
                AND new.tags = old.tags
                AND new.entry = old.entry
                AND new.tree = old.tree
            THEN
                RETURN new;
            END IF;
            RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RAISE EXCEPTION 'entries are never deleted' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER entries_are_kept BEFORE UPDATE OR DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION keep_entries()
    """,
    """
    CREATE TRIGGER entries_are_never_emptied BEFORE TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION keep_entries()
    """,
    """
    CREATE FUNCTION tell_head() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('sitlog_entries', new.position::text);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER head_tells_that_it_moved AFTER UPDATE ON head
    FOR EACH ROW EXECUTE FUNCTION tell_head()
    """,
)


def upgrade() -> None:
    """Make the tables of an empty log."""
    _make_names()
    _make_entries()
    _make_what_goes_with_entries()
    for trigger in SQLITE_TRIGGERS if op.get_context().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(trigger)


def _make_names() -> None:
    op.create_table(
        "log_info",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "types",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("types_name", "types", ["name", "schema"], unique=True)
    op.create_table(
        "situations",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("slug", NAME, nullable=False),
        sa.Column("opaque", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("situations_slug", "situations", ["slug"], unique=True)
    op.create_table(
        "tags",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("name", NAME, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("tags_name", "tags", ["name"], unique=True)


def _make_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", NUMBER, nullable=False, comment="microseconds since 1970-01-01 UTC"),
        sa.Column("situation", sa.Integer(), nullable=False, comment="0 stands for none"),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary()),
        sa.Column(
            "tags",
            sa.Text(),
            nullable=False,
            comment="a JSON array of tags.id; 0 stands for the tag of the situation",
        ),
        sa.Column("entry", sa.LargeBinary(), nullable=False, comment="canonical JSON, the leaf of the tree"),
        sa.Column(
            "tree",
            sa.LargeBinary(),
            nullable=False,
            comment="the hashes of the subtrees that end here, level 0 first",
        ),
        sa.Column("disclosure", sa.LargeBinary(), comment="null once it is erased"),
        sqlite_strict=True,
    )
    op.create_index("entries_situation", "entries", ["situation", "position"])
    op.create_index(
        "entries_identity",
        "entries",
        ["situation", "identity"],
        unique=True,
        sqlite_where=sa.text("identity IS NOT NULL"),
        postgresql_where=sa.text("identity IS NOT NULL"),
    )


def _make_what_goes_with_entries() -> None:
    op.create_table(
        "entry_tags",
        sa.Column("tag", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "erasures",
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("redacted_by", NUMBER, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("recorded_at", NUMBER),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("subtrees", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="head_is_one_row"),
        sqlite_strict=True,
    )
    op.create_table(
        "tracking",
        sa.Column("application", sa.Text(), primary_key=True),
        sa.Column("position", NUMBER, nullable=False),
        sqlite_strict=True,
    )
