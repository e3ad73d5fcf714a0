"""What a verification comes to: what was checked, what was tampered with, and what is not proven."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

FORMAT = "sitlog.verify/1"

MOST_TOLD = 100
"""Findings of one check that are told; the others are counted."""


class Verdict(IntEnum):
    """What a verification shows; the exit code of the command."""

    PROVEN = 0
    """All that was asked."""
    TAMPERED = 1
    COULD_NOT_RUN = 2
    NOT_PROVEN = 3
    """Nothing was found, but something that was asked for has no proof."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was recorded: at which position, if at one, and what."""

    check: str
    position: int | None
    message: str

    def __str__(self) -> str:
        return self.message if self.position is None else f"e{self.position}: {self.message}"


@dataclass(slots=True)
class Check:
    """One kind of check: how many things were looked at, and what failed."""

    name: str
    about: str
    """What holds of all of them if none fails: "payloads hash to the digest in their entry"."""
    count: int = 0
    failed: int = 0
    findings: list[Finding] = field(default_factory=list)

    def fail(self, position: int | None, message: str) -> None:
        """Note what is wrong."""
        self.failed += 1
        if len(self.findings) < MOST_TOLD:
            self.findings.append(Finding(self.name, position, message))

    @property
    def first(self) -> int | None:
        """The first position that fails."""
        return min((each.position for each in self.findings if each.position is not None), default=None)


@dataclass(slots=True)
class Findings:
    """All checks of one verification, in the order in which they were begun."""

    subject: str
    checks: dict[str, Check] = field(default_factory=dict)
    unproven: list[str] = field(default_factory=list)
    """What was asked for and has no proof."""
    unasked: list[str] = field(default_factory=list)
    """What has no proof either, but was not asked for."""
    damage: list[str] = field(default_factory=list)
    """What kept the verification from running on all of it."""
    proven: str = ""
    """What is proven, if nothing is missing: up to where, and by what."""
    size: int = 0
    root: bytes = b""

    def check(self, name: str, about: str) -> Check:
        """Begin a check, or go on with it."""
        return self.checks.setdefault(name, Check(name, about))

    @property
    def found(self) -> Iterator[Finding]:
        """Everything that is wrong."""
        return (finding for check in self.checks.values() for finding in check.findings)

    @property
    def verdict(self) -> Verdict:
        """The worst of it."""
        if any(check.failed for check in self.checks.values()):
            return Verdict.TAMPERED
        if self.damage:
            return Verdict.COULD_NOT_RUN
        return Verdict.NOT_PROVEN if self.unproven or not self.proven else Verdict.PROVEN

    def document(self) -> dict[str, Any]:
        """Give it as plain JSON values (format sitlog.verify/1)."""
        return {
            "format": FORMAT,
            "subject": self.subject,
            "verdict": self.verdict.name.lower().replace("_", "-"),
            "size": self.size,
            "root": self.root.hex(),
            "checks": [_told(check) for check in self.checks.values()],
            "findings": [
                {"check": each.check, "position": each.position, "message": each.message} for each in self.found
            ],
            "damage": self.damage,
            "proven": self.proven if self.verdict is Verdict.PROVEN else None,
            "not_proven": self.unproven,
            "not_asked": self.unasked,
            "beyond_proof": list(BEYOND_PROOF),
        }


BEYOND_PROOF = (
    "that all that should have been recorded was",
    "what was changed before the first checkpoint left the hands of whoever keeps the log",
    "anything against witnesses who collude with whoever keeps the log",
)
"""What no verification of a log can show."""


def _told(check: Check) -> dict[str, Any]:
    return {
        "check": check.name,
        "about": check.about,
        "count": check.count,
        "failed": check.failed,
        "first": check.first,
    }
