"""What the README shows is what the program prints."""

import re
from pathlib import Path

import pytest

from tests.cli.running import run, unrooted

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_opens_with_the_real_answer_on_the_example(tmp_path: Path) -> None:
    shown = re.search(r"```console\n\$ sitlog (known [^\n]*)\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    log = str(tmp_path / "sitlog.db")
    assert run("init", log).code == 0
    assert run("import", str(ROOT / "examples" / "kh-bases.slog"), log=log).code == 0

    answer = run(*shown[1].split(), log=log)

    assert unrooted(answer.out) == unrooted(shown[2])


@pytest.mark.parametrize("page", sorted(set(re.findall(r"\((docs/[^)#]+|CONTRIBUTING\.md)\)", README))))
def test_the_readme_links_to_pages_that_are_there(page: str) -> None:
    assert (ROOT / page).exists()
