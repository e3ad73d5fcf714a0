"""How far the rows of kept views go out of which an erasure took some, which took all of them until now."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# No version of a row that ended or began before the entry that is erased can have anything of it. The others go, from
# every mapping that took it in, and what stood just before the entry stands again: a runner goes on from there. What it
# has read already and not written yet, it cannot write any more, as the epoch is another. A version that ended is filed
# under a number no less than where it began (store/views/intervals.py), and one that stands under 0: so an index leads
# to those that go.
TAKE_AWAY = """
    DELETE FROM view_rows WHERE node = 0 AND since >= new.position
        AND (view, situation) IN (SELECT view, situation FROM view_refolds WHERE reached < new.position);
    DELETE FROM view_rows WHERE node >= new.position AND since >= new.position
        AND (view, situation) IN (SELECT view, situation FROM view_refolds WHERE reached < new.position);
    UPDATE view_rows SET until = NULL, node = 0 WHERE until >= new.position
        AND (view, situation) IN (SELECT view, situation FROM view_refolds WHERE reached < new.position);
    UPDATE views SET epoch = epoch + 1;
"""

SQLITE = (
    "DROP TRIGGER erasures_reach_views",
    f"""
    CREATE TRIGGER erasures_reach_views AFTER INSERT ON erasures
    BEGIN
        INSERT INTO view_refolds (view, situation, reached)
        SELECT views.id, CASE views.scope WHEN 'log' THEN 0 ELSE entries.situation END, new.position - 1
        FROM views, entries WHERE views.position >= new.position AND entries.position = new.position
        ON CONFLICT (view, situation) DO UPDATE SET reached = min(reached, excluded.reached);
        {TAKE_AWAY}
    END
    """,
)

POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION reach_views() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM views ORDER BY position, id FOR UPDATE;
        INSERT INTO view_refolds AS known (view, situation, reached)
        SELECT views.id, CASE views.scope WHEN 'log' THEN 0 ELSE entries.situation END, new.position - 1
        FROM views, entries WHERE views.position >= new.position AND entries.position = new.position
        ON CONFLICT (view, situation) DO UPDATE SET reached = least(known.reached, excluded.reached);
        {TAKE_AWAY}
        RETURN NULL;
    END $$
    """,
)


def upgrade() -> None:
    """Of what is to be made again now, nothing is left."""
    reached = sa.Column(
        "reached", NUMBER, nullable=False, server_default="0", comment="the last entry that its rows take into account"
    )
    op.add_column("view_refolds", reached)
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
