"""A connection to the database of a log: the driver's own, for SQL as it is, and SQLAlchemy's over it."""

from collections.abc import Callable
from dataclasses import dataclass
from select import select
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:  # SQLAlchemy takes longer to import than most commands take otherwise, and SQLite needs none of it
    from sqlalchemy import Connection as Core


@dataclass(slots=True, eq=False)
class Connection:
    """An open connection. What hurries runs SQL on *driver* (see prepared.py); the rest is put together by SQLAlchemy.

    *over* gives SQLAlchemy's connection over the driver's; *kept* is that, once it is there.
    """

    driver: Any
    is_sqlite: bool
    over: "Callable[[Any], Core]"
    kept: "Core | None" = None

    @classmethod
    def of(cls, core: "Core") -> Self:
        """One that SQLAlchemy has opened."""
        driver = core.connection.dbapi_connection
        return cls(driver, is_sqlite=core.dialect.name == "sqlite", over=lambda _: core, kept=core)

    @property
    def dialect(self) -> str:
        """The kind of database, as SQLAlchemy names it."""
        return "sqlite" if self.is_sqlite else "postgresql"

    @property
    def core(self) -> "Core":
        """The same connection, for statements that SQLAlchemy puts together; in the same transaction."""
        if self.kept is None:
            self.kept = self.over(self.driver)
        return self.kept

    def commit(self) -> None:
        """Commit what was done in the transaction."""
        core = self.kept
        if core is not None and core.in_transaction():
            core.commit()
        elif self.is_sqlite or core is None:
            self.driver.commit()
        else:
            core.dialect.do_commit(core.connection)

    def undo(self, error: BaseException) -> bool:
        """Roll back because of an error; whether the connection can still be used. Otherwise it is closed."""
        if not self.is_sqlite:
            self._close_server(error)
            return False
        try:
            if self.kept is not None and self.kept.in_transaction():
                self.kept.rollback()
            self.driver.rollback()
        except Exception:  # noqa: BLE001  # what is told is what went wrong first
            self.close()
            return False
        return True

    def is_quiet(self) -> bool:
        """Whether it can be used: a server that went away has sent word of it, which nobody has read yet."""
        if self.is_sqlite:
            return True
        try:
            return not select([self.driver], (), (), 0)[0]
        except (OSError, ValueError):  # it is closed, or there are too many open files to ask
            return False

    def drop(self) -> None:
        """Close it for good, so that nobody is given it again."""
        if not self.is_sqlite:
            self.core.invalidate()
        self.close()

    def close(self) -> None:
        """Close it; one to a server may be given to others."""
        if self.kept is not None:
            self.kept.close()
        else:
            self.driver.close()

    def _close_server(self, error: BaseException) -> None:
        core = self.core
        fairy = None if core.invalidated else core.connection
        if fairy is not None and core.dialect.is_disconnect(error, fairy.dbapi_connection, None):  # type: ignore[arg-type]  # it takes any
            core.invalidate(error)
        core.close()
