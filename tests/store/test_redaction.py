"""Lawful redaction: the content goes everywhere, and every earlier proof still holds."""

from pathlib import Path

import pytest

from sitlog.domain.answer import document
from sitlog.domain.asked import Asked
from sitlog.domain.events import EntryRedacted
from sitlog.domain.identity import identity
from sitlog.domain.knowledge import known
from sitlog.projections.story import story
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.evidence.proving import prove
from sitlog.store.ledger.tables import entries, told
from sitlog.store.verify.bundle import verify_bundle
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.proofs import verify_proof
from tests.given import TOWN, at, clock, says
from tests.store.town import Town, found_town

NAME = "a name nobody may read"


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Town:
    town = found_town(database_url, tmp_path)
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00"), words=NAME))
        for minute in range(30):
            log.record(says("chief", "accident", at(f"16:{minute:02}"), words="nothing to see " * 20))
    town.checkpoint()
    return town


def redact(town: Town, *positions: int) -> None:
    with town.log() as log:
        events = [EntryRedacted.of(situation=TOWN, entry=each, basis="the Privacy Act") for each in positions]
        log.record(*events)


def bytes_of(town: Town) -> bytes:
    return b"".join(file.read_bytes() for file in town.folder.glob("sitlog.db*"))


def test_a_lawful_redaction_is_reported_and_not_an_error(town: Town) -> None:
    redact(town, 13)
    town.checkpoint()

    live, bundle = verify_log(town.url, town.trust()), verify_bundle(town.bundle(), town.trust())

    assert (live.verdict, bundle.verdict) == (Verdict.NOT_PROVEN, Verdict.NOT_PROVEN)
    assert live.unproven == bundle.unproven == ["what e13 said: it was redacted by e44 (the Privacy Act)"]


def test_every_earlier_proof_still_holds(town: Town, tmp_path: Path) -> None:
    with town.ledger() as ledger:
        proof = prove(ledger, 13)
        before = Checkpoints(ledger).newest().note
    redact(town, 13)
    town.checkpoint()

    file = tmp_path / "e13.tlog-proof"
    file.write_bytes(bytes(proof))
    assert verify_proof(file, town.trust()).verdict is Verdict.PROVEN
    assert not list(verify_log(town.url, town.trust(before)).found)
    with town.ledger() as ledger:
        assert prove(ledger, 13).extra == proof.extra


def test_the_content_is_gone_from_the_file_its_free_pages_and_its_journal(tmp_path: Path) -> None:
    town = found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00"), words=NAME))
        log.record(says("mayor", "accident", at("15:30"), words=f"{NAME} " * 300))  # over several pages
        assert NAME.encode() in bytes_of(town)

        log.record(*(EntryRedacted.of(situation=TOWN, entry=each, basis="the Privacy Act") for each in (13, 14)))

        assert NAME.encode() not in bytes_of(town)  # while the log is still open
    assert NAME.encode() not in bytes_of(town)


def test_importing_it_again_does_not_bring_the_content_back(town: Town) -> None:
    redact(town, 13)

    with town.log() as log:
        again, new = (says("mayor", "accident", at("15:00"), words=words) for words in (NAME, "something else"))
        receipt = log.record(again, new)

    assert [entry.position for entry in receipt.recorded] == [45]
    assert dict(receipt.skipped) == {0: 13}


def test_what_is_left_of_it_is_what_others_rest_on_and_an_identity(town: Town) -> None:
    redact(town, 13)

    with town.ledger() as ledger, ledger.database.reading() as connection:
        (row,) = connection.core.execute(entries.select().where(entries.c.position == 13)).mappings()
        (kept,) = connection.core.execute(told.select().where(told.c.position == 13)).mappings()

    assert row["disclosure"] is None
    assert row["identity"] == identity(says("mayor", "accident", at("15:00"), words=NAME))  # who guesses all of it
    assert row["identity"] != identity(says("mayor", "accident", at("15:00"), words=NAME[:-1]))  # and nobody else
    assert (kept["rest"], kept["source"], kept["said_latest"]) == ("ClaimAsserted", None, 0)


def test_an_answer_that_rested_on_it_shows_the_gap_whenever_it_is_asked(town: Town) -> None:
    redact(town, 13)

    with town.log() as log:
        for position in (13, 20, 44):
            head = log.head_at(position)
            assert head.recorded_at is not None
            asked = Asked(at=clock("18:00"), recorded_at=head.recorded_at, position=position, root=head.root.hex())
            answer = document(known(story(TOWN, log.of(TOWN).until(position)), asked))
            assert [gap["entry"] for gap in answer["redacted"]] == [13]
            assert NAME not in str(answer)


def test_an_answer_given_before_cannot_be_made_again_and_that_is_said(town: Town) -> None:
    redact(town, 6)  # the briefing of e8 rested on it
    town.checkpoint()

    findings = verify_log(town.url, town.trust())

    assert findings.verdict is Verdict.NOT_PROVEN
    assert "the answer of e8: what it rested on was redacted (e6)" in findings.unproven


def test_a_correction_is_redacted_with_what_it_corrects(town: Town) -> None:
    redact(town, 6, 9)
    town.checkpoint()

    findings = verify_log(town.url, town.trust())

    assert findings.verdict is Verdict.NOT_PROVEN
    assert [each.partition(":")[0] for each in findings.unproven] == [
        "what e6 said",
        "what e9 said",
        "the answer of e8",
    ]


def test_an_erased_payload_that_comes_back_is_shown(town: Town) -> None:
    with town.ledger() as ledger, ledger.database.engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT disclosure FROM entries WHERE position = 13").scalar_one()
    redact(town, 13)
    with town.ledger() as ledger, ledger.database.engine.begin() as connection:
        if ledger.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER entries_are_never_changed")
            connection.exec_driver_sql("UPDATE entries SET disclosure = ? WHERE position = 13", (before,))
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("UPDATE entries SET disclosure = %s WHERE position = 13", (before,))

    findings = verify_log(town.url, town.trust())

    assert findings.verdict is Verdict.TAMPERED
    found = list(findings.found)
    assert str(found[0]) == "e13: e44 redacted the entry, and its payload is still there"
    assert {each.position for each in found} == {13}
