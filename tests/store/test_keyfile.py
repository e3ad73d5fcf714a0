"""Files that hold a private key."""

from pathlib import Path

import pytest

from sitlog.domain.errors import KeyUnusable
from sitlog.store.proofs.keyfile import load_key, save_key
from sitlog.store.proofs.keys import SignerKey

KEY = SignerKey.generate("desk.example/log")


def test_a_key_reads_back_from_its_file_which_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.key"
    save_key(path, KEY)
    assert load_key(path) == KEY
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "desk.key"
    save_key(path, KEY)
    with pytest.raises(KeyUnusable, match="exists"):
        save_key(path, SignerKey.generate("desk.example/log"))
    assert load_key(path) == KEY
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_key_that_others_may_read_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "desk.key"
    save_key(path, KEY)
    path.chmod(mode)
    with pytest.raises(KeyUnusable, match=f"mode {mode:o}") as refused:
        load_key(path)
    assert refused.value.hint == f"chmod 600 {path}"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not a key\n", (str(KEY.verifier) + "\n").encode()])
def test_a_file_without_a_private_key_is_not_used(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyUnusable, match="does not hold a private key"):
        load_key(path)


def test_a_key_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match=r"desk\.key cannot be used: No such file"):
        load_key(tmp_path / "desk.key")
    with pytest.raises(KeyUnusable, match=r"desk\.key cannot be used: No such file"):
        save_key(tmp_path / "nowhere" / "desk.key", KEY)
