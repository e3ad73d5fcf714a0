"""Whom an auditor trusts (C2SP tlog-policy): the keys of logs and witnesses, and how many witnesses it takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sitlog.domain.errors import BadEvidence
from sitlog.store.verify.notes import LOG, WITNESS, Checkpoint, Key, read_key

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_NONE = "none"


class Party(NamedTuple):
    """A log or a witness: its key, and where it answers, if that is told."""

    key: Key
    url: str | None = None


class Group(NamedTuple):
    """Witnesses or groups of which *threshold* must have seen a checkpoint."""

    threshold: int
    members: tuple[str, ...]


class Judgement(NamedTuple):
    """What a policy says of a checkpoint."""

    by_log: bool
    """A key of the policy, named like the log, signed it."""
    seen: Mapping[str, int]
    """The witnesses that cosigned it, by their names in the policy, and when (POSIX seconds)."""
    quorum: bool
    """As many of them as the policy asks for."""


@dataclass(slots=True)
class _Draft:
    logs: list[Party] = field(default_factory=list)
    witnesses: dict[str, Party] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        return {*self.witnesses, *self.groups}


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs whose checkpoints count, the witnesses, and the quorum: the name of a witness or group, or `none`."""

    logs: tuple[Party, ...]
    witnesses: Mapping[str, Party]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, raw: bytes) -> "Policy":
        """Read a policy file; raises BadEvidence, naming the line."""
        draft = _Draft()
        for number, line in enumerate(raw.split(b"\n"), start=1):
            try:
                _read_line(line, draft)
            except BadEvidence as error:
                raise BadEvidence(f"line {number} of the policy: {error.message}", hint=error.hint) from error
        if len(draft.quorum) != 1:
            raise BadEvidence(
                f"the policy has {len(draft.quorum)} quorum lines, not one",
                hint="end it with the line: quorum none",
            )
        return cls(tuple(draft.logs), draft.witnesses, draft.groups, draft.quorum[0])

    def judge(self, checkpoint: Checkpoint) -> Judgement:
        """Tell who of the policy signed; raises BadEvidence if a signature by one of its keys does not hold."""
        own = [party.key for party in self.logs if party.key.name == checkpoint.origin]
        by_log = bool([key for key in own if checkpoint.signed_at(key) is not None])
        times = {name: checkpoint.signed_at(party.key) for name, party in self.witnesses.items()}
        seen = {name: at for name, at in times.items() if at is not None}
        return Judgement(by_log, seen, self._has_seen(self.quorum, seen))

    def _has_seen(self, name: str, seen: Mapping[str, int]) -> bool:
        if name in self.groups:
            threshold, members = self.groups[name]
            return sum(self._has_seen(member, seen) for member in members) >= threshold
        return name == _NONE or name in seen


def _read_line(line: bytes, draft: _Draft) -> None:
    if _FORBIDDEN.search(line):
        raise BadEvidence("it holds a control character")
    # The standard has names as opaque bytes; this keeps those apart that are not UTF-8.
    words = re.split(r"[ \t]+", line.decode(errors="surrogateescape").strip(" \t"))
    if words == [""] or words[0].startswith("#"):
        return
    reader = _READERS.get(words[0])
    if reader is None:
        raise BadEvidence(f"it begins with {words[0]!r}, not with log, witness, group or quorum")
    reader(words[1:], draft)


def _read_log(words: list[str], draft: _Draft) -> None:
    if len(words) not in {1, 2}:
        raise BadEvidence("a log is written: log VKEY [URL]")
    draft.logs.append(_party(words, LOG, draft.logs))


def _read_witness(words: list[str], draft: _Draft) -> None:
    if len(words) not in {2, 3}:
        raise BadEvidence("a witness is written: witness NAME VKEY [URL]")
    party = _party(words[1:], WITNESS, list(draft.witnesses.values()))
    draft.witnesses[_new(words[0], draft)] = party


def _party(words: list[str], kind: int, others: list[Party]) -> Party:
    key = read_key(words[0])
    if key.kind != kind:
        raise BadEvidence(f"the key of {key.name} is not one of a {'log' if kind == LOG else 'witness'}")
    if key.public in {other.key.public for other in others}:
        raise BadEvidence(f"the key of {key.name} is there already")
    return Party(key, words[1] if len(words) > 1 else None)


def _new(name: str, draft: _Draft) -> str:
    if name == _NONE or name in draft.names():
        raise BadEvidence(f"the name {name!r} is taken")
    return name


def _read_group(words: list[str], draft: _Draft) -> None:
    if len(words) < 3:  # noqa: PLR2004  # a name, a threshold, a member
        raise BadEvidence("a group is written: group NAME all|any|NUMBER NAME...")
    name, wanted, *members = words
    taken = {member for group in draft.groups.values() for member in group.members}
    for nth, member in enumerate(members):
        if member not in draft.names() or member in taken or member in members[:nth]:
            raise BadEvidence(f"{member!r} is not defined above, or is a member already")
    draft.groups[_new(name, draft)] = Group(_threshold(wanted, len(members)), tuple(members))


def _threshold(wanted: str, members: int) -> int:
    if wanted in {"all", "any"}:
        return members if wanted == "all" else 1
    if not _NUMBER.fullmatch(wanted) or int(wanted) > members:
        raise BadEvidence(f"{wanted!r} is not all, any or a number from 1 to {members}")
    return int(wanted)


def _read_quorum(words: list[str], draft: _Draft) -> None:
    if len(words) != 1 or (words[0] != _NONE and words[0] not in draft.names()):
        raise BadEvidence("a quorum is none, or the name of a witness or group that is defined above")
    draft.quorum.append(words[0])


_READERS: Mapping[str, Callable[[list[str], _Draft], None]] = {
    "log": _read_log,
    "witness": _read_witness,
    "group": _read_group,
    "quorum": _read_quorum,
}
