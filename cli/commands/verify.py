"""The command `verify`: whether a log, an audit bundle or a proof is as it was recorded."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitlog.cli import session
from sitlog.cli.failing import failed
from sitlog.cli.options import Format, Log, Output
from sitlog.cli.proving.trusting import trust_of
from sitlog.domain.errors import NotUnderstood, SitlogError

if TYPE_CHECKING:  # what SQL and signatures need takes its time to import
    from sitlog.store.verify.findings import Findings
    from sitlog.store.verify.trust import Trust

COULD_NOT_RUN = 2

_Subject = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help="An audit bundle, or a .tlog-proof.  [default: the log itself]"),
]
_Policy = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="The keys of logs and witnesses that you trust (C2SP tlog-policy)."),
]
_Anchor = Annotated[
    list[Path] | None,
    typer.Option("--anchor", metavar="FILE", help="A checkpoint of this log that you kept earlier.  Repeatable."),
]
_TsaRoot = Annotated[
    list[Path] | None,
    typer.Option(
        "--tsa-root", metavar="FILE", help="Certificates (PEM or DER) of an authority of time-stamps.  Repeatable."
    ),
]


_HashesOnly = Annotated[
    bool,
    typer.Option(
        "--hashes-only", help="Hash everything in the log, but do not compare what is told with all the rest."
    ),
]


@dataclass(frozen=True, slots=True)
class Brought:
    """What whoever verifies brings along."""

    policy: _Policy = None
    anchor: _Anchor = None
    tsa_root: _TsaRoot = None


def verify(
    output: Output, brought: Brought, subject: _Subject = None, *, log: Log = None, hashes_only: _HashesOnly = False
) -> None:
    """Check that nothing was rewritten, and that answers follow from the log.

    It reads and hashes everything, makes every answer again, and compares. What proves it to somebody who does not
    trust whoever keeps the log is what he brings himself: a policy, and checkpoints kept earlier.

    With --hashes-only it takes a tenth of the time: whether anything was rewritten, and no more.

    Exit code: 0 all that was asked is proven, 1 something was tampered with, 2 it could not run, 3 nothing was found
    but something that was asked has no proof.

    Example: sitlog verify story.zip --policy desk.policy --anchor may.checkpoint
    """
    try:
        form = _form_of(output)
        trust = trust_of(brought.policy, brought.anchor or [], brought.tsa_root or [])
        if subject is None:
            findings = _verified_log(log, trust, hashes_only=hashes_only)
        elif hashes_only:
            raise NotUnderstood("a file is always verified whole", hint="leave out --hashes-only")
        else:
            findings = _verified_file(subject, trust)
    except (SitlogError, OSError) as error:
        failed(error)
        raise typer.Exit(COULD_NOT_RUN) from error
    _give(findings, form, output)
    raise typer.Exit(findings.verdict)


def _verified_log(log: str | None, trust: "Trust", *, hashes_only: bool) -> "Findings":
    from sitlog.store.verify.live import verify_log  # noqa: PLC0415  # slow to import, and --help needs none of it

    return verify_log(session.log_url(log), trust, hashes_only=hashes_only)


def _verified_file(subject: Path, trust: "Trust") -> "Findings":
    from sitlog.store.verify import proofs  # noqa: PLC0415  # as above
    from sitlog.store.verify.bundle import verify_bundle  # noqa: PLC0415  # as above

    with subject.open("rb") as file:
        is_proof = file.read(len(proofs.HEADER)) == proofs.HEADER
    return proofs.verify_proof(subject, trust) if is_proof else verify_bundle(subject, trust)


def _form_of(output: Output) -> Format:
    if output.form not in {Format.TEXT, Format.JSON}:
        raise NotUnderstood(f"what was found is not told as {output.form}", hint="Ask for text or json")
    return output.form


def _give(findings: "Findings", form: Format, output: Output) -> None:
    from sitlog.cli.show.findings import findings_lines  # noqa: PLC0415  # as above

    if form is Format.JSON:
        print(json.dumps(findings.document(), ensure_ascii=False))
        return
    screen = output.screen()
    screen.write(findings_lines(findings, screen.columns))
