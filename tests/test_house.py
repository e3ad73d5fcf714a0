"""The house style, as far as a test can tell: CONTRIBUTING.md says why."""

import ast
import importlib.metadata
import re
import statistics
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
FOLDERS = ("domain", "projections", "store", "cli")
MODULES = sorted(file for folder in (*FOLDERS, "src/sitlog") for file in (ROOT / folder).rglob("*.py"))
OUR_TEXTS = sorted(
    file
    for folder in (*FOLDERS, "src/sitlog", "tests", "docs", "examples", "benchmarks", ".ci")
    for file in (ROOT / folder).rglob("*")
    if file.is_file() and file.suffix != ".pyc"
)

LONGEST_FILE = 250  # lines
LONGEST_MEDIAN = 10  # lines of a function

A_HOME_ON_SOME_MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|work|mnt|Users|usr/local)/\w|[A-Z]:\\\\?Users")
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore|pragma:\s*no)\b")
SUPPRESSION_WITH_REASON = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type: ignore\[[\w, -]+\]|pragma: no (?:cover|branch))\s+#\s+\w+ \w+"
)


def name(file: Path) -> str:
    """A file as people call it."""
    return file.relative_to(ROOT).as_posix()


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a module."""
    tree = ast.parse(file.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_file_has_one_idea_and_so_is_short(file: Path) -> None:
    lines = len(file.read_text("utf-8").splitlines())

    assert lines <= LONGEST_FILE


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_says_in_one_sentence_what_is_in_it(file: Path) -> None:
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    first = " ".join(said.split("\n\n")[0].split())

    assert re.fullmatch(r"\S.*[.?]", first), f"{name(file)} starts with {first!r}"
    assert not re.search(r"[a-z)`][.!?] [A-Z]", first), f"{name(file)} needs more than one sentence: {first!r}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_functions_are_small(folder: str) -> None:
    lengths = [
        function.end_lineno - function.lineno + 1
        for file in (ROOT / folder).rglob("*.py")
        for function in functions(file)
        if function.end_lineno
    ]

    assert statistics.median(lengths or [0]) < LONGEST_MEDIAN


def test_each_layer_knows_only_those_below_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [lines for extra, lines in project["optional-dependencies"].items() if extra != "dev"]
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    declared = {re.split(r"[^\w-]", line)[0].lower() for line in lines}
    distributions = importlib.metadata.packages_distributions()
    imported = {top for file in MODULES for top in imports(file)} - sys.stdlib_module_names - {"sitlog"}

    undeclared = {
        top
        for top in imported
        if not declared & {found.lower().replace("_", "-") for found in distributions.get(top, [])}
    }

    assert undeclared == set()


def imports(file: Path) -> Iterator[str]:
    """The packages that a module imports from, by the first part of their names."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.split(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module.split(".")[0]
            case _:
                pass


@pytest.mark.parametrize("file", [file for file in OUR_TEXTS if file.suffix == ".py"], ids=name)
def test_a_check_is_silenced_only_with_a_reason_beside_it(file: Path) -> None:
    silenced = [line.strip() for line in file.read_text("utf-8").splitlines() if SUPPRESSION.search(line)]

    assert [line for line in silenced if not SUPPRESSION_WITH_REASON.search(line)] == []


def test_nothing_names_a_path_of_somebodys_machine() -> None:
    at_the_top = [file for file in ROOT.glob("*.*") if file.suffix in {".md", ".toml", ".py"}]

    named = {name(file): found.group() for file in [*OUR_TEXTS, *at_the_top] if (found := a_home_in(file))}

    assert named == {}


def a_home_in(file: Path) -> re.Match[str] | None:
    """The first absolute path of a home or checkout that a file names."""
    return A_HOME_ON_SOME_MACHINE.search(file.read_text("utf-8", errors="replace"))
