"""A second desk that signs what goes on from what it saw, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from sitlog.domain.errors import BadEvidence, BrokenLog, KeyUnusable, Unavailable
from sitlog.store.evidence.asking import ask_witness
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.evidence.serving import WitnessServer
from sitlog.store.evidence.witness import SIZE, Request, Witness
from sitlog.store.proofs.checkpoint import Checkpoint, open_checkpoint
from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.proofs.note import cosigned_at
from sitlog.store.proofs.tree import consistency_proof
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.notes import Key, read_key
from sitlog.store.verify.policy import Party, Policy
from sitlog.store.verify.trust import Trust
from tests.given import at, clock, says
from tests.store.town import ORIGIN, Town, found_town

MILL = SignerKey("mill.example/witness", KeyKind.WITNESS, b"\x02" * 32)
LATER = clock("20:00", days=7)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)


@pytest.fixture
def witness(town: Town, tmp_path: Path) -> Witness:
    folder = tmp_path / "seen"
    folder.mkdir()
    return Witness(MILL, (town.signer.key.verifier,), folder, lambda: LATER)


@contextmanager
def served(witness: Witness) -> Iterator[WitnessServer]:
    server = WitnessServer(("127.0.0.1", 0), witness)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def request(town: Town, old: int, number: int, *, proof_from: int | None = None) -> bytes:
    with town.ledger() as ledger:
        kept = Checkpoints(ledger).kept()[number - 1]
        start = old if proof_from is None else proof_from
        proof = consistency_proof(start, kept.size, ledger.read_nodes) if start else []
        return bytes(Request(old, tuple(proof), kept.note))


def test_the_first_checkpoint_of_a_log_is_signed(town: Town, witness: Witness) -> None:
    reply = witness.add_checkpoint(request(town, 0, 1))

    assert reply.status == 200
    raw = request(town, 0, 1).partition(b"\n\n")[2] + reply.body
    signed = open_checkpoint(raw, [town.signer.key.verifier, MILL.verifier])
    assert MILL.verifier in signed.signers
    assert cosigned_at(signed.note.signatures[-1]) == int(LATER.timestamp())


def test_what_goes_on_from_there_is_signed_too(town: Town, witness: Witness) -> None:
    assert witness.add_checkpoint(request(town, 0, 1)).status == 200
    assert witness.add_checkpoint(request(town, 5, 3)).status == 200
    assert witness.add_checkpoint(request(town, 12, 3)).status == 200  # the same again
    origin_hash = sha256(ORIGIN.encode()).hexdigest()
    assert witness.checkpoint(origin_hash).body.startswith(f"{ORIGIN}\n12\n".encode())


def test_who_does_not_know_what_was_seen_is_told(town: Town, witness: Witness) -> None:
    witness.add_checkpoint(request(town, 0, 2))

    reply = witness.add_checkpoint(request(town, 0, 3))

    assert (reply.status, reply.body, reply.kind) == (409, b"8\n", SIZE)


def test_a_fork_is_not_signed(town: Town, witness: Witness) -> None:
    witness.add_checkpoint(request(town, 0, 2))
    fork = Checkpoint(ORIGIN, 12, b"\x01" * 32).sign(town.signer.key)
    proof = Request.parse(request(town, 8, 3)).proof

    assert witness.add_checkpoint(bytes(Request(8, proof, bytes(fork)))).status == 422
    other = Checkpoint(ORIGIN, 8, b"\x01" * 32).sign(town.signer.key)
    assert witness.add_checkpoint(bytes(Request(8, (), bytes(other)))).status == 422
    assert witness.add_checkpoint(request(town, 8, 3)).status == 200  # and the true one still is


def stated(size: int, *, origin: str = ORIGIN, seed: bytes = b"\x07") -> bytes:
    """A checkpoint that says that all is ones."""
    return bytes(Checkpoint(origin, size, b"\x01" * 32).sign(SignerKey(origin, KeyKind.LOG, seed * 32)))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b"nonsense"),
        (400, b"old 05\n\n"),
        (400, b"old 1\nnot base64\n\nx"),
        (404, bytes(Request(0, (), stated(1, origin="elsewhere")))),
        (403, bytes(Request(0, (), stated(1, seed=b"\x03")))),
        (400, bytes(Request(9, (), stated(5)))),
        (422, bytes(Request(0, (), stated(0)))),
        (422, bytes(Request(0, (b"\x01" * 32,), stated(5)))),
    ],
)
def test_what_the_protocol_refuses_is_refused(witness: Witness, status: int, body: bytes) -> None:
    assert witness.add_checkpoint(body).status == status


def test_a_key_of_a_log_is_not_one_of_a_witness(town: Town, witness: Witness) -> None:
    with pytest.raises(KeyUnusable):
        Witness(town.signer.key, witness.logs, witness.folder, witness.clock)


def test_a_log_asks_a_witness_and_keeps_what_it_signed(town: Town, witness: Witness) -> None:
    with served(witness) as server, town.ledger() as ledger:
        newest = Checkpoints(ledger).newest()
        first = ask_witness(ledger, newest, Party(read(MILL), server.url))
        again = ask_witness(ledger, first, Party(read(MILL), f"{server.url}/"))

    assert first.number == 4
    assert again.size == 12
    lines = [f"log {town.signer.key.verifier}", f"witness mill {MILL.verifier}", "quorum mill", ""]
    findings = verify_log(town.url, Trust(Policy.parse("\n".join(lines).encode())))
    assert findings.verdict is Verdict.PROVEN, findings
    assert "seen by mill" in findings.proven


def test_without_the_witness_the_quorum_is_not_proven(town: Town) -> None:
    lines = [f"log {town.signer.key.verifier}", f"witness mill {MILL.verifier}", "quorum mill", ""]

    findings = verify_log(town.url, Trust(Policy.parse("\n".join(lines).encode())))

    assert findings.verdict is Verdict.NOT_PROVEN
    assert "lacks witnesses" in findings.unproven[0]


def test_a_witness_that_saw_more_is_not_overruled(town: Town, witness: Witness) -> None:
    with served(witness) as server, town.ledger() as ledger:
        party = Party(read(MILL), server.url)
        ask_witness(ledger, Checkpoints(ledger).newest(), party)

        with pytest.raises(BrokenLog, match="saw 12 entries"):
            ask_witness(ledger, Checkpoints(ledger).kept()[0], party)


def test_a_witness_that_is_away_is_told_so(town: Town) -> None:
    with town.ledger() as ledger:
        newest = Checkpoints(ledger).newest()
        with pytest.raises(Unavailable):
            ask_witness(ledger, newest, Party(read(MILL), "http://127.0.0.1:9"))
        with pytest.raises(BadEvidence, match="not a web address"):
            ask_witness(ledger, newest, Party(read(MILL), "file:///etc/passwd"))


def test_a_time_of_recording_after_a_witness_saw_it_is_shown(town: Town, witness: Witness) -> None:
    early = Witness(MILL, witness.logs, witness.folder, lambda: LATER - timedelta(days=2))
    with served(early) as server, town.ledger() as ledger:
        ask_witness(ledger, Checkpoints(ledger).newest(), Party(read(MILL), server.url))
    lines = [f"log {town.signer.key.verifier}", f"witness mill {MILL.verifier}", "quorum mill", ""]

    findings = verify_log(town.url, Trust(Policy.parse("\n".join(lines).encode())))

    assert findings.verdict is Verdict.TAMPERED
    assert [each.position for each in findings.found] == [12]


def test_a_time_of_recording_before_a_witness_saw_the_log_without_it_is_not_proven(
    town: Town, witness: Witness
) -> None:
    with served(witness) as server, town.ledger() as ledger:
        ask_witness(ledger, Checkpoints(ledger).newest(), Party(read(MILL), server.url))
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))  # the clock of the log is hours behind
    town.checkpoint()
    lines = [f"log {town.signer.key.verifier}", f"witness mill {MILL.verifier}", "quorum none", ""]

    findings = verify_log(town.url, Trust(Policy.parse("\n".join(lines).encode())))

    assert findings.verdict is Verdict.NOT_PROVEN
    assert findings.unproven[0].startswith("when e13 was recorded")


def read(key: SignerKey) -> Key:
    return read_key(str(key.verifier))
