"""What a verification came to, for people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sitlog.cli.show.paper import Ink, Line, Piece, Row, said

if TYPE_CHECKING:  # what SQL needs takes its time to import
    from sitlog.store.verify.findings import Check, Findings

_NAMES, _COUNTS = 12, 9  # columns


def findings_lines(findings: "Findings", across: int) -> Iterator[Line]:
    """Give a line a check, then what was found, then what is not proven, and last what it comes to."""
    for check in findings.checks.values():
        yield from Row(_about(check), lead=_lead(check)).lines(across)
    for each in findings.found:
        yield from _told("found", str(each), across, Ink.ERROR)
    for each in findings.damage:
        yield from _told("damage", each, across, Ink.ERROR)
    for each in findings.unproven:
        yield from _told("not proven", each, across, Ink.DISPUTED)
    for each in findings.unasked:
        yield from _told("not asked", each, across, Ink.FAINT)
    for each in _beyond_proof():
        yield from _told("beyond proof", each, across, Ink.FAINT)
    yield from Row([said(_conclusion(findings), Ink.TITLE)]).lines(across)


def _lead(check: "Check") -> list[Piece]:
    state, ink = ("BAD", Ink.ERROR) if check.failed else ("ok", Ink.PLAIN) if check.count else ("-", Ink.FAINT)
    return [Piece(f"{state:<6}", ink), Piece(f"{check.name:<{_NAMES}}{check.count:>{_COUNTS},}  ")]


def _about(check: "Check") -> list[Piece]:
    if not check.failed:
        return [said(check.about)]
    first = f", the first at e{check.first}" if check.first is not None else ""
    return [said(f"{check.about}: {check.failed} not{first}")]


def _told(label: str, text: str, across: int, ink: Ink) -> Iterator[Line]:
    return Row([said(text)], lead=[said(f"{label}: ", ink), Piece("")]).lines(across)


def _beyond_proof() -> tuple[str, ...]:
    from sitlog.store.verify.findings import BEYOND_PROOF  # noqa: PLC0415  # --help needs none of it

    return BEYOND_PROOF


def _conclusion(findings: "Findings") -> str:
    from sitlog.store.verify.findings import Verdict  # noqa: PLC0415  # as above

    failed = sum(check.failed for check in findings.checks.values())
    return {
        Verdict.PROVEN: f"verified: {findings.proven}; root {findings.root.hex()}",
        Verdict.TAMPERED: f"tampered with: {failed} {'finding' if failed == 1 else 'findings'}",
        Verdict.COULD_NOT_RUN: "not everything could be checked, and nothing can be said",
        Verdict.NOT_PROVEN: "no tampering was found, and not everything that was asked is proven",
    }[findings.verdict]
