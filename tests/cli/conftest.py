"""The town's log, recorded once for all tests that only read it."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.cli.running import run
from tests.cli.town import record_town
from tests.harbour import found_harbour


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the log of the town is; not to be written."""
    path: Path = tmp_path_factory.mktemp("town") / "sitlog.db"
    record_town(f"sqlite:///{path}")
    return str(path)


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the log of the harbour is, with corrections, a withdrawal and a briefing; not to be written."""
    path: Path = tmp_path_factory.mktemp("harbour") / "sitlog.db"
    found_harbour(f"sqlite:///{path}")
    return str(path)


@pytest.fixture
def own_harbour(harbour: str, tmp_path: Path) -> str:
    """Where a copy of the harbour's log is, to be written."""
    path = tmp_path / "sitlog.db"
    with closing(connect(harbour)) as held, closing(connect(path)) as copy:
        held.backup(copy)
    return str(path)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where a log with the shipped example is; not to be written."""
    path: Path = tmp_path_factory.mktemp("example") / "sitlog.db"
    told = Path(__file__).parents[2] / "examples" / "kh-bases.slog"
    assert run("init", str(path)).code == run("import", str(told), log=str(path)).code == 0
    return str(path)
