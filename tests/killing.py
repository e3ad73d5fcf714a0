"""Kills a process that records, signs and redacts, again and again, and looks whether the log is whole each time.

Some dozens of kills are a test (test_kills.py). By hand, as many as one likes:

    python -m tests.killing 200 sqlite:////tmp/kills/sitlog.db /tmp/kills
"""

import os
import signal
import sys
import time
from pathlib import Path
from random import Random

from sitlog.domain.events import EntryRedacted
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from tests.given import TOWN, at, says
from tests.store.town import Town, found_town

LONGEST_LIFE = 0.06  # seconds, some dozens of records


def work(town: Town, round_: int, told: int) -> None:
    """Record, sign and redact until killed, and tell what is done: `e12`, `signed 12` or `redacted 12`."""
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


def kill_one(town: Town, round_: int, life: float) -> list[str]:
    """Let a process work for some seconds, kill it, and give what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        work(town, round_, writing)
        os._exit(1)
    os.close(writing)
    first = os.read(reading, 1)  # it has opened the log, and recorded
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

    def learn(self, lines: list[str]) -> None:
        for line in lines:
            match line.split(" "):
                case ["redacted", position]:
                    self.redacted.add(int(position))
                case ["signed", size]:
                    self.signed.add(int(size))
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
    assert findings.size == size >= max(memory.recorded | memory.redacted)
    assert memory.redacted <= erased
    with town.ledger() as ledger:
        assert memory.signed <= {kept.size for kept in Checkpoints(ledger).kept()}
    raw = b"".join(file.read_bytes() for file in town.folder.glob("sitlog.db*"))
    for position in erased & memory.secrets.keys():
        assert memory.secrets[position].encode() not in raw, f"e{position} is still in the file"


def main(kills: int, url: str, folder: Path) -> None:
    """Kill that many times."""
    town, memory, random = found_town(url, folder), Memory(), Random(5)  # noqa: S311  # when to kill is no secret
    for round_ in range(kills):
        memory.learn(kill_one(town, round_, random.uniform(0, LONGEST_LIFE)))
        check(town, memory)
    with town.log() as log:
        reached = log.head.position
    done = f"{len(memory.signed)} checkpoints, {len(memory.redacted)} redactions"
    sys.stdout.write(f"{kills} kills, {reached} entries, {done}: whole\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
