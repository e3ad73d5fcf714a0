"""The library's own suites for recorders, on every database."""

from collections.abc import Iterator

import pytest
from eventsourcing.dcb import tests as dcb_suite
from eventsourcing.dcb.api import DCBEvent
from eventsourcing.dcb.application import DCBApplication
from eventsourcing.persistence import InfrastructureFactoryError
from eventsourcing.tests import persistence as tracking_suite

from sitlog.store.ledger.founding import open_database
from sitlog.store.recorder import Recorder, open_recorder
from sitlog.store.tracking import PositionTracking

MODULE = {"PERSISTENCE_MODULE": "sitlog.store.recorder"}


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite://" if request.param == "memory" else str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def recorder(url: str) -> Iterator[Recorder]:
    recorder = open_recorder(url, create=True)
    yield recorder
    recorder.close()


@pytest.mark.parametrize("case", ["_test_append_read", "_test_append_subscribe"])
def test_the_librarys_cases_of_recorders_pass(recorder: Recorder, case: str) -> None:
    getattr(dcb_suite.DCBRecorderTestCase(case), case)(recorder)


@pytest.mark.parametrize("case", ["test_insert_tracking", "test_wait"])
def test_the_librarys_cases_of_tracking_pass(url: str, case: str) -> None:
    database = open_database(url, create=True)

    class Cases(tracking_suite.TrackingRecorderTestCase):
        def create_recorder(self) -> PositionTracking:
            return PositionTracking(database)

    getattr(Cases(case), case)()
    database.close()


def test_an_application_of_the_library_opens_a_log_by_its_environment(url: str) -> None:
    with DCBApplication({**MODULE, "SQLALCHEMY_URL": url}) as application:
        position = application.recorder.append([DCBEvent("BridgeClosed", b"{}", ["bridge"])])
        (read,) = application.recorder.read()

    assert (read.position, read.event) == (position, DCBEvent("BridgeClosed", b"{}", ["bridge"]))


def test_an_application_without_an_address_is_told_so() -> None:
    with pytest.raises(InfrastructureFactoryError, match="SQLALCHEMY_URL"):
        DCBApplication(MODULE)


def test_what_an_application_recorded_is_there_when_it_comes_back(sqlite_url: str) -> None:
    environment = {**MODULE, "SQLALCHEMY_URL": sqlite_url}
    with DCBApplication(environment) as application:
        application.recorder.append([DCBEvent("BridgeClosed", b"{}")])

    with DCBApplication(environment) as again:
        assert [read.event.type for read in again.recorder.read()] == ["BridgeClosed"]
