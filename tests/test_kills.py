"""A process that is killed while it records, signs or redacts leaves a whole log; and many may record at once."""

import subprocess
import sys
from pathlib import Path

from sitlog.store.verify.findings import Verdict
from sitlog.store.verify.live import verify_log
from tests.store.town import found_town

ROOT = Path(__file__).parent.parent
KILLS = 20
PROCESSES, EACH = 4, 25

RECORD = """
import sys
from tests.given import at, says
from sitlog.store.log import SituationLog
with SituationLog.open(sys.argv[1]) as log:
    for nth in range({each}):
        log.record(says("mayor", "arson", at("10:00"), words=f"{{sys.argv[2]}} {{nth}}"))
"""


def test_a_log_is_whole_after_each_kill(database_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.killing", str(KILLS), database_url, str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{KILLS} kills")


def test_four_processes_that_record_at_once_make_one_dense_log(database_url: str, tmp_path: Path) -> None:
    town = found_town(database_url, tmp_path)
    script = RECORD.format(each=EACH)

    processes = [
        subprocess.Popen([sys.executable, "-c", script, database_url, f"p{nth}"], cwd=ROOT) for nth in range(PROCESSES)
    ]
    assert [process.wait(timeout=120) for process in processes] == [0] * PROCESSES

    town.checkpoint()
    findings = verify_log(town.url, town.trust())
    assert findings.verdict is Verdict.PROVEN, [str(each) for each in findings.found]
    assert findings.size == 12 + PROCESSES * EACH
