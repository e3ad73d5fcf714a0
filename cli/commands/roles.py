"""The command `roles`: who may do what with a log on a server."""

from typing import Annotated

import typer

_Prefix = Annotated[str, typer.Option("--prefix", metavar="NAME", help="What the names of the roles begin with.")]


def roles(prefix: _Prefix = "sitlog") -> None:
    """Print the roles of a PostgreSQL log as SQL.

    A reader asks, an auditor verifies and exports, a writer only appends, a keeper runs projections and webhooks, and
    a redactor takes away by law. The owner of the tables runs the SQL, once, and again after an upgrade of sitlog.

    Example: sitlog roles | psql sitlog && psql sitlog -c 'GRANT sitlog_writer TO maria'
    """
    from sitlog.store.roles import roles_sql  # noqa: PLC0415  # slow to import, and --help needs none of it

    print(roles_sql(prefix))
