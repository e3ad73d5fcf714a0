"""`key`, `checkpoint`, `verify`, `prove`, `audit`, `redact` and `witness`, as they are typed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sitlog.store.evidence.checkpoints import EVERY
from tests.cli.running import run
from tests.cli.town import record_town


@pytest.fixture
def log(tmp_path: Path) -> str:
    place = tmp_path / "sitlog.db"
    record_town(f"sqlite:///{place}")
    return str(place)


@pytest.fixture
def key(log: str, tmp_path: Path) -> str:
    """The log's key; the policy that goes with it is beside it."""
    made = run("key", "new", str(tmp_path / "desk.key"), log=log)
    assert made.code == 0
    (tmp_path / "desk.policy").write_text(made.out)
    return str(tmp_path / "desk.key")


@pytest.fixture
def policy(key: str) -> str:
    return key.replace(".key", ".policy")


def signed(log: str, key: str, *options: str) -> str:
    ran = run("checkpoint", "--key", key, *options, log=log)
    assert ran.code == 0, ran.err
    return ran.out


def test_a_signed_log_is_verified(log: str, key: str, policy: str) -> None:
    signed(log, key)

    ran = run("verify", "--policy", policy, log=log)

    assert ran.code == 3  # the town has redacted an entry
    assert "not proven: what e32 said: it was redacted by e" in " ".join(ran.out.split())
    assert "verified" not in ran.out


def test_what_was_tampered_with_is_found(log: str, key: str, policy: str) -> None:
    signed(log, key)
    raw = Path(log).read_bytes()
    Path(log).write_bytes(raw.replace(b"wrong hour", b"other hour"))

    ran = run("verify", "--policy", policy, log=log)

    assert ran.code == 1
    assert re.search(r"found: e\d+: the payload is not the one that was recorded", ran.out)
    assert "BAD" in ran.out
    assert ran.out.splitlines()[-1].startswith("tampered with")


def test_without_a_policy_nothing_is_called_verified(log: str) -> None:
    ran = run("verify", log=log)

    assert ran.code == 3
    assert "verified" not in ran.out


def test_json_says_the_same(log: str, key: str, policy: str) -> None:
    signed(log, key)

    ran = run("verify", "--policy", policy, "--json", log=log)

    told = json.loads(ran.out)
    assert (told["format"], told["verdict"], ran.code) == ("sitlog.verify/1", "not-proven", 3)
    assert {each["check"]: each["failed"] for each in told["checks"]}["tree"] == 0


def test_hashes_alone_say_what_they_leave_out(log: str, key: str, policy: str) -> None:
    signed(log, key)

    ran = run("verify", "--policy", policy, "--hashes-only", "--json", log=log)

    told = json.loads(ran.out)
    assert (told["verdict"], ran.code) == ("not-proven", 3)  # as the town has redacted an entry
    assert "columns" not in {each["check"] for each in told["checks"]}
    assert told["not_asked"][-1].endswith("leave out --hashes-only")


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "nowhere.zip"),
        ("verify", "a.zip", "--hashes-only"),
        ("verify", "--policy", "nowhere.policy"),
        ("verify", "--log", "nowhere.db"),
        ("verify", "--format", "csv"),
        ("verify", "--log", "postgresql+psycopg://nobody@127.0.0.1:9/none"),
    ],
)
def test_what_cannot_be_verified_is_told_in_two_lines(log: str, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, log=log)

    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err


def test_a_bundle_and_a_proof_are_verified_without_the_log(log: str, key: str, policy: str, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.checkpoint"
    signed(log, key, "--export", str(anchor))
    bundle, proof = tmp_path / "town.zip", tmp_path / "e24.tlog-proof"

    exported = run("audit", "export", str(bundle), "--at", "2031-05-05 18:00", "--prove", "e5", log=log)
    proven = run("prove", "e24", "-o", str(proof), log=log)

    assert (exported.code, proven.code) == (0, 0), exported.err + proven.err
    Path(log).unlink()
    assert run("verify", str(bundle), "--policy", policy, "--anchor", str(anchor)).code == 3  # e32 was redacted
    whole = run("verify", str(proof), "--policy", policy)
    assert whole.code == 0
    assert "verified: the entry is in the log" in " ".join(whole.out.split())


def test_a_key_is_shown_and_never_replaced(log: str, key: str, policy: str) -> None:
    assert run("key", "show", key).out == Path(policy).read_text()
    assert run("key", "new", key, log=log).code == 2
    assert Path(key).read_text().startswith("PRIVATE+KEY+")


def test_without_a_key_nothing_is_signed(log: str) -> None:
    ran = run("checkpoint", log=log)

    assert ran.code == 2
    assert "SITLOG_KEY" in ran.err


def test_with_a_key_checkpoints_are_made_by_themselves(log: str, key: str, tmp_path: Path) -> None:
    lines = [f'source crew-{nth} "Hand {nth}" person named' for nth in range(EVERY)]
    file = tmp_path / "crew.slog"
    file.write_text("\n".join(["situation  harbour-fire", *lines, ""]))

    ran = run("import", str(file), log=log, SITLOG_KEY=key)

    assert ran.code == 0, ran.err
    assert run("prove", f"e{EVERY}", "-o", str(tmp_path / "proof"), log=log).code == 0


def test_a_key_that_cannot_sign_does_not_keep_anybody_from_recording(log: str, tmp_path: Path) -> None:
    lines = [f'source crew-{nth} "Hand {nth}" person named' for nth in range(EVERY)]
    file = tmp_path / "crew.slog"
    file.write_text("\n".join(["situation  harbour-fire", *lines, ""]))

    ran = run("import", str(file), log=log, SITLOG_KEY=str(tmp_path / "nowhere.key"))

    assert ran.code == 0
    assert "warning: what was recorded stands, but no checkpoint was made" in ran.err


def test_content_is_redacted_with_its_corrections(log: str) -> None:
    before = Path(log).read_bytes()

    ran = run("redact", "e24", "--basis", "GDPR Art. 17", log=log)

    assert ran.code == 0, ran.err
    assert "Backups and exports" in ran.err
    assert run("show", "e24", log=log).code == 0
    gone = json.loads(run("known", "--json", log=log).out)["redacted"]
    assert {each["entry"] for each in gone} >= {24}
    assert before != Path(log).read_bytes()


def test_a_redaction_needs_a_basis_and_an_entry(log: str) -> None:
    assert run("redact", "e24", log=log).code == 2
    assert run("redact", "e9999", "--basis", "the law", log=log).code == 3
    assert run("redact", "24", "--basis", "the law", log=log).code == 2
    assert run("redact", "e32", "--basis", "the law", log=log).code == 2  # it was already


def test_a_witness_signs_over_http(log: str, key: str, policy: str, tmp_path: Path) -> None:
    signed(log, key)
    made = run("key", "new", str(tmp_path / "mill.key"), "--witness", "mill")
    command = [sys.executable, "-m", "sitlog", "witness", "serve", "--policy", policy, "--port", "0"]
    command += ["--key", str(tmp_path / "mill.key"), "--seen", str(tmp_path / "seen")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[-1]
            witnesses = tmp_path / "witnesses.policy"
            witnesses.write_text(
                f"{Path(policy).read_text().split('quorum')[0]}{made.out.strip()} {url}\nquorum mill\n"
            )

            ran = run("witness", "cosign", "--policy", str(witnesses), log=log)
        finally:
            server.terminate()

    assert ran.code == 0, ran.err
    assert "mill" in ran.out.splitlines()[-1]
    assert "not under a checkpoint" not in run("verify", "--policy", str(witnesses), log=log).out
