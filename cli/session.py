"""What a command works with: the log, the situation, the clock and the name of whoever types."""

import os
import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from sitlog.cli.signing import keep_up
from sitlog.domain.errors import BadTime, NoSuchLog, NoSuchSituation, NotUnderstood

if TYPE_CHECKING:  # what SQL needs takes its time to import, and --help needs none of it
    from sitlog.store.log import Situation, SituationLog

LOG, NOW, ZONE, ACTOR = "SITLOG_LOG", "SITLOG_NOW", "SITLOG_TZ", "SITLOG_ACTOR"
DEFAULT_LOG = "sitlog.db"
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^@]*(?=@)")


def now() -> datetime:
    """Give the present instant (UTC), or the one that SITLOG_NOW holds."""
    stated = os.environ.get(NOW)
    if not stated:
        return datetime.now(UTC)  # noqa: TID251  # the one place where the clock is read
    from sitlog.domain.times.grammar import read_instant  # noqa: PLC0415  # only where it is needed
    from sitlog.domain.times.reading import Reading  # noqa: PLC0415  # only where it is needed

    try:
        return read_instant(stated, Reading(zone=None, now=None))
    except BadTime as error:
        raise BadTime(f"{NOW}: {error.message}", hint=error.hint) from error


def actor() -> str | None:
    """Give the name under which this user records: of SITLOG_ACTOR, or of the login."""
    return os.environ.get(ACTOR) or os.environ.get("USER") or os.environ.get("LOGNAME") or None


def stated_zone() -> tzinfo | None:
    """Give the zone of SITLOG_TZ, in which times are then read and shown; raises BadTime."""
    name = os.environ.get(ZONE)
    if not name:
        return None
    from sitlog.domain.times.zones import read_zone  # noqa: PLC0415  # only where it is needed

    try:
        return read_zone(name)
    except BadTime as error:
        raise BadTime(f"{ZONE}: {error.message}", hint=error.hint) from error


def zone_of(situation: "Situation") -> tzinfo:
    """Give the zone in which a situation's times are read and shown: of SITLOG_TZ, or its home zone."""
    from sitlog.domain.times.zones import read_zone  # noqa: PLC0415  # only where it is needed

    return stated_zone() or read_zone(situation.zone)


def log_url(given: str | None) -> str:
    """Give the database URL of the log: as given, of SITLOG_LOG, or of sitlog.db in this folder or one above it.

    Raises NoSuchLog if none is given and none is found.
    """
    named = given or os.environ.get(LOG)
    if named:
        return as_url(named)
    here = Path.cwd()
    found = next((file for folder in (here, *here.parents) if (file := folder / DEFAULT_LOG).exists()), None)
    if found is None:
        raise NoSuchLog(
            f"no log here: no {DEFAULT_LOG} in {here} or a folder above it",
            hint="Begin one with sitlog init, name one with --log or SITLOG_LOG, or see how it works: sitlog demo",
        )
    return as_url(str(found))


def as_url(named: str) -> str:
    """Give a database URL for what people write: a URL as it is, a path as an SQLite file.

    Raises NoSuchLog for the URL of a log in memory, of which nothing would be left when the command ends.
    """
    if "://" not in named:
        return f"sqlite:///{Path(named).expanduser()}"
    from sitlog.store.ledger.sqlite import sqlite_at  # noqa: PLC0415  # only where it is needed

    database = sqlite_at(named)
    if database is not None and database.file is None:
        raise NoSuchLog(f"{named} names no file, and nothing would be kept", hint=f"Name one: sqlite:///{DEFAULT_LOG}")
    return named


def shown(url: str) -> str:
    """Give a database URL as people may see it: a file by its path, a password as stars."""
    return _PASSWORD.sub(r"\1:***", url).removeprefix("sqlite:///")


def named(given: str | None) -> str:
    """Give what must stand behind `sitlog` in a hint so that it means the same log: nothing, or the option."""
    return f" --log {shown(given)}" if given else ""


def open_log(given: str | None) -> "SituationLog":
    """Open the log that is meant; see log_url. Use it in a with block."""
    from sitlog.store.log import SituationLog  # noqa: PLC0415  # slow to import, and --help needs none of it

    return SituationLog.open(log_url(given), clock=now, after=keep_up)


def situation_in(log: "SituationLog", key: str | None) -> "Situation":
    """Give the situation of that key, or the only one there is; raises NoSuchSituation, or NotUnderstood if several."""
    if key is not None:
        return log.situation(key)
    there = log.situations()
    if not there:
        raise NoSuchSituation(
            "the log holds no situation yet", hint="Import a file: sitlog import FILE, or see sitlog record --help"
        )
    if len(there) > 1:
        keys = ", ".join(each.key for each in there)
        raise NotUnderstood(
            f"the log holds {len(there)} situations: {keys}", hint=f"Name one: --situation {there[0].key}"
        )
    return there[0]
