"""Audit bundles: what is in them, and that nothing of them changes unnoticed."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from sitlog.domain import phases
from sitlog.domain.errors import NoSuchEntry, NoSuchSituation
from sitlog.domain.status import Status
from sitlog.store.evidence.bundle import Wanted, export_bundle
from sitlog.store.verify.bundle import verify_bundle
from sitlog.store.verify.findings import Findings, Verdict
from sitlog.store.verify.proofs import verify_proof
from sitlog.store.verify.trust import Trust
from tests.given import at, claim, opened, says
from tests.store.town import Town, found_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    return found_town(f"sqlite:///{folder / 'sitlog.db'}", folder)


@pytest.fixture
def repacked(town: Town, tmp_path: Path) -> Callable[..., Findings]:
    """Verifies a bundle of which somebody changed files, made the manifest fit, and closed it again."""

    def verify(**changes: Callable[[bytes], bytes]) -> Findings:
        with ZipFile(town.bundle(proofs=[3])) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        named = {name.replace("/", "_").replace(".", "_"): name for name in files}
        for key, change in changes.items():
            changed = change(files[named[key]])
            assert changed != files[named[key]]
            files[named[key]] = changed
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = {name: sha256(raw).hexdigest() for name, raw in files.items() if name != "manifest.json"}
        files["manifest.json"] = json.dumps(manifest).encode()
        file = tmp_path / "repacked.zip"
        with ZipFile(file, "w") as archive:
            for name, raw in files.items():
                archive.writestr(name, raw)
            archive.comment = b"sha256:" + b"0" * 64
        whole = file.read_bytes()
        file.write_bytes(whole[:-64] + sha256(whole).hexdigest().encode())
        return verify_bundle(file, town.trust())

    return verify


def test_a_bundle_holds_all_entries_and_the_payloads_of_its_situation(tmp_path: Path) -> None:
    town = found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)
    with town.log() as log:
        log.record(opened().model_copy(update={"situation": "mill-flood"}))
        log.record(claim("burst").model_copy(update={"situation": "mill-flood"}))
    town.checkpoint()

    file = town.bundle()

    with ZipFile(file) as archive:
        assert len(archive.read("entries.jsonl").splitlines()) == 14
        assert len(archive.read("disclosures.txt").splitlines()) == 12
        assert b"mill-flood" not in b"".join(archive.read(name) for name in archive.namelist())
    assert verify_bundle(file, town.trust()).verdict is Verdict.PROVEN


def test_the_same_log_gives_the_same_bundle(town: Town) -> None:
    assert town.bundle().read_bytes() == town.bundle("again.zip").read_bytes()


def test_a_bundle_of_what_is_not_there_is_not_written(town: Town) -> None:
    file = town.folder / "none.zip"
    with town.ledger() as ledger:
        with pytest.raises(NoSuchSituation):
            export_bundle(ledger, Wanted("elsewhere"), file)
        with pytest.raises(NoSuchEntry):
            export_bundle(ledger, Wanted("harbour-fire", proofs=[99]), file)

    assert not list(town.folder.glob("*none.zip*"))


def test_without_a_policy_a_bundle_proves_nothing(town: Town) -> None:
    findings = verify_bundle(town.bundle(), Trust())

    assert (findings.verdict, findings.proven) == (Verdict.NOT_PROVEN, "")


@pytest.mark.parametrize("bit", [0, 7])
def test_no_flipped_byte_of_a_bundle_is_passed(town: Town, bit: int) -> None:
    whole = town.bundle(proofs=[3, 12]).read_bytes()
    file = town.folder / "flipped.zip"
    for place in range(bit, len(whole), 13):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << bit
        file.write_bytes(flipped)

        assert verify_bundle(file, town.trust()).verdict in {Verdict.TAMPERED, Verdict.COULD_NOT_RUN}, place


@pytest.mark.parametrize("length", [0, 1, 22, 71, 100, 3000])
def test_half_a_bundle_is_told_so(town: Town, tmp_path: Path, length: int) -> None:
    file = tmp_path / "half.zip"
    file.write_bytes(town.bundle().read_bytes()[:length])

    assert verify_bundle(file, town.trust()).verdict is Verdict.COULD_NOT_RUN


def test_a_bundle_that_was_packed_again_is_not_as_it_was_exported(town: Town, tmp_path: Path) -> None:
    shutil.unpack_archive(town.bundle(), tmp_path / "unpacked", "zip")
    again = shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "unpacked")

    assert verify_bundle(Path(again), town.trust()).verdict is Verdict.COULD_NOT_RUN


REPACKED = [
    pytest.param(
        "entries_jsonl",
        lambda raw: raw.replace(b'"schema":1', b'"schema":2', 1),
        Verdict.TAMPERED,
        id="an-entry-edited",
    ),
    pytest.param("entries_jsonl", lambda raw: raw[: raw.index(b"\n") + 1], Verdict.TAMPERED, id="entries-cut"),
    pytest.param("entries_jsonl", lambda raw: raw + raw[: raw.index(b"\n") + 1], Verdict.TAMPERED, id="an-entry-added"),
    pytest.param("entries_jsonl", lambda raw: raw[:-1], Verdict.COULD_NOT_RUN, id="half-a-line"),
    pytest.param("entries_jsonl", lambda _: b"", Verdict.TAMPERED, id="no-entries"),
    pytest.param("disclosures_txt", lambda raw: raw[raw.index(b"\n") + 1 :], Verdict.TAMPERED, id="a-payload-left-out"),
    pytest.param("disclosures_txt", lambda raw: raw + b"99 WyJh\n", Verdict.TAMPERED, id="a-payload-too-many"),
    pytest.param(
        "disclosures_txt", lambda raw: raw.replace(b"1 W", b"1 X", 1), Verdict.TAMPERED, id="a-payload-edited"
    ),
    pytest.param(
        "disclosures_txt",
        lambda raw: raw.replace(b"2 W", b"x W", 1),
        Verdict.COULD_NOT_RUN,
        id="a-payload-without-position",
    ),
    pytest.param(
        "answers_json",
        lambda raw: raw.replace(b'"digest": "', b'"digest": "0'),
        Verdict.TAMPERED,
        id="an-answer-edited",
    ),
    pytest.param(
        "answers_json",
        lambda raw: raw.replace(b'"root": "', b'"root": "0'),
        Verdict.TAMPERED,
        id="an-answer-from-another-log",
    ),
    pytest.param(
        "answers_json", lambda raw: raw.replace(b"claims.", b"claims.9"), Verdict.NOT_PROVEN, id="other-rules"
    ),
    pytest.param("answers_json", lambda _: b"[[]]", Verdict.COULD_NOT_RUN, id="answers-that-are-none"),
    pytest.param(
        "manifest_json", lambda raw: raw.replace(b'"size": 12', b'"size": 11'), Verdict.TAMPERED, id="another-size"
    ),
    pytest.param(
        "manifest_json",
        lambda raw: raw.replace(b'"opaque": "', b'"opaque": "x'),
        Verdict.TAMPERED,
        id="another-situation-by-its-number",
    ),
    pytest.param(
        "manifest_json",
        lambda raw: raw.replace(b"harbour-fire", b"harbour-play"),
        Verdict.TAMPERED,
        id="another-situation-by-its-name",
    ),
    pytest.param(
        "manifest_json",
        lambda raw: raw.replace(b"desk.example/harbour", b"desk.example/mill"),
        Verdict.TAMPERED,
        id="another-log",
    ),
    pytest.param(
        "manifest_json",
        lambda raw: raw.replace(b"sitlog.audit/1", b"sitlog.audit/2"),
        Verdict.COULD_NOT_RUN,
        id="a-form-to-come",
    ),
    pytest.param(
        "checkpoints_3_checkpoint",
        lambda raw: raw.replace(b"\n12\n", b"\n11\n"),
        Verdict.TAMPERED,
        id="a-checkpoint-edited",
    ),
    pytest.param("checkpoints_3_checkpoint", lambda _: b"nothing", Verdict.TAMPERED, id="a-checkpoint-that-is-none"),
    pytest.param(
        "proofs_3_tlog-proof", lambda raw: raw.replace(b"index 2", b"index 3"), Verdict.TAMPERED, id="a-proof-edited"
    ),
    pytest.param("proofs_3_tlog-proof", lambda _: b"nothing", Verdict.COULD_NOT_RUN, id="a-proof-that-is-none"),
]


@pytest.mark.parametrize(("name", "change", "verdict"), REPACKED)
def test_a_bundle_whose_files_were_changed_with_care_is_shown(
    repacked: Callable[..., Findings], name: str, change: Callable[[bytes], bytes], verdict: Verdict
) -> None:
    findings = repacked(**{name: change})

    assert findings.verdict is verdict, [*map(str, findings.found), *findings.damage]


def test_rules_that_were_changed_are_shown(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = town.bundle()
    monkeypatch.setattr(phases, "status_of", lambda *_, **__: Status.UNCHALLENGED)

    findings = verify_bundle(bundle, town.trust())

    assert findings.verdict is Verdict.TAMPERED
    assert {each.check for each in findings.found} == {"answers"}


def test_a_proof_stands_by_itself(town: Town, tmp_path: Path) -> None:
    with ZipFile(town.bundle(proofs=[3])) as archive:
        file = Path(archive.extract("proofs/3.tlog-proof", tmp_path))

    assert verify_proof(file, town.trust()).verdict is Verdict.PROVEN
    assert verify_proof(file, Trust()).verdict is Verdict.NOT_PROVEN
    raw = bytearray(file.read_bytes())
    for place in range(0, len(raw), 7):
        raw[place] ^= 1
        file.write_bytes(raw)
        raw[place] ^= 1
        assert verify_proof(file, town.trust()).verdict in {Verdict.TAMPERED, Verdict.COULD_NOT_RUN}, place


def test_what_is_recorded_later_leaves_a_bundle_as_it_is(tmp_path: Path) -> None:
    town = found_town(f"sqlite:///{tmp_path / 'sitlog.db'}", tmp_path)
    bundle = town.bundle()
    with town.log() as log:
        log.record(says("mayor", "accident", at("15:00")))
    later = town.checkpoint()

    assert verify_bundle(bundle, town.trust()).verdict is Verdict.PROVEN
    assert verify_bundle(bundle, town.trust(later)).verdict is Verdict.TAMPERED  # it was cut after e12
