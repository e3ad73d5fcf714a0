"""Works on logs for as long as one likes, as many desks would at once, and looks all the while whether all is well.

    python -m tests.soak 60 sqlite:////tmp/soak/sitlog.db postgres

Two processes record, correct, withdraw and now and then redact; one keeps projections up to date, while they are built
anew again and again; one follows; one asks. Beside them the log is verified and backed up. Each finding ends it.
"""

import sys
from collections import Counter
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from random import Random
from statistics import median
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from sitlog.domain.errors import LogBusy
from sitlog.store.copies.backup import back_up
from sitlog.store.ledger.query import Scope
from sitlog.store.log import SituationLog
from sitlog.store.proofs.tree import Frontier, leaf_hash
from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.trust import Trust
from sitlog.store.views.kept import KeptProjections
from tests.comparing import compare_kept
from tests.servers import database
from tests.soaking import NAMES, Shared, ask, follow, keep, record
from tests.store.keepers import KEPT

EVERY = 15  # seconds between two looks
EVERY_SO_OFTEN = 5  # looks between two verifications, rebuilds and backups
PATIENCE = 300  # seconds for a process to end, and for projections to catch up: after a redaction, from the beginning
GROWTH = 1.15  # of the memory of a process from the second quarter of the time to the last
ROOM = 12_000  # kB more are no growth


@dataclass
class Soak:
    """A log that is worked on, and what was seen of it."""

    url: str
    log: SituationLog
    shared: Shared
    processes: dict[str, Any]
    folder: Path
    chance: Random = field(default_factory=lambda: Random(17))  # noqa: S311  # no secret
    told: dict[int, str] = field(default_factory=dict)
    acknowledged: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    types: Counter[str] = field(default_factory=Counter)
    situations: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    memory: dict[str, list[int]] = field(default_factory=dict)

    def run(self, minutes: float) -> None:
        """Look again and again, and then once more when all have ended."""
        end = monotonic() + minutes * 60
        while monotonic() < end:
            sleep(min(EVERY, max(end - monotonic(), 0)))
            self.look()
        self.shared.is_over.set()
        for name in ("recorder a", "recorder b", "asker"):
            self.drain_until_ended(name)
        self.look_at_entries()
        self.finish()

    def drain_until_ended(self, name: str) -> None:
        """Take what a process still tells, until it has ended: it ends only once it has been heard."""
        end = monotonic() + PATIENCE
        while self.processes[name].is_alive():
            assert monotonic() < end, f"{name} does not end"
            self.hear()
            sleep(0.05)
        assert self.processes[name].exitcode == 0, f"{name} failed"
        self.hear()

    def look(self) -> None:
        """Look at all that must hold at any moment."""
        for name, process in self.processes.items():
            assert process.is_alive(), f"{name} ended"
            self.memory.setdefault(name, []).append(resident(process.pid))
        self.look_at_entries()
        self.look_at_rows()
        self.done["looks"] += 1
        if self.done["looks"] % EVERY_SO_OFTEN == 0:
            self.verify()
            self.back_up()
            with suppress(LogBusy):
                KeptProjections(self.log).rebuild(self.chance.choice(KEPT))
                self.done["rebuilds"] += 1

    def look_at_entries(self) -> None:
        """Positions are dense, times do not go back, the root is over the entries, and all that was told is there."""
        self.hear()
        ledger = self.log.read().ledger
        with closing(ledger.read_stored(Scope(after=self.frontier.size), whole=True)) as reading:
            for stored in reading:
                assert stored.position == self.frontier.size + 1
                self.frontier, _ = self.frontier.extend([leaf_hash(stored.entry)])
                self.types[stored.type] += 1
                if stored.type == "SituationOpened" and stored.situation:
                    self.situations.append(stored.situation)
            assert (reading.head.position, reading.head.root) == (self.frontier.size, self.frontier.root)
        # What was told meanwhile is of entries that come later.
        for position in [each for each in self.told if each <= self.frontier.size]:
            entry, mark = self.log.entry(position), self.told.pop(position)
            assert entry.type == mark.partition(" ")[0], f"e{position} is not what was told"
            if entry.event is not None and " " in mark:
                assert entry.event.note == mark.partition(" ")[2], f"e{position} does not say what was told"
            self.acknowledged += 1

    def hear(self) -> None:
        """Take what the recorders told: each position and what stands there."""
        while True:
            try:
                position, mark = self.shared.told.get(timeout=0.01)
            except Empty:
                return
            assert position not in self.told, f"e{position} was told twice"
            self.told[position] = mark

    def look_at_rows(self) -> None:
        """Kept rows are those that replaying gives, of some situations."""
        some = self.chance.sample(self.situations, min(2, len(self.situations)))
        self.done["mappings compared"] += compare_kept(self.log, some)

    def verify(self) -> None:
        """Nothing in the log contradicts anything else in it."""
        findings = verify_log(self.url, Trust())
        assert findings.verdict is Verdict.NOT_PROVEN, [*map(str, findings.found), *findings.damage]
        self.done["verifications"] += 1

    def back_up(self) -> None:
        """A backup is whole, and is of a moment that the log has had."""
        file = self.folder / "backup.db"
        copied = back_up(self.log.read().ledger.database, file)
        assert copied.root == self.log.head_at(copied.position).root
        file.unlink()
        self.done["backups"] += 1

    def finish(self) -> None:
        """When nothing more comes: nobody missed anything, or took anything twice."""
        head, kept = self.log.head.position, KeptProjections(self.log)
        assert not self.told, f"{len(self.told)} entries were told and are not there"
        assert self.acknowledged == head, f"{head} entries, and {self.acknowledged} were told"
        end = monotonic() + PATIENCE
        while self.shared.followed.value < head:
            assert monotonic() < end, f"the follower is at e{self.shared.followed.value} of {head}"
            sleep(0.1)
        for each in KEPT:
            kept.wait(each.name, head, seconds=PATIENCE)
        compared = compare_kept(self.log, self.situations, whole=True)
        assert compared == 2 * len(self.situations) + 1, "a projection does not answer"
        self.done["mappings compared"] += compared
        self.verify()
        self.back_up()
        self.done["answers compared"] = self.shared.asked.value
        self.done["times told that the log is busy"] = self.shared.busy.value
        for name, grown in self.growth().items():
            sizes = [size // 1000 for size in self.memory[name]]
            assert grown[1] <= grown[0] * GROWTH + ROOM, f"{name} grew from {grown[0]} to {grown[1]} kB: {sizes}"

    def growth(self) -> dict[str, tuple[int, int]]:
        """The memory of each process in the second quarter of the time and in the last, in kB."""
        parts = {name: (len(sizes) // 4 or 1, sizes) for name, sizes in self.memory.items() if len(sizes) > 1}
        return {
            name: (int(median(sizes[part : 2 * part] or sizes)), int(median(sizes[-part:])))
            for name, (part, sizes) in parts.items()
        }

    def report(self) -> str:
        """What was done, in a few lines."""
        kinds = ", ".join(f"{number:,} {name}" for name, number in sorted(self.types.items()))
        memory = ", ".join(f"{name} {a // 1000} to {b // 1000}" for name, (a, b) in self.growth().items())
        done = ", ".join(f"{number:,} {name}" for name, number in self.done.items())
        kind = self.url.partition(":")[0]
        return f"{kind}: {self.frontier.size:,} entries, whole\n  {kinds}\n  {done}\n  memory in MB: {memory}\n"


def resident(pid: int) -> int:
    """The memory of a process that is its own, in kB: pages of the database that it looks at are the system's."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon"))


def soak(minutes: float, url: str) -> str:
    """Work on one log."""
    context = get_context("spawn")
    shared = Shared.made(context)
    with ExitStack() as stack:
        log = stack.enter_context(SituationLog.open(url, create=True))
        assert log.head.position == 0, f"{url} is in use already"
        for each in KEPT:
            KeptProjections(log).start(each)
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sitlog-soak-")))
        work: dict[str, tuple[Any, ...]] = {f"recorder {name}": (record, url, name, shared) for name in NAMES}
        work |= {"keeper": (keep, url), "follower": (follow, url, shared), "asker": (ask, url, shared)}
        processes = {name: context.Process(target=does, args=given) for name, (does, *given) in work.items()}
        for process in processes.values():
            process.start()
            stack.callback(process.kill)
        watched = Soak(url, log, shared, processes, folder)
        watched.run(minutes)
        return watched.report()


def main(minutes: str, *given: str) -> None:
    """Work on one log here; on several, each in a process of its own."""
    if len(given) == 1:
        with database(given[0]) as url:
            sys.stdout.write(soak(float(minutes), url))
        return
    command = [sys.executable, "-m", "tests.soak", minutes]
    running = [Popen([*command, url], stdout=PIPE, text=True) for url in given]
    told = [(process.communicate()[0], process.returncode) for process in running]
    sys.stdout.write(f"{minutes} minutes\n{''.join(text for text, _ in told)}")
    sys.exit(any(code for _, code in told))


if __name__ == "__main__":
    main(*sys.argv[1:])
