"""A cursor on a PostgreSQL server that sends its rows in binary form: payloads come as they are, not as hex digits."""

from typing import Any, Self

from psycopg import Cursor, ServerCursor
from psycopg.pq import Format


class BinaryServerCursor(ServerCursor[Any]):
    """A server's cursor whose rows come in binary form."""

    def __init__(self, *options: Any, **more: Any) -> None:
        super().__init__(*options, **more)
        self.format = Format.BINARY

    def execute(self, *query: Any, **more: Any) -> Self:
        """Run a query; where that fails, the cursor is closed: SQLAlchemy closes none of a server that went away."""
        try:
            return super().execute(*query, **more)
        except BaseException:
            Cursor.close(self)
            raise

    def close(self) -> None:
        """Close the cursor, also where the server can no longer be told."""
        try:
            super().close()
        finally:
            Cursor.close(self)
