"""Private keys in files of their own, outside the log that they sign."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from sitlog.domain.errors import BadEvidence, KeyUnusable
from sitlog.store.proofs.keys import SignerKey

_OWNER_ONLY = 0o600
_LONGEST_KEY_FILE = 4096


def save_key(path: Path, key: SignerKey) -> None:
    """Keep a private key in a file of its own that only its owner can read; whole or not at all.

    Raises KeyUnusable if the file exists, since the key in it would be lost, or if it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    with _as_key_trouble(path):
        try:
            draft.touch(mode=_OWNER_ONLY, exist_ok=False)
            with draft.open("w", encoding="utf-8") as file:
                file.write(key.secret_text() + "\n")
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(draft)  # unlike a rename, never replaces a key that is there
        finally:
            draft.unlink(missing_ok=True)


def read_secret(path: Path) -> bytes:
    """Read what a key file holds. Raises KeyUnusable if the file is missing, or open to others."""
    with _as_key_trouble(path), path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        if mode & 0o077:
            raise KeyUnusable(
                f"the key file {path} is open to others than its owner (mode {mode:o})",
                hint=f"chmod 600 {path}",
            )
        return file.read(_LONGEST_KEY_FILE)


def load_key(path: Path) -> SignerKey:
    """Read a private key. Raises KeyUnusable if the file is missing, open to others, or holds no key."""
    text = read_secret(path)
    try:
        return SignerKey.parse(text.decode().removesuffix("\n"))
    except (UnicodeDecodeError, BadEvidence) as error:
        raise KeyUnusable(f"the file {path} does not hold a private key that sitlog can use") from error


@contextmanager
def _as_key_trouble(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise KeyUnusable(f"the key file {path} exists, and a new key would replace it") from error
    except OSError as error:
        raise KeyUnusable(f"the key file {path} cannot be used: {error.strerror}") from error
