"""Where the secrets of webhooks are: in the environment, or in files that only their owner can read."""

import os
import re
from base64 import b64decode
from binascii import Error
from pathlib import Path

from sitlog.domain.errors import KeyUnusable, NotUnderstood
from sitlog.store.proofs.keyfile import read_secret

_VARIABLE = re.compile(r"SITLOG_SECRET\w*")
_ENCODED = b"whsec_"
_SHORTEST = 16  # bytes; a shorter one can be guessed from one signature


def secret_place(typed: str) -> str:
    """Give where a secret is as the log may keep it: the variable, or the whole path; raises NotUnderstood."""
    kind, _, place = typed.partition(":")
    match kind:
        case "env" if _VARIABLE.fullmatch(place):
            return typed
        case "env":
            # So that a log from elsewhere cannot have other variables signed with.
            raise NotUnderstood(f"--secret: '{place}' does not begin with SITLOG_SECRET", hint="rename the variable")
        case "file" if place:
            return f"file:{Path(place).expanduser().absolute()}"
        case _:
            # What was typed is not repeated: it may be the secret.
            raise NotUnderstood("--secret tells where the secret is", hint="write env:SITLOG_SECRET or file:PATH")


def secret_of(place: str) -> bytes:
    """Read a secret, in the form of Standard Webhooks (whsec_ and base64) or as it is; raises KeyUnusable."""
    kind, _, named = secret_place(place).partition(":")
    if kind == "env":
        held = os.environ.get(named, "").encode()
        if not held:
            raise KeyUnusable(f"its secret is not in {named}", hint=f"set {named}")
    else:
        held = read_secret(Path(named))
    secret = _decoded(held.strip(), named)
    if len(secret) < _SHORTEST:
        raise KeyUnusable(f"the secret in {named} is short", hint="make one: openssl rand -hex 32")
    return secret


def _decoded(held: bytes, named: str) -> bytes:
    if not held.startswith(_ENCODED):
        return held
    try:
        return b64decode(held.removeprefix(_ENCODED), validate=True)
    except Error as error:
        raise KeyUnusable(f"what stands behind whsec_ in {named} is not base64") from error
