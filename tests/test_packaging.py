"""What is built is what lies in the folders, and it runs where nothing but the wheel is installed."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "sitlog"
PATIENCE = 120  # seconds

# Alembic runs migrations by path, with a context that an import does not have.
IMPORT_EVERY_MODULE = """
import importlib, pkgutil, sitlog
for module in pkgutil.walk_packages(sitlog.__path__, "sitlog."):
    if module.name != "sitlog.__main__" and ".migrations" not in module.name:
        print(module.name, importlib.import_module(module.name).__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, so that both are known to be whole."""
    made = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", made, ROOT)
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel in it; the libraries it needs are those of this one."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home)
    run(sys.executable, "-m", "pip", "--python", home, "install", "--no-deps", "--no-index", "--quiet", wheel)
    libraries = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    # What a .pth file names is searched last and its own .pth files are not read: our editable install stays unseen.
    (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return Path(sysconfig.get_path("scripts", vars={"base": str(home), "platbase": str(home)}))


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """What a program printed; it must end well, and soon."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def files_seen_through_the_links() -> set[str]:
    """Every file of the package as a checkout has it, but what running it left behind."""
    return {
        Path("sitlog", os.path.relpath(folder, PACKAGE), file).as_posix()
        for folder, _, files in os.walk(PACKAGE, followlinks=True)
        for file in files
        if not folder.endswith("__pycache__")
    }


def files_in(wheel: Path) -> set[str]:
    """Every file of a wheel, but what it says about itself."""
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def module(file: str) -> str:
    """The module that a file of the package is."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_the_links_are_the_folders_that_the_wheel_maps() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    sources = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    links = {f"sitlog/{path.name}": path.readlink() for path in PACKAGE.iterdir() if path.is_symlink()}

    assert links == {name: Path("../..", folder) for folder, name in sources.items() if folder != "src/sitlog"}


def test_the_wheel_holds_what_the_folders_hold(wheel: Path) -> None:
    assert files_in(wheel) == files_seen_through_the_links()


def test_every_module_of_the_wheel_can_be_imported_from_it(wheel: Path, installed: Path) -> None:
    printed = run(installed / "python", "-I", "-c", IMPORT_EVERY_MODULE)
    imported = dict(line.split(" ", 1) for line in printed.splitlines())

    folders = [f"sitlog/{folder}/" for folder in ("domain", "projections", "store", "cli")]
    code = {file for file in files_in(wheel) if file.endswith(".py") and file.startswith(tuple(folders))}
    assert set(imported) == {module(file) for file in code if "/migrations/" not in file}
    assert all(Path(file).is_relative_to(installed.parent) for file in imported.values())


def test_the_demonstration_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "sitlog", "demo", cwd=tmp_path)

    assert "kh-bases" in shown


def test_the_version_is_told_once(wheel: Path) -> None:
    told = re.findall(r'__version__ = "(.+)"', (PACKAGE / "__init__.py").read_text("utf-8"))

    assert wheel.name.split("-")[:2] == ["sitlog", *told]
