"""What the log's checkpoints prove: compared with the tree, with whom the auditor trusts, and with what he kept."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.x509 import Certificate

from sitlog.domain.errors import BadEvidence
from sitlog.store.verify.findings import Check, Findings
from sitlog.store.verify.notes import Checkpoint, read_checkpoint
from sitlog.store.verify.policy import Policy
from sitlog.store.verify.stamps import NotEquipped, UnknownAuthority, stamped_at
from sitlog.store.verify.walk import Walk

CLOCKS_APART = 60
"""Seconds by which the clocks of the log and of a witness or time-stamp authority may differ without a doubt."""

_LAST_SECOND = 253_402_300_799  # of the year 9999


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that the log or bundle brings, and the time-stamps over it."""

    place: str
    note: bytes
    tokens: tuple[bytes, ...] = ()
    size: int | None = None
    """Of which it is kept, whatever it states."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What the auditor brings, none of it from the log: a policy, checkpoints kept earlier, roots of time-stamps."""

    policy: Policy | None = None
    anchors: tuple[tuple[str, Checkpoint], ...] = ()
    roots: tuple[Certificate, ...] = ()

    @property
    def sizes(self) -> set[int]:
        """The sizes of the anchors."""
        return {anchor.size for _, anchor in self.anchors}


def stated(kept: Iterable[Kept]) -> set[int]:
    """The sizes of which checkpoints state the root."""
    sizes = set()
    for one in kept:
        with suppress(BadEvidence):  # the judge will tell
            sizes.add(read_checkpoint(one.note).size)
    return sizes


@dataclass(slots=True)
class Judge:
    """Weighs checkpoints against the entries walked along."""

    findings: Findings
    walk: Walk
    origin: str
    trust: Trust
    covered: int = -1
    """How many entries have a proof that the auditor accepts; -1: not even an empty log has."""
    by: str = ""
    lacking: list[str] = field(default_factory=list)
    seen_at: list[tuple[int, int, str]] = field(default_factory=list)
    """(size, POSIX seconds, by whom): that many entries were there at that time."""
    stamped: int = -1

    def weigh(self, kept: Sequence[Kept]) -> None:
        """Check all checkpoints, anchors and time-stamps, and say what they prove and what not."""
        self._checkpoints(kept)
        self._anchors()
        self._times()
        self._conclude()
        self._conclude_on_times(any(one.tokens for one in kept))

    def _checkpoints(self, kept: Sequence[Kept]) -> None:
        check = self.findings.check("checkpoints", "state the root of this log, signed by the keys of the policy")
        if self.trust.policy is None:
            check.about = "state the root of this log (signatures: no policy was given to check them by)"
        stamps = self.findings.check("time-stamps", "are over these checkpoints")
        for one in kept:
            check.count += 1
            try:
                checkpoint = read_checkpoint(one.note)
                self._compare(check, one.place, checkpoint)
                self._accept(check, one.place, checkpoint)
            except BadEvidence as error:
                check.fail(one.size, f"{one.place}: {error.message}")
            else:
                self._stamps(stamps, one, checkpoint)

    def _compare(self, check: Check, place: str, checkpoint: Checkpoint) -> None:
        size = checkpoint.size
        if checkpoint.origin != self.origin:
            check.fail(size, f"{place} is of the log {checkpoint.origin}, and this one is {self.origin}")
        elif size > self.walk.tree.size:
            check.fail(self.walk.tree.size + 1, f"{place} covers {size} entries, and the log ends before: it was cut")
        elif self.walk.roots[size] != checkpoint.root:
            check.fail(size, f"{place}: the first {size} entries are not those that it states")

    def _accept(self, check: Check, place: str, checkpoint: Checkpoint) -> None:
        policy = self.trust.policy
        if policy is None:
            return
        judgement = policy.judge(checkpoint)
        if not judgement.by_log:
            check.fail(checkpoint.size, f"{place} is not signed by a key of the policy")
            return
        self.seen_at += [(checkpoint.size, at, f"the witness {name}") for name, at in judgement.seen.items()]
        if not judgement.quorum:
            self.lacking.append(place)
        elif checkpoint.size > self.covered:
            seen = f", seen by {', '.join(judgement.seen)}" if judgement.seen else ""
            self.covered, self.by = checkpoint.size, f"{place}, signed by {checkpoint.origin}{seen}"

    def _anchors(self) -> None:
        if not self.trust.anchors:
            return
        check = self.findings.check("anchors", "that were kept elsewhere state the root of this log")
        for place, anchor in self.trust.anchors:
            check.count += 1
            failed = check.failed
            self._compare(check, place, anchor)
            if check.failed == failed and anchor.size > self.covered:
                self.covered, self.by = anchor.size, place

    def _stamps(self, check: Check, one: Kept, checkpoint: Checkpoint) -> None:
        for token in one.tokens:
            check.count += 1
            try:
                at = stamped_at(token, checkpoint.text.encode(), self.trust.roots)
            except (UnknownAuthority, NotEquipped) as error:
                self.findings.unproven.append(f"the time-stamp of {one.place}: {error.message}")
            except BadEvidence as error:
                check.fail(checkpoint.size, f"the time-stamp of {one.place}: {error.message}")
            else:
                if self.trust.roots:
                    self.seen_at.append((checkpoint.size, at, "the time-stamp authority"))
                    self.stamped = max(self.stamped, checkpoint.size)

    def _times(self) -> None:
        if not self.seen_at:
            return
        check = self.findings.check("times", "of recording agree with those of witnesses and time-stamps")
        for size, at, whose in sorted(self.seen_at):
            check.count += 1
            written, after = self.walk.times.get(size, 0), self.walk.times.get(size + 1)
            if written > (at + CLOCKS_APART) * 1_000_000:
                check.fail(size, f"the entry says that it was recorded after {_told(at)}, when {whose} had seen it")
            if after is not None and after < (at - CLOCKS_APART) * 1_000_000:
                self.findings.unproven.append(
                    f"when e{size + 1} was recorded: it says before {_told(at)}, when {whose} saw a log without it"
                )

    def _conclude(self) -> None:
        size = self.walk.tree.size
        if self.trust.policy is None and not self.trust.anchors:
            bring = "bring a policy (--policy) or a checkpoint kept earlier (--anchor)"
            self.findings.unproven.append(f"that nobody rewrote the log as a whole: {bring}")
        elif self.covered < size or self.covered < 0:
            what = _span(max(self.covered, 0) + 1, size) if size else "that the log is empty"
            lacking = f" ({self.lacking[-1]} lacks witnesses of the policy's quorum)" if self.lacking else ""
            self.findings.unproven.append(f"{what}: not under a checkpoint that you trust{lacking}")
        else:
            self.findings.proven = f"e1 to e{size}, by {self.by}" if size else f"an empty log, by {self.by}"

    def _conclude_on_times(self, has_tokens: bool) -> None:  # noqa: FBT001  # it is all there is to say
        size = self.walk.tree.size
        if self.trust.roots and self.stamped < size:
            late = _span(max(self.stamped, 0) + 1, size)
            self.findings.unproven.append(f"by when {late} had been recorded: not under a time-stamp")
        elif not self.trust.roots:
            how = "give the authority's certificates (--tsa-root)" if has_tokens else "there are no time-stamps"
            self.findings.unasked.append(f"by when the entries were recorded, but for the log's own clock: {how}")


def _told(at: int) -> str:
    return f"{datetime.fromtimestamp(min(at, _LAST_SECOND), UTC):%Y-%m-%d %H:%M:%S} UTC"


def _span(first: int, last: int) -> str:
    return f"e{first} to e{last}" if first < last else f"e{last}"
