"""What was measured on: the machine, and the versions of all that takes part."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import psycopg
from sqlalchemy import URL

_PACKAGES = ("sitlog", "eventsourcing", "sqlalchemy", "pydantic", "psycopg", "typer", "rapidfuzz")


def described(server: URL | None) -> str:
    """Describe the machine in a few lines."""
    return "\n".join((_hardware(), f"{', '.join(_software(server))}.", f"{_load()}."))


def _hardware() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GB of memory, {system}."


def _processor() -> str:
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "a processor")
    return platform.processor() or "a processor"


def _software(server: URL | None) -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"SQLite {sqlite3.sqlite_version}"
    if server is not None:
        with psycopg.connect(server.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
            number = connection.info.server_version
        yield f"PostgreSQL {number // 10_000}.{number % 10_000}"
    yield from (f"{name} {version(name)}" for name in _PACKAGES)


def _load() -> str:
    return f"Processes that wanted a core when the run began: {os.getloadavg()[0]:.1f}"
