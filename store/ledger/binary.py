"""A cursor on a PostgreSQL server that sends its rows in binary form: payloads come as they are, not as hex digits."""

from typing import Any

from psycopg import ServerCursor
from psycopg.pq import Format


class BinaryServerCursor(ServerCursor[Any]):
    """A server's cursor whose rows come in binary form."""

    def __init__(self, *options: Any, **more: Any) -> None:
        super().__init__(*options, **more)
        self.format = Format.BINARY
