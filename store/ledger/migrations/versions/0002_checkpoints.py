"""The tables of signed checkpoints and time-stamps, and the triggers that keep them as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("checkpoints", "timestamps")

SQLITE_TRIGGERS = """
    CREATE TRIGGER {table}_are_never_{past} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} are never {past}'); END
"""

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% are kept as they are', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
"""

POSTGRESQL_TRIGGERS = """
    CREATE TRIGGER {table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION keep_evidence()
"""


def upgrade() -> None:
    """Make the tables, empty."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "checkpoints",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("size", number, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False, comment="a signed note (C2SP tlog-checkpoint)"),
        sqlite_strict=True,
    )
    op.create_table(
        "timestamps",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("checkpoint", number, nullable=False, comment="checkpoints.number"),
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="a TimeStampResp (RFC 3161) over its text"),
        sqlite_strict=True,
    )
    for table in TABLES:
        _keep(table)


def _keep(table: str) -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(SQLITE_TRIGGERS.format(table=table, verb="UPDATE", past="changed"))
        op.execute(SQLITE_TRIGGERS.format(table=table, verb="DELETE", past="deleted"))
        return
    if table == TABLES[0]:
        op.execute(POSTGRESQL_FUNCTION)
    op.execute(POSTGRESQL_TRIGGERS.format(table=table))
