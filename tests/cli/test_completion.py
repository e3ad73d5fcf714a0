"""Shell completion: of commands, options and keys."""

import os
import subprocess
import sys

import pytest

from tests.cli.running import run


def completed(words: str, log: str) -> list[str]:
    """What may follow, as bash asks for it."""
    asked = {
        "_SITLOG_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
        "SITLOG_LOG": log,
    }
    done = subprocess.run(
        [sys.executable, "-m", "sitlog"],
        env=os.environ | asked,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_ask(shell: str) -> None:
    ran = run("completion", shell)

    assert ran.code == 0
    assert "_SITLOG_COMPLETE" in ran.out


def test_commands_names_and_keys_are_completed(town: str) -> None:
    assert "import" in completed("sitlog im", town)
    assert "ClaimDenied" in completed("sitlog schema Claim", town)
    assert "arson" in completed("sitlog log --claim ar", town)
    assert "mayor" in completed("sitlog log --source ma", town)


def test_where_there_is_no_log_nothing_is_completed_and_nothing_said(tmp_path: object) -> None:
    assert completed("sitlog log --claim ar", f"{tmp_path}/no.db") == []
