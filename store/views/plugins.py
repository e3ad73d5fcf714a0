"""Where the code of projections comes from: sitlog itself, installed packages, and files that somebody names."""

import pkgutil
import sys
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from sitlog import projections as ours
from sitlog.domain.errors import NotFound, NotUnderstood
from sitlog.domain.nearest import nearest
from sitlog.projections.projection import REGISTRY, Projection

GROUP = "sitlog.projections"
"""The group of entry points under which a package announces its projections."""


class BadProjection(NotUnderstood):
    """What was named holds no projection, or cannot be loaded."""


class NoSuchCode(NotFound):
    """There is no projection of that name, in sitlog or an installed package."""


def at_hand() -> dict[str, Projection[Any]]:
    """Give sitlog's own projections and those of installed packages, by name; raises BadProjection."""
    installed = (_of_package(each.name) for each in entry_points(group=GROUP))
    return {each.name: each for each in installed} | built_in()


def built_in() -> dict[str, Projection[Any]]:
    """Give sitlog's own projections, by name."""
    modules = [import_module(f"{ours.__name__}.{each.name}") for each in pkgutil.iter_modules(ours.__path__)]
    found = (thing for module in modules for thing in vars(module).values() if isinstance(thing, Projection))
    return {each.name: each for each in found}


def load(named: str) -> Projection[Any]:
    """Give the projection that is named: `path.py:name`, or the name of one at hand.

    Loading a file runs it, so never load what a log names. Raises BadProjection or NoSuchCode.
    """
    file, colon, name = named.rpartition(":")
    if colon and file.endswith(".py"):
        return _picked(_module_at(Path(file)), name, file)
    if named.endswith(".py"):
        raise BadProjection(f"{named} is a file, and a projection in it is meant", hint=f"write {named}:NAME")
    there = at_hand()
    if named not in there:
        like = nearest(named, there)
        hint = f"did you mean {like}?" if like else f"name its file, as in mine.py:{named}"
        raise NoSuchCode(f"there is no projection '{named}' in sitlog or an installed package", hint=hint)
    return there[named]


def _of_package(name: str) -> Projection[Any]:
    (entry,) = entry_points(group=GROUP, name=name)
    try:
        found = entry.load()
    except Exception as error:
        raise _not_loaded(entry.value, error) from error
    return _checked(found, entry.value)


def _module_at(file: Path) -> ModuleType:
    if not file.is_file():
        raise BadProjection(f"there is no file {file}", hint="name a file of Python, and a projection in it")
    name = f"sitlog_projections_of_{file.stem}"
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise BadProjection(f"{file} is not a file of Python", hint="name one that ends in .py")
    module = module_from_spec(spec)
    sys.modules[name] = module  # where pydantic looks up the types that the file names
    before = dict(REGISTRY)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise _not_loaded(str(file), error) from error
    finally:
        REGISTRY.clear()  # a file must not put its own in the place of others by taking their names
        REGISTRY.update(before)
    return module


def _picked(module: ModuleType, name: str, file: str) -> Projection[Any]:
    there = {key: thing for key, thing in vars(module).items() if isinstance(thing, Projection)}
    found = there.get(name.replace("-", "_"))
    if found is None:
        hint = f"it has: {', '.join(there)}" if there else "mark a function with @projection(dict[K, V], version=1)"
        raise BadProjection(f"{file} has no projection '{name}'", hint=hint)
    return _checked(found, file)


def _checked(found: Any, place: str) -> Projection[Any]:
    if not isinstance(found, Projection):
        raise BadProjection(f"{place} is not a projection", hint="mark it with @projection(dict[K, V], version=1)")
    own = built_in().get(found.name)
    if own is not None and own is not found:
        raise BadProjection(f"{place} takes the name of sitlog's own projection {found.name}", hint="rename it")
    return found


def _not_loaded(place: str, error: Exception) -> BadProjection:
    line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
    return BadProjection(f"{place}{line}: {type(error).__name__}: {error}", hint="mend it, and try again")
