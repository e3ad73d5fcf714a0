"""Time-stamps (RFC 3161): the published ones, and those of an authority that the tests run themselves."""

from datetime import timedelta
from pathlib import Path

import pytest

from sitlog.domain.errors import BadEvidence, Unavailable
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.evidence.timestamps import stamp
from sitlog.store.verify.bundle import verify_bundle
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.stamps import UnknownAuthority, read_roots, stamped_at
from sitlog.store.verify.trust import Trust
from tests.given import at, clock, says
from tests.store.authority import Authority, serving
from tests.store.town import Town, found_town
from tests.store.vectors import VECTORS

PUBLISHED = VECTORS / "rfc3161"
AFTER = clock("20:00", days=7)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)


def stamped(town: Town, authority: Authority) -> int:
    with serving(authority) as url, town.ledger() as ledger:
        checkpoints = Checkpoints(ledger)
        return stamp(checkpoints, checkpoints.newest(), url)


def trusting(town: Town, *authorities: Authority) -> Trust:
    return Trust(town.policy, roots=tuple(root for each in authorities for root in read_roots(each.pem)))


@pytest.mark.parametrize(
    ("token", "at_"),
    [
        ("sigstage/response-sha256", 1746791935),
        ("sigstage/response-sha384", 1746791935),
        ("sigstage/response-sha512", 1746791936),
        ("test_tsa/response", 1728402032),
        ("test_tsa/response-injected-certs", 1728402032),
        ("identrust/issue-104", 1741683128),  # its root is in DER form, whatever the file is called
    ],
)
def test_the_published_tokens_hold(token: str, at_: int) -> None:
    file = PUBLISHED / f"{token}.tsr"

    assert stamped_at(file.read_bytes(), b"hello", read_roots((file.parent / "ts_chain.pem").read_bytes())) == at_
    with pytest.raises(BadEvidence, match="not over this checkpoint"):
        stamped_at(file.read_bytes(), b"hullo", ())


@pytest.mark.parametrize(
    ("token", "content", "error"),
    [
        ("sigstage/response-invalid-signature", b"hello", BadEvidence),
        ("sigstage/response-no-embedded-cert", b"hello", BadEvidence),
        ("test_tsa/other_response", b"hello", UnknownAuthority),
        ("sigstore.mock/response-expired", (PUBLISHED / "sigstore.mock/payload").read_bytes(), BadEvidence),
    ],
)
def test_the_published_forgeries_do_not_hold(token: str, content: bytes, error: type[BadEvidence]) -> None:
    file = PUBLISHED / f"{token}.tsr"

    with pytest.raises(error):
        stamped_at(file.read_bytes(), content, read_roots((file.parent / "ts_chain.pem").read_bytes()))


def test_a_stamped_log_is_proven_to_who_trusts_the_authority(town: Town) -> None:
    authority = Authority(AFTER)

    assert stamped(town, authority) == int(AFTER.timestamp())

    for findings in (
        verify_log(town.url, trusting(town, authority)),
        verify_bundle(town.bundle(), trusting(town, authority)),
    ):
        assert findings.verdict is Verdict.PROVEN, findings
        assert findings.checks["time-stamps"].count == 1
        assert findings.unasked == []


def test_the_token_of_another_authority_proves_no_time(town: Town) -> None:
    stamped(town, Authority(AFTER))
    other = Authority(AFTER - timedelta(days=1))
    other.root = Authority(AFTER).root

    findings = verify_log(
        town.url, Trust(town.policy, roots=tuple(read_roots((PUBLISHED / "sigstage/ts_chain.pem").read_bytes())))
    )

    assert findings.verdict is Verdict.NOT_PROVEN
    assert findings.unproven[0].startswith("the time-stamp of checkpoint 3: it does not hold under the roots given")


def test_a_time_of_recording_after_its_stamp_is_shown(town: Town) -> None:
    authority = Authority(clock("12:05", days=7) - timedelta(hours=1))
    stamped(town, authority)

    findings = verify_log(town.url, trusting(town, authority))

    assert findings.verdict is Verdict.TAMPERED
    assert [each.position for each in findings.found] == [12]


def test_a_time_of_recording_before_the_stamp_of_a_log_without_it_is_not_proven(town: Town) -> None:
    authority = Authority(AFTER)
    stamped(town, authority)
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))  # at a clock that is hours behind
    town.checkpoint()
    stamped(town, authority)

    findings = verify_log(town.url, trusting(town, authority))

    assert findings.verdict is Verdict.NOT_PROVEN
    assert [each.partition(":")[0] for each in findings.unproven] == ["when e13 was recorded"]


def test_what_is_not_stamped_yet_is_told_where_that_was_asked(town: Town) -> None:
    authority = Authority(AFTER)
    stamped(town, authority)
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))
    town.checkpoint()

    findings = verify_log(town.url, trusting(town, authority))

    assert "by when e13 had been recorded: not under a time-stamp" in findings.unproven


def test_an_authority_that_answers_nonsense_is_told_so(town: Town) -> None:
    class Nonsense(Authority):
        def answer(self, request: bytes) -> bytes:
            return b"nonsense" + request[:4]

    class Stale(Authority):
        first: bytes = b""

        def answer(self, request: bytes) -> bytes:
            self.first = self.first or super().answer(request)
            return self.first

    with pytest.raises(BadEvidence, match="did not answer with a time-stamp"):
        stamped(town, Nonsense(AFTER))
    stale = Stale(AFTER)
    stamped(town, stale)
    with pytest.raises(BadEvidence, match="was not asked for"):
        stamped(town, stale)
    with town.ledger() as ledger, pytest.raises(Unavailable):
        stamp(Checkpoints(ledger), Checkpoints(ledger).newest(), "http://127.0.0.1:9")


@pytest.mark.parametrize("raw", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\n", b"\x30\x03\x02\x01\x00"])
def test_no_roots_in_a_file_is_told_so(raw: bytes) -> None:
    with pytest.raises(BadEvidence, match="no certificates"):
        read_roots(raw)


def test_every_published_token_is_in_a_test() -> None:
    named = Path(__file__).read_text()

    assert [file for file in PUBLISHED.rglob("*.tsr") if f"{file.parent.name}/{file.stem}" not in named] == []
