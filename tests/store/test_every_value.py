"""That no stored value of a log changes unnoticed: each value of each column of each table, edited by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, MetaData, create_engine, event, inspect, select
from sqlalchemy.exc import IntegrityError

from sitlog.domain.errors import SitlogError
from sitlog.domain.events import EntryRedacted
from sitlog.projections.claims import claims
from sitlog.projections.projection import Projection
from sitlog.projections.sources import sources
from sitlog.projections.statements import statements
from sitlog.store.evidence.checkpoints import Checkpoints
from sitlog.store.evidence.timestamps import stamp
from sitlog.store.ledger import tables
from sitlog.store.verify.findings import Findings, Verdict
from sitlog.store.verify.live import verify_log
from sitlog.store.verify.stamps import read_roots
from sitlog.store.verify.trust import Trust
from sitlog.store.views import tables as tables_of_views
from sitlog.store.views.kept import KeptProjections
from sitlog.store.words import Words
from tests.given import TOWN, at, clock, says
from tests.store.authority import Authority, serving
from tests.store.town import Town, found_town

KEPT: list[Projection[Any]] = [claims, statements]

NO_EVIDENCE = {
    "tracking": "how far programs got",
    "reactors": "how far programs got",
    "dead_letters": "what programs could not do",
    "words": "the index that search uses, made again from the entries at any time",
    "words_state": "how far that index got",
}
"""Tables of which nothing says anything about the world, and why."""

NO_EVIDENCE_EITHER = {
    ("views", "fingerprint"): "whether the code changed is for those who keep it",
    ("views", "summary"): "a text for people",
    ("views", "state"): "who runs it, and how",
    ("views", "error"): "as above",
    ("views", "rate"): "as above",
    ("views", "holder"): "as above",
    ("views", "held_until"): "as above",
    ("views", "built_at"): "as above",
    ("views", "epoch"): "as above",
}
"""Columns of which nothing says anything about the world, and why."""

TOLD_AS_NOT_COMPARED = {("views", "name"), ("views", "version")}
"""A view of a projection that does not come with sitlog cannot be compared, and that is told."""

ORDER_OF_PLACES = ("position", "since", "size")
"""Columns that tell to which entry a row belongs; the first of them that a table has counts."""


class Value(NamedTuple):
    """A stored value: its table, column, row and what it is."""

    table: str
    column: str
    row: dict[str, Any]

    @property
    def is_evidence(self) -> bool:
        # Of what a redacted entry said there is nothing left to compare its identity with.
        is_left_over = self.table == "entries" and self.column == "identity" and self.row["disclosure"] is None
        return not (self.table in NO_EVIDENCE or (self.table, self.column) in NO_EVIDENCE_EITHER or is_left_over)

    @property
    def places(self) -> set[int]:
        """The positions that the row belongs to, before and after the edit."""
        place = next((name for name in ORDER_OF_PLACES if name in self.row), None)
        if place is None or self.table == "views":  # a view takes in many entries, and belongs to none
            return set()
        held = self.row[place]
        return {held, other(held, place)} if self.column == place else {held}

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {self.row}"


@dataclass
class Vault:
    """The tables of a log, with its guards out of the way."""

    engine: Engine
    metadata: MetaData

    @classmethod
    def of(cls, url: str) -> "Vault":
        engine, metadata = create_engine(url), MetaData()
        if engine.dialect.name == "sqlite":
            with engine.begin() as connection:
                for name in connection.exec_driver_sql(_TRIGGERS).scalars().all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            event.listen(engine, "connect", lambda raw, _: raw.execute("SET session_replication_role = replica"))
        metadata.reflect(engine, only=lambda name, _: not name.startswith("words") or name == "words_state")
        return cls(engine, metadata)

    def values(self) -> list[Value]:
        with self.engine.begin() as connection:
            return [
                Value(table.name, column.name, dict(row))
                for table in self.metadata.tables.values()
                for row in connection.execute(select(table)).mappings().all()
                for column in table.columns
            ]

    @contextmanager
    def edited(self, value: Value) -> Iterator[None]:
        """Another value in its place, for a while; raises IntegrityError if the database refuses it."""
        old, new = value.row[value.column], other(value.row[value.column], value.column)
        self._put(value, value.row, new)
        try:
            yield
        finally:
            self._put(value, {**value.row, value.column: new}, old)

    def _put(self, value: Value, row: dict[str, Any], new: Any) -> None:
        table = self.metadata.tables[value.table]
        keys = list(table.primary_key.columns) or list(table.columns)
        here = table.update().where(*(key == row[key.name] for key in keys))
        with self.engine.begin() as connection:
            assert connection.execute(here.values({value.column: new})).rowcount == 1, str(value)


def other(value: Any, column: str) -> Any:
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"\x01"
    if value is None and column in {"disclosure", "identity"}:
        return b"\x01"
    if value is None and column in {"error", "holder", "settings", "aspect"}:
        return "x"
    return (value or 0) + 1_000_000


def found_with_everything(url: str, folder: Path) -> tuple[Town, Trust]:
    """A log with a correction, a redaction, checkpoints, a time-stamp, kept views, and all that programs keep."""
    authority, town = Authority(clock("20:00", days=7)), found_town(url, folder)
    with town.log() as log, town.ledger() as ledger:
        log.record(says("mayor", "accident", at("15:00"), words="a name nobody may read"))
        kept = KeptProjections(log)
        for projection in (*KEPT, sources):
            kept.start(projection)
        kept.runner([*KEPT, sources]).catch_up()
        log.record(*(EntryRedacted.of(situation=TOWN, entry=each, basis="the Privacy Act") for each in (10, 13)))
        kept.runner(KEPT).catch_up()
        Words(ledger.database).catch_up()
        checkpoints = Checkpoints(ledger)
        checkpoints.make(town.signer)
        with serving(authority) as address:
            stamp(checkpoints, checkpoints.newest(), address)
        with ledger.database.writing() as connection:
            connection.core.execute(tables.tracking.insert().values(application="crier", position=3))
            connection.core.execute(tables_of_views.reactors.insert().values(_BELL))
            connection.core.execute(tables_of_views.dead_letters.insert().values(_LETTER))
    return town, Trust(town.policy, roots=tuple(read_roots(authority.pem)))


_TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
_BELL = {"name": "bell", "position": 3, "state": "running", "held_until": 0}
_LETTER = {"reactor": "bell", "position": 2, "tries": 9, "error": "it is cracked", "died_at": 0}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def founded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Town, Trust, Vault]]:
    folder = tmp_path_factory.mktemp("everything")
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{folder / 'sitlog.db'}" if is_sqlite else request.getfixturevalue("postgres_module_url")
    town, trust = found_with_everything(url, folder)
    vault = Vault.of(url)
    yield town, trust, vault
    vault.engine.dispose()


def test_the_log_has_every_table_and_each_holds_something(founded: tuple[Town, Trust, Vault]) -> None:
    _, _, vault = founded
    held = {value.table for value in vault.values()}

    assert held == {*vault.metadata.tables}
    assert {*tables.metadata.tables} - held <= {"words"}
    assert {name.partition("_")[0] for name in {*inspect(vault.engine).get_table_names()} - held} <= {"words"}


def test_a_healthy_log_shows_nothing(founded: tuple[Town, Trust, Vault]) -> None:
    town, trust, _ = founded

    findings = verify_log(town.url, trust)

    assert [str(each) for each in findings.found] == []
    assert [each.partition(":")[0] for each in findings.unproven] == ["what e10 said", "what e13 said"]


def test_no_stored_value_can_be_edited_by_hand_unnoticed(founded: tuple[Town, Trust, Vault]) -> None:
    town, trust, vault = founded
    healthy = verify_log(town.url, trust)
    wrong = []
    for value in vault.values():
        try:
            with vault.edited(value):
                findings = verify_log(town.url, trust)
        except (IntegrityError, SitlogError):
            continue  # the database refuses it, or the verification to run
        wrong += [f"{value}: {why}, {told(findings)}" for why in slips(value, findings, healthy)]

    assert wrong == []
    assert told(verify_log(town.url, trust)) == []


def slips(value: Value, findings: Findings, healthy: Findings) -> Iterator[str]:
    """What a verification of a log with this value edited should have told otherwise."""
    is_shown = findings.verdict is Verdict.TAMPERED
    if not value.is_evidence:
        if findings.verdict is not healthy.verdict:
            yield "told, though it is no evidence"
    elif (value.table, value.column) in TOLD_AS_NOT_COMPARED:
        if findings.unasked == healthy.unasked:
            yield "not told"
    elif not is_shown:
        yield "not shown"
    elif value.places and not value.places & {each.position for each in findings.found}:
        yield "shown at another position"


def told(findings: Findings) -> list[str]:
    return [str(each) for each in findings.found]
