"""What a verification came to, for people."""

from collections.abc import Iterator

from sitlog.cli.show.paper import Ink, Line, Piece, Row, said
from sitlog.store.verify.findings import BEYOND_PROOF, Check, Findings, Verdict

_NAMES, _COUNTS = 12, 9  # columns


def findings_lines(findings: Findings, across: int) -> Iterator[Line]:
    """Give a line a check, then what was found, then what is not proven, and last what it comes to."""
    for check in findings.checks.values():
        yield from Row(_about(check), lead=_lead(check)).lines(across)
    for label, ink, texts in (
        ("found", Ink.ERROR, map(str, findings.found)),
        ("damage", Ink.ERROR, findings.damage),
        ("not proven", Ink.DISPUTED, findings.unproven),
        ("not asked", Ink.FAINT, findings.unasked),
        ("beyond proof", Ink.FAINT, BEYOND_PROOF),
    ):
        for text in texts:
            yield from Row([said(text)], lead=[said(f"{label}: ", ink), Piece("")]).lines(across)
    yield from Row([said(_conclusion(findings), Ink.TITLE)]).lines(across)


def _lead(check: Check) -> list[Piece]:
    state, ink = ("BAD", Ink.ERROR) if check.failed else ("ok", Ink.PLAIN) if check.count else ("-", Ink.FAINT)
    return [Piece(f"{state:<6}", ink), Piece(f"{check.name:<{_NAMES}}{check.count:>{_COUNTS},}  ")]


def _about(check: Check) -> list[Piece]:
    if not check.failed:
        return [said(check.about)]
    first = f", the first at e{check.first}" if check.first is not None else ""
    return [said(f"{check.about}: {check.failed} not{first}")]


def _conclusion(findings: Findings) -> str:
    failed = sum(check.failed for check in findings.checks.values())
    return {
        Verdict.PROVEN: f"verified: {findings.proven}; root {findings.root.hex()}",
        Verdict.TAMPERED: f"tampered with: {failed} {'finding' if failed == 1 else 'findings'}",
        Verdict.COULD_NOT_RUN: "not everything could be checked, and nothing can be said",
        Verdict.NOT_PROVEN: "no tampering was found, and not everything that was asked is proven",
    }[findings.verdict]
