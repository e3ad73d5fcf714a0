"""The index of words, and the triggers by which an erasure reaches it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Deleting a row of FTS5 leaves its words in segments of the index until these are merged: what must go has to go now.
SQLITE = (
    "CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'unicode61 remove_diacritics 0')",
    """
    CREATE TRIGGER erasures_reach_words AFTER INSERT ON erasures
    WHEN EXISTS (SELECT 1 FROM words_docsize WHERE id = new.position)
    BEGIN
        DELETE FROM words WHERE rowid = new.position;
        INSERT INTO words (words) VALUES ('optimize');
    END
    """,
)

# Whoever reads entries into the index holds the row of words_state, so that no words come after their erasure.
POSTGRESQL = (
    "CREATE TABLE words (position bigint PRIMARY KEY, text tsvector NOT NULL)",
    "CREATE INDEX words_text ON words USING gin (text)",
    """
    CREATE FUNCTION reach_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM words_state FOR UPDATE;
        DELETE FROM words WHERE position = new.position;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER erasures_reach_words AFTER INSERT ON erasures
    FOR EACH ROW EXECUTE FUNCTION reach_words()
    """,
)


def upgrade() -> None:
    """Make the index, empty."""
    state = op.create_table(
        "words_state",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", NUMBER, nullable=False, comment="the last entry whose words are in the index"),
        sqlite_strict=True,
    )
    op.bulk_insert(state, [{"id": 1, "position": 0}])
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
