"""The table of what is told of each thing, and the triggers by which an erasure reaches it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# No word of what is erased may stay, and that it was is told at every position. 19 stands for that, and no thing.
REACH = """
    DELETE FROM told WHERE position = new.position;
    INSERT INTO told (situation, thing, said_latest, said_earliest, recorded_at, position, since, act, rest)
    SELECT entries.situation, 0, 0, 0, entries.recorded_at, entries.position, entries.position, 19, types.name
    FROM entries, types WHERE entries.position = new.position AND types.id = entries.type;
"""

SQLITE = (f"CREATE TRIGGER erasures_reach_told AFTER INSERT ON erasures BEGIN {REACH} END",)

POSTGRESQL = (
    f"""
    CREATE FUNCTION reach_told() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {REACH}
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER erasures_reach_told AFTER INSERT ON erasures
    FOR EACH ROW EXECUTE FUNCTION reach_told()
    """,
)


def upgrade() -> None:
    """Make the table, and put into it what the log holds already."""
    key = ("situation", "thing", "said_latest", "said_earliest", "recorded_at", "position", "since")
    op.create_table(
        "told",
        *(_key(name) for name in key),
        sa.Column("until", NUMBER, comment="the entry from which on it stands no more"),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("source", NUMBER, comment="tags.id of who made the statement"),
        sa.Column("about", NUMBER, comment="tags.id of the incident that a claim with a value is about"),
        sa.Column("aspect", NAME, comment="of that incident"),
        sa.Column("rest", sa.Text(), nullable=False, comment="JSON"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("told_position", "told", ["position"])
    _make_partial("told_said", ["situation", "said_latest", "said_earliest", "thing"], "act < 10")
    _make_partial("told_aspect", ["about", "aspect"], "aspect IS NOT NULL")
    _make_partial("told_disowning", ["source"], "act = 5")
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    _fill()


def _fill() -> None:
    """Done by the code of today: a revision that changes the form of the rows has to fill the table once more."""
    from sitlog.store.ledger.connection import Connection  # noqa: PLC0415  # as below
    from sitlog.store.ledger.heads import read_head  # noqa: PLC0415  # a new log needs none of it
    from sitlog.store.statements.filling import fill  # noqa: PLC0415  # as above

    bind = op.get_bind()
    if sa.inspect(bind).has_table("head") and bind.exec_driver_sql("SELECT id FROM head").first():
        connection = Connection.of(bind)
        fill(connection, until=read_head(connection).position)


_COMMENTS = {
    "thing": "tags.id; 0 for what was redacted",
    "said_latest": "microseconds since 1970-01-01 UTC",
    "said_earliest": "likewise; an open end is the end",
    "recorded_at": "likewise",
    "position": "of the entry",
    "since": "the entry from which on it stands",
}


def _key(name: str) -> sa.Column[int]:
    kind = sa.Integer() if name == "situation" else NUMBER
    return sa.Column(name, kind, primary_key=True, autoincrement=False, comment=_COMMENTS.get(name))


def _make_partial(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "told", columns, sqlite_where=where, postgresql_where=where)
