"""What every page has in common: style, scripts and frame, put together with the hashes that let nothing else run."""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

from sitlog import __version__

_HERE = files("sitlog.cli.page")
# In this order: what comes later uses what stands before it.
_SCRIPTS = ("log", "known", "remarks", "times", "text", "draw", "lanes", "rows", "steer", "article", "paint", "begin")


def framed(frame: str, values: Mapping[str, str]) -> str:
    """Put *values*, which must be HTML already, with style and scripts into a frame: a file of this folder."""
    return Template(_read(frame)).substitute(values, **_shell())


@cache
def _shell() -> dict[str, str]:
    style, grid, starter, scripts = _run_together("page.css"), _run_together("grid.css"), _js("start.js"), _scripts()
    return {
        "version": __version__,
        "style": style,
        "starter": starter,
        "code": compressed(f"{grid}\0{_run_together('grid.html')}\0{scripts}"),
        "styles_allowed": f"'{hash_of(style)}' '{hash_of(grid)}'",
        "scripts_allowed": f"'{hash_of(starter)}' '{hash_of(scripts)}'",
    }


def hash_of(text: str) -> str:
    """Give the hash by which a Content-Security-Policy knows an inline style or script (CSP 3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def compressed(text: str) -> str:
    """Give a text as base64 of gzip, the same for the same text."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _scripts() -> str:
    return '"use strict";\n' + "".join(_js(f"{name}.js") for name in _SCRIPTS)


def _run_together(name: str) -> str:
    return "".join(_lines(name))


def _js(name: str) -> str:
    return "".join(f"{line}\n" for line in _lines(name) if not line.startswith("//"))


def _lines(name: str) -> list[str]:
    """Read a file, without indentation and empty lines."""
    return [line.strip() for line in _read(name).splitlines() if line.strip()]


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
