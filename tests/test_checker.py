"""The small checker of the docs: it comes to the same as the verifier, with nothing of sitlog."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.verify.bundle import verify_bundle
from tests.store.town import ORIGIN, Town, found_town

CHECKER = Path(__file__).parents[1] / "docs" / "checker" / "check_bundle.py"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    return found_town(f"sqlite:///{folder / 'sitlog.db'}", folder)


def checked(bundle: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(CHECKER), str(bundle), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_healthy_bundle_is_proven_by_the_key(town: Town) -> None:
    code, said = checked(town.bundle(proofs=[3, 12]), "--key", str(town.signer.key.verifier))

    assert code == 0
    assert "proven up to e12" in said


def test_a_healthy_bundle_is_proven_by_an_anchor(town: Town) -> None:
    assert checked(town.bundle(), "--anchor", str(town.signer.memory))[0] == 0


def test_without_key_and_anchor_nothing_is_proven(town: Town) -> None:
    code, said = checked(town.bundle())

    assert code == 3
    assert "not proven: 12 entries" in said


def test_another_key_is_shown(town: Town) -> None:
    other = SignerKey(ORIGIN, KeyKind.LOG, b"\x66" * 32).verifier

    code, said = checked(town.bundle(), "--key", str(other))

    assert code == 1
    assert "signed by none of the keys" in said


def test_a_flipped_byte_is_never_passed(town: Town) -> None:
    whole = town.bundle(proofs=[3]).read_bytes()
    file = town.folder / "flipped.zip"
    for at in range(0, len(whole), 601):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        file.write_bytes(flipped)

        code, _ = checked(file, "--key", str(town.signer.key.verifier))

        assert code in {1, 2}, at


def test_it_says_what_the_verifier_says(town: Town) -> None:
    bundle = town.bundle()

    assert checked(bundle, "--key", str(town.signer.key.verifier))[0] == verify_bundle(bundle, town.trust()).verdict


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    nodes = ast.walk(ast.parse(CHECKER.read_text("utf-8")))
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    nodes = ast.walk(ast.parse(CHECKER.read_text("utf-8")))
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}

    tops = {name.split(".")[0] for name in imported}
    assert tops - sys.stdlib_module_names == {"cryptography"}
