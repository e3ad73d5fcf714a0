"""Connections kept open between transactions: to fetch one from a pool takes longer than a small transaction does."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sitlog.store.ledger.connection import Connection


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
                connection.driver.execute(begin)
            yield connection
            connection.commit()
        except BaseException as error:
            if connection.undo(error):
                self._put_back(connection)
            raise
        self._put_back(connection)

    def close(self) -> None:
        """Close those that are idle."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Connection:
        try:
            while not (connection := self._idle.pop()).is_quiet():
                connection.drop()
        except IndexError:
            return self._connect()
        return connection

    def _put_back(self, connection: Connection) -> None:
        if len(self._idle) < self._at_most:
            self._idle.append(connection)
        else:
            connection.close()


class UnderWay:
    """The one connection of a transaction that somebody else began and will end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def transaction(self, _begin: str | None) -> Iterator[Connection]:
        """Run a part of that transaction."""
        yield self._connection

    def close(self) -> None:
        """Leave it to whoever began it."""
