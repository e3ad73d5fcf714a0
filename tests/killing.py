"""Kills a process that records, imports or rebuilds, again and again, and looks whether the log is whole each time.

Some dozens of kills are a test (test_kills.py). By hand, as many as one likes, in turns of the four:

    python -m tests.killing 300 sqlite:////tmp/kills/sitlog.db /tmp/kills
    python -m tests.killing 300 postgres /tmp/kills
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from sitlog.cli.files import long
from sitlog.domain.events import EntryRedacted
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.views.kept import KeptProjections
from tests.cli.running import run
from tests.comparing import compare_kept
from tests.given import TOWN, at, says
from tests.servers import database
from tests.store.keepers import KEPT, hurry
from tests.store.town import Town, found_town

LINES, BATCH = 60, 5

Work = Callable[[Town, int, int], None]


def record(town: Town, round_: int, told: int) -> None:
    """Record, sign and redact, and tell what is done: `e12`, `signed 12` or `redacted 12`."""
    with town.log() as log, town.ledger() as ledger:
        for nth in range(10_000):
            secret = f"secret-{round_}-{nth}-"
            (entry,) = log.record(says("mayor", "arson", at("10:00"), words=secret * 3)).recorded
            os.write(told, f"e{entry.position} {secret}\n".encode())
            if nth % 2 == 1:
                log.record(EntryRedacted.of(situation=TOWN, entry=entry.position, basis="the law"))
                os.write(told, f"redacted {entry.position}\n".encode())
            if nth % 3 == 1:
                os.write(told, f"signed {Checkpoints(ledger).make(town.signer).size}\n".encode())


def import_(town: Town, round_: int, told: int) -> None:
    """Import a file of events, in batches."""
    os.write(told, f"importing {round_}\n".encode())
    imported(town, round_, batch=BATCH)
    time.sleep(1)  # it is killed when it has done all, now and then


def import_whole(town: Town, round_: int, told: int) -> None:
    """Import a file of events as a whole, of which a few lines are held at a time."""
    long.PART = BATCH
    os.write(told, f"importing {round_}\n".encode())
    imported(town, round_, batch=None)
    time.sleep(1)  # as above


def rebuild(town: Town, _: int, told: int) -> None:
    """Build all projections anew, again and again."""
    hurry()
    with town.log() as log:
        kept = KeptProjections(log)
        for each in KEPT:
            kept.start(each)
        os.write(told, b"rebuilding all\n")
        while True:
            for each in KEPT:
                kept.rebuild(each)
            kept.runner(KEPT).catch_up()


WORKS: dict[Work, float] = {record: 0.15, import_: 0.3, rebuild: 0.3, import_whole: 0.4}
"""What is killed in turns, and the longest life of each, in seconds: some dozens of records."""


def imported(town: Town, round_: int, *, batch: int | None) -> int:
    """Import the file of a round as it is typed, or go on with it; the exit code."""
    file = town.folder / f"{round_}.jsonl"
    lines = (
        says("mayor", "arson", at("10:00"), external_id=f"{round_}-{nth}").model_dump(
            mode="json", exclude_defaults=True, exclude={"situation", "external_id"}
        )
        for nth in range(LINES)
    )
    head = {"specversion": "1.0", "source": f"/situations/{TOWN}", "type": "sitlog.ClaimAsserted.v1"}
    file.write_text(
        "".join(json.dumps({**head, "id": f"{round_}-{nth}", "data": data}) + "\n" for nth, data in enumerate(lines))
    )
    return run("import", str(file), *([] if batch is None else ["--batch", str(batch)]), log=town.url).code


def kill_one(town: Town, round_: int, work: Work, life: float) -> list[str]:
    """Let a process work for some seconds, kill it, and give what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        work(town, round_, writing)
        os._exit(0)
    os.close(writing)
    first = os.read(reading, 1)  # it has opened the log, and begun
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as told:
        return (first + told.read()).decode().splitlines()


class Memory:
    """What was told to be done, over all kills."""

    def __init__(self) -> None:
        self.recorded: set[int] = set()
        self.redacted: set[int] = set()
        self.signed: set[int] = set()
        self.secrets: dict[int, str] = {}
        self.importing: set[int] = set()

    def learn(self, lines: list[str]) -> None:
        for line in lines:
            match line.split(" "):
                case ["redacted", position]:
                    self.redacted.add(int(position))
                case ["signed", size]:
                    self.signed.add(int(size))
                case ["importing", round_]:
                    self.importing.add(int(round_))
                case ["rebuilding", _]:
                    pass
                case [handle, secret]:
                    self.recorded.add(int(handle[1:]))
                    self.secrets[int(handle[1:])] = secret
                case _:
                    pass  # half a line: it was not told yet


def check(town: Town, memory: Memory) -> None:
    """What was told to be done is done, nothing is half done, and what was redacted is nowhere any more."""
    with town.log() as log:
        size = log.head.position
        erased = {entry.position for entry in log.of(TOWN) if entry.event is None}
    findings = verify_log(town.url, town.trust())
    assert findings.verdict in {Verdict.PROVEN, Verdict.NOT_PROVEN}, [str(each) for each in findings.found]
    assert findings.size == size >= max(memory.recorded | memory.redacted, default=0)
    assert memory.redacted <= erased
    with town.ledger() as ledger:
        assert memory.signed <= {kept.size for kept in Checkpoints(ledger).kept()}
    raw = b"".join(file.read_bytes() for file in town.folder.glob("sitlog.db*"))
    for position in erased & memory.secrets.keys():
        assert memory.secrets[position].encode() not in raw, f"e{position} is still in the file"
    with town.log() as log:
        compare_kept(log, [TOWN], whole=True)


def check_import(town: Town, round_: int, *, batch: int | None) -> None:
    """Whole batches of a file are there, from its beginning on, or all or none; the same command goes on from there."""
    there = ids(town, round_)
    assert there == list(range(len(there)))
    assert len(there) % (batch or LINES) == 0
    assert imported(town, round_, batch=batch) == 0
    assert ids(town, round_) == list(range(LINES))


def ids(town: Town, round_: int) -> list[int]:
    """The lines of a file that are in the log, in its order."""
    with town.log() as log:
        found = [entry.event.external_id or "" for entry in log.of(TOWN) if entry.event is not None]
    return [int(each.partition("-")[2]) for each in found if each.startswith(f"{round_}-")]


def main(kills: int, url: str, folder: Path) -> None:
    """Kill that many times."""
    town, memory, random = found_town(url, folder), Memory(), Random(5)  # noqa: S311  # when to kill is no secret
    for round_ in range(kills):
        work, longest = list(WORKS.items())[round_ % len(WORKS)]
        memory.learn(kill_one(town, round_, work, random.uniform(0, longest)))
        check(town, memory)
        if work in {import_, import_whole}:
            check_import(town, round_, batch=BATCH if work is import_ else None)
    with town.log() as log:
        reached = log.head.position
    done = f"{len(memory.signed)} checkpoints, {len(memory.redacted)} redactions, {len(memory.importing)} imports"
    sys.stdout.write(f"{kills} kills, {reached} entries, {done}: whole\n")


if __name__ == "__main__":
    with database(sys.argv[2]) as given:
        main(int(sys.argv[1]), given, Path(sys.argv[3]))
