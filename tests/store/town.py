"""A small log of the town with all that evidence is about: checkpoints, a briefing, a correction, an export."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sitlog.domain.answer import document, written
from sitlog.domain.asked import Asked
from sitlog.domain.events import BriefingIssued, EntryCorrected
from sitlog.domain.knowledge import known
from sitlog.projections.story import story
from sitlog.store.evidence.bundle import Answer, Wanted, export_bundle
from sitlog.store.evidence.checkpoints import Checkpoints, Signer
from sitlog.store.ledger.founding import open_database
from sitlog.store.ledger.ledger import Ledger
from sitlog.store.log import SituationLog
from sitlog.store.proofs.keyfile import save_key
from sitlog.store.proofs.keys import KeyKind, SignerKey
from sitlog.store.verify.notes import read_checkpoint
from sitlog.store.verify.policy import Policy
from sitlog.store.verify.trust import Trust
from tests.given import TOWN, at, claim, clock, denies, opened, says, source

ORIGIN = "desk.example/harbour"


class Ticking:
    """A clock that is a minute later each time it is looked at."""

    def __init__(self) -> None:
        self.at = clock("12:00", days=7)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@dataclass
class Town:
    """The log at a URL, and whoever signs it."""

    url: str
    folder: Path
    signer: Signer

    @property
    def policy(self) -> Policy:
        return Policy.parse(f"log {self.signer.key.verifier}\nquorum none\n".encode())

    def trust(self, *anchors: bytes, policy: bool = True) -> Trust:
        kept = tuple((f"anchor {nth}", read_checkpoint(raw)) for nth, raw in enumerate(anchors, start=1))
        return Trust(self.policy if policy else None, kept)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        ledger = Ledger(open_database(self.url, create=False), clock=Ticking())
        try:
            yield ledger
        finally:
            ledger.close()

    @contextmanager
    def log(self) -> Iterator[SituationLog]:
        with SituationLog.open(self.url, clock=Ticking()) as log:
            yield log

    def checkpoint(self) -> bytes:
        with self.ledger() as ledger:
            return Checkpoints(ledger).make(self.signer).note

    def bundle(self, name: str = "harbour.zip", **wanted: object) -> Path:
        file = self.folder / name
        with self.ledger() as ledger:
            export_bundle(ledger, Wanted(TOWN, answers=[self.answer()], **wanted), file)  # type: ignore[arg-type]  # tests say what they want
        return file

    def answer(self) -> Answer:
        with self.log() as log:
            asked = resolved(log)
            return Answer(asked, answered(log, asked))


def resolved(log: SituationLog) -> Asked:
    head = log.head
    assert head.recorded_at is not None
    return Asked(at=clock("18:00"), recorded_at=head.recorded_at, position=head.position, root=head.root.hex())


def answered(log: SituationLog, asked: Asked) -> str:
    held = log.of(TOWN).recorded_by(asked.position)
    return sha256(written(document(known(story(TOWN, held), asked)))).hexdigest()


def found_town(url: str, folder: Path) -> Town:
    """Twelve entries: who said what, a briefing, and a correction; three checkpoints, the last of all twelve."""
    key_file = folder / "desk.key"
    save_key(key_file, SignerKey(ORIGIN, KeyKind.LOG, b"\x07" * 32))
    open_database(url, create=True, origin=ORIGIN).close()
    town = Town(url, folder, Signer.load(key_file))
    with SituationLog.open(url, clock=Ticking()) as log:
        log.record(opened(), source("mayor"), source("chief", of="mayor"), claim("arson"), claim("accident"))
        town.checkpoint()
        log.record(says("mayor", "arson", at("10:00"), words="it was set on fire"))
        log.record(denies("chief", "arson", at("11:00")))
        asked = resolved(log)
        digest = answered(log, asked)
        log.record(BriefingIssued.of(situation=TOWN, audience="night desk", asked=asked, digest=digest))
        town.checkpoint()
        said = says("mayor", "arson", at("09:30"), words="it was set on fire")
        log.record(EntryCorrected.of(situation=TOWN, entry=6, replacement=said, reason="misheard the hour"))
        log.record(says("mayor", "accident", at("12:00")))
        log.record(denies("chief", "accident", at("13:00")))
        log.record(says("chief", "arson", at("14:00")))
        town.checkpoint()
    return town
