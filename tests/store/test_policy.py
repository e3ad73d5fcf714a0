"""Policies (C2SP tlog-policy): how they are written, and which checkpoints they accept."""

import pytest

from sitlog.domain.errors import BadEvidence
from sitlog.store.proofs.checkpoint import Checkpoint
from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.verify.notes import Checkpoint as Read
from sitlog.store.verify.notes import read_checkpoint
from sitlog.store.verify.policy import Policy

FORD = SignerKey("desk.example/ford", KeyKind.LOG, b"\x01" * 32)
WITNESSES = {
    name: SignerKey(f"{name}.example", KeyKind.WITNESS, name.encode() * 16) for name in ("X1", "X2", "X3", "Y1")
}
LINES = [f"log {FORD.verifier}", *(f"witness {name} {key.verifier}" for name, key in WITNESSES.items())]
GROUPS = ["group X 2 X1 X2 X3", "group X-and-Y all X Y1", "quorum X-and-Y"]


def policy(*lines: str) -> Policy:
    return Policy.parse("\n".join([*lines, ""]).encode())


def signed(*names: str, by: SignerKey = FORD) -> Read:
    note = Checkpoint(by.name, 7, b"\x07" * 32).sign(by)
    for name in names:
        note = note.cosign(WITNESSES[name], at=1_900_000_000)
    return read_checkpoint(bytes(note))


@pytest.mark.parametrize(
    ("names", "quorum"),
    [
        ((), False),
        (("X1", "Y1"), False),
        (("X1", "X3"), False),
        (("X1", "X3", "Y1"), True),
        (("X1", "X2", "X3", "Y1"), True),
    ],
)
def test_the_example_of_the_standard_asks_for_two_of_three_and_one(names: tuple[str, ...], *, quorum: bool) -> None:
    judgement = policy(*LINES, *GROUPS).judge(signed(*names))

    assert judgement.by_log
    assert judgement.quorum is quorum
    assert judgement.seen == dict.fromkeys(names, 1_900_000_000)


def test_without_witnesses_the_quorum_is_none() -> None:
    assert policy(LINES[0], "quorum none").judge(signed()).quorum


def test_a_log_that_is_not_listed_is_not_accepted() -> None:
    other = SignerKey("desk.example/mill", KeyKind.LOG, b"\x09" * 32)

    assert not policy(LINES[0], "quorum none").judge(signed(by=other)).by_log


def test_a_signature_that_does_not_hold_is_refused() -> None:
    raw = bytes(Checkpoint(FORD.name, 7, b"\x07" * 32).sign(FORD)).replace(b"\n7\n", b"\n8\n")

    with pytest.raises(BadEvidence, match="does not hold"):
        policy(LINES[0], "quorum none").judge(read_checkpoint(raw))


def test_blanks_comments_and_urls_are_read() -> None:
    read = policy("# ours", "", f"  \tlog\t{FORD.verifier}   https://ford.example/ ", "   # none yet", "quorum none  ")

    assert [(party.key.name, party.url) for party in read.logs] == [("desk.example/ford", "https://ford.example/")]


@pytest.mark.parametrize(
    "lines",
    [
        [LINES[0]],
        [LINES[0], "quorum none", "quorum none"],
        [LINES[0], "quorum X1"],
        ["quorum X1", *LINES],
        [LINES[0], LINES[0], "quorum none"],
        [f"log {WITNESSES['X1'].verifier}", "quorum none"],
        [f"witness W {FORD.verifier}", "quorum none"],
        [LINES[1], LINES[1], "quorum none"],
        [LINES[1], LINES[2].replace("X2 ", "X1 "), "quorum none"],
        [LINES[1].replace("X1", "none", 1), "quorum none"],
        [*LINES, "group X 0 X1 X2", "quorum X"],
        [*LINES, "group X 3 X1 X2", "quorum X"],
        [*LINES, "group X two X1 X2", "quorum X"],
        [*LINES, "group X any", "quorum X"],
        [*LINES, "group X any X", "quorum X"],
        [*LINES, "group X any X1 X1", "quorum X"],
        [*LINES, "group X any X1", "group Y any X1", "quorum X"],
        [*LINES, "group X1 any X2", "quorum X1"],
        ["logs nothing", "quorum none"],
        ["log", "quorum none"],
        ["log not-a-key", "quorum none"],
        ["quorum none\r"],
        ["quorum none\x00"],
    ],
)
def test_what_the_standard_does_not_allow_is_refused(lines: list[str]) -> None:
    with pytest.raises(BadEvidence):
        policy(*lines)


def test_a_slip_is_told_with_its_line() -> None:
    with pytest.raises(BadEvidence, match="line 2 of the policy"):
        policy(LINES[0], "quorom none")
