"""The town's log, recorded once for all tests that only read it."""

from pathlib import Path

import pytest

from tests.cli.town import record_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the log of the town is; not to be written."""
    path: Path = tmp_path_factory.mktemp("town") / "sitlog.db"
    record_town(f"sqlite:///{path}")
    return str(path)
