"""Where the code of projections comes from, and what is said when it does not come."""

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from sitlog.projections.projection import REGISTRY
from sitlog.projections.statements import statements
from sitlog.store.views import plugins
from sitlog.store.views.fingerprint import fingerprint
from sitlog.store.views.plugins import BadProjection, NoSuchCode, at_hand, load

MINE = '''
from sitlog.domain.entry import Entry
from sitlog.projections.projection import projection


def step():
    return 1


@projection(dict[str, int], version=1)
def by_type(counts: dict[str, int], entry: Entry) -> None:
    """Count entries by type."""
    counts[entry.type] = counts.get(entry.type, 0) + step()
'''


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.py"
    file.write_text(MINE)
    return file


def test_a_projection_is_loaded_from_a_file_that_is_named(mine: Path) -> None:
    loaded = load(f"{mine}:by_type")

    assert (loaded.name, loaded.version, loaded.summary) == ("by-type", 1, "Count entries by type.")
    assert load(f"{mine}:by-type").name == "by-type"
    assert "by-type" not in REGISTRY


def test_sitlogs_own_projections_are_at_hand() -> None:
    assert load("statements") is statements
    assert {"claims", "reports", "statements"} <= at_hand().keys()


def test_a_package_announces_its_projections(monkeypatch: pytest.MonkeyPatch, mine: Path) -> None:
    monkeypatch.syspath_prepend(mine.parent)
    announced = EntryPoint("by-type", "mine:by_type", plugins.GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda **_: [announced])

    assert load("by-type").summary == "Count entries by type."


@pytest.mark.parametrize(
    ("text", "named", "message", "hint"),
    [
        (MINE, "mine.py:by_tipe", "has no projection 'by_tipe'", "it has: by_type"),
        (MINE, "mine.py", "is a file, and a projection in it is meant", ":NAME"),
        (MINE, "none.py:by_type", "there is no file", "name a file"),
        ("x = (", "mine.py:x", "line 1: SyntaxError", "mend it"),
        ("1 / 0", "mine.py:x", "ZeroDivisionError: division by zero", "mend it"),
        ("x = 1", "mine.py:x", "has no projection 'x'", "mark a function"),
        (MINE.replace("by_type", "claims"), "mine.py:claims", "takes the name of sitlog's own", "rename it"),
    ],
)
def test_what_cannot_be_loaded_is_told(mine: Path, text: str, named: str, message: str, hint: str) -> None:
    mine.write_text(text)

    with pytest.raises(BadProjection) as refusal:
        load(str(mine.with_name(named)))

    assert message in refusal.value.message
    assert hint in str(refusal.value.hint)
    assert REGISTRY["claims"].version == load("claims").version


def test_a_name_that_nobody_has_is_told_with_the_nearest() -> None:
    with pytest.raises(NoSuchCode) as missing:
        load("statments")

    assert missing.value.hint == "did you mean statements?"


def print_of(file: Path, text: str) -> str:
    """The fingerprint of the projection in a text."""
    file.write_text(text)
    return fingerprint(load(f"{file}:by_type"))


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("+ step()", "+ 2", True),
        ("return 1", "return 2", True),
        ("dict[str, int], version", "dict[str, float], version", True),
        ("Count entries", "Tally entries", False),
        ("counts[entry.type] =", "# a comment\n    counts[entry.type] =", False),
        ("\ndef step", "\ndef other():\n    return 3\n\n\ndef step", False),
    ],
)
def test_the_fingerprint_changes_with_what_the_code_does(mine: Path, before: str, after: str, changes: Any) -> None:
    import linecache  # noqa: PLC0415  # what inspect reads files through

    original = print_of(mine, MINE)
    linecache.clearcache()

    assert (print_of(mine, MINE.replace(before, after)) != original) is changes
