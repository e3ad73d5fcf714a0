"""What somebody who verifies brings along, read from files: a policy, anchors, roots of time-stamps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sitlog.domain.errors import BadEvidence

if TYPE_CHECKING:  # what signatures need takes its time to import
    from sitlog.store.verify.policy import Policy
    from sitlog.store.verify.trust import Trust


def trust_of(policy: Path | None, anchors: list[Path], roots: list[Path]) -> "Trust":
    """Read what the auditor trusts; raises BadEvidence, naming the file, and OSError."""
    from sitlog.store.verify.notes import read_checkpoint  # noqa: PLC0415  # slow to import, and --help needs none of it
    from sitlog.store.verify.stamps import read_roots  # noqa: PLC0415  # as above
    from sitlog.store.verify.trust import Trust  # noqa: PLC0415  # as above

    kept = []
    for file in anchors:
        with _named(file):
            kept.append((f"anchor {file}", read_checkpoint(file.read_bytes())))
    certificates = []
    for file in roots:
        with _named(file):
            certificates += read_roots(file.read_bytes())
    return Trust(None if policy is None else read_policy(policy), tuple(kept), tuple(certificates))


def read_policy(file: Path) -> "Policy":
    """Read a policy file; raises BadEvidence, naming it, and OSError."""
    from sitlog.store.verify.policy import Policy  # noqa: PLC0415  # as above

    with _named(file):
        return Policy.parse(file.read_bytes())


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Say in which file it was that could not be read."""
    try:
        yield
    except BadEvidence as error:
        raise BadEvidence(f"{file}: {error.message}", hint=error.hint) from error
