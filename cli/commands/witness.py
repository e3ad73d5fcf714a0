"""The command `witness`: a second desk signs what it saw of a log."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sitlog.cli import session
from sitlog.cli.options import Log
from sitlog.cli.proving.evidence import opened_ledger
from sitlog.cli.proving.trusting import read_policy
from sitlog.cli.telling import tell
from sitlog.domain.errors import KeyUnusable, NotUnderstood


class _Action(StrEnum):
    SERVE = "serve"
    COSIGN = "cosign"


_What = Annotated[_Action, typer.Argument(help="serve answers logs; cosign asks witnesses to sign this log.")]
_Policy = Annotated[
    Path,
    typer.Option("--policy", metavar="FILE", help="serve: the logs to watch. cosign: the witnesses, with their URLs."),
]
_Key = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="serve: the private key of the witness.")]
_Seen = Annotated[
    Path, typer.Option("--seen", metavar="FOLDER", help="serve: where it remembers the newest checkpoint of each log.")
]
_Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="serve: the address to answer at.")]
_Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="serve: the port; 0 takes any that is free.")]


@dataclass(frozen=True, slots=True)
class Serving:
    """How a witness serves."""

    key: _Key = None
    seen: _Seen = Path("seen")
    host: _Host = "127.0.0.1"
    port: _Port = 8642


def witness(action: _What, policy: _Policy, serving: Serving, log: Log = None) -> None:
    """Sign what was seen of a log, at a second desk (C2SP tlog-witness), or ask for it.

    serve signs a checkpoint only if it goes on from the last one that was signed: a log that is rewritten gets no
    signature any more. cosign sends the newest checkpoint to the witnesses of the policy and keeps what they sign.

    Example: sitlog witness serve --key mill.key --policy logs.policy
    """
    if action is _Action.COSIGN:
        _cosign(policy, log)
    elif serving.key is None:
        raise KeyUnusable(
            "a witness needs its own key", hint="make one: sitlog key new mill.key --witness mill.example"
        )
    else:
        _serve(policy, serving.key, serving)


def _serve(policy: Path, key: Path, serving: Serving) -> None:
    from sitlog.store.evidence.serving import WitnessServer  # noqa: PLC0415  # as above
    from sitlog.store.evidence.witness import Witness, log_keys  # noqa: PLC0415  # as above
    from sitlog.store.proofs.keyfile import load_key  # noqa: PLC0415  # slow to import, and --help needs none of it

    serving.seen.mkdir(mode=0o700, parents=True, exist_ok=True)
    witness = Witness(load_key(key), log_keys(read_policy(policy)), serving.seen, session.now)
    with WitnessServer((serving.host, serving.port), witness) as server:
        print(f"{witness.key.name} answers at {server.url}", flush=True)
        server.serve_forever()


def _cosign(policy: Path, log: str | None) -> None:
    from sitlog.store.evidence.asking import ask_witness  # noqa: PLC0415  # as above
    from sitlog.store.evidence.checkpoints import Checkpoints  # noqa: PLC0415  # as above

    witnesses = [party for party in read_policy(policy).witnesses.values() if party.url]
    if not witnesses:
        raise NotUnderstood("the policy names no witness with a URL", hint="write: witness NAME VKEY http://...")
    with opened_ledger(log) as ledger:
        kept = Checkpoints(ledger).newest()
        for party in witnesses:
            kept = ask_witness(ledger, kept, party)
            tell(f"Signed by {party.key.name}")
    print(kept.note.decode(), end="")
