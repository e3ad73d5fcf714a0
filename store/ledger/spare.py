"""Connections kept open between transactions: to fetch one from a pool takes longer than a small transaction does."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import select
from typing import Any

from sqlalchemy import Connection


class Spares:
    """Connections that are open and idle, at most so many; others are closed when their transaction ends.

    *connect* gives a connection that begins no transactions on its own account, or as its driver does.
    """

    def __init__(self, connect: Callable[[], Connection], *, at_most: int) -> None:
        self._connect = connect
        self._at_most = at_most
        self._idle: deque[Connection] = deque()

    @contextmanager
    def transaction(self, begin: str | None) -> Iterator[Connection]:
        """Run a transaction that is begun so (None: by the driver, at its first statement) and committed at the end."""
        connection = self._take()
        try:
            if begin is not None:
                driver: Any = connection.connection.dbapi_connection
                driver.execute(begin)
            yield connection
            if connection.in_transaction():
                connection.commit()
            else:
                connection.dialect.do_commit(connection.connection)
        except BaseException as error:
            _give_up(connection, error)
            raise
        self._put_back(connection)

    def close(self) -> None:
        """Close those that are idle."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Connection:
        try:
            while not _is_quiet(connection := self._idle.pop()):
                connection.invalidate()
                connection.close()
        except IndexError:
            return self._connect()
        return connection

    def _put_back(self, connection: Connection) -> None:
        if len(self._idle) < self._at_most:
            self._idle.append(connection)
        else:
            connection.close()


def _give_up(connection: Connection, error: BaseException) -> None:
    """Roll back, and let go of it."""
    dialect, fairy = connection.dialect, None if connection.invalidated else connection.connection
    if fairy is not None and dialect.is_disconnect(error, fairy.dbapi_connection, None):  # type: ignore[arg-type]  # it takes any
        connection.invalidate(error)
    connection.close()


def _is_quiet(connection: Connection) -> bool:
    """Whether it can be used: a server that went away has sent word of it, which nobody has read yet."""
    if connection.dialect.name == "sqlite":
        return True
    driver: Any = connection.connection.dbapi_connection
    try:
        return not select([driver], (), (), 0)[0]
    except (OSError, ValueError):  # it is closed, or there are too many open files to ask
        return False
