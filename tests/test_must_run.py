"""A test that must run may not be skipped in silence: `SITLOG_TESTS_MUST_RUN`, as the root's conftest.py has it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent.parent / "conftest.py"
SKIPPED_FOR_WANT_OF_A_SERVER = """
import pytest

@pytest.mark.parametrize("kept_in", ["memory", "postgres"])
def test_the_bridge_is_closed(kept_in):
    if kept_in == "postgres":
        pytest.skip("no server here")
"""
SKIPPED_AS_A_FILE = 'import pytest\npytest.skip("no PostgreSQL server here", allow_module_level=True)'


def closing_line(folder: Path, test: str, must_run: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The line with which pytest closes, run in a folder with one test in it."""
    shutil.copy(CONFTEST, folder)
    (folder / "test_bridge.py").write_text(test, "utf-8")
    (folder / "test_ferry.py").write_text("def test_postgres_is_not_asked():\n    pass\n", "utf-8")
    monkeypatch.setenv("SITLOG_TESTS_MUST_RUN", must_run)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--rootdir={folder}", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("test", "must_run", "outcome"),
    [
        (SKIPPED_FOR_WANT_OF_A_SERVER, "", "2 passed, 1 skipped"),
        (SKIPPED_FOR_WANT_OF_A_SERVER, "postgres", "1 failed, 2 passed"),
        (SKIPPED_AS_A_FILE, "", "1 passed, 1 skipped"),
        (SKIPPED_AS_A_FILE, "postgres", "1 error"),
        (SKIPPED_FOR_WANT_OF_A_SERVER, "postgres,oracle", "no test collected here is about it"),
    ],
)
def test_what_must_run_may_not_be_skipped(
    test: str, must_run: str, outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outcome in closing_line(tmp_path, test, must_run, monkeypatch)
